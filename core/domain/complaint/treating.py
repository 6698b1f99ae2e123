"""What must hold before a complaint is treated at all: in time, and no lock closed (law.md L15, D4)."""

from datetime import date

from core.domain.complaint.diploma_held import Lock
from core.domain.complaint.limits import late, limit
from core.domain.scene import Scene
from core.errors import Refused


def require_treatable(scene: Scene) -> None:
    """Refused: complaint.late until it is accepted or dismissed; complaint.locked while the grading lock is closed."""
    complaint = scene.complaint
    if late(complaint, scene.terms.closed):
        raise Refused("complaint.late", limit=limit(complaint, scene.terms.closed).due_on)
    if Lock.GRADING in complaint.locks:
        raise Refused("complaint.locked")


def require_undecided(scene: Scene) -> None:
    """Refused: complaint.decided when the decision has been made and only its total is waited for."""
    if scene.complaint.decision is not None:
        raise Refused("complaint.decided", decision=scene.complaint.decision.value)


def past(scene: Scene, day: date) -> date:
    """A day on which something happened to this complaint.

    Refused: date.future; complaint.before_received.
    """
    if day > scene.today:
        raise Refused("date.future", date=day)
    if day < scene.complaint.lodged_on:
        raise Refused("complaint.before_received", date=day)
    return day
