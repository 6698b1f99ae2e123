"""The digests of a day while they are being written: one for each person, which takes every line of that person's."""

from datetime import date, datetime
from typing import Final

from core.domain.calendar import DAY, forward, instant
from core.domain.case import Party, person
from core.domain.digest import Owed, Told, answerable, key
from core.domain.notice import NOBODY
from core.domain.terms import Terms
from core.store import outbox, reminders
from core.store.engine import Tx

PRIORITY: Final = 1
"""Behind what just happened: an event is news, a digest can wait a minute."""


class Digests:
    """Lines are kept until `write`."""

    def __init__(self, tx: Tx, now: datetime, today: date, terms: Terms) -> None:
        self._tx, self._now, self._today, self._terms = tx, now, today, terms
        self._open = reminders.open_digests(tx)
        self._lines: list[tuple[int, Owed, str, str]] = []

    def add(self, owed: Owed, stage: str, told: Told) -> None:
        """A line for somebody, in their digest that nobody has claimed yet or in a new one."""
        if told.login not in self._open:
            self._open[told.login] = self._new(told.login)
        self._lines.append((self._open[told.login], owed, stage, told.role))

    def alarm(self, owed: Owed) -> None:
        """Nobody at all is there: a mail that failed, for whoever looks after the installation (workflow.md §1)."""
        party = answerable(owed)
        self._add(f"{party.id}:{owed.case.id}", Party("role", party.id), self._today, owed.case.id)

    def write(self) -> int:
        """Write the lines; how many there are."""
        reminders.add_lines(self._tx, self._lines)
        return len(self._lines)

    def _new(self, login: str) -> int:
        """A new digest: today's, or where that one is on its way already, the next working day's."""
        day = self._today
        while (n := self._add(login, person(login), day)) is None:
            day = forward(day + DAY, self._terms.closed)
        return n

    def _add(self, name: str, to: Party, day: date, case: str | None = None) -> int | None:
        return outbox.add(
            self._tx,
            key=key(name, day),
            act=None,
            case=case,
            to=to,
            template="digest",
            facts={"day": day.isoformat()},
            not_before=instant(day, self._terms.send_at, self._terms.timezone),
            now=self._now,
            priority=PRIORITY,
            state="waiting" if to.kind == "person" else "failed",
            answer="" if to.kind == "person" else NOBODY,
        )
