"""What follows by itself when a date is missed, by the kind of case (design.md §4: a kind may name a lapse).

The sweep calls it, so that the daemon need not know which kinds of case there are. It is an act of the installation,
with a line of history of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from core.crash import point
from core.desk.office import Office
from core.desk.scenes import at
from core.domain import policy
from core.domain.ahead import Days
from core.domain.calendar import DAY, forward, instant
from core.domain.complaint import lapse as complaint
from core.domain.digest import Owed
from core.domain.notice import address
from core.domain.scene import Change, Scene
from core.store import cases, deadlines, people, reminders, save
from core.store.engine import Tx

LAPSES: Final[Mapping[str, Callable[[Scene], Change]]] = {complaint.KIND: complaint.lapse}
"""By the kind of deadline, what its case does when it is over."""
BATCH: Final = 200
"""Cases in one transaction: few enough that nobody waits long for the write turn."""


def any_due(tx: Tx, today: date) -> bool:
    """Whether the date of something that lapses is over."""
    return any(deadlines.lapsed(tx, kind, today, 1) for kind in LAPSES)


def next_on(tx: Tx) -> date | None:
    """The day after the first date that may be missed; None when there is none."""
    return min((day + DAY for kind in LAPSES if (day := deadlines.first_due(tx, kind))), default=None)


def lapse(tx: Tx, office: Office) -> int:
    """One batch: every case does what it does; answers how many."""
    now, directory, done = office.now(), people.directory(tx), 0
    today = office.today(now)
    system = office.actor(None, directory, now)
    for kind, rule in LAPSES.items():
        for id in deadlines.lapsed(tx, kind, today, BATCH):
            case = cases.get(tx, id)
            scene = at(tx, office, case, directory, policy.standing(case, system, directory))
            change = rule(scene)
            save.save(tx, scene, change, address(change.notices, change.case, directory, today, None))
            deadlines.untold(tx, change.opened, today)
            done += 1
    point("before commit of lapse")
    return done


def to_come(tx: Tx, office: Office, days: Days) -> Iterator[tuple[Owed, str]]:
    """What will be owed instead, if nobody does anything until then, each with the code of its task."""
    directory = people.directory(tx)
    system = office.actor(None, directory, office.now())
    for kind, rule in LAPSES.items():
        for id in deadlines.lapsed(tx, kind, days.until):
            case = cases.get(tx, id)
            over = max(d.due_on for d in case.open_deadlines(kind)) + DAY
            on = forward(max(over, days.first), days.closed)
            scene = at(tx, office, case, directory, policy.standing(case, system, directory))
            change = rule(replace(scene, now=instant(on, scene.terms.send_at, scene.terms.timezone)))
            asked, (first, *_) = {task.id: task.text for task in change.tasks}, reminders.of_case(tx, id)
            for deadline in change.opened:
                yield Owed(replace(deadline, next_on=on), on - DAY, first.case), asked.get(deadline.task or "", "")
