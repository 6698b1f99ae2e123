"""Where CSV records begin and end, and how little one broken record takes with it."""

import csv
import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AvvikError
from core.intake.csv_rows import csv_rows
from core.intake.records import LIMIT, fields, records
from core.intake.reports import read
from core.intake.rows import Known, RefusedRow, Report
from core.intake.vocabulary import COLUMNS

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
KNOWN = Known(frozenset({"IE"}))
HEADER = ",".join(COLUMNS) + "\n"
CELLS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('",\r\n\0 æ'), max_size=8)


def row(number, description="Rommet er for lite."):
    return (
        f"R-{number},2026-10-12T09:30:00,Tuva Lyngtjern,tuva@stud.example.no,student,BITX,TDT9105,"
        f"utdanningskvalitet,,IE,Tittel,{description},Faglærer,nb\n"
    )


def rows(text):
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return list(read(stream, {}, NOW, KNOWN))


def said(text):
    """(line, last line, reason) of refusals, the reference of reports."""
    return [
        (one.line, one.last_line, one.reason) if isinstance(one, RefusedRow) else one.reference for one in rows(text)
    ]


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_the_csv_module_writes_is_read_as_it_was(table, end):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    found = list(records(io.BytesIO(written.getvalue().encode())))
    assert [fields(record.raw.decode()) for record in found] == table
    assert not [record for record in found if record.problem]


@given(st.lists(st.lists(CELLS.map(lambda cell: cell.replace("\r", "")), min_size=2, max_size=5), max_size=8))
def test_records_and_lines_are_those_of_the_csv_module(table):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(table)
    text = written.getvalue()
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    begins, theirs = 1, []
    for values in reader:
        theirs.append((begins, reader.line_num, values))
        begins = reader.line_num + 1
    ours = [(one.line, one.last_line, fields(one.raw.decode())) for one in records(io.BytesIO(text.encode()))]
    assert ours == theirs


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text('",;\n\r[]{}:a\0', max_size=60).map(str.encode), st.booleans())
def test_no_bytes_raise_anything_but_our_own(content, headed):
    try:
        found = rows(HEADER.encode() + content if headed else content)
    except AvvikError:
        return
    assert not [one for one in found if isinstance(one, Report)]


@given(st.text('",x\n', max_size=60))
def test_every_line_is_answered_for(text):
    content = HEADER + text
    answered = set()
    for one in csv_rows(io.BytesIO(content.encode()), {}):
        answered |= set(range(one.line, max(one.line, getattr(one, "last_line", 0)) + 1))
    assert answered == set(range(2, len(content.removesuffix("\n").split("\n")) + 1))


def test_an_open_quote_takes_only_its_own_row():
    text = HEADER + row(1) + row(2, '"åpent') + row(3) + row(4, '"lukket, med komma"') + row(5)
    assert said(text) == ["R-1", (3, 3, "stray_quote"), "R-3", "R-4", "R-5"]


def test_an_open_quote_up_to_the_end_takes_the_lines_that_are_no_rows():
    text = HEADER + row(1, '"åpent\nandre linje\n\ntredje') + row(2) + "siste linje\n"
    assert said(text) == [(2, 5, "unterminated_quote"), "R-2", (7, 7, "wrong_column_count")]


def test_text_after_a_closing_quote_is_refused_and_the_next_row_read():
    assert said(HEADER + row(1, '"han sa "nei" da"') + row(2)) == [(2, 2, "stray_quote"), "R-2"]


def test_a_quote_within_a_bare_value_is_a_letter():
    (report,) = rows(HEADER + row(1, 'En 24" skjerm'))
    assert report.description == 'En 24" skjerm'


def test_the_text_of_a_record_too_long_never_passes_for_rows():
    forged = "\n" + row(66) * 3
    text = HEADER + row(1, '"' + "x" * (LIMIT + 100_000) + forged + '"') + row(2)
    assert said(text) == [(2, 6, "record_too_long"), "R-2"]


def test_a_text_has_its_limit_below_that_of_the_record():
    found = rows(HEADER + row(1, "å" * 200_000) + row(2, "å" * 200_001))
    assert isinstance(found[0], Report)
    assert (found[1].reason, found[1].values) == ("too_long", {"column": "description", "limit": 200_000})


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_both_kinds_and_none_after_the_last_row(end):
    text = (HEADER + row(1, '"to\nlinjer"') + row(2)).replace("\n", end).removesuffix(end)
    found = rows(text)
    assert [(one.line, one.reference) for one in found] == [(2, "R-1"), (4, "R-2")]
    assert found[0].description == f"to{end}linjer"


MEASURE = """
import sys
from datetime import datetime
from pathlib import Path
from core.intake.reports import read
from core.intake.rows import Known, Report

def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])

def count(path):
    now = datetime.fromisoformat("2026-11-21T12:00+01:00")
    return sum(isinstance(row, Report) for row in read(Path(path), {}, now, Known(frozenset({"IE"}))))

count(sys.argv[1])
before = peak()
print(count(sys.argv[2]), peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_a_hundred_thousand_rows_in_bounded_memory(tmp_path):
    for name, count in (("small", 10), ("large", 100_000)):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            file.write(HEADER)
            file.writelines(
                row(number, '"' + 'Rommet, og ""luften"",\ner for liten. ' * 12 + '"') for number in range(count)
            )
    assert (tmp_path / "large").stat().st_size > 50_000_000
    command = [sys.executable, "-c", MEASURE, str(tmp_path / "small"), str(tmp_path / "large")]
    root = Path(__file__).parents[2]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    reports, kibibytes = map(int, answer.split())
    assert reports == 100_000
    assert kibibytes < 16_000
