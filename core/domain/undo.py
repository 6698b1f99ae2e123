"""Taking back one's last act, until its first mail is claimed (design.md, "Undo instead of are you sure")."""

from dataclasses import dataclass
from datetime import datetime

from core.domain.case import Case
from core.domain.policy import Actor
from core.errors import Forbidden, Refused


@dataclass(frozen=True, slots=True)
class Past:
    """An act as the history has it. `until` is the end of its window; None when it cannot be taken back at all.

    `batch` is shared by acts that were done together and are taken back together.
    """

    n: int
    kind: str
    actor: str
    at: datetime
    version: int
    until: datetime | None
    untouched: bool
    batch: str | None = None


def require_undoable(past: Past | None, case: Case, actor: Actor, now: datetime) -> Past:
    """The act to take back.

    Refused: undo.nothing, undo.not_yours, undo.changed (somebody acted since), undo.late, undo.mailed.
    """
    if past is None or past.until is None:
        raise Refused("undo.nothing")
    if past.actor != actor.name:
        raise Forbidden("undo.not_yours")
    if past.version != case.version:
        raise Refused("undo.changed")
    if not past.untouched:
        raise Refused("undo.mailed")
    if now >= past.until:
        raise Refused("undo.late")
    return past
