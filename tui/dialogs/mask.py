"""Masking: the words of the report walked through one by one, and what will stand in their place (R4, R56)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.domain.handling import Mask
from core.text import lines
from tui.dialogs.field import Field, TextField
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.found import Found
from tui.dialogs.matter import Matter
from tui.dialogs.words import Marks
from tui.widgets.lines import Line, Lines, Piece

_BLOCK: Final = "▇"


async def mask(matter: Matter) -> Form:
    """What to mask, and why: what the scan found, most of it marked from the start, and any words besides."""
    case, say = matter.case, matter.say
    texts = [text for text in (case.title, case.detail.description, case.detail.tried_channels) if text]
    suggested = await matter.app.desk.privacy.suggestions(matter.app.who, case.id)
    found = [Found(matter, suggested)] if suggested else []
    why = (await drafts_of(matter, "mask", 1))[0] or (say("desk.ask.mask_why") if suggested else "")
    return Form(matter, "mask", _mask, [
        *found, Span(matter, texts, *found),
        TextField("why", say("desk.ask.field.why"), why, note=say("desk.ask.mask_note")),
    ])  # fmt: skip


def _mask(span: tuple[str, ...], why: str, found: tuple[str, ...] = ()) -> Mask:
    return Mask(tuple(dict.fromkeys((*found, *span))), why)


class Span(Field):
    """The spans: Space marks a word, neighbours make one span; every place a span stands is masked."""

    def __init__(self, matter: Matter, texts: Sequence[str], found: Found | None = None) -> None:
        super().__init__("span", matter.say("desk.ask.field.span_besides" if found else "desk.ask.field.span"))
        self._say, self._found = matter.say, found
        self._walk = Walk(Marks(texts))
        self._walk.set_class(found is not None, "besides")

    def inner(self) -> ComposeResult:
        """The text."""
        self.tell()
        yield self._walk

    @property
    def value(self) -> tuple[str, ...]:
        """What is marked, as it stands in the text."""
        return self._walk.marks.spans

    @property
    def lacks(self) -> str:
        """Something must be marked."""
        return "" if self.value or (self._found and self._found.value) else "desk.ask.mask_nothing"

    def tell(self) -> None:
        """Say what is marked."""
        spans = self.value
        said = self._say("desk.ask.masked", n=len(spans), spans=spans) if spans else self._say("desk.ask.mask_how")
        self.note(said)

    def marked(self) -> None:
        """Another word is marked."""
        self.tell()
        self.post_message(self.Changed())


class Walk(Lines, can_focus=True):
    """The texts wrapped word by word; a marked word shows as what will stand there."""

    DEFAULT_CSS = "Walk { height: 8; } Walk.besides { height: 4; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "mask.previous", id="mask.previous"),
        Binding("right,l", "step(1)", "mask.next", id="mask.next"),
        Binding("up,k", "row(-1)", "mask.up", id="mask.up"),
        Binding("down,j", "row(1)", "mask.down", id="mask.down"),
        Binding("space,x", "mark", "mask.mark", id="mask.mark"),
    ]

    def __init__(self, marks: Marks) -> None:
        super().__init__()
        self.marks = marks
        self._rows: list[list[tuple[str, int]]] = []
        self._width, self._top = 0, 0

    def line(self, y: int, width: int) -> Line:
        """One row of the text; words by number, what is between them by -1."""
        self._lay(width)
        at = self._top + y
        return [self._piece(text, word) for text, word in self._rows[at]] if at < len(self._rows) else ()

    def action_step(self, by: int) -> None:
        """To the next word, or the one before."""
        self.marks.move(by)
        self._follow()

    def action_row(self, by: int) -> None:
        """To the first word of the row below or above."""
        rows = [[word for _, word in row if word >= 0] for row in self._rows]
        here = next((n for n, row in enumerate(rows) if self.marks.cursor in row), 0)
        others = rows[here + 1 :] if by > 0 else list(reversed(rows[:here]))
        row = next((row for row in others if row), None)
        if row:
            self.marks.cursor = row[0]
        self._follow()

    def action_mark(self) -> None:
        """Mark the word, or take its mark away; go on to the next."""
        self.marks.toggle()
        self.marks.move(1)
        self._follow()
        if isinstance(self.parent, Span):
            self.parent.marked()

    def on_focus(self) -> None:
        """Show where one is."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that one is elsewhere."""
        self.repaint()

    def _follow(self) -> None:
        here = next((n for n, row in enumerate(self._rows) if any(w == self.marks.cursor for _, w in row)), 0)
        height = max(1, self.size.height)
        self._top = max(here - height + 1, min(here, self._top))
        self.repaint()

    def _piece(self, text: str, word: int) -> Piece:
        masked = word in self.marks.marked
        shown = _BLOCK * max(1, cell_len(text)) if masked and word != self.marks.cursor else text
        here = word >= 0 and word == self.marks.cursor and self.has_focus
        return (f">{shown}" if here else shown, "cursor" if here else "alarm" if masked else "")

    def _lay(self, width: int) -> None:
        if width != self._width:
            self._width = width
            self._rows = [row for n in range(len(self.marks.texts)) for row in self._wrap(n, width - 1)]

    def _wrap(self, number: int, width: int) -> Iterator[list[tuple[str, int]]]:
        row: list[tuple[str, int]] = []
        used = 0
        for text, word in _pieces(self.marks, number):
            for at, part in enumerate(lines(text).split("\n") if word < 0 else [text]):
                size = cell_len(part)
                if at or (used + size > width and row and word >= 0):
                    yield row
                    row, used = [], 0
                row.append((part, word))
                used += size
        yield row


def _pieces(marks: Marks, number: int) -> Iterator[tuple[str, int]]:
    """A text as words with their numbers and what stands between them."""
    text, end = marks.texts[number], 0
    for at, word in enumerate(marks.words):
        if word.text == number:
            if word.start > end:
                yield text[end : word.start], -1
            yield text[word.start : word.end], at
            end = word.end
    if end < len(text):
        yield text[end:], -1
