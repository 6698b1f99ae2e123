"""The reminders of days to come, if nobody does anything until then: gone through as the sweep will go."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.domain.calendar import DAY, forward
from core.domain.digest import Owed
from core.domain.reminder import Stage
from core.domain.reminding import Reminding
from core.domain.weekly import due_on, monday


@dataclass(frozen=True, slots=True)
class Days:
    """The working days looked at: from `first`, the next on which digests are written, until a day, it included."""

    first: date
    until: date
    closed: frozenset[date]


def ahead(
    owed: Iterable[Owed], days: Days, reminding: Callable[[date], Reminding], noted: Collection[tuple[str, str, str]]
) -> Iterator[tuple[Owed, Stage, date]]:
    """Each reminder and escalation to come, and its day. `noted` are those there have been: deadline, date, stage."""
    for each in owed:
        deadline, on = each.deadline, each.deadline.next_on
        yielded: set[str] = set()
        while on is not None and (on := forward(max(on, days.first), days.closed)) <= days.until:
            stages, next_on = reminding(on).stages(each)
            for stage in stages:
                if stage.id not in yielded and (deadline.id, deadline.due_on.isoformat(), stage.id) not in noted:
                    yielded.add(stage.id)
                    yield each, stage, on
            on = max(next_on, on + DAY) if next_on else None


def mondays(first: date, days: Days) -> Iterator[date]:
    """The days of the weekly lists to come, the next one being `first`."""
    while first <= days.until:
        yield max(first, days.first)
        first = due_on(first, monday(first), days.closed)
