"""A widget made of lines that sends only what changed of them: over SSH the bytes are the speed (desk.md §7)."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import ClassVar, Final

from rich.cells import cell_len, split_text
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.cells import calm

Piece = tuple[str, str]
"""Text and the name of its style: "" plain, "strong", "dim", "alarm", "warn", "key", "cursor"."""
Line = Sequence[Piece]

_INDEX: Final = "\x1bD"
_REVERSE_INDEX: Final = "\x1bM"


class Lines(Widget):
    """Draws `line(y, width)` for each of its rows; `repaint()` compares and refreshes what differs.

    Text is made harmless here whatever the caller did, cut and padded to the width. Give it no border and no padding:
    it draws past Textual's own cache of styled lines.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--strong", "line--dim", "line--alarm", "line--warn", "line--key", "line--cursor",
    }  # fmt: skip
    DEFAULT_CSS = """
    Lines { height: 1fr; width: 1fr; color: $foreground; background: $background; }
    Lines > .line--strong { text-style: bold; }
    Lines > .line--dim { color: $secondary; }
    Lines > .line--alarm { color: $error; text-style: bold; }
    Lines > .line--warn { color: $warning; }
    Lines > .line--key { text-style: bold; }
    Lines > .line--cursor { text-style: bold reverse; }
    """

    _shown: tuple[Size, list[tuple[Piece, ...]]] = (Size(0, 0), [])

    def line(self, y: int, width: int) -> Line:
        """What row `y` of the widget says, at most `width` cells of it; told by the kind of widget."""
        raise NotImplementedError(type(self).__name__)

    def repaint(self) -> None:
        """Compare every row with what is shown, and refresh the rows that differ, as far as they differ."""
        if not self.is_mounted or not self.size or not self.display:
            self._shown = (Size(0, 0), [])  # what is not shown is drawn anew when it is
            return
        size, before = self._shown
        now = self._tidy()
        self._shown = (self.size, now)
        if size != self.size:
            self.refresh()
            return
        for y, (old, new) in enumerate(zip(before, now, strict=True)):
            if old != new:
                self._send(y, _letters(old), _letters(new))

    def shift(self, by: int) -> None:
        """Rows moved up by `by` (down where negative): let the terminal move what it already shows, then repaint.

        Only where the widget is as wide as the screen, nothing lies over it, and all of it has been sent; otherwise
        the repaint sends the rows anew.
        """
        size, rows = self._shown
        settled = size == self.size and not self._repaint_regions
        if settled and self.region.width == self.app.size.width and 0 < abs(by) <= size.height // 2 and self._on_top():
            top, bottom = self.region.y + 1, self.region.bottom
            edge, step = (bottom, _INDEX) if by > 0 else (top, _REVERSE_INDEX)
            self._steer(f"\x1b[{top};{bottom}r\x1b[{edge};1H{step * abs(by)}\x1b[r")
            blank: list[tuple[Piece, ...]] = [()] * abs(by)
            self._shown = (size, rows[by:] + blank if by > 0 else blank + rows[:by])
        self.repaint()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The styled rows of `crop`, for Textual's compositor."""
        if self._shown[0] != self.size:
            self._shown = (self.size, self._tidy())
        rows = self._shown[1]
        background = self.background_colors[1]
        strips = []
        for y in crop.line_range:
            strip = self._strip(rows[y] if y < len(rows) else ())
            for filter in self.get_line_filters():
                strip = strip.apply_filter(filter, background)
            strips.append(strip.crop(crop.x, crop.right))
        return strips

    def _on_top(self) -> bool:
        """Whether what we write reaches a terminal, and nothing lies over us there."""
        driver = self.app._driver
        return self.screen is self.app.screen and driver is not None and not driver.is_headless

    def _steer(self, sequence: str) -> None:
        if self.app._driver is not None:
            self.app._driver.write(sequence)

    def _send(self, y: int, old: list[Piece], new: list[Piece]) -> None:
        """Refresh row `y` from the left as far as it differs: Textual always sends a row from its left edge.

        Where terminals measure a letter differently (joined emoji, flags) the row is blanked before it is sent whole,
        or the end of the old one would show through.
        """
        far = max((at for at, (one, other) in enumerate(zip_longest(old, new)) if one != other), default=-1) + 1
        if len(old) != len(new) or not _plain(old[:far]) or not _plain(new[:far]):
            far = self.size.width
            if not (_plain(old) and _plain(new)) and self._on_top():
                self._steer(f"\x1b[{self.region.y + y + 1};{self.region.x + 1}H\x1b[{far}X")
        self.refresh(Region(0, y, far, 1))

    def _tidy(self) -> list[tuple[Piece, ...]]:
        width, height = self.size
        return [tidy(self.line(y, width), width) for y in range(height)]

    def _strip(self, pieces: Iterable[Piece]) -> Strip:
        return Strip([Segment(text, self._style(name)) for text, name in pieces], self.size.width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"line--{name}") if name else self.rich_style


def tidy(line: Line, width: int) -> tuple[Piece, ...]:
    """The pieces of `line` made harmless, cut and padded to exactly `width` cells, neighbours of one style joined."""
    pieces: list[Piece] = []
    left = width
    for raw, style in line:
        text = calm(raw[: 8 * width + 64])
        size = cell_len(text)
        if size > left:
            text, size = split_text(text, left)[0], left
        if text:
            _join(pieces, text, style)
        left -= size
    if left > 0:
        _join(pieces, " " * left, "")
    return tuple(pieces)


def _join(pieces: list[Piece], text: str, style: str) -> None:
    if pieces and pieces[-1][1] == style:
        pieces[-1] = (pieces[-1][0] + text, style)
    else:
        pieces.append((text, style))


def _letters(pieces: tuple[Piece, ...]) -> list[Piece]:
    return [(letter, style) for text, style in pieces for letter in text]


def _plain(letters: list[Piece]) -> bool:
    return all(letter.isascii() or cell_len(letter) == 1 for letter, _ in letters)
