"""Reminders as lines of a person's one daily digest: who is told of which deadline, and what each line says (R51, D7).

The sweep writes lines; the mail is made of those that are still true when it leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.calendar import DAY, forward
from core.domain.case import FALLS_TO, HANDLES, Deadline, Kind, Party, Reporter, handled_by, role_at
from core.domain.deadline import Rule, last_day, overdue, remind_by, rule_by
from core.domain.notice import still_told
from core.domain.people import Directory
from core.domain.reached import resolve
from core.domain.reminder import Schedule
from core.domain.terms import Terms
from core.errors import Refused

Line = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Head:
    """As much of a case as decides who is told of its deadlines. `excluded` and `reporter` are barred (D18)."""

    id: str
    faculty: str
    unit: str
    handler: str | None
    restricted: bool
    reporter: Reporter
    excluded: tuple[str, ...] = ()
    kind: Kind = "deviation"

    @property
    def handles(self) -> Party:
        return handled_by(self.kind, self.faculty, self.handler)


@dataclass(frozen=True, slots=True)
class Owed:
    """An open deadline with the head of its case; `opened_on` is the local date on which it was opened."""

    deadline: Deadline
    opened_on: date
    case: Head


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who gets a line, and the role (a code of `core.messages.words.ROLES`) in which it concerns them."""

    login: str
    role: str


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a digest: what is owed, to whom and as what it was written, on which local date, at which stage.

    `task`: what a task of a complaint is, as a code; "" for everything else.
    """

    owed: Owed
    told: Told
    on: date
    stage: str = ""
    task: str = ""

    @property
    def about(self) -> str:
        """`escalated` to a line leader (D7), `weekly` for a contact whose cases have handlers, or a plain reminder."""
        return _ABOUT.get(self.stage.rstrip("0123456789-"), "")


_ABOUT: Final = {"leader+": "escalated", "week:": "weekly"}


def told(owed: Owed, directory: Directory, on: date) -> tuple[Told, ...]:
    """Who is reminded: whoever owes it and whoever handles the case (R51), or who stands in; each once.

    Nobody who is barred. A restricted case is the contact's alone (workflow.md §2). Empty when nobody at all is there:
    an alarm (workflow.md §1). Reporters and named parties get letters of their own, never a line.
    """
    parties = (role_at("contact", owed.case.faculty),) if owed.case.restricted else (owed.deadline.owner, HANDLES)
    found: dict[str, Told] = {}
    for party in parties:
        if party.kind not in ("person", "role", "handles"):
            continue
        for reached in resolve(party, owed.case, directory, on):
            found.setdefault(reached.login, Told(reached.login, role(party, owed)))
    return tuple(found.values())


def role(party: Party, owed: Owed) -> str:
    """What somebody behind this party is to the deadline."""
    if party.kind == "handles":
        falls_to = FALLS_TO[owed.case.kind]
        return falls_to if owed.case.kind == "complaint" or not owed.case.handler else "handler"
    if party.kind == "role" and (owed.deadline.task is None or owed.case.kind == "complaint"):
        return party.id.partition("@")[0]
    return "asked" if owed.deadline.kind == "hearing" else "owner"


def answerable(owed: Owed) -> Party:
    """Whom to name when nobody is there to be told."""
    return owed.deadline.owner if owed.deadline.owner.kind == "role" else owed.case.handles


def key(name: str, day: date) -> str:
    """The outbox key of somebody's digest: one for each person and local date (design.md §4)."""
    return f"digest:{name}:{day.isoformat()}"


def schedule(owed: Owed, terms: Terms) -> Schedule:
    """When the deadline is reminded of. One whose rule has left the settings is reminded of as D7 says by default."""
    deadline = owed.deadline
    by = remind_by(deadline.kind, deadline.due_on, deadline.act_on)
    return Schedule(by, rule_of(deadline, terms), owed.opened_on, terms.closed)


def rule_of(deadline: Deadline, terms: Terms) -> Rule:
    """The rule a deadline was born under, or what D7 says by default where that is nowhere to be found."""
    try:
        return rule_by(deadline.rule, terms)
    except Refused:
        return Rule(deadline.kind, 1, deadline.kind, date.min, None, None, "")


def lines(written: Iterable[Written], directory: Directory, day: date, terms: dict[str, Terms]) -> list[Line]:
    """What the digest of a day says (core.messages.facts.LINE), worst first; empty when nothing of it is true any more.

    `terms` by faculty.
    """
    true = [line for line in written if still_told(line.told.login, line.owed.case, directory, day)]
    promised = {_what(line) for line in true if line.owed.deadline.kind == "promise"}
    true = [line for line in true if line.owed.deadline.kind != "follow_up" or _what(line) not in promised]
    true.sort(key=lambda line: (last_day(line.owed.deadline), line.owed.case.id, line.owed.deadline.id))
    return [_line(line, day, terms[line.owed.case.faculty]) for line in true]


def _what(line: Written) -> tuple[object, ...]:
    """A promised answer and the case's own date, which moved with it, are one thing to do."""
    return line.owed.case.id, last_day(line.owed.deadline), line.told.role, line.about


def _line(line: Written, day: date, terms: Terms) -> Line:
    deadline, late = line.owed.deadline, overdue(line.owed.deadline, day)
    shown = last_day(deadline) if late else remind_by(deadline.kind, deadline.due_on, deadline.act_on)
    return {
        "number": deadline.task or line.owed.case.id,
        "kind": deadline.kind if line.about else line.task or deadline.kind,
        "due_on": shown.isoformat(),
        "days": (shown - day).days,
        "role": line.told.role,
        "late": late,
        "delayed": not line.about and delayed(line, day, terms),
        "about": line.about,
    }


def delayed(line: Written, day: date, terms: Terms) -> bool:
    """Whether the reader should have been told before: written after its stage's working day, or lain since (G18).

    A line may wait for the next working day, when the digest of its own day had left already. An old deadline that was
    opened late could not be told before that.
    """
    stage = schedule(line.owed, terms).newest(line.on)
    wanted = forward(max(stage.on, line.owed.opened_on), terms.closed) if stage else line.on
    return line.on > wanted or day > forward(line.on + DAY, terms.closed)
