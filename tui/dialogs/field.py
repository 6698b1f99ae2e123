"""One thing an act needs to know: a label that can complain, and what the answer is written or picked in."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from core.text import one_line
from tui.widgets.filter_field import FilterField
from tui.widgets.one_line import OneLine
from tui.widgets.text_box import TextBox


class Field(Vertical):
    """`key` is the name of the act's own field. A kind of field tells `inner`, `value` and `lacks`."""

    DEFAULT_CSS = "Field { height: auto; }"
    ALLOW_SELECT: ClassVar[bool] = False

    class Changed(Message):
        """The answer is another now: what the act would do is to be rehearsed anew."""

    class Paused(Message):
        """The typing paused: the words are to be kept."""

    def __init__(self, key: str, label: str) -> None:
        super().__init__(id=f"field-{key}")
        self.key, self.label = key, label
        self._line = OneLine()

    def compose(self) -> ComposeResult:
        """The label, and what is under it."""
        self.note("")
        yield self._line
        yield from self.inner()

    def inner(self) -> ComposeResult:
        """What the answer is given in."""
        yield from ()

    @property
    def value(self) -> object:
        """The answer as the act wants it; None when there is none."""
        return None

    @property
    def lacks(self) -> str:
        """The id of what is wrong with the answer before any rule has seen it, "" when nothing is."""
        return ""

    def begin(self, typed: str) -> None:
        """Take words typed on the command line, where it is a field to type in."""

    def used(self) -> None:
        """The answer was given: for a field that remembers it."""

    def note(self, text: str) -> None:
        """Say something beside the label: how a date is read, what is optional."""
        self._line.say((self.label, "strong"), (f"  {text}" if text else "", ""))

    def complain(self, text: str) -> None:
        """Say why this answer is refused, beside the label, and bring the person to it."""
        self._line.say((self.label, "strong"), (f"  !! {text}", "alarm"))
        self.enter()

    def enter(self) -> None:
        """Put the cursor where the answer is given."""
        first = next((widget for widget in self.query("*") if widget.focusable), None)
        if first is not None:
            first.focus()


class TextField(Field):
    """Several lines of words; ctrl+s confirms from inside it."""

    DEFAULT_CSS = "TextField TextBox { height: 4; }"

    def __init__(self, key: str, label: str, text: str = "", *, note: str = "") -> None:
        super().__init__(key, label)
        self._note = note
        self.box = TextBox(text, draft=self._pause)

    def inner(self) -> ComposeResult:
        """The box."""
        self.note(self._note)
        yield self.box

    @property
    def value(self) -> str:
        """What is written."""
        return self.box.text

    def begin(self, typed: str) -> None:
        """Write them, where there is no draft."""
        if not self.box.text:
            self.box.insert(typed)

    def _pause(self, _text: str) -> None:
        if self.is_attached:
            self.post_message(self.Paused())

    def on_text_area_changed(self) -> None:
        """Every letter may change what the act would do; what was complained of is being mended."""
        self.note(self._note)
        self.post_message(self.Changed())


class LineField(Field):
    """One line of words; Enter confirms from inside it."""

    def __init__(self, key: str, label: str, text: str = "", *, required: bool, note: str = "") -> None:
        super().__init__(key, label)
        self._required, self._note = required, note
        self._box = FilterField(one_line(text))

    def inner(self) -> ComposeResult:
        """The line."""
        self.note(self._note)
        yield self._box

    @property
    def value(self) -> str:
        """What is written."""
        return self._box.value

    def begin(self, typed: str) -> None:
        """Write them."""
        self._box.begin(typed)

    @property
    def lacks(self) -> str:
        """Something must be written where it must."""
        return "desk.ask.write" if self._required and not self.value.strip() else ""

    def on_filter_field_filtered(self) -> None:
        """The typing paused: what was complained of is being mended."""
        self.note(self._note)
        self.post_message(self.Changed())
        self.post_message(self.Paused())
