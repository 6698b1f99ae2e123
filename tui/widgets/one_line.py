"""The lines that are always in the same place: head first, message and hints last (desk.md §4)."""

from collections.abc import Sequence

from rich.cells import cell_len

from tui.widgets.cells import calm, cut
from tui.widgets.lines import Line, Lines, Piece


class OneLine(Lines):
    """A line that says one thing until told another."""

    DEFAULT_CSS = "OneLine { height: 1; }"

    _says: tuple[Piece, ...] = ()

    def say(self, *pieces: Piece) -> None:
        """Say this from now on; silent on the wire when it is what is said already."""
        self._says = pieces
        self.repaint()

    def line(self, y: int, width: int) -> Line:
        """A blank and what is said, cut at the width."""
        return [(" ", ""), *self._says]


class MessageLine(OneLine):
    """The one fixed place where the desk answers: what was done, what was refused, what was copied."""

    def tell(self, text: str, style: str = "") -> None:
        """Answer with `text` (any text: nothing in it is markup); the style "alarm" is for a refusal."""
        self.say((text, style))

    def clear(self) -> None:
        """Say nothing."""
        self.say()

    def line(self, y: int, width: int) -> Line:
        """What does not fit is cut behind a word."""
        return [(" ", ""), *((cut(text, width - 2, word=True), style) for text, style in self._says)]


class HeadLine(OneLine):
    """Where one is on the left, cut to fit, and what counts; who one is and how the mail is on the right."""

    GAP = "   "

    _right: tuple[Piece, ...] = ()
    _counted: tuple[Piece, ...] = ()

    def show(self, left: Sequence[Piece], right: Sequence[Piece] = (), counts: Sequence[Piece] = ()) -> None:
        """Say both ends, and as many whole `counts` as there is room for between them."""
        self._right, self._counted = tuple(right), tuple(counts)
        self.say(*left)

    def line(self, y: int, width: int) -> Line:
        """The left end cut so that the right end is always whole; no count is cut, for a number would be another."""
        end = [(calm(text), style) for text, style in self._right]
        room = width - 1 - sum(cell_len(text) for text, _ in end) - (1 if end else 0)
        line: list[Piece] = [(" ", "")]
        for text, style in self._says:
            whole, text = calm(text), cut(text, max(0, room))
            room -= cell_len(text)
            line.append((text, style))
            if text != whole:
                break
        for text, style in self._counted:
            count = self.GAP + calm(text)
            if cell_len(count) > room:
                break
            room -= cell_len(count)
            line.append((count, style))
        return [*line, (" " * (max(0, room) + (1 if end else 0)), ""), *end]


class HintLine(OneLine):
    """The acts open just now, as many whole ones as fit, and the way to help at the right end whatever happens."""

    def __init__(self, hints: Sequence[str] = (), *, help: str = "? help", id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints = tuple(hints)
        self.help = help

    def show(self, hints: Sequence[str]) -> None:
        """Offer these, the most important first: «t tildel», «f frist»."""
        self._hints = tuple(hints)
        self.repaint()

    def line(self, y: int, width: int) -> Line:
        """Whole items from the left, help at the right."""
        help = calm(self.help)
        room = width - cell_len(help) - 2
        said = ""
        for hint in map(calm, self._hints):
            longer = f"{said}  {hint}" if said else hint
            if cell_len(longer) > room - 1:
                break
            said = longer
        return [(f" {said}", ""), (" " * (width - 1 - cell_len(said) - cell_len(help)), ""), (help, "")]
