"""The list of the desk: lines drawn over a snapshot of keys, rows fetched by the page when they are looked at."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region
from textual.message import Message

from tui.background import behind
from tui.widgets.lines import Line, Lines
from tui.widgets.snapshot import Key, Snapshot

Row = TypeVar("Row")
Fetch = Callable[[Sequence[Key]], Awaitable[Mapping[Key, Row]]]
Draw = Callable[[Row, int], Line]

GUTTER: Final = 2  # `>` for the cursor, `x` for a mark
_KEPT: Final = 2000  # rows remembered before those out of sight are forgotten
_PENDING: Final[Line] = (("…", "dim"),)
_GONE: Final[Line] = (("–", "dim"),)


class LineList(Lines, Generic[Key, Row], can_focus=True):
    """`fetch(keys)` answers the rows of some keys (a key it leaves out is shown as gone); `draw(row, width)` the line
    of one. Two pages either side of the window are fetched ahead when less than one is known, one question at a time;
    rows given at the start are in the first paint. Errors of `fetch` are the screen's to catch: one that gets through
    is a bug and ends the desk.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "list.down", id="list.down"),
        Binding("k,up", "move(-1)", "list.up", id="list.up"),
        Binding("ctrl+d", "half(1)", "list.half_down", id="list.half_down"),
        Binding("ctrl+u", "half(-1)", "list.half_up", id="list.half_up"),
        Binding("pagedown", "page(1)", "list.page_down", id="list.page_down"),
        Binding("pageup", "page(-1)", "list.page_up", id="list.page_up"),
        Binding("g,home", "edge(-1)", "list.first", id="list.first"),
        Binding("G,end", "edge(1)", "list.last", id="list.last"),
        Binding("enter", "open", "list.open", id="list.open"),
        Binding("x,space", "mark", "list.mark", id="list.mark"),
        Binding("X", "mark_all", "list.mark_all", id="list.mark_all"),
    ]

    class Moved(Message):
        """The cursor came to another key; `key` is None in a list that became empty."""

        def __init__(self, key: object) -> None:
            super().__init__()
            self.key = key

    class Opened(Message):
        """Enter was pressed on `key`."""

        def __init__(self, key: object) -> None:
            super().__init__()
            self.key = key

    class Marked(Message):
        """The marks changed; `keys` is the list's own set, to look at and not to change."""

        def __init__(self, keys: Collection[object]) -> None:
            super().__init__()
            self.keys = keys

    def __init__(
        self,
        fetch: Fetch[Key, Row],
        draw: Draw[Row],
        keys: Sequence[Key] = (),
        rows: Mapping[Key, Row] | None = None,
        *,
        empty: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._fetch, self._draw, self.empty = fetch, draw, empty
        self._rows: dict[Key, Row | None] = dict(rows or {})
        self._fresh: set[Key] = set(self._rows)
        self._age = 0
        self._asking = False
        self._painted_top = 0
        self.snapshot = Snapshot(keys)

    @property
    def key(self) -> Key | None:
        """The key under the cursor."""
        return self.snapshot.key

    @property
    def row(self) -> Row | None:
        """The row under the cursor, when it has been fetched."""
        key = self.snapshot.key
        return None if key is None else self._rows.get(key)

    def set_keys(self, keys: Sequence[Key], *, keep: bool = True, rows: Mapping[Key, Row] | None = None) -> None:
        """Show a new snapshot; with `keep` the cursor stays on its key and the marks stay. `rows`: those at hand."""
        before = self.snapshot.key
        self._rows.update(rows or {})
        self._fresh.update(rows or {})
        self.snapshot.replace(keys, self.size.height, keep=keep)
        self._painted_top = self.snapshot.top  # the same rows may be in the same places: nothing to shift
        self._look(before)

    def outdate(self, keys: Sequence[Key] | None = None) -> None:
        """Somebody changed these rows (None: any): show the old until the new are here, then only what differs."""
        self._age += 1
        self._fresh.difference_update(self._fresh.copy() if keys is None else keys)
        self._ask()

    def unmark(self) -> None:
        """Take every mark away."""
        self.snapshot.marks.clear()
        self._marked()

    def line(self, y: int, width: int) -> Line:
        """The gutter and the drawn row; in an empty list its message."""
        at = self.snapshot.top + y
        if at >= len(self.snapshot.keys):
            return ((" " * GUTTER + self.empty, "dim"),) if y == 1 and not self.snapshot.keys else ()
        key = self.snapshot.keys[at]
        here = at == self.snapshot.cursor
        gutter = (">" if here else " ") + ("x" if key in self.snapshot.marks else " ")
        line = [(gutter, "cursor" if here else ""), *self._content(key, width - GUTTER)]
        return (
            [(text, "cursor") for text, _ in line] + [(" " * width, "cursor")] if here and self.app.no_color else line
        )

    def action_move(self, by: int) -> None:
        """One line down or up."""
        before = self.snapshot.key
        self.snapshot.move(self.snapshot.cursor + by, self.size.height)
        self._look(before)

    def action_half(self, by: int) -> None:
        """Half a page."""
        self._page(by * max(1, self.size.height // 2))

    def action_page(self, by: int) -> None:
        """A page."""
        self._page(by * max(1, self.size.height))

    def action_edge(self, end: int) -> None:
        """To the first line (-1) or the last (1)."""
        self.action_move(end * len(self.snapshot.keys))

    def action_open(self) -> None:
        """Tell the screen to open what the cursor is on."""
        if self.snapshot.key is not None:
            self.post_message(self.Opened(self.snapshot.key))

    def action_mark(self) -> None:
        """Mark, and go down: drawn at once, for what is half drawn cannot be shifted."""
        self.snapshot.mark()
        self.post_message(self.Marked(self.snapshot.marks))
        self.action_move(1)

    def action_mark_all(self) -> None:
        """Mark the whole list, or nothing when all of it is marked."""
        self.snapshot.mark_all()
        self._marked()

    def on_mount(self) -> None:
        """Say where the cursor starts, and ask for what is missing."""
        self._look(None)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.snapshot.move(self.snapshot.cursor, self.size.height)
        self._look(self.snapshot.key)

    def on_focus(self) -> None:
        """Bring the terminal's own cursor to the row; it moves with the next bytes, so send the gutter."""
        self._place_cursor()
        self.refresh(Region(0, self.snapshot.cursor - self.snapshot.top, GUTTER, 1))

    def _page(self, by: int) -> None:
        before = self.snapshot.key
        self.snapshot.page(by, self.size.height)
        self._look(before)

    def _look(self, before: Key | None) -> None:
        self._place_cursor()
        self.shift(self.snapshot.top - self._painted_top)
        self._painted_top = self.snapshot.top
        self._ask()
        if self.snapshot.key != before:
            self.post_message(self.Moved(self.snapshot.key))

    def _marked(self) -> None:
        self.repaint()
        self.post_message(self.Marked(self.snapshot.marks))

    def _place_cursor(self) -> None:
        if self.has_focus:
            self.app.cursor_position = self.region.offset + Offset(0, self.snapshot.cursor - self.snapshot.top)

    def _content(self, key: Key, width: int) -> Line:
        if key not in self._rows:
            return _PENDING
        row = self._rows[key]
        return _GONE if row is None else self._draw(row, width)

    def _ask(self) -> None:
        """Ask for rows that are missing or outdated, unless a question is out already: its answer asks on."""
        height = self.size.height
        if self._asking or not height or not self.is_mounted:
            return
        if all(key in self._fresh for key in self.snapshot.window(height, height)):
            return
        missing = [key for key in self.snapshot.window(height, 2 * height) if key not in self._fresh]
        if missing:
            self._asking = True
            behind(self, partial(self._answer, missing, self._age), "rows", exclusive=False)

    async def _answer(self, missing: Sequence[Key], age: int) -> None:
        try:
            rows = await self._fetch(missing)
        finally:
            self._asking = False
        self._rows.update((key, rows.get(key)) for key in missing)
        if age == self._age:
            self._fresh.update(missing)
        self._forget()
        self.repaint()
        self._ask()

    def _forget(self) -> None:
        if len(self._rows) > _KEPT:
            near = set(self.snapshot.window(self.size.height, self.size.height))
            self._rows = {key: row for key, row in self._rows.items() if key in near}
            self._fresh &= near
