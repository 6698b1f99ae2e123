"""Closing: what is missing is named, and the dialog that mends it opens from here (desk.md §5.2)."""

from typing import Final

from textual.app import ComposeResult

from core.domain.case import TaskState
from core.domain.handling import Close
from tui.dialogs.field import Field, TextField
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.matter import Matter
from tui.dialogs.parts import Flag
from tui.dialogs.status import Status
from tui.widgets.dialog import Dialog
from tui.widgets.reading import Reading

OUTSIDE: Final = ("close.no_severity", "close.open_measure", "close.open_hearing", "close.no_report")
"""What no field of the closing dialog can mend."""


async def close(matter: Matter) -> Form:
    """Outcome and answer; why there is no measure, when none was completed; whether those that follow close too."""
    say, case = matter.say, matter.case
    words = await drafts_of(matter, "close", 3)
    fields: list[Field] = [
        TextField("outcome", say("desk.ask.field.outcome"), words[0]),
        TextField("answer", say("desk.ask.field.answer"), words[1], note=say("desk.ask.answer_note")),
    ]
    if all(task.state is not TaskState.COMPLETED for task in case.measures):
        fields.append(TextField("no_measure", say("desk.ask.field.no_measure"), words[2]))
    if case.duplicates:
        fields.append(Flag(matter, "with_duplicates", say("desk.ask.field.with_duplicates", cases=case.duplicates)))
    return Form(matter, "close", Close, fields)


async def clear_the_way(matter: Matter) -> bool:
    """Mend what stands between the case and its closing, one thing after the other; False when it still stands.

    Runs in a worker: each step waits for the person.
    """
    from tui.dialogs.acts import dialog

    app = matter.app
    while lacks := lacking(matter):
        if not await app.push_screen_wait(Missing(matter, lacks)):
            return False
        if lacks[0] == "close.no_severity":
            name, about = "rate", matter
        else:
            about = matter.about(_standing(matter, "hearing" if lacks[0] == "close.open_hearing" else "measure"))
            picked = await app.push_screen_wait(Status(about))
            if picked is None:
                continue
            name = picked[0]
        act = await app.push_screen_wait(await dialog(about, name))
        if act is not None and await about.perform(act):
            matter.shown = about.shown
    return True


def lacking(matter: Matter) -> list[str]:
    """What is missing that another act must mend, as message ids."""
    return [id for id in matter.shown.lacks if id in OUTSIDE]


def _standing(matter: Matter, kind: str) -> str:
    """The measure or hearing that stands in the way."""
    tasks = [task for task in matter.case.tasks if task.kind == kind]
    open_ = next((task for task in tasks if task.open), None)
    bare = next((task for task in tasks if task.state is TaskState.COMPLETED and not task.report), None)
    return f"/{(open_ or bare or tasks[0]).number}"


class Missing(Dialog[bool]):
    """Says what is missing; Enter opens what mends the first of it."""

    def __init__(self, matter: Matter, lacks: list[str]) -> None:
        say = matter.say
        mends = {"close.no_severity": "act.rate", "close.open_hearing": "desk.ask.open_hearing"}
        mend = say(mends.get(lacks[0], "desk.ask.open_measure"))
        super().__init__(say("desk.ask.missing"), (f"Enter {mend}",), help=say("desk.ask.leave"))
        self._lacks = [matter.say(id) for id in lacks]

    def body(self) -> ComposeResult:
        """One line each."""
        lines = Reading(*((f"!! {line}", "") for line in self._lacks))
        lines.styles.height = len(self._lacks) + 1
        yield lines

    def answer(self) -> bool:
        """Mend it."""
        return True
