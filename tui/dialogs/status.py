"""`s`: every act on the case and its measures that is open, then why the others are closed (desk.md §5.13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from core.domain import workflow
from tui.dialogs.matter import Matter
from tui.widgets.dialog import Dialog
from tui.widgets.lines import Line, Lines
from tui.widgets.one_line import OneLine

Picked = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class _Row:
    """An act (of a measure, where there is a number), a closed one with why, or a heading without either."""

    text: str
    name: str = ""
    measure: int | None = None
    closed: str = ""


class Status(Dialog[Picked]):
    """Enter runs the act under the cursor; on a closed one it says why it is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "status.down", id="status.down"),
        Binding("k,up", "move(-1)", "status.up", id="status.up"),
        Binding("pagedown,ctrl+d", "move(8)", "status.page_down", id="status.page_down"),
        Binding("pageup,ctrl+u", "move(-8)", "status.page_up", id="status.page_up"),
        Binding("s", "leave", "status.leave", id="status.leave"),
    ]

    def __init__(self, matter: Matter) -> None:
        say = matter.say
        hints = (f"Enter {say('desk.ask.run')}", say("desk.ask.move"))
        super().__init__(f"{say('desk.ask.status')}  {matter.ref}", hints, help=say("desk.ask.leave"))
        self._rows = _Rows(list(_rows(matter)))
        self._why = OneLine()

    def body(self) -> ComposeResult:
        """The acts, and why the one under the cursor is closed."""
        yield self._rows
        yield self._why

    def on_mount(self) -> None:
        """Start on the first open act."""
        self._fit()
        self._tell()

    def on_resize(self) -> None:
        """As many rows as there is room for."""
        self._fit()

    def action_move(self, by: int) -> None:
        """Up or down."""
        self._rows.move(by)
        self._tell()

    def answer(self) -> Picked | None:
        """The act under the cursor, when it is open."""
        row = self._rows.row
        return None if row is None or row.closed or not row.name else (row.name, row.measure)

    def _tell(self) -> None:
        row = self._rows.row
        self._why.say((row.closed if row else "", "warn"))

    def _fit(self) -> None:
        self._rows.styles.height = max(3, min(self._rows.count, int(self.size.height * 0.9) - 5))


class _Rows(Lines, can_focus=True):
    def __init__(self, rows: list[_Row]) -> None:
        super().__init__()
        self._rows = rows
        self._picks = [at for at, row in enumerate(rows) if row.name]
        self._at = next((n for n, at in enumerate(self._picks) if not rows[at].closed), 0)

    @property
    def count(self) -> int:
        return len(self._rows)

    @property
    def row(self) -> _Row | None:
        return self._rows[self._picks[self._at]] if self._picks else None

    def move(self, by: int) -> None:
        self._at = max(0, min(len(self._picks) - 1, self._at + by))
        self.repaint()
        self._place_cursor()

    def on_focus(self) -> None:
        self._place_cursor()

    def _place_cursor(self) -> None:
        """Bring the terminal's own cursor to the row (ACCESSIBLE)."""
        row = self._picks[self._at] if self._picks else 0
        self.app.cursor_position = self.region.offset + Offset(0, min(row, max(0, self.size.height - 1)))

    def line(self, y: int, width: int) -> Line:
        cursor = self._picks[self._at] if self._picks else -1
        at = y + max(0, cursor - self.size.height + 1)
        if at >= len(self._rows):
            return ()
        row, here = self._rows[at], at == cursor
        style = "cursor" if here else "strong" if not row.name else "dim" if row.closed else ""
        closed = f"  – {row.closed}" if row.closed else ""
        return [("> " if here else "  ", style), (f"{'  ' if row.name else ''}{row.text}{closed}", style)]


def _rows(matter: Matter) -> Iterator[_Row]:
    """A measure's acts alone when the matter is one; else the case's and every measure's, the closed ones last."""
    names = [row.name for row in workflow.TABLE if not row.tasks] if matter.measure is None else []
    yield from (_case_row(matter, name) for name in names if name in matter.shown.open)
    yield from _measures(matter)
    yield from (_case_row(matter, name) for name in names if name in matter.shown.closed)


def _measures(matter: Matter) -> Iterator[_Row]:
    for task in matter.case.measures:
        if matter.measure in (None, task.number):
            state = matter.say(f"state.{task.state.value}")
            yield _Row(f"{task.id}  {state}  {matter.person(task.owner.id)}")
            yield from (_Row(matter.say(f"act.{name}"), name, task.number) for name in matter.shown.tasks[task.number])


def _case_row(matter: Matter, name: str) -> _Row:
    closed = matter.shown.closed.get(name)
    return _Row(matter.say(f"act.{name}"), name, closed=matter.tell(closed) if closed else "")
