"""The two exports of the shared data, row by row (tests/data/expected-broken.json)."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import Refused, Unusable, Usage
from core.intake.directory import read_directory
from core.intake.reports import read
from core.intake.rows import Known, RefusedRow, Report, SkippedRow
from core.intake.vocabulary import COLUMNS

DATA = Path(__file__).parents[1] / "data"
EXPECTED = json.loads((DATA / "expected-broken.json").read_text())
NOW = datetime.fromisoformat(EXPECTED["now"])
KNOWN = Known(frozenset(unit.code for unit in read_directory(DATA / "directory.toml").units))
VERDICTS = {"accept": Report, "refuse": RefusedRow, "skip": SkippedRow}


def rows(path, columns=None):
    return list(read(path, columns or {}, NOW, KNOWN))


def exported():
    with (DATA / "sifra-export.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def file_of(tmp_path, text, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_verdict_of_the_broken_export():
    found = rows(DATA / "sifra-export-broken.csv")
    assert [row.line for row in found] == [row["line"] for row in EXPECTED["rows"]]
    for row, expected in zip(found, EXPECTED["rows"], strict=True):
        assert isinstance(row, VERDICTS[expected["verdict"]]), expected
        assert row.reference == expected["reference"]
        assert getattr(row, "reason", None) == expected["reason"]


def test_the_hour_that_comes_twice_is_the_first_one_and_said():
    choice = next(row["choice"] for row in EXPECTED["rows"] if "choice" in row)
    row = next(row for row in rows(DATA / "sifra-export-broken.csv") if isinstance(row, Report) and row.warning)
    assert row.received_at == datetime.fromisoformat(choice["utc"])
    assert row.warning == choice["warning"]


def test_what_is_shown_of_a_refused_row_is_no_personal_data():
    private = {value for row in exported() for value in (row["reporter_name"].strip(), row["reporter_email"].strip())}
    refused = [row for row in rows(DATA / "sifra-export-broken.csv") if isinstance(row, RefusedRow)]
    shown = {str(value) for row in refused for value in row.values.values()}
    assert shown >= {"XY", "kantine", "kvalitet i utdanning", "alumnus", "de"}
    assert not [text for text in shown if "@" in text or "Tuva" in text or text in private]
    assert "Tuva" not in repr(rows(DATA / "sifra-export-broken.csv")[0])


def test_the_whole_export_goes_in_and_its_texts_letter_for_letter():
    found, source = rows(DATA / "sifra-export.csv"), exported()
    assert len(found) == len(source) == 120
    for row, raw in zip(found, source, strict=True):
        assert isinstance(row, Report)
        for text in ("title", "description", "tried_channels"):
            assert getattr(row, text) == raw[text]
        for trimmed in set(COLUMNS) - {"title", "description", "tried_channels", "received"}:
            assert getattr(row, trimmed) == raw[trimmed].strip()
    assert any("\0" in row.description + row.title for row in found)
    assert any("\x1b]" in row.description + row.title for row in found)
    assert any(len(row.description) > 8_000 for row in found)


def test_summer_and_winter_time_become_utc():
    times = {row.reference: row.received_at for row in rows(DATA / "sifra-export.csv")}
    assert times["SIFRA-2025-00107"] == datetime(2025, 8, 15, 6, 5, tzinfo=UTC)
    assert all(time.tzinfo is UTC for time in times.values())


def test_json_and_json_lines_give_the_same_reports_as_csv(tmp_path):
    wanted = rows(DATA / "sifra-export.csv")
    array = file_of(tmp_path, json.dumps(exported(), indent=1, ensure_ascii=False), "a.json")
    lines = file_of(tmp_path, "\n".join(json.dumps(row) for row in exported()), "b.json")
    for path in (array, lines):
        found = rows(path)
        assert [row.fingerprint for row in found] == [row.fingerprint for row in wanted]
        assert [row.description for row in found] == [row.description for row in wanted]
    assert [row.line for row in rows(lines)] == list(range(1, 121))


def test_other_column_names_other_order_and_more_columns(tmp_path):
    theirs = {"Ref": "reference", "Overskrift": "title"}
    names = {ours: name for name, ours in theirs.items()}
    head = [*(names.get(name, name) for name in reversed(COLUMNS)), "title", "attachments"]
    raw = exported()[0]
    path = tmp_path / "mapped.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerow([*(raw[name] for name in reversed(COLUMNS)), "Professor", "a.pdf"])
    (row,) = rows(path, theirs)
    assert (row.reference, row.title) == (raw["reference"], raw["title"])
    assert row.fingerprint == rows(DATA / "sifra-export.csv")[0].fingerprint


def test_a_pipe_is_read_too(tmp_path):
    class Pipe:
        def __init__(self, file):
            self.read = file.read

        def seekable(self):
            return False

    with (DATA / "sifra-export.csv").open("rb") as file:
        assert rows(Pipe(file)) == rows(DATA / "sifra-export.csv")


HEADER = ",".join(COLUMNS)


@pytest.mark.parametrize(
    ("content", "id", "values"),
    [
        ("", "intake.no_rows", {}),
        ("\n", "intake.no_rows", {}),
        (HEADER + "\n\n\n", "intake.no_rows", {}),
        ("[]", "intake.no_rows", {}),
        (b"\x7fELF\x02\x01\x00\xff", "intake.not_csv", {}),
        (b"\xf8\xe5", "intake.not_csv", {}),
        ('"' + HEADER, "intake.not_csv", {}),
        (HEADER.replace(",", ";"), "intake.not_comma_separated", {}),
        (HEADER.replace("title,", ""), "intake.missing_columns", {"missing": "title"}),
        (
            HEADER.replace("title", "Tittle"),
            "intake.missing_columns_near",
            {"missing": "title", "near": "Tittle → title"},
        ),
        (HEADER + ",title", "intake.repeated_column", {"column": "title"}),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, content, id, values):
    with pytest.raises(Refused) as refused:
        rows(file_of(tmp_path, content))
    assert (refused.value.id, refused.value.values) == (id, values)


def test_no_such_file_and_a_directory_are_wrong_words(tmp_path):
    for path, id in ((tmp_path / "none.csv", "intake.no_such_file"), (tmp_path, "intake.is_a_directory")):
        with pytest.raises(Usage) as usage:
            rows(path)
        assert usage.value.id == id


def test_a_mapping_to_a_name_we_do_not_have_is_unusable():
    with pytest.raises(Unusable) as unusable:
        rows(DATA / "sifra-export.csv", {"Ref": "referance"})
    assert unusable.value.values == {"theirs": "Ref", "ours": "referance", "near": "reference"}
