"""The sweep: every obligation whose day has come is a line of somebody's digest, once (design.md §4, D7, R51).

It may run any number of times, in any number of daemons, after any crash: a stage of a deadline is remembered in the
transaction that writes its lines. The digest goes on working days at the sending time; until then the day waits.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Final

from core.crash import point
from core.desk.office import Office
from core.domain.calendar import DAY, forward, instant, is_working_day
from core.domain.case import Party, person
from core.domain.digest import Owed, answerable, key
from core.domain.notice import NOBODY
from core.domain.reminding import Reminding
from core.domain.terms import Terms
from core.store import acts, outbox, people, reminders, rules
from core.store.db import Tx

BATCH: Final = 2000
"""Deadlines in one transaction: few enough that nobody waits long for the write turn."""
PRIORITY: Final = 1
"""Behind what just happened: an event is news, a digest can wait a minute."""


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
        if await db.read(day.needs_order):
            await db.write(day.put_in_order)
        lines = 0
        while await db.read(lambda tx: reminders.any_due(tx, today)):
            lines += await db.write(day.write)
            point("after sweep batch")
        return lines

    async def next_at(self) -> datetime | None:
        """The next instant at which `run` would find something, past if it would now; None when never."""
        now, terms = self._office.now(), self._office.settings.for_faculty("")
        today = self._office.today(now)

        def unit(tx: Tx) -> tuple[date | None, datetime | None]:
            swept_on = reminders.swept_on(tx)
            clock_went_back = swept_on is not None and swept_on > today
            return today if clock_went_back else reminders.next_on(tx), acts.forget_at(tx)

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
        """One batch: remember each stage, put it into the digests of who is told, and set the day to look again."""
        kept = rules.kept(tx)
        terms_of = cache(lambda faculty: replace(self._terms_of(faculty), kept=kept))
        reminding = Reminding(self._today, people.directory(tx), terms_of)
        reached: list[tuple[Owed, str]] = []
        turns: list[tuple[str, date | None]] = []
        for owed in reminders.due(tx, self._today, BATCH):
            stage, next_on = reminding.turn(owed)
            turns.append((owed.deadline.id, next_on))
            if stage:
                reached.append((owed, stage.id))
        lines = self._tell(tx, reminding, reminders.remember(tx, reached, self._now))
        reminders.look_again(tx, turns)
        reminders.swept(tx, self._today)
        point("before sweep commit")
        return lines

    def _tell(self, tx: Tx, reminding: Reminding, fresh: Iterable[tuple[Owed, str]]) -> int:
        digests = reminders.open_digests(tx)
        lines: list[tuple[int, Owed, str, str]] = []
        for owed, stage in fresh:
            told = reminding.told(owed)
            for each in told:
                if each.login not in digests:
                    digests[each.login] = self._digest(tx, each.login)
                lines.append((digests[each.login], owed, stage, each.role))
            if not told:
                self._alarm(tx, owed)
        reminders.add_lines(tx, lines)
        return len(lines)

    def _digest(self, tx: Tx, login: str) -> int:
        """A new digest: today's, or where that one is on its way already, the next working day's."""
        day = self._today
        while (n := self._add(tx, login, person(login), day)) is None:
            day = forward(day + DAY, self._terms.closed)
        return n

    def _alarm(self, tx: Tx, owed: Owed) -> None:
        """Nobody at all is there: a mail that failed, for whoever looks after the installation (workflow.md §1)."""
        party = answerable(owed)
        self._add(tx, f"{party.id}:{owed.case.id}", Party("role", party.id), self._today, owed.case.id)

    def _add(self, tx: Tx, name: str, to: Party, day: date, case: str | None = None) -> int | None:
        return outbox.add(
            tx,
            key=key(name, day),
            act=None,
            case=case,
            to=to,
            template="digest",
            facts={"day": day.isoformat()},
            not_before=self._sent_at(day),
            now=self._now,
            priority=PRIORITY,
            state="waiting" if to.kind == "person" else "failed",
            answer="" if to.kind == "person" else NOBODY,
        )

    def _sent_at(self, day: date) -> datetime:
        return instant(day, self._terms.send_at, self._terms.timezone)
