"""A question over the screen that no key pressed before it was drawn can answer (desk.md §3, type-ahead)."""

from typing import ClassVar, Generic, TypeVar

from textual import _time
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Event
from textual.screen import ModalScreen

from tui.widgets.one_line import HintLine, OneLine
from tui.widgets.reading import Reading

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Title, body, hints. Esc answers None; Enter, where the act is named in `hints`, answers `answer()`.

    A kind of dialog tells `body()` and `answer()`. `hints` and `help` are words in the reader's language.
    """

    AUTO_FOCUS = "#body *"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "dialog.leave", id="dialog.leave"),
        Binding("enter", "answer", "dialog.answer", id="dialog.answer"),
        Binding("tab", "app.focus_next", "dialog.next", id="dialog.next"),
        Binding("shift+tab", "app.focus_previous", "dialog.previous", id="dialog.previous"),
    ]

    def __init__(self, title: str, hints: tuple[str, ...], *, help: str) -> None:
        super().__init__()
        self._title, self._hints, self._help = title, hints, help
        self._drawn: float | None = None

    def accepts(self, event: Event) -> bool:
        """Whether a key or a paste came after the person could see the question; `Shell` drops the others."""
        return self._drawn is not None and event.time >= self._drawn

    def body(self) -> ComposeResult:
        """What stands between title and hints."""
        yield from ()

    def answer(self) -> Answer | None:
        """What Enter answers; None keeps the dialog open (the body says what is missing)."""
        return None

    def compose(self) -> ComposeResult:
        """The frame."""
        with Vertical(id="dialog"):
            title = OneLine(id="title")
            title.say((self._title, "strong"))
            yield title
            with Vertical(id="body"):
                yield from self.body()
            yield HintLine(self._hints, help=self._help)

    def on_mount(self) -> None:
        """Start listening when the question has been painted."""
        self.call_after_refresh(self._listen)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Answer, once. Textual takes away whatever screen is on top: of a second answer, the one below."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def action_leave(self) -> None:
        """Close it; nothing is done."""
        self.dismiss(None)

    def action_answer(self) -> None:
        """Confirm."""
        answer = self.answer()
        if answer is not None:
            self.dismiss(answer)

    def on_filter_field_entered(self) -> None:
        """Enter in a field of the dialog confirms too."""
        self.action_answer()

    def on_text_box_saved(self) -> None:
        """So does ctrl+s in a box."""
        self.action_answer()

    def _listen(self) -> None:
        self._drawn = _time.get_time()


class Question(Dialog[bool]):
    """One text and one act: Enter does what the first hint names."""

    def __init__(self, title: str, text: str, hints: tuple[str, ...], *, help: str) -> None:
        super().__init__(title, hints, help=help)
        self._text = text

    def body(self) -> ComposeResult:
        """The text."""
        yield Reading((self._text, ""))

    def answer(self) -> bool:
        """Yes."""
        return True
