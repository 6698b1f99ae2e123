"""A window too small for the desk says so, and waits (desk.md §4.7)."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from core.words import say
from tui.widgets.lines import Line, Lines


class _Says(Lines):
    def __init__(self, language: str, least: tuple[int, int]) -> None:
        super().__init__()
        self._language, self._least = language, least

    def line(self, y: int, width: int) -> Line:
        """Two lines, as much of them as there is room for."""
        now = f"{self.app.size.width}x{self.app.size.height}"
        least = f"{self._least[0]}x{self._least[1]}"
        said = (say(self._language, "desk.small", now=now), say(self._language, "desk.small.least", least=least))
        return ((f" {said[y]}", ""),) if y < len(said) else ()

    def on_resize(self) -> None:
        """Tell the size it has now."""
        self.repaint()


class TooSmall(ModalScreen[None], inherit_bindings=False):
    """Over everything else; goes by itself when the window grows. `q` leaves, whatever lies under it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "leave", "desk.key.desk.quit", id="small.quit")]

    def __init__(self, language: str, least: tuple[int, int]) -> None:
        super().__init__()
        self._language, self._least = language, least

    def compose(self) -> ComposeResult:
        """What is wrong, and what would do."""
        yield _Says(self._language, self._least)

    def action_leave(self) -> None:
        """Drafts are kept."""
        self.app.leave(0)  # type: ignore[attr-defined]
