"""Choosing one of a few codes, shown in words: a digit for each, or the arrows."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key

from tui.dialogs.field import Field
from tui.widgets.lines import Line, Lines

_ONE_ROW = 54  # cells; longer choices stand under one another


class Choice(Field):
    """`options` are codes and their words. Nothing is chosen until somebody chooses, unless `chosen` says so."""

    def __init__(self, key: str, label: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        super().__init__(key, label)
        self._options = _Options(options, chosen)

    def inner(self) -> ComposeResult:
        """The options."""
        yield self._options

    @property
    def value(self) -> str | None:
        """The code chosen."""
        return self._options.chosen

    @property
    def lacks(self) -> str:
        """One must be chosen."""
        return "desk.ask.choose" if self.value is None else ""

    def offer(self, options: Sequence[tuple[str, str]], chosen: str | None) -> None:
        """Other options from now on."""
        self._options.options, self._options.chosen = tuple(options), chosen
        self._options.resize()

    def chose(self) -> None:
        """Somebody chose."""
        self.note("")
        self.post_message(self.Changed())


class _Options(Lines, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "choice.previous", id="choice.previous"),
        Binding("right", "step(1)", "choice.next", id="choice.next"),
    ]

    def __init__(self, options: Sequence[tuple[str, str]], chosen: str | None) -> None:
        super().__init__()
        self.options, self.chosen = tuple(options), chosen

    def on_mount(self) -> None:
        self.resize()

    def resize(self) -> None:
        wide = sum(cell_len(words) + 8 for _, words in self.options)
        self.styles.height = 1 if wide <= _ONE_ROW else len(self.options)
        self.repaint()

    def line(self, y: int, width: int) -> Line:
        if self.size.height > 1:
            return [(" ", ""), *self._option(y)] if y < len(self.options) else ()
        return [piece for at in range(len(self.options)) for piece in ((" ", ""), *self._option(at))]

    def _option(self, at: int) -> Line:
        code, words = self.options[at]
        mark = "x" if code == self.chosen else " "
        here = code == self.chosen and self.has_focus
        return [(f"{at + 1} [{mark}] {words}", "cursor" if here else "strong" if mark == "x" else ""), ("  ", "")]

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def action_step(self, by: int) -> None:
        codes = [code for code, _ in self.options]
        at = codes.index(self.chosen) + by if self.chosen in codes else 0
        self._choose(max(0, min(len(codes) - 1, at)))

    def on_key(self, event: Key) -> None:
        if event.key.isdecimal() and 0 < int(event.key) <= len(self.options):
            event.stop()
            self._choose(int(event.key) - 1)

    def _choose(self, at: int) -> None:
        self.chosen = self.options[at][0]
        self.repaint()
        if isinstance(self.parent, Choice):
            self.parent.chose()
