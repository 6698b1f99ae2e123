"""One mail as one line of Utsending, and in a few lines: when, about which case, to whom, what, how it went."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tui import names
from tui.widgets.cells import fit
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from core.config import Settings
    from core.desk.mail import MailRow
    from tui.app import DeskApp

BAD: Final = ("failed", "unknown")
"""Mails that need a person."""
TIME, CASE, TO, RESULT = 12, 9, 16, 21


class Mails:
    """Says mails for one reader, with the directory and the time as they were when the list was read."""

    def __init__(self, desk: "DeskApp") -> None:
        self._desk = desk
        self.directory, self.now = desk.directory, desk.now

    def heading(self, width: int) -> Line:
        """The names of the columns, over the gutter too; the line they are said on begins with a blank of its own."""
        time, case, to, what, result = (
            self._desk.say(f"desk.column.{name}") for name in ("time", "case", "to", "what", "result")
        )
        return [(" ", ""), *self._line(time, case, to, what, (result, ""), width - 2)]

    def row(self, row: "MailRow", width: int) -> Line:
        """One line."""
        return self._line(self.time(row), row.case or "", self.to(row), self.what(row), self.result(row), width)

    def answers(self, row: "MailRow", typed: str) -> bool:
        """Whether every word typed stands in its line."""
        text = " ".join((self.time(row), row.case or "", self.to(row), self.what(row), self.result(row)[0], row.answer))
        return all(word in text.casefold() for word in typed.casefold().split())

    def time(self, row: "MailRow") -> str:
        """When it left, or when it may leave; the day before the time when it is another day, the year never."""
        return self._desk.clock(row.sent_at or row.not_before, short=True)

    def to(self, row: "MailRow") -> str:
        """Whom it is to, never at which address."""
        return names.party(row.to, self.directory, self._desk.language, row.case)

    def what(self, row: "MailRow") -> str:
        """Which mail it is."""
        return self._desk.say(f"mail.name.{row.template}")

    def result(self, row: "MailRow") -> Piece:
        """How it went, or when it goes."""
        say = self._desk.say
        sign = "" if self._desk.terminal.accessible else "!! "
        if row.state == "waiting" and row.not_before > self.now:
            if row.attempts:
                return say("desk.result.again", at=self._desk.clock(row.not_before)), "warn"
            return say("desk.result.leaves", at=self._desk.clock(row.not_before)), ""
        answer = f" ({row.answer[:3]})" if row.state == "sent" and row.answer[:3].isdecimal() else ""
        bad = row.state in BAD
        return f"{sign if bad else ''}{say(f'mail.state.{row.state}')}{answer}", "alarm" if bad else ""

    def _line(self, time: str, case: str, to: str, what: str, result: Piece, width: int) -> Line:
        wide = max(0, width - TIME - CASE - TO - 3)
        result_width = min(RESULT, wide * 3 // 5)
        return [
            (f"{fit(time, TIME)} {fit(case, CASE)} {fit(to, TO)} {fit(what, wide - result_width - 1)} ", ""),
            (fit(result[0], result_width), result[1]),
        ]


def details(row: "MailRow", mails: Mails, settings: "Settings") -> Iterator[Piece]:
    """The mail under the cursor in a few lines; `row.answer` is what the server said, or why it could not be sent."""
    desk = mails._desk
    yield f"{mails.time(row)}  {row.case or ''} → {mails.to(row)}   {mails.what(row)}", "strong"
    style = mails.result(row)[1]
    yield desk.say("desk.mail.detail", state=desk.say(f"mail.state.{row.state}"), n=row.attempts), style
    if row.answer:
        yield desk.say(row.answer) if row.answer.startswith("mail.") else row.answer, style
    yield desk.say("desk.mail.enter"), "dim"
    yield "", ""
    yield desk.say("desk.mail.log", path=str(settings.log.path)), "dim"
