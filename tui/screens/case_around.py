"""What stands around a case: what it is linked to, who was asked, informed or excluded, what stands still."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.domain.case import REPORTER, Deadline, Due, person, staff
from core.domain.deadline import last_day
from core.words import Said
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from tui.screens.case_parts import Parts

BLANK: Piece = ("", "")


def links(parts: "Parts") -> Iterator[Piece]:
    """The case it follows or repeats; those that follow or repeat it."""
    case = parts.shown.case
    if case.lead:
        yield parts.say(f"desk.case.link.{case.link}", lead=case.lead), "strong"
    for id, cases in (("duplicates", case.duplicates), ("recurrences", case.recurrences)):
        if cases:
            yield parts.say(f"desk.case.link.{id}", cases=cases), "strong"


def asked(parts: "Parts", width: int) -> Iterator[Piece]:
    """The hearing round and the question to the reporter, each with its answer."""
    tasks = parts.shown.case.asked
    if tasks:
        yield from (BLANK, (parts.say("desk.case.asked"), "strong"))
    for task in tasks:
        yield "".join(text for text, _ in parts.task_line(task, width)).rstrip(), ""
        if task.report:
            yield f"    {task.report}", ""


def people(parts: "Parts") -> Iterator[Piece]:
    """Who else may read the case, and who may not."""
    case = parts.shown.case
    told = {
        "informed": [staff(id) for id in case.informed],
        "excluded": [person(login) for login in case.excluded],
    }
    if any(told.values()):
        yield BLANK
    for id, group in told.items():
        if group:
            yield parts.say(f"desk.case.{id}", who=tuple(map(parts.party, group))), ""


def owed(parts: "Parts") -> Iterator[Piece]:
    """Each date that somebody has to keep, the earliest first, then those that stand still."""
    due = sorted(parts.shown.case.owed(), key=lambda one: (one.state is Due.PAUSED, last_day(one)))
    if due:
        yield from (BLANK, (parts.say("desk.case.dues"), "strong"))
    for deadline in due:
        over = parts.shown.days.get(deadline.id, 0) < 0
        line = _due_line(parts, deadline)
        yield f"  {parts.late if over else ''}{line}", "alarm" if over else ""


def _due_line(parts: "Parts", deadline: Deadline) -> str:
    day, kind = last_day(deadline), Said(f"kind.{deadline.kind}")
    owes = parts.shown.owes.get(deadline.id, ())
    who = tuple(map(parts.name, owes)) or ((parts.party(deadline.owner),) if deadline.owner == REPORTER else ())
    if deadline.state is Due.PAUSED:
        return parts.say("desk.case.due_paused", what=kind, who=who or None, since=deadline.paused_on)
    weekday = Said(f"weekday.{day.isoweekday()}")
    return parts.say("desk.case.due_line", what=kind, who=who or None, weekday=weekday, day=day)
