"""When somebody is reminded of a deadline: before it, just after it, and again until it is met (D7, R51)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, count, groupby

from core.domain.calendar import DAY, NO_DAYS, back, forward
from core.domain.deadline import LAPSES, Rule


@dataclass(frozen=True, slots=True)
class Stage:
    """One reminder and its working day; `id` keeps it from being sent twice: -7, -1, 0, then +1, +8, +15, …"""

    id: str
    on: date

    @property
    def late(self) -> bool:
        """«Purring» when late, «påminnelse» before (workflow.md §5)."""
        return self.id.startswith("+")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The stages of one deadline under its rule: endless where the rule repeats, in the order of their days.

    `by` is `deadline.remind_by(…)`. A reminder before the date is dropped if its day had come when the deadline opened,
    when whoever owes it was told; a late stage never is, so an old deadline that is imported is reminded of at once.
    """

    by: date
    rule: Rule
    opened_on: date
    closed: frozenset[date] = NO_DAYS

    def __iter__(self) -> Iterator[Stage]:
        return self._stages(date.min)

    def turn(self, today: date) -> tuple[Stage | None, date | None]:
        """What the sweep of a day needs: the newest stage whose day has come, and the day of the one after it.

        After downtime the missed stages collapse into the newest (faults.md G18).
        """
        newest = None
        for stage in self._stages(today):
            if stage.on > today:
                return newest, stage.on
            newest = stage
        return newest, None

    def newest(self, today: date) -> Stage | None:
        return self.turn(today)[0]

    def next_on(self, after: date = date.min) -> date | None:
        """The first stage's day strictly after `after`; without it, the very first; None when there are no more."""
        return self.turn(after)[1]

    def _stages(self, since: date) -> Iterator[Stage]:
        """All stages but the late ones superseded on `since`; of those that shift onto one day only the newest."""
        for _, same_day in groupby(chain(self._before(), self._late(since)), key=lambda stage: stage.on):
            *_, newest = same_day
            yield newest

    def _before(self) -> Iterator[Stage]:
        for days in sorted(set(self.rule.remind), reverse=True):
            on = back(self.by - days * DAY, self.closed)
            if on > self.opened_on:
                yield Stage(f"-{days}" if days else "0", on)

    def _late(self, since: date) -> Iterator[Stage]:
        """Repeats count from the first late day, not from the date: after Easter the second is a week off as well.

        Years late cost no more than days: what would fall on or before the last working day until `since` has come,
        and only the last of it is new. What lapses is never late.
        """
        if self.rule.kind in LAPSES:
            return
        first, every = forward(self.by + DAY, self.closed), self.rule.repeat
        come = (back(since, self.closed) - first).days // every if every and since > first else 0
        for days in count(come * every, every) if every else (0,):
            yield Stage(f"+{1 + days}", forward(first + days * DAY, self.closed))
