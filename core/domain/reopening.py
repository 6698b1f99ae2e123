"""Opening an ended case again, from each of its three ends (D10, workflow.md §3)."""

from dataclasses import dataclass
from datetime import date

from core.domain.case import HANDLES, REPORTER, State, role_at
from core.domain.parts import Words
from core.domain.scene import Change, Scene, required


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open an ended case again, with a reason and a new date; the reporter is told (D10)."""

    reason: Words
    due: date


def reopen(scene: Scene, act: Reopen) -> Change:
    """A closed case goes on where it was; one that was rejected or sent to HSE is assessed anew.

    A preliminary reply that is still owed stays owed: only an answer meets it (workflow.md §5).
    """
    case, reason = scene.case, required("reason", act.reason)
    opens = [scene.open("follow_up", HANDLES, given=act.due)]
    assessed = case.state is State.CLOSED
    if not assessed:
        opens.append(scene.open("triage", role_at("contact", case.faculty)))
    return scene.change(
        "reopen",
        head={"state": State.IN_PROGRESS if assessed else State.RECEIVED, "closed_at": None},
        detail={"transferred_to": "", "rejection": "", "reason": ""},
        opens=opens,
        updates=[d for d in scene.dropped() if d.kind != "preliminary_reply"],
        tells=[scene.tell("M28", REPORTER, expected_on=act.due.isoformat())],
        note=reason,
        values={"from": case.state.value},
    )
