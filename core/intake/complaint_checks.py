"""Whether a row of FS may be a complaint, a part or an event: each value judged in turn, the first wrong one named.

What several rows say together (weights, a second complaint, an order of events) is for the rules.
"""

from collections.abc import Collection
from datetime import date
from typing import Final, Literal, cast

from core.domain.case import Reporter
from core.domain.complaint.case import Complaint, Part, Type
from core.domain.complaint.events import NAMES, Event, diploma_at
from core.domain.complaint.registering import Lodged
from core.intake.addresses import address
from core.intake.complaint_columns import DIPLOMAS, SCALES, TYPES
from core.intake.rows import RawRow, Refusal
from core.intake.vocabulary import LANGUAGES

_SHORT: Final = 300
_NOTE: Final = 200_000
_WHOLE: Final = 100


def lodged(row: RawRow, reference: str, parts: tuple[Part, ...]) -> Lodged:
    """The complaint as it was when it was received, or Refusal with its reason."""
    values = _trimmed(row)
    _one_of(values["complaint_type"], TYPES, "unknown_complaint_type")
    _one_of(values["scale"], SCALES, "unknown_scale")
    _one_of(values["diploma"], DIPLOMAS, "unknown_diploma")
    _one_of(values["language"], LANGUAGES, "unknown_language")
    received = day(values, "received")
    explained, issued = maybe_day(values, "explanation_given"), maybe_day(values, "diploma_issued")
    maybe_day(values, "withdrawn_on")
    if values["diploma"] == "none" and issued:
        raise Refusal("diploma_without_kind")
    complaint = Complaint(
        type=Type(values["complaint_type"]),
        student_number=values["student_number"],
        term=values["term"],
        announced=day(values, "announced"),
        received_on=received,
        original_grade=values["original_grade"],
        scale=cast(Literal["letters", "passfail"], values["scale"]),
        part=values["assessment_part"],
        part_weight=_weight(values["part_weight"]) if values["part_weight"] else None,
        explanation_given=explained if explained and explained <= received else None,
        journal_number=values["journal_number"],
        remark=row.values["note"],
        parts=parts,
        diploma=diploma_at(values["diploma"], issued, received),
    )
    if (email := address(values["student_email"])) is None:
        raise Refusal("invalid_email")
    student = Reporter(values["student_name"], email, "student", values["language"])
    return Lodged(reference, values["unit"], values["course_code"], student, complaint, values["caseworker"] or None)


def part(row: RawRow) -> Part:
    values = _trimmed(row)
    if not values["assessment_part"]:
        raise Refusal("empty_part")
    return Part(values["assessment_part"], _weight(values["part_weight"]), values["grade"])


def event(row: RawRow) -> Event:
    values = _trimmed(row)
    _one_of(values["event"], NAMES, "unknown_event")
    return Event(day(values, "date"), values["event"], values["value"])


def _trimmed(row: RawRow) -> dict[str, str]:
    values = {name: value.strip() for name, value in row.values.items()}
    for name, value in values.items():
        if len(value) > (limit := _NOTE if name == "note" else _SHORT):
            raise Refusal("too_long", column=name, limit=limit)
    return values


def day(values: dict[str, str], column: str) -> date:
    """A date as 2026-12-24. Refusal: bad_day."""
    text = values[column]
    try:
        if len(text) == len("2026-12-24"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal("bad_day", column=column)


def maybe_day(values: dict[str, str], column: str) -> date | None:
    return day(values, column) if values[column] else None


def _weight(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= len(str(_WHOLE)) and 0 < int(text) <= _WHOLE:
        return int(text)
    raise Refusal("bad_weight")


def _one_of(value: str, allowed: Collection[str], reason: str) -> None:
    if value not in allowed:
        raise Refusal(reason, value=value)
