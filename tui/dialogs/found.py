"""What the scan found in a case, one line a text: gone through with the keyboard, each marked to be masked or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.words import word
from tui.dialogs.field import Field
from tui.dialogs.matter import Matter
from tui.widgets.cells import fit
from tui.widgets.lines import Line, Lines

if TYPE_CHECKING:
    from core.desk.privacy import Suggestion

LEFT_OPEN: Final = frozenset({"health"})
"""Kinds that are not marked from the start: a word about health is somebody's only where somebody can be told."""
ROWS: Final = 6


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was found, of what kind, and the names of the fields it stands in."""

    text: str
    kind: str
    fields: tuple[str, ...]


def texts_of(found: Sequence["Suggestion"]) -> list[Text]:
    """Each text once, however often it stands in the case, in the order of the case."""
    at: dict[tuple[str, str], dict[str, None]] = {}
    for each in found:
        at.setdefault((each.find.text, each.find.kind), {})[each.field] = None
    return [Text(text, kind, tuple(fields)) for (text, kind), fields in at.items()]


def named(matter: Matter, found: Sequence["Suggestion"], most: int = 6) -> str:
    """What was found, for one sentence: each text with its kind, at most so many of them."""
    language, texts = matter.app.language, texts_of(found)
    said = [f"{word(language, 'find', each.kind)} «{each.text}»" for each in texts[:most]]
    return ", ".join([*said, *(["…"] if len(texts) > most else [])])


class Found(Field):
    """Space marks a text or takes its mark away; what is marked is masked wherever it stands."""

    def __init__(self, matter: Matter, found: Sequence["Suggestion"]) -> None:
        super().__init__("found", matter.say("desk.ask.field.found"))
        self._how = matter.say("desk.ask.found_how")
        self._list = _List(texts_of(found), matter.app.language)

    def inner(self) -> ComposeResult:
        """The list."""
        self.note(self._how)
        yield self._list

    @property
    def value(self) -> tuple[str, ...]:
        """The texts that are marked, each once."""
        return tuple(dict.fromkeys(each.text for each in self._list.marked))

    def marked(self) -> None:
        """Another text is marked, or one less."""
        self.post_message(self.Changed())


class _List(Lines, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", "mask.up", id="found.up"),
        Binding("down,j", "step(1)", "mask.down", id="found.down"),
        Binding("space,x", "mark", "mask.mark", id="found.mark"),
    ]

    def __init__(self, texts: Sequence[Text], language: str) -> None:
        super().__init__()
        self._texts, self._language = tuple(texts), language
        self._marks = {at for at, each in enumerate(texts) if each.kind not in LEFT_OPEN}
        self._cursor = self._top = 0
        self.styles.height = min(ROWS, len(self._texts))

    @property
    def marked(self) -> list[Text]:
        return [self._texts[at] for at in sorted(self._marks)]

    def line(self, y: int, width: int) -> Line:
        """One text: whether it is marked, what it is, itself, and where it stands."""
        at = self._top + y
        if at >= len(self._texts):
            return ()
        each, mark = self._texts[at], "x" if at in self._marks else " "
        here = at == self._cursor and self.has_focus
        fields = ", ".join(word(self._language, "field", field) for field in each.fields)
        kind, text = fit(word(self._language, "find", each.kind), 16), fit(each.text, max(10, min(36, width - 40)))
        style = "cursor" if here else "alarm" if mark == "x" else ""
        return [(f"{'>' if here else ' '}[{mark}] {kind} {text} ", style), (fields, "dim")]

    def action_step(self, by: int) -> None:
        """To the next text, or the one before."""
        self._cursor = max(0, min(len(self._texts) - 1, self._cursor + by))
        height = max(1, self.size.height)
        self._top = max(self._cursor - height + 1, min(self._cursor, self._top))
        self.repaint()

    def action_mark(self) -> None:
        """Mark the text, or take its mark away; go on to the next."""
        self._marks ^= {self._cursor}
        self.action_step(1)
        if isinstance(self.parent, Found):
            self.parent.marked()

    def on_focus(self) -> None:
        """Show where one is."""
        self.repaint()

    def on_blur(self) -> None:
        """Show that one is elsewhere."""
        self.repaint()
