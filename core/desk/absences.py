"""Absences as people set, end and look at them: one use case, one transaction each (workflow.md §1, D9)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from core.desk.office import Office
from core.domain import absence
from core.domain.absence import HAND, Planned, Warned
from core.domain.people import Absence, Directory
from core.domain.policy import Actor
from core.store import acts, people
from core.store.engine import Tx

Plan = Callable[[Directory, date], Planned]


@dataclass(frozen=True, slots=True)
class Row:
    """An absence that runs or is to come; `reached` is who is there instead on its first day from today on.

    `by_line`: not by substitutes, because there is none, or because of a gap or a loop. Nobody: an alarm.
    `mine`: the reader may end it.
    """

    absence: Absence
    reached: tuple[str, ...]
    by_line: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """What somebody may know of who is away; `may_set` are the logins whose absence they may set, themself first.

    `faculties` are those whose people they know of, `administrator` whether they look after the installation.
    """

    rows: tuple[Row, ...]
    may_set: tuple[str, ...]
    faculties: tuple[str, ...]
    administrator: bool
    today: date


class Absences:
    """`desk.absences`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def set(self, who: str | None, new: Absence, *, dry_run: bool = False) -> tuple[Warned, ...]:
        """Put an absence set by hand into force; answers what the person should know. `new.source` does not matter.

        With `dry_run` nothing is written. Forbidden: absence.not_you; Refused as core.domain.absence.set_absence.
        """
        by_hand = Absence(new.login, new.from_on, new.to_on, new.substitute, HAND)
        values = {"login": new.login, "from": new.from_on.isoformat()}
        values |= {"to": new.to_on.isoformat()} if new.to_on else {}
        values |= {"substitute": new.substitute} if new.substitute else {}
        return await self._write(
            who,
            new.login,
            "absence_set",
            values,
            lambda directory, today: absence.set_absence(by_hand, directory, today),
            dry_run,
        )

    async def end(self, who: str | None, login: str, on: date | None = None) -> date:
        """Somebody is back on a day, today where none is given; answers that day.

        Forbidden: absence.not_you; Refused as core.domain.absence.end_absence.
        """
        back = on or self._office.today(self._office.now())
        values = {"login": login, "on": back.isoformat()}
        await self._write(
            who,
            login,
            "absence_end",
            values,
            lambda directory, today: absence.end_absence(login, back, directory, today),
        )
        return back

    async def overview(self, who: str | None) -> Overview:
        """Who is away now or will be, the earliest first, within what the reader may know."""
        now = self._office.now()

        def unit(tx: Tx) -> Overview:
            directory = people.directory(tx)
            return _overview(self._office.actor(who, directory, now), directory, self._office.today(now))

        return await self._office.db.read(unit)

    async def _write(
        self, who: str | None, login: str, kind: str, values: dict[str, str], plan: Plan, dry_run: bool = False
    ) -> tuple[Warned, ...]:
        now = self._office.now()

        def unit(tx: Tx) -> tuple[Warned, ...]:
            directory = people.directory(tx)
            actor = self._office.actor(who, directory, now)
            behalf = absence.require_may_set(actor, login, directory)
            planned = plan(directory, self._office.today(now))
            if not dry_run:
                people.put_absences(tx, login, planned.absences)
                acts.add(tx, _act(actor, behalf, kind, values, now))
            return planned.warnings

        return await (self._office.db.read(unit) if dry_run else self._office.db.write(unit))


def _act(actor: Actor, behalf: str | None, kind: str, values: dict[str, str], at: datetime) -> dict[str, object]:
    """The line of history, of no case: who is away when, and never why."""
    who = {"actor": actor.name, "on_behalf_of": behalf}
    return {"case": None, **who, "kind": kind, "at": at, "values": values, "version": 0}


def _overview(actor: Actor, directory: Directory, today: date) -> Overview:
    coming = sorted(
        (each for each in directory.absences if _to_come(each, today) and absence.may_know(actor, each, directory)),
        key=lambda each: (each.from_on, each.login),
    )
    grants = [grant for grant in actor.grants if grant.unit in directory.units]
    administrator = actor.login is None or any(grant.role == "admin" for grant in grants)
    known = directory.units if administrator else {directory.faculty_of(grant.unit): None for grant in grants}
    others = [
        person.login
        for person in sorted(directory.people.values(), key=lambda each: each.name)
        if person.active and person.login != actor.login and absence.may_set(actor, person.login, directory)
    ]
    return Overview(
        rows=tuple(_row(each, actor, directory, today) for each in coming),
        may_set=(*((actor.login,) if actor.login else ()), *others),
        faculties=tuple(code for code in known if directory.faculty_of(code) == code),
        administrator=administrator,
        today=today,
    )


def _row(each: Absence, actor: Actor, directory: Directory, today: date) -> Row:
    day = max(each.from_on, today)
    reached, substitute = directory.reach(each.login, day), directory.reach(each.login, day, line=False)
    mine = absence.may_set(actor, each.login, directory)
    return Row(each, tuple(found.login for found in reached), not substitute, mine)


def _to_come(each: Absence, today: date) -> bool:
    """Whether any of its days is still to come; one that was ended before it began has none."""
    return each.to_on is None or each.to_on >= max(today, each.from_on)
