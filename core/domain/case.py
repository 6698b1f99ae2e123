"""A case and what hangs on it: plain values, no behaviour but what reads from them.

`Case` is the head of every kind of case with its detail; deadlines, tasks, acts and mail know only the head
(design.md, "A head for every kind of case").
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from core.domain.complaint.case import Complaint, Phase

Kind = Literal["deviation", "complaint"]


class State(StrEnum):
    """States of a deviation (workflow.md §3)."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    AWAITING_CLOSURE = "awaiting_closure"
    CLOSED = "closed"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"


class TaskState(StrEnum):
    """States of a measure (interface.md)."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Severity(StrEnum):
    """Alvorlighetsgrad (D11)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Due(StrEnum):
    """How a deadline ended, or that it is owed: running, standing still, or left to the lead of a duplicate."""

    OPEN = "open"
    PAUSED = "paused"
    FOLLOWS = "follows"
    MET = "met"
    CANCELLED = "cancelled"


OWED = frozenset({Due.OPEN, Due.PAUSED})
"""States of a deadline that somebody still has to meet in this case."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who owes or receives something (workflow.md §1), as stored: resolved when notified and when shown.

    kind      id                    means
    person    login                 that person
    role      role@UNIT             whoever holds the role at the unit
    handles   ""                    whoever handles the case: the handler if assigned, else the faculty's contact
    unit      UNIT                  an office nobody has a role at, by the address of the unit
    reporter  ""                    the reporter of the case
    named     key                   a party with an address of its own
    system    ""                    this installation
    """

    kind: str
    id: str = ""


HANDLES = Party("handles")
REPORTER = Party("reporter")
SYSTEM = Party("system")


FALLS_TO: Final[dict[Kind, str]] = {"deviation": "contact", "complaint": "caseworker"}
"""The role that handles a case with nobody set, at its faculty."""


def person(login: str) -> Party:
    return Party("person", login)


def role_at(role: str, unit: str) -> Party:
    return Party("role", f"{role}@{unit}")


def handled_by(kind: Kind, faculty: str, handler: str | None) -> Party:
    """Who handles a case: the handler if assigned, else its faculty's contact, or caseworkers (§3, §4)."""
    return person(handler) if handler else role_at(FALLS_TO[kind], faculty)


def unit_party(code: str) -> Party:
    return Party("unit", code)


def staff(id: str) -> Party:
    """The party behind a login or role@UNIT, as `participants` keeps it."""
    return Party("role" if "@" in id else "person", id)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported: kept apart from the case's text, shown by workflow.md §7 only."""

    name: str
    email: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """The detail of a deviation: what was reported and how it was assessed."""

    area: str
    category: str
    description: str
    tried_channels: str
    severity: Severity | None = None
    consequence: str = ""
    cause: str = ""
    gate: tuple[tuple[str, str], ...] = ()
    rejection: str = ""
    reason: str = ""
    transferred_to: str = ""
    outcome: str = ""
    answer: str = ""
    no_measure: str = ""
    hops: int = 0


NO_DEVIATION: Final = Deviation("", "", "", "")
"""The detail of a case of another kind."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something owed by somebody that ends in words. `id` is A-26-0124/2, where `number` is the 2.

    kind       owner                 text       report
    measure    whoever carries out   what       what was done
    hearing    whoever is asked      question   their answer
    question   the reporter          question   their answer
    task       person, role, office  a code     the day it was done: what a complaint asks of somebody
    """

    id: str
    number: int
    kind: str
    owner: Party
    text: str
    state: TaskState
    report: str = ""
    reason: str = ""
    proposal: str = ""
    cleared_with: str = ""

    @property
    def open(self) -> bool:
        """Not finished: a declined measure waits for a new owner and keeps the case open (workflow.md §3)."""
        return self.state not in (TaskState.COMPLETED, TaskState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """One obligation: who owes what, by when, by which rule, and why that date (design.md §1).

    `raw_on` is the rule's own date, `due_on` that date shifted forward to a working day, `act_on` the last working
    day on or before it (D17); `next_on` the next local date on which somebody is to be reminded, None when never;
    `paused_on` the day since when it stands still.
    """

    id: str
    kind: str
    owner: Party
    raw_on: date
    due_on: date
    act_on: date
    rule: str
    trace: str
    task: str | None = None
    state: Due = Due.OPEN
    next_on: date | None = None
    paused_on: date | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """The head of department was conferred with (gate question 6): who, when, result; no words about the person."""

    with_login: str
    on: date
    result: str


@dataclass(frozen=True, slots=True)
class Case:
    """The head of a case, its detail and all that a rule may ask of it. `id` is the number people say, A-26-0124.

    `readers` are faculties that passed the case on and may read it; `came_from` the unit it stood at before this one;
    `informed` logins and role@UNIT. `lead` is the case this one is a duplicate or a recurrence of, `link` which of the
    two; `duplicates` and `recurrences` are the cases that are it of this one.

    `kind` says which detail is filled: `detail` of a deviation, or `complaint`. Of a complaint `id` is K-26-0007,
    `handler` the caseworker and `reporter` the student.
    """

    id: str
    n: int
    reference: str
    state: State | Phase
    faculty: str
    unit: str
    course: str
    programme: str
    title: str
    language: str
    received_at: datetime
    version: int
    detail: Deviation
    reporter: Reporter
    handler: str | None = None
    restricted: bool = False
    closed_at: datetime | None = None
    readers: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    masked: bool = False
    came_from: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    lead: str | None = None
    link: str = ""
    duplicates: tuple[str, ...] = ()
    recurrences: tuple[str, ...] = ()
    kind: Kind = "deviation"
    complaint: Complaint | None = None

    def task(self, number: int) -> Task | None:
        return next((task for task in self.tasks if task.number == number), None)

    def open_deadlines(self, *kinds: str) -> tuple[Deadline, ...]:
        """Those that run."""
        return tuple(d for d in self.deadlines if d.state is Due.OPEN and (not kinds or d.kind in kinds))

    def owed(self, *kinds: str) -> tuple[Deadline, ...]:
        """Those that run or stand still."""
        return tuple(d for d in self.deadlines if d.state in OWED and (not kinds or d.kind in kinds))

    @property
    def measures(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.kind == "measure")

    @property
    def hearings(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.kind == "hearing")

    @property
    def asked(self) -> tuple[Task, ...]:
        """What was asked of colleagues and of the reporter."""
        return tuple(task for task in self.tasks if task.kind in ("hearing", "question"))

    @property
    def question(self) -> Task | None:
        """What the reporter has been asked and has not answered yet; one thing at a time."""
        return next((task for task in self.tasks if task.kind == "question" and task.open), None)

    @property
    def follows(self) -> bool:
        """Whether this is a duplicate, whose measures and deadlines are on its lead (workflow.md §3)."""
        return self.link == "duplicate"

    @property
    def handles(self) -> Party:
        return handled_by(self.kind, self.faculty, self.handler)

    def meant(self, party: Party) -> Party:
        """A party as it stands on the case: who handles it, where that is said; else the party itself."""
        return self.handles if party == HANDLES else party
