"""`s`: every act that is open on the case, its tasks and its deadlines, then why the others are closed (§5.13)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.domain import workflow
from core.domain.case import Deadline, Task
from core.domain.deadline import last_day
from core.words import Said
from tui.dialogs.matter import Matter
from tui.dialogs.rows import Row, Rows, RowsDialog
from tui.widgets.one_line import OneLine

Picked = tuple[str, str]
"""An act's name, and the part of the case it is about: "" the case itself, else as in `Matter.part`."""


class Status(RowsDialog[Picked]):
    """Enter runs the act under the cursor; on a closed one it says why it is closed.

    `names`: only these acts on the case, under the title `title`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "status.down", id="status.down"),
        Binding("k,up", "move(-1)", "status.up", id="status.up"),
        Binding("pagedown,ctrl+d", "move(8)", "status.page_down", id="status.page_down"),
        Binding("pageup,ctrl+u", "move(-8)", "status.page_up", id="status.page_up"),
        Binding("s", "leave", "status.leave", id="status.leave"),
    ]

    def __init__(self, matter: Matter, names: Sequence[str] = (), title: str = "") -> None:
        say = matter.say
        hints = (f"Enter {say('desk.ask.run')}", say("desk.ask.move"))
        super().__init__(f"{title or say('desk.ask.status')}  {matter.name}", hints, help=say("desk.ask.leave"))
        self.rows = Rows(list(_some(matter, names) if names else _all(matter)))
        self._why = OneLine()

    def body(self) -> ComposeResult:
        """The acts, and why the one under the cursor is closed."""
        yield self.rows
        yield self._why

    def answer(self) -> Picked | None:
        """The act under the cursor, when it is open."""
        row = self.rows.row
        return None if row is None or row.closed or not row.name else (row.name, row.part)

    def tell(self) -> None:
        """Why the act pointed at is closed."""
        row = self.rows.row
        self._why.say((row.closed if row else "", "warn"))

    def fit(self) -> None:
        """As many rows as there is room for."""
        self.rows.styles.height = max(3, min(self.rows.count, int(self.size.height * 0.9) - 5))


def _some(matter: Matter, names: Sequence[str]) -> Iterator[Row]:
    """These acts of the case, in their order, the closed ones last; of its parts, those that are open."""
    rows = [_of_case(matter, name) for name in names if workflow.BY_NAME[name].on == "case"]
    yield from sorted(rows, key=lambda row: bool(row.closed))
    for part, heading, found in _parts(matter):
        yield from _of_part(matter, part, heading, [name for name in found if name in names])


def _all(matter: Matter) -> Iterator[Row]:
    """The acts of one part when the matter is one; else of the case and all its parts, the closed ones last."""
    shown, names = matter.shown, [row.name for row in workflow.TABLE if row.on == "case"]
    if not matter.part:
        yield from (_of_case(matter, name) for name in names if name in shown.open)
    for part, heading, found in _parts(matter):
        if matter.part in ("", part):
            yield from _of_part(matter, part, heading, found)
    if not matter.part:
        yield from (_of_case(matter, name) for name in names if name in shown.closed)


def _parts(matter: Matter) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Each task and deadline of the case: what it is called, how it stands, the acts open on it."""
    shown = matter.shown
    for task in matter.case.tasks:
        yield f"/{task.number}", _task(matter, task), shown.tasks.get(task.number, ())
    for clock in matter.case.owed():
        yield clock.id.removeprefix(matter.case.id), _clock(matter, clock), shown.clocks.get(clock.id, ())


def _of_case(matter: Matter, name: str) -> Row:
    closed = matter.shown.closed.get(name)
    return Row(matter.say(f"act.{name}"), name, closed=matter.tell(closed) if closed else "")


def _of_part(matter: Matter, part: str, heading: str, names: Sequence[str]) -> Iterator[Row]:
    """A heading with what can be done under it; nothing at all where nothing can, unless it is what was asked for."""
    if names or matter.part:
        yield Row(heading)
        yield from (Row(matter.say(f"act.{name}"), name, part) for name in names)


def _task(matter: Matter, task: Task) -> str:
    state = f"state.{task.state.value}" if task.kind == "measure" else f"desk.asked.{task.state.value}"
    return f"{task.id}  {matter.say(state)}  {matter.party(task.owner)}"


def _clock(matter: Matter, clock: Deadline) -> str:
    day = last_day(clock)
    what, weekday = Said(f"kind.{clock.kind}"), Said(f"weekday.{day.isoweekday()}")
    return matter.say("desk.ask.opens", what=what, weekday=weekday, day=day, who=matter.party(clock.owner))
