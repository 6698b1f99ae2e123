"""Running complaints from FS, row by row: what may be taken over, what may not and why.

The parts and the events stand in files of their own; a row of theirs that is wrong keeps its complaint out as well,
for half a complaint is none.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, TypeVar

from core.domain.complaint.events import Event, of_columns
from core.domain.complaint.registering import Lodged
from core.errors import Refused
from core.intake import complaint_checks as checks
from core.intake.checks import fingerprint
from core.intake.complaint_columns import COME_LATER, COMPLAINTS, EVENTS, PARTS, THEIRS
from core.intake.csv_rows import csv_rows
from core.intake.reference import reference, shown
from core.intake.repeats import Repeats
from core.intake.rows import RawRow, Refusal, RefusedRow, SkippedRow
from core.intake.source import Source, opened

T = TypeVar("T")
LIMIT: Final = 1000
"""Parts and events of one complaint."""
_KNOWN_BY: Final = tuple(column for column in COMPLAINTS if column not in COME_LATER)
"""What of a row is the same as long as it is the same complaint."""


@dataclass(frozen=True, slots=True, repr=False)
class Running:
    """One complaint to be taken over: as it was lodged, and what has happened to it since, in the order of its days.

    `lodged_as` is its row and its parts in canonical bytes.
    """

    line: int
    reference: str
    lodged: Lodged
    events: tuple[Event, ...]
    lodged_as: bytes

    def fingerprint(self, n: int) -> bytes:
        """All of it after its first `n` events, in bytes full of personal data: to be kept as an HMAC only."""
        said = ((event.on.isoformat(), event.name, event.value) for event in self.events[:n])
        return self.lodged_as + repr(tuple(said)).encode()

    def __repr__(self) -> str:
        return f"Running(line={self.line}, reference={self.reference!r})"  # the rest is about people


@dataclass(slots=True)
class _Beside:
    """What another file says of one complaint; `wrong`: the line in it that cannot be read."""

    line: int
    raw: list[RawRow]
    wrong: int = 0


def read(complaints: Source, parts: Source | None, events: Source | None) -> Iterator[Running | RefusedRow]:
    """Every complaint of the files, and every row that is refused, each with its file; nothing is stored.

    Raises: Usage when there is no such file; Refused when nothing of one can be read.
    """
    refused: list[RefusedRow] = []
    by_part = _gathered(parts, "parts", PARTS, refused, checks.part)
    by_event = _gathered(events, "events", EVENTS, refused, checks.event)
    yield from refused
    named: set[str] = set()
    repeats = Repeats()
    for row in _rows(complaints, COMPLAINTS):
        if isinstance(row, RefusedRow):
            yield row
            named.add(row.reference or "")
            continue
        name = shown(row.values["reference"]) or ""
        named.add(name)
        if found := _judged(row, repeats, by_part.get(name), by_event.get(name)):
            yield found
    for file, beside in (("parts", by_part), ("events", by_event)):
        for name in beside.keys() - named:
            yield RefusedRow(beside[name].line, name, "no_such_complaint", file=file)


def _rows(source: Source, columns: Sequence[str]) -> Iterator[RawRow | RefusedRow]:
    """The rows of one file that are not blank. Refused: intake.no_rows, intake.unreadable_file."""
    try:
        with opened(source) as stream:
            for row in csv_rows(stream, THEIRS if "case_reference" in _head(stream) else {}, columns):
                if not isinstance(row, SkippedRow):
                    yield row
    except OSError as error:
        raise Refused("intake.unreadable_file", file=getattr(source, "name", "-"), error=error.strerror or "") from None


def _head(stream: BinaryIO) -> str:
    start = stream.tell()
    head = stream.readline(4096)
    stream.seek(start)
    return head.decode(errors="replace")


def _gathered(
    source: Source | None, file: str, columns: Sequence[str], refused: list[RefusedRow], check: Callable[[RawRow], T]
) -> dict[str, _Beside]:
    """The rows of one of the other files by complaint; those that cannot be read go to `refused`."""
    found: dict[str, _Beside] = {}
    for row in _rows(source, columns) if source is not None else ():
        if isinstance(row, RefusedRow):
            refused.append(replace(row, file=file))
            found.setdefault(row.reference or "", _Beside(row.line, [])).wrong = row.line
            continue
        name = shown(row.values["reference"]) or ""
        beside = found.setdefault(name, _Beside(row.line, []))
        try:
            reference(row.values["reference"])
            check(row)
            if len(beside.raw) >= LIMIT:
                raise Refusal("too_many", limit=LIMIT)
        except Refusal as wrong:
            refused.append(RefusedRow(row.line, name or None, wrong.reason, wrong.values, row.last_line, file))
            beside.wrong = row.line
        else:
            beside.raw.append(row)
    found.pop("", None)
    return found


def _judged(
    row: RawRow, repeats: Repeats, parts: _Beside | None, events: _Beside | None
) -> Running | RefusedRow | None:
    """None for a row that has been read before."""
    try:
        name = reference(row.values["reference"])
        for beside in (parts, events):
            if beside and beside.wrong:
                raise Refusal("refused_beside", line=beside.wrong)
        if repeats.seen(name, whole := fingerprint(row, COMPLAINTS)):
            return None
        marks = [fingerprint(row, _KNOWN_BY), *(fingerprint(each, PARTS) for each in (parts.raw if parts else ()))]
        lodged = checks.lodged(row, name, _all(parts, checks.part))
        running = Running(row.line, name, lodged, _happened(row, events), b"".join(marks))
    except Refusal as refusal:
        return RefusedRow(row.line, shown(row.values["reference"]), refusal.reason, refusal.values, row.last_line)
    repeats.add(name, whole)
    return running


def _all(beside: _Beside | None, check: Callable[[RawRow], T]) -> tuple[T, ...]:
    return tuple(check(row) for row in beside.raw) if beside else ()


def _happened(row: RawRow, events: _Beside | None) -> tuple[Event, ...]:
    """The events, those of one day as they stand in the file; without any, what the columns say by themselves."""
    if events:
        return tuple(sorted(_all(events, checks.event), key=lambda event: event.on))
    values = {name: value.strip() for name, value in row.values.items()}
    days = [checks.maybe_day(values, name) for name in ("explanation_given", "diploma_issued", "withdrawn_on")]
    found = of_columns(days[0], values["diploma"], days[1], days[2])
    return tuple(sorted(found, key=lambda event: event.on))
