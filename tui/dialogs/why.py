"""`f`: why the dates of a case are what they are, one deadline at a time; Enter acts on it (desk.md §5.3)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.domain.case import Due
from core.domain.deadline import last_day
from core.words import say
from tui.dialogs.rows import Row, Rows, RowsDialog
from tui.widgets.lines import Piece
from tui.widgets.reading import Reading
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from core.desk.deadlines import Explained
    from tui.app import DeskApp

MOST = 7
"""Rows of the list; the explanation under it gets the rest."""


class Why(RowsDialog[str]):
    """Open deadlines first, the ended ones after. Answers the part of the case (":2") that is to be acted on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "why.down", id="why.down"),
        Binding("k,up", "move(-1)", "why.up", id="why.up"),
        Binding("J,pagedown", "roll(1)", "why.page_down", id="why.page_down"),
        Binding("K,pageup", "roll(-1)", "why.page_up", id="why.page_up"),
        Binding("f,q", "leave", "why.leave", id="why.leave"),
    ]

    def __init__(self, desk: "DeskApp", case: str, explained: "Sequence[Explained]") -> None:
        hints = (f"Enter {desk.say('desk.why.act')}", desk.say("desk.ask.move"))
        super().__init__(desk.say("desk.why.title", case=case), hints, help=desk.say("desk.hint.leave"))
        self._language, self._case = desk.language, case
        self._explained = sorted(explained, key=lambda one: (one.days is None, last_day(one.deadline)))
        self.rows = Rows([self._row(one) for one in self._explained])
        self._sum = Reading()
        self._sum.can_focus = False

    def body(self) -> ComposeResult:
        """The dates, and the sum of the one pointed at."""
        yield self.rows
        yield Rule()
        yield self._sum

    def action_roll(self, by: int) -> None:
        """Read on in a long sum."""
        self._sum.action_roll(by)

    def answer(self) -> str | None:
        """The one pointed at, while it is owed."""
        row = self.rows.row
        return None if row is None or row.closed else row.part

    def _row(self, one: "Explained") -> Row:
        head, style = head_of(one, self._language)
        ended = one.deadline.state in (Due.MET, Due.CANCELLED)
        style = "dim" if ended else style
        return Row(head, one.deadline.id, one.deadline.id.removeprefix(self._case), " " if ended else "", style)

    def tell(self) -> None:
        """The sum of the date pointed at."""
        row = self.rows.row
        one = next((one for one in self._explained if row and one.deadline.id == row.name), None)
        self._sum.read(*(pieces(one, self._language) if one else ()))

    def fit(self) -> None:
        """The sum gets what the list leaves."""
        self.rows.styles.height = rows = max(1, min(MOST, self.rows.count))
        self._sum.styles.height = max(4, min(12, int(self.size.height * 0.9) - rows - 5))


def head_of(one: "Explained", language: str) -> Piece:
    """A deadline in one line: what, when, and how it stands."""
    deadline = one.deadline
    what, on = say(language, f"kind.{deadline.kind}"), last_day(deadline)
    if deadline.state is Due.PAUSED:
        head, style = say(language, "desk.why.paused", what=what, since=deadline.paused_on), "warn"
    elif deadline.state is Due.FOLLOWS:
        head, style = say(language, "desk.why.follows", what=what), "dim"
    else:
        id = "desk.why.ended" if one.days is None else "desk.why.over" if one.days < 0 else "desk.why.left"
        head = say(language, id, what=what, on=on, n=abs(one.days or 0))
        style = "alarm" if one.days is not None and one.days < 0 else ""
    return head[:1].upper() + head[1:], style


def pieces(one: "Explained", language: str) -> Iterator[Piece]:
    """The sum: each step, and the reminders to come."""
    for sentence in one.sentences(language):
        yield sentence, ""
    if one.reminders:
        yield say(language, "desk.why.reminders", on=tuple(stage.on for stage in one.reminders)), "dim"
