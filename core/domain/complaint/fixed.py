"""No date of a complaint is moved by hand: each has its own way to a new one (workflow.md §4–5)."""

from typing import Final

from core.domain.complaint.case import Phase
from core.domain.policy import Relation
from core.domain.scene import Scene
from core.errors import Refused

FIXED: Final = (
    "sensurfrist",
    "third_grading",
    "explanation",
    "preliminary_reply",
    "promise",
    "diploma_return",
    "diploma_return_after",
    "task",
)
"""Each kind of deadline a complaint has, as `deadline.fixed.<kind>` says what to do; after letter 2 nothing is."""


def why_fixed(scene: Scene) -> Refused | None:
    """Why the deadline an act is about is not moved, and what to do instead; for whoever treats the complaint."""
    treats = scene.standing.relations.keys() & {Relation.CASEWORKER, Relation.SYSTEM}
    if scene.deadline is None or scene.case.complaint is None or not treats:
        return None
    kind = scene.deadline.kind
    after = "_after" if kind == "diploma_return" and scene.case.state is Phase.FINISHED else ""
    return Refused(f"deadline.fixed.{kind}{after}") if kind in FIXED else None
