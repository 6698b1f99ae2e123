"""When others hear that something is late: the line leader, and then the reporter (D7; workflow.md §5, M25, M26).

After a rule's first number of days late the line leader of the unit reads it in their digest; after the second, only
where the case's own answer is late, its reporter is told of the lawful next step (R31, R32).
"""

from datetime import date
from typing import Final

from core.domain.calendar import DAY, forward
from core.domain.case import person
from core.domain.deadline import Rule, last_day
from core.domain.digest import Owed, Told, told
from core.domain.people import Directory
from core.domain.reached import barred
from core.domain.reminder import Stage

ANSWERS: Final = frozenset({"follow_up", "preliminary_reply", "promise"})
"""The obligations that are the case's own answer to its reporter."""
TO_LEADER: Final = "leader+"
TO_REPORTER: Final = "reporter+"


def stages(owed: Owed, rule: Rule, closed: frozenset[date]) -> tuple[Stage, ...]:
    """The days on which it is told further, each its stage; the line never hears of a restricted case (§2).

    Days late count from the last day in time, or from the day the deadline was opened here: what comes in late with an
    import is not late by us yet.
    """
    found = []
    since = max(last_day(owed.deadline), owed.opened_on)
    for to, days in zip((TO_LEADER, TO_REPORTER), sorted(rule.escalate), strict=False):
        tells = owed.deadline.kind in ANSWERS if to == TO_REPORTER else owed.deadline.owner.kind != "reporter"
        if tells and not owed.case.restricted:
            found.append(Stage(f"{to}{days}", forward(since + days * DAY, closed)))
    return tuple(found)


def leader(owed: Owed, directory: Directory, on: date) -> Told | None:
    """The line leader next above who is late: head → dean → prorector, or who stands in; never who owes it (D18)."""
    out = barred(owed.case, directory)
    late = {each.login for each in told(owed, directory, on)} | {owed.deadline.owner.id, owed.case.handler}
    for login in directory.leaders(owed.case.unit):
        for found in () if login in out or login in late else directory.reach(login, on, out):
            if found.login not in late and person(found.login) != owed.deadline.owner:
                return Told(found.login, "line_leader")
    return None
