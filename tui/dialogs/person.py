"""Picking a person: what they are, how much they have, and whether they are there (desk.md §5.7)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from core.domain.people import LINE_LEADERS
from tui.dialogs.matter import Matter
from tui.dialogs.pick import Entry, Pick

if TYPE_CHECKING:
    from core.desk.people import Candidate
    from tui.app import DeskApp

_USED: "WeakKeyDictionary[DeskApp, list[str]]" = WeakKeyDictionary()
"""Who was picked at this desk, the last first; gone with the desk."""

Rank = Callable[["Candidate"], int]
SHARES: Final = (8, 9, 3, 7)
"""Parts of the width: name, roles, unit, what they have in hand."""


class Person(Pick):
    """A person, or a unit; who is picked is offered first the next time."""

    def __init__(self, matter: Matter, key: str, label: str, entries: Sequence[Entry], *, first: bool = True) -> None:
        super().__init__(
            key,
            label,
            entries,
            first=first,
            shares=SHARES,
            none=matter.say("desk.ask.nobody"),
            hint=matter.say("desk.ask.type"),
        )
        self._app = matter.app

    def used(self) -> None:
        """Remember who was picked."""
        if self.value is not None:
            remember(self._app, self.value)


def remember(app: "DeskApp", key: str) -> None:
    """Offer this one first the next time."""
    used = _USED.setdefault(app, [])
    used[:] = [key, *(other for other in used if other != key)][:20]


async def person(matter: Matter, key: str, label: str, rank: Rank, *, only: Rank | None = None) -> Person:
    """The picker over everybody who may be given a part: the lowest rank first, then last used, then by name.

    `only`: leave out those it answers 0 for.
    """
    return Person(matter, key, label, await people(matter, rank, only=only))


async def people(matter: Matter, rank: Rank, *, only: Rank | None = None) -> list[Entry]:
    """Everybody who may be given a part, as `person` orders them."""
    found = await matter.app.desk.people.candidates(matter.app.who, matter.case.id)
    wanted = [candidate for candidate in found if only is None or only(candidate)]
    used = _USED.get(matter.app, [])
    ordered = sorted(wanted, key=lambda one: (rank(one), used.index(one.login) if one.login in used else len(used)))
    return [_entry(matter, candidate) for candidate in ordered]


def handlers(candidate: "Candidate") -> int:
    """Handlers first, then contacts: whoever else is warned of, not refused."""
    return 0 if "handler" in candidate.roles else 1 if "contact" in candidate.roles else 2


def leaders(matter: Matter) -> Rank:
    """The head of the course's own department first, then the dean, then other leaders of the faculty."""
    line = list(matter.directory.leaders(_unit(matter)))
    return lambda candidate: line.index(candidate.login) if candidate.login in line else len(line)


def leads(candidate: "Candidate") -> int:
    """Whether somebody is a line leader at all."""
    return int(not set(candidate.roles).isdisjoint(LINE_LEADERS))


def owners(matter: Matter) -> Rank:
    """Whoever is responsible for the case's course first, then the line above its unit, then everybody else."""
    case, roles = matter.case, matter.directory.roles
    course = [r.login for r in roles if r.role == "course_responsible" and case.course and r.course == case.course]
    first = list(dict.fromkeys((*course, *matter.directory.leaders(_unit(matter)))))
    return lambda candidate: first.index(candidate.login) if candidate.login in first else len(first)


def _unit(matter: Matter) -> str:
    """The department of the case's course, the case's own unit where it names none."""
    case = matter.case
    course = matter.directory.subjects.get(("course", case.course))
    return course.unit if course else case.unit


def _entry(matter: Matter, candidate: "Candidate") -> Entry:
    say = matter.say
    roles = ", ".join(say(f"role.{role}") for role in candidate.roles)
    load = say("desk.ask.load_over" if candidate.over else "desk.ask.load", open=candidate.open, over=candidate.over)
    away = _away(matter, candidate)
    columns = (candidate.name, roles, candidate.unit.rpartition("-")[2], away or load)
    words = f"{candidate.name} {candidate.login} {roles} {candidate.unit}"
    return Entry(candidate.login, columns, words, f"{away}  {load}" if away else "")


def _away(matter: Matter, candidate: "Candidate") -> str:
    """That somebody is away, until when, and who stands in."""
    if candidate.away_until is None:
        return ""
    until = date.fromisoformat(candidate.away_until) if candidate.away_until else None
    away = matter.say("desk.ask.away_until", day=until) if until else matter.say("desk.ask.away")
    if candidate.substitute is None:
        return away
    return f"{away} {matter.say('desk.ask.substitute', name=matter.person(candidate.substitute))}"
