"""Deadlines as people ask for them: what runs and what is over, and why a date is what it is."""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from core.desk.office import Office
from core.desk.reach import reach_of
from core.desk.withheld import withheld
from core.domain import dates, policy
from core.domain.case import FALLS_TO, HANDLES, Case, Deadline, Due, Party, person
from core.domain.dates import Step
from core.domain.deadline import days_left, last_day
from core.domain.digest import Owed, schedule
from core.domain.people import Directory
from core.domain.policy import Actor
from core.domain.reminder import Stage
from core.domain.terms import Terms
from core.errors import NotFound
from core.store import cases, owing, people, reminders, rules, views
from core.store.engine import Tx
from core.store.views import Filter

if TYPE_CHECKING:
    from core.desk.preview import Coming
    from core.desk.recompute import Recomputed

AHEAD = 3
"""How many of the next reminders an explanation names: they may go on for ever."""


@dataclass(frozen=True, slots=True)
class Running:
    """An open deadline and its case; `days` to the last day in time, negative when it is over."""

    deadline: Deadline
    case: str
    days: int


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a date is what it is: the rule, its version and legal basis, each step, and the next reminders.

    `days` as in `Running`, None when the deadline has ended. `core.trace.sentences` says the trace in words.
    """

    deadline: Deadline
    case: str
    opened_on: date
    rule: str
    version: int
    basis: str
    trace: tuple[Step, ...]
    reminders: tuple[Stage, ...]
    days: int | None

    def sentences(self, language: str) -> tuple[str, ...]:
        from core.trace import sentences

        return sentences(self.trace, language)


class Deadlines:
    """`desk.deadlines`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def list(
        self, who: str | None, *, overdue: bool = False, mine: bool = False, limit: int = 1000
    ) -> tuple[Running, ...]:
        """The open deadlines the reader may know of, the earliest first; `mine`: what I owe, or what I handle."""
        now = self._office.now()

        def unit(tx: Tx) -> tuple[Running, ...]:
            directory = people.directory(tx)
            actor, today = self._office.actor(who, directory, now), self._office.today(now)
            keys = _keys(tx, actor, directory, today if overdue else None, mine)
            found: list[Running] = []
            for case in (cases.get(tx, cases.id_of(tx, n)) for n in keys):
                earliest = min(map(last_day, case.open_deadlines()), default=date.min)
                if len(found) >= limit and last_day(found[limit - 1].deadline) < earliest:
                    break
                for deadline in _visible(case, actor, directory) or ():
                    running = Running(_owned(deadline, case), case.id, days_left(deadline, today))
                    wanted = deadline.state is Due.OPEN and (not overdue or running.days < 0)
                    if wanted and (not mine or _mine(deadline, case, actor)):
                        insort(found, running, key=lambda each: last_day(each.deadline))
            return tuple(found[:limit])

        return await self._office.db.read(unit)

    async def explain(self, who: str | None, id: str) -> tuple[Explained, ...]:
        """One deadline by its id, A-26-0124:2, or all of a case, by the case's number or reference.

        NotFound: case.unknown, also when the reader may not know of it; deadline.unknown.
        """
        now = self._office.now()

        def unit(tx: Tx) -> tuple[Explained, ...]:
            directory = people.directory(tx)
            actor = self._office.actor(who, directory, now)
            ref, wanted = _find(tx, id)
            case = cases.get(tx, ref)
            visible = _visible(case, actor, directory)
            if visible is None:
                raise NotFound("case.unknown")
            seen = {deadline.id for deadline in visible}
            terms = replace(self._office.settings.for_faculty(case.faculty), kept=rules.kept(tx))
            today = self._office.today(now)
            of_case = (owed for owed in reminders.of_case(tx, case.id) if owed.deadline.id in seen)
            asked = (owed for owed in of_case if wanted in ("", owed.deadline.id))
            found = [_explain(replace(owed, deadline=_owned(owed.deadline, case)), terms, today) for owed in asked]
            if wanted and not found:
                raise NotFound("deadline.unknown", id=id)
            return tuple(found)

        return await self._office.db.read(unit)

    async def preview(self, who: str | None, until: date | None = None) -> "tuple[Coming, ...]":
        """Every mail that will go out until a day, and when, as the reader may see it: `core.desk.preview`."""
        from core.desk.preview import preview

        return await preview(self._office, who, until)

    async def recompute(self, who: str | None, *, apply: bool = False, reason: str = "") -> "Recomputed":
        """What a changed rule would move, and moving it: `core.desk.recompute`."""
        from core.desk.recompute import recompute

        return await recompute(self._office, who, apply=apply, reason=reason)


def _find(tx: Tx, id: str) -> tuple[str, str]:
    """The id of the case, and of the one deadline that is meant, "" for all of them."""
    name, colon, number = id.rpartition(":")
    try:
        return cases.find(tx, id), ""  # first as it stands: a source's reference may hold a colon of its own
    except NotFound:
        if not colon or not number.isdecimal():
            raise
    case = cases.find(tx, name)
    return case, f"{case}:{number}"


def _keys(tx: Tx, actor: Actor, directory: Directory, overdue_on: date | None, mine: bool) -> Iterable[int]:
    """The cases to look into, earliest date first."""
    keys = views.keys(tx, Filter(tab="deadlines", kind="", overdue_on=overdue_on), reach_of(tx, actor, directory))
    if not mine or actor.login is None:
        return keys
    parties = [*map(person, actor.logins), *(Party("role", f"{grant.role}@{grant.unit}") for grant in actor.grants)]
    owed = owing.owed_by(tx, parties, actor.logins, {kind: actor.units(role) for kind, role in FALLS_TO.items()})
    return [n for n in keys if n in owed]


def _visible(case: Case, actor: Actor, directory: Directory) -> tuple[Deadline, ...] | None:
    """The deadlines the reader may know of (workflow.md §7); None when they may not know of the case."""
    standing = policy.standing(case, actor, directory)
    view = policy.view(case, standing)
    return withheld(case, view, standing).deadlines if view else None


def _owned(deadline: Deadline, case: Case) -> Deadline:
    """The deadline as people read it: with whom it is owed by, where that is whoever handles the case."""
    return replace(deadline, owner=case.meant(deadline.owner))


def _mine(deadline: Deadline, case: Case, actor: Actor) -> bool:
    return actor.login is None or _owes(deadline.owner, case, actor) or _owes(HANDLES, case, actor)


def _owes(party: Party, case: Case, actor: Actor) -> bool:
    match party.kind:
        case "person":
            return party.id in actor.logins
        case "role":
            role, _, unit = party.id.partition("@")
            return unit in actor.units(role)
        case "handles":
            return _owes(case.handles, case, actor)
    return False


def _explain(owed: Owed, terms: Terms, today: date) -> Explained:
    deadline = owed.deadline
    trace = dates.from_text(deadline.trace)
    rule, _, version = deadline.rule.partition("/")[0].partition("@")
    runs = deadline.state is Due.OPEN
    return Explained(
        deadline=deadline,
        case=owed.case.id,
        opened_on=owed.opened_on,
        rule=rule,
        version=int(version),
        basis=next((step.values[1] for step in trace if step.id == "rule"), ""),
        trace=trace,
        reminders=tuple(islice(_ahead(owed, terms, today), AHEAD)) if runs else (),
        days=days_left(deadline, today) if runs else None,
    )


def _ahead(owed: Owed, terms: Terms, today: date) -> Iterator[Stage]:
    """The stages of days to come."""
    return (stage for stage in schedule(owed, terms) if stage.on > today)
