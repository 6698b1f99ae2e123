"""The weekly list: what a contact reads of the cases that somebody else handles (workflow.md §3).

It stands in the digest of the week's first working day; missed, it is made up for on the next working day.
"""

from datetime import date
from typing import Final

from core.domain.calendar import DAY, forward
from core.domain.case import role_at
from core.domain.digest import Owed, Told
from core.domain.people import Directory
from core.domain.reached import resolve

STAGE: Final = "week:"


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def stage(day: date) -> str:
    """What keeps a case from standing twice in one week's list."""
    return f"{STAGE}{monday(day).isoformat()}"


def due_on(today: date, last: date | None, closed: frozenset[date]) -> date:
    """The day of the next list, past if it was missed. `last`: the Monday of the newest list, None before any."""
    this = monday(today)
    first = forward(this, closed)
    if (last is None and today > first) or (last is not None and last >= this):
        return forward(this + 7 * DAY, closed)
    return first


def told(owed: Owed, directory: Directory, on: date) -> tuple[Told, ...]:
    """The contacts of the case's faculty, or who stands in; not who handles the case."""
    reached = resolve(role_at("contact", owed.case.faculty), owed.case, directory, on)
    return tuple(Told(each.login, "contact") for each in reached if each.login != owed.case.handler)
