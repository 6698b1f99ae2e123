"""Another system's export of reports, row by row: what may become a case, what may not and why.

The reporting portal's CSV is the format (data set README); JSON with the same names is read too, told apart by its
first character. Rows come in the order of the file, as they are read: memory does not grow with the file but by some
hundred bytes for each reference.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from core.errors import Refused
from core.intake.checks import fingerprint, report
from core.intake.columns import check
from core.intake.csv_rows import csv_rows
from core.intake.json_rows import json_rows
from core.intake.reference import reference, shown
from core.intake.repeats import Repeats
from core.intake.rows import Known, RawRow, Refusal, RefusedRow, Row, SkippedRow
from core.intake.source import opened


def read(source: Path | BinaryIO, columns: Mapping[str, str], now: datetime, known: Known) -> Iterator[Row]:
    """Every row of the export; nothing is stored.

    `columns` maps their column names to ours, `now` is aware. Usage when there is no such file; Refused when nothing
    of it can be read; Unusable when `columns` names what we do not have: each raised at the first row asked for.
    To show progress, open the file yourself and ask it for `tell()` between rows.
    """
    check(columns)
    repeats, empty = Repeats(), True
    try:
        with opened(source) as stream:
            rows = json_rows(stream, columns) if _is_json(stream) else csv_rows(stream, columns)
            for row in rows:
                empty = empty and isinstance(row, SkippedRow)
                yield _judged(row, repeats, now, known) if isinstance(row, RawRow) else row
    except OSError as error:
        raise Refused("intake.unreadable_file", file=getattr(source, "name", "-"), error=error.strerror or "") from None
    if empty:
        raise Refused("intake.no_rows")


def _judged(row: RawRow, repeats: Repeats, now: datetime, known: Known) -> Row:
    try:
        name, mark = reference(row.values["reference"]), fingerprint(row)
        if repeats.seen(name, mark):
            return SkippedRow(row.line, "identical_row", name)
        accepted = report(row, name, now, known, mark)
    except Refusal as refusal:
        return RefusedRow(row.line, shown(row.values["reference"]), refusal.reason, refusal.values, row.last_line)
    repeats.add(name, mark)
    return accepted


def _is_json(stream: BinaryIO) -> bool:
    start = stream.tell()
    first = stream.read(64).lstrip()[:1]
    stream.seek(start)
    return first in (b"[", b"{")
