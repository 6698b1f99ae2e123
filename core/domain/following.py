"""What happens to the duplicates when something happens to their lead (workflow.md §3: M7 to each reporter).

Each keeps its own thread: a change of its own, a line in its own history, a mail with its own number to its own
reporter. Nothing of one reporter is told another.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from core.domain.case import REPORTER, Due, State
from core.domain.handling import Close
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
    """The preliminary reply on the lead goes to each reporter; the promise itself is kept on the lead."""
    return scene.change(
        "reply",
        updates=_ended(scene, "preliminary_reply"),
        tells=[scene.tell("M9", REPORTER, reason=act.reason.strip(), expected_on=act.expected.isoformat())],
        note=act.reason.strip(),
        values={"lead": scene.case.lead or "", "expected": act.expected.isoformat()},
    )


def _ended(scene: Scene, *kinds: str) -> list[Any]:
    """What was left to the lead, as met there."""
    left = (d for d in scene.case.deadlines if d.state is Due.FOLLOWS and (not kinds or d.kind in kinds))
    return [replace(d, state=Due.MET, next_on=None) for d in left]


FOLLOWED: Final[Mapping[type[Any], Callable[[Scene, Any], Change]]] = {Close: close, Reply: reply}
"""By the act on the lead, what it does to each of its duplicates."""
