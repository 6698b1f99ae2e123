"""The sweep: every obligation whose day has come is a line of somebody's digest, once (design.md §4, D7, R51).

It may run any number of times, in any number of daemons, after any crash: a stage of a deadline is remembered in the
transaction that writes its lines. The digest goes on working days at the sending time; until then the day waits.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Final

from core.crash import point
from core.desk import lapsing
from core.desk.digests import Digests
from core.desk.late import tell_reporters
from core.desk.office import Office
from core.desk.outside import remind_outside
from core.domain import weekly
from core.domain.calendar import forward, instant, is_working_day
from core.domain.digest import Owed, key
from core.domain.escalation import TO_LEADER, TO_REPORTER
from core.domain.reminding import Reminding
from core.domain.terms import Terms
from core.store import acts, people, reminders, rules
from core.store import weekly as handled
from core.store.engine import Tx

BATCH: Final = 2000
"""Deadlines in one transaction: few enough that nobody waits long for the write turn."""


class Sweep:
    """`desk.sweep`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def run(self) -> int:
        """Write all that is due now; answers how many lines. Also erases what can no longer be undone."""
        db, now, terms = self._office.db, self._office.now(), self._office.settings.for_faculty("")
        today = self._office.today(now)
        erase_at = await db.read(acts.forget_at)
        if erase_at and erase_at <= now:
            await db.write(lambda tx: acts.forget_before(tx, now))
        if not is_working_day(today, terms.closed) or now < instant(today, terms.send_at, terms.timezone):
            return 0
        day = _Day(self._office, now, today, terms)
        while await db.read(lambda tx: lapsing.any_due(tx, today)):
            await db.write(lambda tx: lapsing.lapse(tx, self._office))
            point("after lapse batch")
        if await db.read(day.needs_order):
            await db.write(day.put_in_order)
        lines = 0
        while await db.read(lambda tx: reminders.any_due(tx, today)):
            lines += await db.write(day.write)
            point("after sweep batch")
        if await db.read(day.weekly_due):
            lines += await db.write(day.weekly)
        return lines

    async def next_at(self) -> datetime | None:
        """The next instant at which `run` would find something, past if it would now; None when never."""
        now, terms = self._office.now(), self._office.settings.for_faculty("")
        today = self._office.today(now)

        def unit(tx: Tx) -> tuple[date | None, datetime | None]:
            swept_on = reminders.swept_on(tx)
            clock_went_back = swept_on is not None and swept_on > today
            looked = today if clock_went_back else reminders.next_on(tx)
            days = [looked, weekly_on(tx, today, terms), lapsing.next_on(tx)]
            return min((day for day in days if day), default=None), acts.forget_at(tx)

        day, erase_at = await self._office.db.read(unit)
        send_at = instant(forward(max(day, today), terms.closed), terms.send_at, terms.timezone) if day else None
        return min((at for at in (send_at, erase_at) if at), default=None)


class _Day:
    """One working day's sweep, after its sending time."""

    def __init__(self, office: Office, now: datetime, today: date, terms: Terms) -> None:
        self._now, self._today, self._terms = now, today, terms
        self._terms_of = cache(office.settings.for_faculty)

    def needs_order(self, tx: Tx) -> bool:
        swept_on = reminders.swept_on(tx)
        return bool((swept_on and swept_on > self._today) or reminders.left_over(tx, self._sent_at(self._today)))

    def put_in_order(self, tx: Tx) -> None:
        """After a clock that ran ahead everything is looked at again; digests that never left become today's."""
        swept_on = reminders.swept_on(tx)
        if swept_on and swept_on > self._today:
            reminders.look_at_all(tx, self._today)
            reminders.swept(tx, self._today)
        at = self._sent_at(self._today)
        for n, login in reminders.left_over(tx, at):
            reminders.redate(tx, n, key(login, self._today), self._today, at)

    def write(self, tx: Tx) -> int:
        """One batch: remember each stage, tell whoever is to be told at it, and set the day to look again."""
        reminding = self._reminding(tx)
        reached: list[tuple[Owed, str]] = []
        turns: list[tuple[str, date | None]] = []
        for owed in reminders.due(tx, self._today, BATCH):
            stages, next_on = reminding.stages(owed)
            turns.append((owed.deadline.id, next_on))
            reached += [(owed, stage.id) for stage in stages]
        digests = Digests(tx, self._now, self._today, self._terms)
        for owed, stage in reminders.remember(tx, reached, self._now):
            self._tell(tx, reminding, digests, owed, stage)
        reminders.look_again(tx, turns)
        reminders.swept(tx, self._today)
        point("before sweep commit")
        return digests.write()

    def _tell(self, tx: Tx, reminding: Reminding, digests: Digests, owed: Owed, stage: str) -> None:
        if stage.startswith(TO_REPORTER):
            tell_reporters(tx, owed, self._now)
            return
        remind_outside(tx, owed, stage, self._now)
        told = reminding.told(owed, stage)
        for each in told:
            digests.add(owed, stage, each)
        # Where nobody leads who is late, they themselves are reminded all the same.
        if not told and not stage.startswith(TO_LEADER):
            digests.alarm(owed)

    def weekly_due(self, tx: Tx) -> bool:
        return weekly_on(tx, self._today, self._terms) == self._today

    def weekly(self, tx: Tx) -> int:
        """The list of the week, for contacts whose cases somebody else handles."""
        directory, digests = people.directory(tx), Digests(tx, self._now, self._today, self._terms)
        stage = weekly.stage(self._today)
        for owed, _ in reminders.remember(tx, ((each, stage) for each in handled.handled(tx)), self._now):
            for told in weekly.told(owed, directory, self._today):
                digests.add(owed, stage, told)
        handled.made(tx, weekly.monday(self._today))
        return digests.write()

    def _reminding(self, tx: Tx) -> Reminding:
        kept = rules.kept(tx)
        terms_of = cache(lambda faculty: replace(self._terms_of(faculty), kept=kept))
        return Reminding(self._today, people.directory(tx), terms_of)

    def _sent_at(self, day: date) -> datetime:
        return instant(day, self._terms.send_at, self._terms.timezone)


def weekly_on(tx: Tx, today: date, terms: Terms) -> date | None:
    """The working day of the next weekly list, today when it is due or was missed; None when there is nothing in it."""
    if not handled.any_handled(tx):
        return None
    return max(today, weekly.due_on(today, handled.last(tx), terms.closed))
