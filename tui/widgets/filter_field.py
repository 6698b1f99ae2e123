"""One line to type in that filters as one types; apart from the text box, because the first list needs no text area."""

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

TYPING: Final = 0.12  # seconds without a key before a filter is used (desk.md §5, 8)


class FilterField(Input, inherit_bindings=False):
    """One line that filters as one types: `Filtered` on a short pause, `Entered` on Enter, `Left` on Esc."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "filter.enter", id="filter.enter"),
        Binding("escape", "leave", "filter.leave", id="filter.leave"),
        *(Binding(key, action, action, id=f"filter.{action}", show=False) for key, action in (
            ("left", "cursor_left"), ("right", "cursor_right"), ("home", "home"), ("end", "end"),
            ("ctrl+left", "cursor_left_word"), ("ctrl+right", "cursor_right_word"),
            ("backspace", "delete_left"), ("delete", "delete_right"),
            ("ctrl+w", "delete_left_word"), ("ctrl+u", "delete_left_all"),
        )),
    ]  # fmt: skip

    class Said(Message):
        """What stands in the field."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Filtered(Said):
        """The typing paused."""

    class Entered(Said):
        """Enter was pressed."""

    class Left(Said):
        """Esc was pressed."""

    def __init__(self, text: str = "", *, id: str | None = None, max_length: int = 400) -> None:
        super().__init__(text, id=id, compact=True, max_length=max_length, select_on_focus=False)
        self.cursor_blink = False
        self._pause: Timer | None = None

    def begin(self, typed: str) -> None:
        """Hold words typed elsewhere instead of what stands here."""
        self.value = typed
        self.action_end()

    def action_enter(self) -> None:
        """Use what stands here at once; what the pause would have said is said by this."""
        if self._pause is not None:
            self._pause.stop()
        self.post_message(self.Entered(self.value))

    def action_leave(self) -> None:
        """Go back to the list."""
        self.post_message(self.Left(self.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Wait for a short pause."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(TYPING, self._paused)

    def _paused(self) -> None:
        self.post_message(self.Filtered(self.value))
