"""Why the dates of a case are what they are: the sum of each, its rule and its next reminders (desk.md §5.3)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from core.domain.deadline import last_day
from core.words import say
from tui.widgets.dialog import Dialog
from tui.widgets.lines import Piece
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from core.desk.deadlines import Explained
    from tui.app import DeskApp


class Why(Dialog[None]):
    """Every open deadline first, the ended ones after; to be read and left."""

    def __init__(self, desk: "DeskApp", case: str, explained: "Sequence[Explained]") -> None:
        super().__init__(desk.say("desk.why.title", case=case), (desk.say("desk.hint.leave"),), help="")
        self._explained, self._language = explained, desk.language

    def body(self) -> ComposeResult:
        """The sentences."""
        ordered = sorted(self._explained, key=lambda one: (one.days is None, last_day(one.deadline)))
        yield Reading(*(piece for one in ordered for piece in pieces(one, self._language)))

    def action_answer(self) -> None:
        """Enter leaves: nothing is asked."""
        self.dismiss(None)


def pieces(one: "Explained", language: str) -> Iterator[Piece]:
    """A deadline in a few lines: what and when, each step, the reminders to come."""
    what = say(language, f"kind.{one.deadline.kind}")
    id = "desk.why.ended" if one.days is None else "desk.why.over" if one.days < 0 else "desk.why.left"
    head = say(language, id, what=what, on=last_day(one.deadline), n=abs(one.days or 0))
    yield head[:1].upper() + head[1:], "strong"
    for sentence in one.sentences(language):
        yield "  " + sentence, ""
    if one.reminders:
        yield "  " + say(language, "desk.why.reminders", on=tuple(stage.on for stage in one.reminders)), "dim"
    yield "", ""
