"""What happened to a complaint in FS, day by day: the words of complaints-events.csv, and what its columns say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.complaint.case import Complaint
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.errors import Refused

NAMES: Final = frozenset(
    {
        "announced",
        "received",
        "explanation_given",
        "diploma_issued",
        "letter_1_return_by",
        "letter_2_return_by",
        "paper_returned",
        "late_accepted",
        "second_graded",
        "third_graded",
        "formal_error_decided",
        "withdrawn",
    }
)
TREATMENT: Final = frozenset(
    {"explanation_given", "late_accepted", "second_graded", "third_graded", "formal_error_decided", "withdrawn"}
)
"""Events that show that the complaint was not refused at intake."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line: the day, what happened (`NAMES`), and its value: a grade, a date, medhold or ikke_medhold."""

    on: date
    name: str
    value: str = ""


def in_order(events: Iterable[Event], complaint: Complaint, as_of: date) -> tuple[Event, ...]:
    """The events that are played, those of one day as they stand in the file.

    What the registration holds already is left out. Refused: event.unknown; event.disagrees with the row it belongs to;
    event.before_received.
    """
    found = []
    said = {"announced": complaint.announced, "received": complaint.received_on}
    for event in sorted(events, key=lambda event: event.on):
        if event.name not in NAMES:
            raise Refused("event.unknown", event=event.name)
        if event.name in said and event.on != said[event.name]:
            raise Refused("event.disagrees", event=event.name, date=event.on)
        registered = event.name in said or (event.name == "diploma_issued" and event.on <= complaint.received_on)
        if not registered and event.on < complaint.received_on and event.name != "explanation_given":
            raise Refused("event.before_received", event=event.name, date=event.on)
        before = registered or event.on < complaint.received_on
        if not before and event.on <= as_of:
            found.append(event)
    return tuple(found)


def of_columns(
    explanation_given: date | None, diploma: str, diploma_issued: date | None, withdrawn_on: date | None
) -> tuple[Event, ...]:
    """What the columns of complaints.csv say by themselves; its grades have no day, and are unknown without events."""
    found = [
        Event(explanation_given, "explanation_given") if explanation_given else None,
        Event(diploma_issued, "diploma_issued", diploma) if diploma_issued else None,
        Event(withdrawn_on, "withdrawn") if withdrawn_on else None,
    ]
    return tuple(event for event in found if event)


def diploma_at(kind: str, issued: date | None, received: date) -> Diploma:
    """The diploma as it stood when the complaint was received: out, or not issued yet, whatever became of it later."""
    if issued is None or issued > received:
        return Diploma(kinds_of(kind))
    return Diploma(kinds_of(kind), Issue.SENT, issued_on=issued, known_on=received)
