"""The first line: DEMO, where one is, what counts, how the mail fares, who one is (desk.md §4)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import alive
from tui.widgets.lines import Piece
from tui.widgets.one_line import HeadLine

if TYPE_CHECKING:
    from core.desk.lists import Counts
    from tui.app import DeskApp


class Head(HeadLine):
    """Says the place at once; the counts when they have been counted; sends nothing while nothing changes."""

    def __init__(self, desk: "DeskApp") -> None:
        super().__init__()
        self._desk = desk
        self._where: list[Piece] = []
        self._counts: Counts | None = None
        self._own: list[Piece] = []
        self._mail: Piece | None = None
        self._marked = 0

    def show_where(self, tab: str, typed: str, hits: int | None) -> None:
        """The tab, and what is searched for in it."""
        desk = self._desk
        place = " › ".join(part for part in (self._unit(), desk.say(f"desk.tab.{tab}")) if part)
        self._where = [(place, "strong")]
        if typed:
            self._where.append((f"  /{typed}", "key"))
        if hits is not None:
            self._where.append(("  " + desk.say("desk.hits", n=hits), ""))
        self._say()

    def show_text(self, place: str, *counts: str) -> None:
        """Something else than a tab, with what counts there."""
        self._where = [(place, "strong")]
        self._own = [(count, "") for count in counts]
        self._say()

    def show_marked(self, n: int) -> None:
        """How many cases are marked; none is not said."""
        self._marked = n
        self._say()

    async def count(self) -> None:
        """Count anew, and look at the daemon."""
        desk = self._desk
        self._counts = await desk.desk.lists.counts(desk.who)
        self.look_at_mail()

    def look_at_mail(self) -> None:
        """How the daemon fares. The time of its last sign is told when something else is told anyway."""
        self._mail = mail_health(self._desk)
        self._say()

    def watch_mail(self) -> None:
        """Tell it when the daemon has stopped, is in trouble or has come back; nothing is sent while it lives on."""
        mail = mail_health(self._desk)
        if self._mail and mail != self._mail and (mail[1] or self._mail[1]):
            self.look_at_mail()

    def _unit(self) -> str:
        if self._desk.who is None:
            return ""
        roles = [role for role in self._desk.directory.roles if role.login == self._desk.who]
        contact = [role.unit for role in roles if role.role == "contact"]
        return ", ".join(dict.fromkeys(contact or [role.unit for role in roles]))

    def _say(self) -> None:
        desk = self._desk
        left: list[Piece] = [("DEMO ", "warn")] if desk.demo else []
        left += self._where
        right: list[Piece] = []
        if self._marked:  # whatever else has no room: acts are about the marked cases now
            right += [(desk.say("desk.count.marked", n=self._marked), "strong"), (self.GAP, "")]
        right += [self._mail, ("  ", "")] if self._mail else []
        right += [(desk.who or desk.say("desk.system"), ""), (" ", "")]
        self.show(left, right, [*self._own, *self._counts_said()])

    def _counts_said(self) -> Iterator[Piece]:
        if (counts := self._counts) is not None:
            yield self._desk.say("desk.count.new", n=counts.new), ""
            yield self._desk.say("desk.count.over", n=counts.over), "alarm" if counts.over else ""
            yield self._desk.say("desk.count.today", n=counts.today), "warn" if counts.today else ""


def mail_health(desk: "DeskApp") -> Piece:
    """How the mail fares, in three words."""
    life = alive.look(desk.settings.database.path)
    sign = "" if desk.terminal.accessible else "!! "
    if life is None:
        return desk.say("desk.mail.never", sign=sign), "alarm"
    at = desk.clock(life.progress)
    if life.alive and life.sign and "config." in life.sign.error:
        return desk.say("desk.mail.refused", sign=sign), "alarm"
    if life.alive and life.sign and life.sign.error:
        return desk.say("desk.mail.trouble", sign=sign), "alarm"
    if life.alive:
        return desk.say("desk.mail.ok", at=at), ""
    return desk.say("desk.mail.stopped", at=at, sign=sign), "alarm"
