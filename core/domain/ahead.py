"""The reminders of days to come, if nobody does anything until then: gone through as the sweep will go."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.domain.calendar import DAY, forward
from core.domain.digest import Owed
from core.domain.reminder import Stage
from core.domain.reminding import Reminding


@dataclass(frozen=True, slots=True)
class Days:
    """The working days looked at: from `first`, the next on which digests are written, until a day, it included."""

    first: date
    until: date
    closed: frozenset[date]


def ahead(
    owed: Iterable[Owed], days: Days, reminding: Callable[[date], Reminding], noted: Collection[tuple[str, str, str]]
) -> Iterator[tuple[Owed, Stage, date]]:
    """Each reminder to come and its day. `noted` are those there have been: deadline, its date, stage."""
    for each in owed:
        deadline, on = each.deadline, each.deadline.next_on
        while on is not None and (on := forward(max(on, days.first), days.closed)) <= days.until:
            stage, next_on = reminding(on).turn(each)
            if stage and (deadline.id, deadline.due_on.isoformat(), stage.id) not in noted:
                yield each, stage, on
            on = max(next_on, on + DAY) if next_on else None
