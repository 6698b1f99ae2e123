"""One mail as its reader sees it, and what may still be done to it: nothing unless it is chosen."""

from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.widgets.dialog import Dialog
from tui.widgets.lines import Line, Lines
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from core.desk.mail import MailText
    from tui.app import DeskApp
    from tui.screens.mail_rows import Mails

VERBS: Final = {
    "waiting": ("send", "hold", "cancel"),
    "held": ("release", "send", "cancel"),
    "unknown": ("retry", "hold", "cancel"),
    "failed": ("retry", "cancel"),
    "sent": (),
    "cancelled": (),
}
"""What a person may do to a mail of each state; `core` refuses the rest (and these, while the daemon sends it)."""


class OneMail(Dialog[str]):
    """Enter on «close» closes; on another line it does what the line says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "step(1)", "dialog.down", id="mail_text.down"),
        Binding("k,up", "step(-1)", "dialog.up", id="mail_text.up"),
        Binding("J,pagedown", "roll(1)", "dialog.page_down", id="mail_text.page_down"),
        Binding("K,pageup", "roll(-1)", "dialog.page_up", id="mail_text.page_up"),
        Binding("q", "leave", "dialog.leave", id="mail_text.leave"),
    ]

    def __init__(self, desk: "DeskApp", text: "MailText", mails: "Mails") -> None:
        say = desk.say
        super().__init__(
            f"{mails.what(text.row)} → {mails.to(text.row)}",
            (say("desk.hint.run"), say("desk.hint.scroll")),
            help=say("desk.hint.leave"),
        )
        said = [(text.subject, "strong"), ("", ""), (text.body, "")]
        self._text = Reading(*said if text.exact else [(say("cmd.mail_rewritten"), "warn"), *said])
        self._text.can_focus = False
        self._verbs = ("close", *VERBS[text.row.state])
        self._choices = _Choices([say("desk.mail_verb.close"), *(say(f"desk.mail_verb.{v}") for v in self._verbs[1:])])

    def body(self) -> ComposeResult:
        """The text over the choices."""
        yield self._text
        yield self._choices

    def answer(self) -> str | None:
        """The verb chosen."""
        return self._verbs[self._choices.at]

    def action_answer(self) -> None:
        """The first line closes."""
        self.dismiss(self.answer() if self._choices.at else None)

    def action_step(self, by: int) -> None:
        """Another choice."""
        self._choices.step(by)

    def action_roll(self, by: int) -> None:
        """Read on."""
        self._text.action_half(by)


class _Choices(Lines, can_focus=True):
    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names, self.at = names, 0
        self.styles.height = len(names)

    def step(self, by: int) -> None:
        self.at = max(0, min(len(self._names) - 1, self.at + by))
        self.repaint()

    def line(self, y: int, width: int) -> Line:
        here = y == self.at
        return ((("> " if here else "  ") + self._names[y], "strong" if here else ""),)
