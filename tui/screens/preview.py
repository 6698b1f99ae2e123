"""What a case is about, beside its line in the list: enough to know what to do next without opening it."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.message import Message

from core.domain.case import Due, State
from core.errors import AvvikError
from core.words import Said, say
from tui.background import behind
from tui.screens.likeness import alike
from tui.screens.next_step import next_step
from tui.widgets.lines import Line, Piece
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from core.desk.alike import Alike
    from core.desk.shown import Shown
    from tui.app import DeskApp

REST: Final = 0.03
"""Seconds the cursor rests before its case is read: a held key reads none of those it passes."""


class Preview(Reading):
    """Shows the case it is told to look at, once the cursor rests on it."""

    class Looked(Message):
        """A case is shown; `open` are the acts open on it. None: there is no case to show."""

        def __init__(self, open: frozenset[str] | None) -> None:
            super().__init__()
            self.open = open

    def __init__(self, desk: "DeskApp") -> None:
        super().__init__(id="preview", more=desk.say("desk.more"))
        self._desk = desk
        self._key: int | None = None

    def line(self, y: int, width: int) -> Line:
        """A wrapped line between two blanks."""
        return [(" ", ""), *super().line(y, width - 2)]

    def look_at(self, key: int | None) -> None:
        """Show this case; none: nothing."""
        behind(self, partial(self._look, key), "case")

    async def _look(self, key: int | None) -> None:
        await asyncio.sleep(REST)
        keep, self._key = key == self._key, key
        try:
            shown = await self._desk.desk.shows.by_key(self._desk.who, key) if key is not None else None
        except AvvikError:  # gone, or out of one's sight: its row says so
            shown = None
        found = await alike(self._desk, shown) if shown else ()
        self.read(*(pieces(shown, self._desk.who, self._desk.language, found) if shown else ()), keep=keep)
        self.post_message(self.Looked(frozenset(shown.open) if shown else None))


def pieces(shown: "Shown", who: str | None, language: str, found: "tuple[Alike, ...]" = ()) -> Iterator[Piece]:
    """Number and title, where from, when due and who owes it, what is next, what it is like, what was last, the report.

    `found` are cases that may be about the same matter: only their numbers, for the report is to be seen as well.
    """
    case = shown.case
    yield f"{case.id}  {case.title}", "strong"
    where = [case.course, case.unit, say(language, "desk.received", on=case.received_at)]
    where += [_status(shown, language)] if case.state is not State.RECEIVED else []  # the date has said it
    yield " · ".join(part for part in where if part), ""
    if shown.days:
        yield _deadline(shown, language)
    for clock in shown.case.owed():
        if clock.state is Due.PAUSED:
            kind = Said(f"kind.{clock.kind}")
            yield say(language, "desk.why.paused", what=kind, since=clock.paused_on), "warn"
    step = next_step(shown)
    yield say(language, "desk.case.next", what=say(language, step.words, **step.values)), "key"
    if shown.unreached:
        yield say(language, "label.unreached"), "warn"
    if found:
        yield say(language, "desk.alike_ids", ids=[one.id for one in found]), ""
    if shown.history:
        last = shown.history[-1]
        who = shown.names.get(last.actor, last.actor)
        yield say(language, "desk.last", at=last.at, event=say(language, f"event.{last.kind}"), who=who), ""
    yield "", ""
    if case.detail.description:
        yield case.detail.description, ""
    if case.detail.tried_channels:
        yield "", ""
        yield say(language, "desk.case.tried"), "dim"
        yield case.detail.tried_channels, ""


def _status(shown: "Shown", language: str) -> str:
    case = shown.case
    if case.follows and case.closed_at is None:
        return say(language, "desk.state.follows", lead=case.lead)
    owned = any(task.state in ("assigned", "accepted") for task in case.measures)
    return say(language, "state.with_owner" if owned else f"state.{case.state.value}")


def _deadline(shown: "Shown", language: str) -> Piece:
    """The earliest date, what it is for, and who owes it."""
    first = min(shown.days, key=lambda id: shown.days[id])
    days = shown.days[first]
    deadline = next(one for one in shown.case.deadlines if one.id == first)
    owes = [shown.names.get(login, login) for login in shown.owes.get(first, ())]
    id = "desk.deadline.over" if days < 0 else "desk.deadline.left" if days else "desk.deadline.today"
    on = deadline.due_on
    said = say(language, id, on=on, n=abs(days), what=say(language, f"kind.{deadline.kind}"), who=owes or None)
    return said, "alarm" if days < 0 else ""
