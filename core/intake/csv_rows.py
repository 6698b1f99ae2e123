"""A CSV export as raw rows: the header by our names, each row's columns counted, what is broken refused alone."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from core.errors import Refused
from core.intake.columns import check_header
from core.intake.records import LIMIT, Record, fields, records
from core.intake.reference import shown
from core.intake.rows import RawRow, RefusedRow, SkippedRow
from core.intake.vocabulary import COLUMNS

Found = RawRow | RefusedRow | SkippedRow


@dataclass(frozen=True, slots=True)
class Header:
    """`width` columns in the file; ours at their `places`."""

    places: dict[str, int]
    width: int

    def reference(self, values: list[str]) -> str | None:
        place = self.places["reference"]
        return shown(values[place]) if 1 < len(values) > place else None


def csv_rows(stream: BinaryIO, columns: Mapping[str, str], ours: Collection[str] = COLUMNS) -> Iterator[Found]:
    """Every record of a seekable stream below its header; Refused when the header cannot be read.

    `columns` maps their names to `ours`, one of which is `reference`.
    A row whose quotes are off stands for the lines after it that are no rows by themselves: `last_line` is the last.
    """
    source = records(stream)
    first = next(source, None)
    if first is None or not first.raw.strip():
        raise Refused("intake.no_rows")
    header = _header(first, columns, ours)
    broken: RefusedRow | None = None
    swallowed = 0
    for record in source:
        row = _row(record, header)
        if broken and record.line <= swallowed and _no_row(row):
            broken = replace(broken, last_line=record.last_line)
            continue
        if broken:
            yield broken
            broken = None
        if isinstance(row, RefusedRow) and record.problem.endswith("_quote") and record.last_line > record.line:
            broken, swallowed = replace(row, last_line=record.line), record.last_line
        else:
            yield row
    if broken:
        yield broken


def _header(record: Record, columns: Mapping[str, str], ours: Collection[str]) -> Header:
    try:
        text = record.raw.decode()
    except UnicodeDecodeError:
        raise Refused("intake.not_csv") from None
    if record.problem or "\0" in text:
        raise Refused("intake.not_csv")
    names = [name.strip() for name in fields(text)]
    if len(names) == 1 and any(sign in text for sign in ";\t|"):
        raise Refused("intake.not_comma_separated")
    return Header(check_header(names, columns, ours), len(names))


def _row(record: Record, header: Header) -> Found:
    if not record.problem and not record.raw.strip():
        return SkippedRow(record.line, "blank_line")
    try:
        text, problem = record.raw.decode(), record.problem
    except UnicodeDecodeError:
        text, problem = record.raw.decode(errors="surrogateescape"), record.problem or "not_utf8"
    values = fields(text)
    if problem:
        more = {"limit": LIMIT} if problem == "record_too_long" else {}
        return RefusedRow(record.line, header.reference(values), problem, more, record.last_line)
    if len(values) != header.width:
        more = {"found": len(values), "expected": header.width}
        return RefusedRow(record.line, header.reference(values), "wrong_column_count", more, record.last_line)
    named = {name: values[place] for name, place in header.places.items()}
    return RawRow(record.line, record.last_line, named)


def _no_row(row: Found) -> bool:
    return isinstance(row, SkippedRow) or (isinstance(row, RefusedRow) and row.reason == "wrong_column_count")
