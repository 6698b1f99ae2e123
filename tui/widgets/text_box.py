"""Where people write: no blinking, few keys (none of them taken from the desk), drafts kept on every pause."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from tui.widgets.filter_field import FilterField

__all__ = ["FilterField", "TextBox"]

PAUSE: Final = 1.0  # seconds without a key before a draft is kept


class TextBox(TextArea, inherit_bindings=False):
    """Several lines of text. ctrl+s posts `Saved`; `draft(text)` is called on a pause in the typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "box.save", id="box.save"),
        *(Binding(key, action, action, id=f"box.{action}", show=False) for key, action in (
            ("up", "cursor_up"), ("down", "cursor_down"), ("left", "cursor_left"), ("right", "cursor_right"),
            ("ctrl+left", "cursor_word_left"), ("ctrl+right", "cursor_word_right"),
            ("home", "cursor_line_start"), ("end", "cursor_line_end"),
            ("pageup", "cursor_page_up"), ("pagedown", "cursor_page_down"),
            ("backspace", "delete_left"), ("delete", "delete_right"),
            ("ctrl+w", "delete_word_left"), ("ctrl+u", "delete_to_start_of_line"),
            ("ctrl+k", "delete_to_end_of_line_or_delete_line"),
        )),
    ]  # fmt: skip

    class Saved(Message):
        """ctrl+s was pressed."""

        def __init__(self, box: "TextBox", text: str) -> None:
            super().__init__()
            self.box, self.text = box, text

        @property
        def control(self) -> "TextBox":
            """The box it was pressed in, for `@on(TextBox.Saved, "#id")`."""
            return self.box

    def __init__(self, text: str = "", *, draft: Callable[[str], None] | None = None, id: str | None = None) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self._draft = draft
        self._kept = text
        self._pause: Timer | None = None

    def keep_draft(self) -> None:
        """Hand the words over now if they are not kept yet: on a pause, and when the desk must leave."""
        if self._draft is not None and self.text != self._kept:
            self._kept = self.text
            self._draft(self.text)

    def action_save(self) -> None:
        """Post what is written."""
        self.post_message(self.Saved(self, self.text))

    def on_text_area_changed(self) -> None:
        """Wait for a pause."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.keep_draft)

    def on_unmount(self) -> None:
        """Lose nothing when the box is closed."""
        self.keep_draft()
