"""What an act on the shell is about: where a case alone is named, which of its parts could be meant."""

from typing import Final

from core.desk.scenes import parse
from core.desk.shown import Shown
from core.domain.workflow import Row
from core.errors import Usage
from core.words import Said
from tui.commands.call import Call

ON_TASK: Final = ("measure", "hearing")


def require_subject(call: Call, row: Row, id: str) -> None:
    """The measure, hearing or deadline that the act is about is named.

    Raises: Usage usage.measure, usage.hearing, usage.deadline, with those that the case has.
    """
    named = parse(id)
    if row.on == "case" or (row.on in ON_TASK and named.task) or (row.on == "deadline" and named.deadline):
        return
    shown = call.work(lambda desk: desk.shows.case(call.who, id))
    which = tuple(_parts(shown, row.on)) or None
    if row.on == "deadline":
        raise Usage("usage.deadline", ref=shown.case.id, which=which)
    raise Usage("usage.measure" if row.on == "measure" else "usage.hearing", ref=shown.case.id, which=which)


def _parts(shown: Shown, on: str) -> list[Said]:
    if on == "deadline":
        return [Said("usage.one_deadline", {"id": each.id, "kind": each.kind}) for each in shown.case.owed()]
    return [
        Said("usage.one_task", {"id": task.id, "owner": task.owner.id})
        for task in shown.case.tasks
        if task.kind == on and task.open
    ]
