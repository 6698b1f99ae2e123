"""What reading an export gives, row by row: a report, a refusal, or something to pass by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """One report as the reporter sent it: names, codes and addresses trimmed, the three texts untouched.

    `line` is the physical line (the header is 1) on which the row begins, `received_at` is in UTC, `warning` a code
    to say with the import (`ambiguous_local_time`). `fingerprint` is the row in canonical bytes, full of personal
    data: to be kept as an HMAC only (design.md, "Free text is registered"); the same whether it came as CSV or JSON.
    """

    line: int
    reference: str
    received_at: datetime
    reporter_name: str
    reporter_email: str
    reporter_kind: str
    programme: str
    course: str
    area: str
    category: str
    unit: str
    title: str
    description: str
    tried_channels: str
    language: str
    warning: str | None
    fingerprint: bytes

    def __repr__(self) -> str:
        return f"Report(line={self.line}, reference={self.reference!r})"  # the rest is about people


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that does not become a case: `reason` is a machine code, its sentence is `intake.<reason>`.

    `values` hold codes of the row (a unit, an area), never a name, an address or a text. `last_line` is the end of
    what was passed over with the row. `reference` is None where the row has none that can be read. `file` says which
    of several files, and a `reason` with a dot in it is the id of a rule's own refusal.
    """

    line: int
    reference: str | None
    reason: str
    values: Values = field(default_factory=dict)
    last_line: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """Nothing to import and nothing wrong: `identical_row` or `blank_line`."""

    line: int
    reason: str
    reference: str | None = None


Row = Report | RefusedRow | SkippedRow


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory holds: `units` are the codes that a case may belong to."""

    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row's values by our column names, before anything about them is judged."""

    line: int
    last_line: int
    values: dict[str, str] = field(repr=False)


class Refusal(Exception):
    """Why the row in hand is refused; caught where the row becomes a `RefusedRow`, never seen outside intake."""

    def __init__(self, reason: str, /, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values
