"""A pane for people's words: wrapped here, scrolled by the line, cut where a text is longer than anybody writes."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType

from tui.widgets.cells import wrap
from tui.widgets.lines import Line, Lines, Piece

LIMIT: Final = 20_000  # characters shown before «vis mer» (faults.md G12)


class Reading(Lines, can_focus=True):
    """Shows pieces of text under one another, each from its own line; nothing in them is markup.

    `more` is the word for what is left out, shown as the last line; Enter on the pane shows as much again.
    Telling it the same text again, or one that begins alike, sends only what differs.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "roll(1)", "reading.down", id="reading.down"),
        Binding("k,up", "roll(-1)", "reading.up", id="reading.up"),
        Binding("ctrl+d", "half(1)", "reading.half_down", id="reading.half_down"),
        Binding("ctrl+u", "half(-1)", "reading.half_up", id="reading.half_up"),
        Binding("pagedown", "page(1)", "reading.page_down", id="reading.page_down"),
        Binding("pageup", "page(-1)", "reading.page_up", id="reading.page_up"),
        Binding("g,home", "edge(-1)", "reading.top", id="reading.top"),
        Binding("G,end", "edge(1)", "reading.bottom", id="reading.bottom"),
        Binding("enter", "more", "reading.more", id="reading.more"),
    ]

    def __init__(self, *pieces: Piece, more: str = "[+]", id: str | None = None) -> None:
        super().__init__(id=id)
        self.more = more
        self._pieces: Sequence[Piece] = pieces
        self._limit = LIMIT
        self._top = 0
        self._wrapped: tuple[int, list[Piece]] = (0, [])

    def read(self, *pieces: Piece, keep: bool = False) -> None:
        """Show these instead, from the top; with `keep` from where the reader was."""
        self._pieces = pieces
        self._limit = self._limit if keep else LIMIT
        self._rewrap(self._top if keep else 0)

    def line(self, y: int, width: int) -> Line:
        """One wrapped line."""
        if self._wrapped[0] != width:
            self._wrapped = (width, list(self._wrap(width)))
        lines = self._wrapped[1]
        at = self._top + y
        return (lines[at],) if at < len(lines) else ()

    def action_roll(self, by: int) -> None:
        """Some lines down or up."""
        before = self._top
        self._top = max(0, min(self._top + by, len(self._wrapped[1]) - self.size.height))
        self.shift(self._top - before)

    def action_half(self, by: int) -> None:
        """Half a page."""
        self.action_roll(by * max(1, self.size.height // 2))

    def action_page(self, by: int) -> None:
        """A page."""
        self.action_roll(by * max(1, self.size.height))

    def action_edge(self, end: int) -> None:
        """To the top (-1) or the bottom (1)."""
        self.action_roll(end * len(self._wrapped[1]))

    def action_more(self) -> None:
        """Show as much again of what was left out."""
        self._limit += LIMIT
        self._rewrap(self._top)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is the screen's where nothing was left out."""
        return action != "more" or sum(len(text) for text, _ in self._pieces) > self._limit

    def on_resize(self) -> None:
        """Stay inside the text."""
        self.action_roll(0)

    def _rewrap(self, top: int) -> None:
        self._wrapped = (0, [])
        self._top = top
        self.repaint()

    def _wrap(self, width: int) -> Iterator[Piece]:
        left = self._limit
        for text, style in self._pieces:
            for line in wrap(text[:left], width):
                yield line, style
            left -= len(text)
            if left < 0:
                yield self.more, "key"
                return
