"""What happens to the duplicates when something happens to their lead (workflow.md §3: M7 to each reporter).

Each keeps its own thread: a change of its own, a line in its own history, a mail with its own number to its own
reporter. Nothing of one reporter is told another.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from core.domain import privacy
from core.domain.case import HANDLES, REPORTER, Deadline, Due, State
from core.domain.handling import Close, Mask
from core.domain.reopening import Reopen
from core.domain.replying import Reply
from core.domain.scene import Change, Scene


def close(scene: Scene, act: Close) -> Change:
    """A duplicate closes with its lead, with the same outcome and answer."""
    answer = act.answer.strip()
    return scene.change(
        "close",
        head={"state": State.CLOSED, "closed_at": scene.now},
        detail={"outcome": act.outcome.strip(), "answer": answer, "no_measure": ""},
        updates=_ended(scene),
        tells=[scene.tell("M7", REPORTER, answer=answer, closed_on=scene.today.isoformat())],
        values={"lead": scene.case.lead or ""},
    )


def reply(scene: Scene, act: Reply) -> Change:
    """The preliminary reply on the lead goes to each reporter; the promise is the lead's, until the link is undone."""
    return scene.change(
        "reply",
        opens=[_left(scene.open("promise", HANDLES, given=act.expected))],
        updates=_ended(scene, "preliminary_reply", "promise"),
        tells=[scene.tell("M9", REPORTER, reason=act.reason.strip(), expected_on=act.expected.isoformat())],
        note=act.reason.strip(),
        values={"lead": scene.case.lead or "", "expected": act.expected.isoformat()},
    )


def reopen(scene: Scene, act: Reopen) -> Change:
    """A duplicate that closed with its lead is opened with it; its reporter is told as well."""
    return scene.change(
        "reopen",
        head={"state": State.IN_PROGRESS, "closed_at": None},
        opens=[_left(scene.open("follow_up", HANDLES, given=act.due))],
        updates=(*scene.dropped("follow_up", "promise"), *map(_left, scene.case.open_deadlines("preliminary_reply"))),
        tells=[scene.tell("M28", REPORTER, expected_on=act.due.isoformat())],
        note=act.reason.strip(),
        values={"lead": scene.case.lead or "", "from": scene.case.state.value},
    )


def _left(deadline: Deadline) -> Deadline:
    """As its lead's to meet."""
    return replace(deadline, state=Due.FOLLOWS, next_on=None)


def mask(scene: Scene, act: Mask) -> Change:
    """What is masked on the lead is masked in its duplicates: an answer written there stands here as well."""
    spans = tuple(span for span in act.span if span.strip())
    values = {"lead": scene.case.lead or "", "count": str(len(spans))}
    return scene.change("mask", note=privacy.mask(act.why.strip(), spans), values=values, masks=spans, undoable=False)


def _ended(scene: Scene, *kinds: str) -> list[Any]:
    """What was left to the lead, or stood still when it was, as met there."""
    left = (d for d in scene.case.deadlines if d.state in (Due.FOLLOWS, Due.PAUSED) and (not kinds or d.kind in kinds))
    return [replace(d, state=Due.MET, next_on=None, paused_on=None) for d in left]


FOLLOWED: Final[Mapping[type[Any], Callable[[Scene, Any], Change]]] = {
    Close: close,
    Reply: reply,
    Reopen: reopen,
    Mask: mask,
}
"""By the act on the lead, what it does to each of its duplicates."""
