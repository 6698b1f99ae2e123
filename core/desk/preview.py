"""Every mail that will go out, and when: those that wait, and the digests to come if nobody does anything.

What somebody sees of it is what they may see of the cases and of the outbox (workflow.md §7).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from typing import Final

from core.desk.lapsing import to_come
from core.desk.late import AGAIN
from core.desk.office import Office
from core.desk.outside import outside
from core.desk.sight import Sight
from core.desk.sweep import weekly_on
from core.domain import digest, weekly
from core.domain.ahead import Days, ahead, mondays
from core.domain.calendar import DAY, forward, instant, local
from core.domain.case import REPORTER, Party, person
from core.domain.digest import Line, Owed, Written
from core.domain.escalation import TO_LEADER, TO_REPORTER
from core.domain.notice import still_told
from core.domain.reminding import Reminding
from core.domain.terms import Terms
from core.errors import Refused
from core.store import coming, letters, people, reminders, rules
from core.store import weekly as handled
from core.store.engine import Tx

USUAL: Final = 28
MOST: Final = 366
"""Days ahead: where nobody says how many, and at most."""
_EVERY: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Coming:
    """One mail to come. `n` counts the lines of a digest; `lines` has those whose case the reader may know.

    `state` is the outbox's; `planned` for a digest that nobody has begun, `nobody` where nobody is there to be told.
    """

    at: datetime
    to: Party
    template: str
    case: str | None
    state: str
    n: int = 0
    lines: tuple[Line, ...] = ()


async def preview(office: Office, who: str | None, until: date | None = None) -> tuple[Coming, ...]:
    """The mails that leave until a day, it included; the earliest first. Refused: date.past, preview.too_far."""
    now = office.now()
    today = office.today(now)
    until = until or today + USUAL * DAY
    if until < today:
        raise Refused("date.past", date=until)
    if until > today + MOST * DAY:
        raise Refused("preview.too_far", date=today + MOST * DAY)
    found = await office.db.read(lambda tx: tuple(_Look(tx, office, who, now, until).mails()))
    return tuple(sorted(found, key=lambda each: (each.at, each.to.kind, each.to.id, each.template)))


class _Look:
    """One look ahead, inside one reading."""

    def __init__(self, tx: Tx, office: Office, who: str | None, now: datetime, until: date) -> None:
        self._tx, self._office, self._now = tx, office, now
        self._terms = office.settings.for_faculty("")
        self._days = Days(forward(office.today(now), self._terms.closed), until, self._terms.closed)
        self._directory, self._kept = people.directory(tx), rules.kept(tx)
        self._sight = Sight(tx, office.actor(who, self._directory, now), self._directory)
        self._terms_of = cache(self._of_faculty)
        self._letters: list[tuple[str, date]] = []
        self._outside: list[tuple[date, str, Party, str]] = []

    def mails(self) -> Iterator[Coming]:
        begun, planned = self._lines()
        midnight = instant(self._days.until + DAY, time.min, self._terms.timezone)
        for mail in coming.waiting(self._tx, midnight):
            at = max(mail.not_before, self._now)
            if mail.template == "digest":
                written = [*reminders.lines(self._tx, mail.n, self._terms.timezone), *begun.get(mail.n, ())]
                yield from self._digest(at, mail.to, mail.state, written)
            elif self._sight.mail(mail.to, mail.case):
                yield Coming(at, mail.to, mail.template, mail.case, mail.state)
        for (day, to), written in planned.items():
            state = "planned" if to.kind == "person" else "nobody"
            yield from self._digest(max(self._at(day), self._now), to, state, written)
        for case, day in self._letters:
            if self._sight.mail(REPORTER, case):
                yield Coming(max(self._at(day), self._now), REPORTER, "M25", case, "planned")
        for day, case, to, template in self._outside:
            if self._sight.mail(to, case):
                yield Coming(max(self._at(day), self._now), to, template, case, "planned")

    def _lines(self) -> tuple[dict[int, list[Written]], dict[tuple[date, Party], list[Written]]]:
        """The lines to come, by the digest in the outbox that still takes them, and by day and reader."""
        open_digests = reminders.open_digests(self._tx)
        closed = frozenset(coming.digests_begun(self._tx, self._at(self._days.first)))
        begun: dict[int, list[Written]] = {}
        planned: dict[tuple[date, Party], list[Written]] = {}
        for line in self._written():
            login = line.told.login
            if not login:
                planned.setdefault((line.on, digest.answerable(line.owed)), []).append(line)
            elif line.on == self._days.first and login in open_digests:
                begun.setdefault(open_digests[login], []).append(line)
            else:
                day = line.on
                while digest.key(login, day) in closed:
                    day = forward(day + DAY, self._terms.closed)
                planned.setdefault((day, person(login)), []).append(line)
        return begun, planned

    def _written(self) -> Iterator[Written]:
        """Each line to come, with the day of its digest; nobody's is an alarm. Letters to reporters are put aside."""
        instead = tuple(to_come(self._tx, self._office, self._days))
        due = (*reminders.due(self._tx, self._days.until, _EVERY), *(owed for owed, _ in instead))
        asked = coming.asked(self._tx) | {owed.deadline.task: task for owed, task in instead}
        reminding = cache(lambda day: Reminding(day, self._directory, self._terms_of))
        for owed, stage, on in ahead(due, self._days, reminding, coming.noted(self._tx, self._days.until)):
            if stage.id.startswith(TO_REPORTER):
                self._write_to_reporters(owed, on)
                continue
            self._outside += [
                (on, owed.case.id, notice.to, notice.template) for notice in outside(self._tx, owed, stage.id)
            ]
            told = reminding(on).told(owed, stage.id)
            task = asked.get(owed.deadline.task, "")
            yield from (Written(owed, each, on, stage.id, task) for each in told)
            if not told and not stage.id.startswith(TO_LEADER):
                yield Written(owed, digest.Told("", "contact"), on)
        first = weekly_on(self._tx, self._days.first, self._terms)
        for on in mondays(first, self._days) if first else ():
            for owed in handled.handled(self._tx):
                told = weekly.told(owed, self._directory, on)
                yield from (Written(owed, each, on, weekly.stage(on)) for each in told)

    def _write_to_reporters(self, owed: Owed, on: date) -> None:
        for case, _ in letters.reporters(self._tx, owed.case.id):
            before = [day for each, day in self._letters if each == case and on - day < AGAIN]
            if not before and not letters.written_since(self._tx, case, "M25", self._at(on) - AGAIN):
                self._letters.append((case, on))

    def _digest(self, at: datetime, to: Party, state: str, written: list[Written]) -> Iterator[Coming]:
        """A digest as its reader here may see it; none when they may not, or when nothing of it is true any more."""
        day, people = local(at, self._terms.timezone), self._directory
        true = [line for line in written if still_told(line.told.login, line.owed.case, people, day)]
        counted = [line for line in true if self._sight.counts(line.owed.case, to)]
        seen = [line for line in counted if self._sight.line(line.owed.case, to)]
        terms = {line.owed.case.faculty: self._terms_of(line.owed.case.faculty) for line in seen}
        lines = digest.lines(seen, people, day, terms)
        if counted:
            yield Coming(at, to, "digest", None, state, len(counted), tuple(lines))

    def _of_faculty(self, code: str) -> Terms:
        return replace(self._office.settings.for_faculty(code), kept=self._kept)

    def _at(self, day: date) -> datetime:
        return instant(day, self._terms.send_at, self._terms.timezone)
