"""One mail in full, as its reader sees it."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from tui import names
from tui.widgets.dialog import Dialog
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from core.desk import mail
    from tui.app import DeskApp


class MailText(Dialog[bool]):
    """To be read; Esc closes it."""

    def __init__(self, desk: "DeskApp", text: "mail.MailText") -> None:
        super().__init__(desk.say("desk.ask.mail"), (desk.say("desk.ask.leave"),), help=desk.say("desk.ask.scroll"))
        self._desk, self._text = desk, text

    def body(self) -> ComposeResult:
        """To whom, about what, and the text."""
        say, row = self._desk.say, self._text.row
        to = names.party(row.to, self._desk.directory, self._desk.language, row.case)
        state = say(f"mail.state.{row.state}")
        answer = say(row.answer) if row.answer.startswith("mail.") else row.answer
        self._pane = Reading(
            (say("desk.ask.mail_to", to=to), "strong"),
            (say("desk.ask.mail_subject", subject=self._text.subject), "strong"),
            (f"{state}  {answer}".rstrip(), "dim"),
            *(() if self._text.exact else ((say("desk.ask.not_exact"), "warn"),)),
            ("", ""),
            (self._text.body, ""),
        )
        yield self._pane

    def on_resize(self) -> None:
        """As much of it as there is room for."""
        self._pane.styles.height = max(6, min(20, int(self.size.height * 0.9) - 4))
