"""Utsending: what waits, what left, what failed and needs a person (desk.md §4.4)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui import keys
from tui.acting import Pointed
from tui.refresh import Committed
from tui.screens.head import Head
from tui.screens.mail_rows import BAD, Mails, details
from tui.screens.searched import Searched
from tui.widgets.filter_field import FilterField
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line
from tui.widgets.one_line import HintLine, MessageLine, OneLine
from tui.widgets.reading import Reading
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from core.desk.mail import MailRow

HINTS = ("mail.stop", "mail.failure_next", "mail.search", "mail.follow", "desk.inbox")


class MailList(LineList[int, "MailRow"]):
    """The newest first. On the first line it follows: what comes is shown as it comes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("end", "follow", "desk.key.mail.follow", id="mail.follow", show=False)
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to be done to many mails at once."""
        return action not in ("mark", "mark_all")

    def action_follow(self) -> None:
        """To the newest, and stay with it."""
        self.action_edge(-1)


class MailScreen(Searched, inherit_bindings=False):
    """One list over the newest mails that one may know of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in keys.bindings("mail") if binding.id != "mail.follow")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[int, MailRow] = {}

    def compose(self) -> ComposeResult:
        """Head, heading, list, details, message, hints."""
        say = self.desk.say
        self.mails = Mails(self.desk)
        self.list = MailList(self._fetch, self._draw, empty=say("desk.empty.mail"))
        self.head, self.heading, self.details = Head(self.desk), OneLine(), Reading(more=say("desk.more"))
        self.field, self.line = FilterField(), MessageLine()
        self.field.display = False
        self.details.styles.height = 6
        yield self.head
        yield self.heading
        yield self.list
        yield Rule(id="rule")
        yield self.details
        yield self.line
        yield self.field
        yield HintLine(help=say("desk.hint.help"))

    def on_mount(self) -> None:
        """Say where we are, then look."""
        self.heading.say(*[(text, "dim") for text, _ in self.mails.heading(self.app.size.width)])
        self.query_one(HintLine).show([self.desk.hint(keys.BY_ID[id]) for id in HINTS])
        self.head.look_at_mail()
        self.desk.attempt(self.look, "mails")

    def on_resize(self) -> None:
        """The heading follows the columns."""
        self.heading.say(*[(text, "dim") for text, _ in self.mails.heading(self.app.size.width)])

    async def look(self) -> None:
        """Read the mails anew. On the first line one stays on the first line."""
        desk = self.desk
        rows = await desk.desk.mail.list(desk.who)
        self.mails.directory, self.mails.now = desk.directory, desk.now
        self._rows = {row.id: row for row in rows if self.mails.answers(row, self.typed)}
        follows = self.list.snapshot.cursor == 0
        self.list.set_keys(list(self._rows), keep=not follows, rows=self._rows)
        self.list.repaint()
        counted = (("failed", BAD), ("waiting", ("waiting",)), ("sent", ("sent",)), ("held", ("held",)))
        counts = ((name, sum(row.state in states for row in rows)) for name, states in counted)
        self.head.show_text(desk.say("desk.tab.mail"), *(desk.say(f"desk.mails.{name}", n=n) for name, n in counts))
        self._tell()

    def on_committed(self, _event: Committed) -> None:
        """Mails come and go."""
        self.head.look_at_mail()
        self.desk.attempt(self.look, "mails")

    def on_screen_resume(self) -> None:
        """So they did while another screen was shown."""
        if self.is_mounted and self._rows:
            self.desk.attempt(self.look, "mails")

    def pointed(self) -> Pointed | None:
        """The case of the mail under the cursor."""
        row = self.list.row
        return Pointed(row.case, None) if row and row.case else None

    def on_line_list_moved(self) -> None:
        """Tell the details of the mail the cursor came to."""
        self.desk.go_on()
        self._tell()

    def _tell(self) -> None:
        row = self.list.row
        self.details.read(*(details(row, self.mails, self.desk.settings) if row else ()))

    def on_line_list_opened(self) -> None:
        """The mail as its reader sees it, and what may be done to it."""
        self.desk.attempt(self._open)

    async def _open(self) -> None:
        from tui.dialogs.mail import OneMail

        desk, row = self.desk, self.list.row
        if row is None:
            return
        text = await desk.desk.mail.show(desk.who, row.id)
        verb = await desk.push_screen_wait(OneMail(desk, text, self.mails))
        if verb is not None:
            await self._change(row.id, verb)

    async def _change(self, id: int, verb: str) -> None:
        desk = self.desk
        await getattr(desk.desk.mail, verb)(desk.who, id)
        await desk.look_now()
        desk.message(desk.say(f"desk.mail_done.{verb}"))

    # Keys

    def action_stop(self) -> None:
        """Stop the mail under the cursor while it still waits: `u` takes back here too."""
        if row := self.list.row:
            self.desk.attempt(partial(self._change, row.id, "cancel"))

    def action_failure(self, by: int) -> None:
        """To the next mail that needs a person, or the one before."""
        shown = self.list.snapshot
        places = range(shown.cursor + by, len(shown.keys) if by > 0 else -1, by)
        to = next((place for place in places if self._rows[shown.keys[place]].state in BAD), None)
        if to is None:
            self.desk.message(self.desk.say("desk.no_more_failures"))
        else:
            self.list.action_move(to - shown.cursor)

    def action_copy(self) -> None:
        """The server's answer to the clipboard, as one wants it in a mail to support."""
        if row := self.list.row:
            what = row.answer or row.case or str(row.id)
            self.desk.copy_to_clipboard(what)
            self.desk.message(self.desk.say("desk.copied", what=what))

    def action_switch(self) -> None:
        """Between list and details."""
        (self.details if self.list.has_focus else self.list).focus()

    def clear_filter(self) -> bool:
        """One step back: take the filter away, if there is one."""
        return self.drop_filter()

    def find(self, *, keep: bool) -> None:
        """Take the mails that answer."""
        self.desk.attempt(self.look, "mails")

    async def _fetch(self, wanted: Sequence[int]) -> Mapping[int, "MailRow"]:
        return {id: self._rows[id] for id in wanted if id in self._rows}

    def _draw(self, row: "MailRow", width: int) -> Line:
        return self.mails.row(row, width)
