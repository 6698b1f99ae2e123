"""The same matter more than once: duplicates follow a lead, recurrences point back (workflow.md §3).

A duplicate's measures and deadlines are on its lead. It keeps its own thread and its own mails; no identity crosses.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from core.domain.case import Due, State
from core.domain.parts import CaseRef
from core.domain.reached import barred, resolve
from core.domain.scene import Change, Lead, Scene
from core.errors import Refused

TREATED: Final = frozenset({State.IN_PROGRESS, State.AWAITING_CLOSURE})
ASSESSED: Final = TREATED | {State.CLOSED}
"""Cases that went through the gate: what has not may yet turn out to be restricted, or go elsewhere."""


@dataclass(frozen=True, slots=True)
class Link:
    """Say that a case is a duplicate of another, or that the same thing happened again."""

    to: CaseRef
    kind: Literal["duplicate", "recurrence"]


def link(scene: Scene, act: Link) -> Change:
    case, lead = scene.case, _lead(scene)
    if act.kind == "duplicate":
        _require_duplicate(scene, lead)
    follows = [replace(d, state=Due.FOLLOWS, next_on=None) for d in case.deadlines if d.state is Due.OPEN]
    return scene.change(
        "link",
        head={"lead": lead.case.id, "link": act.kind},
        updates=follows if act.kind == "duplicate" else (),
        values={"to": lead.case.id, "kind": act.kind},
    )


def _lead(scene: Scene) -> Lead:
    """Refused: link.itself, link.already, link.ring, link.not_assessed."""
    case, lead = scene.case, scene.lead
    if lead is None or lead.case.id == case.id:
        raise Refused("link.itself")
    if case.lead:
        raise Refused("link.already", lead=case.lead)
    if case.id in lead.above:
        raise Refused("link.ring", lead=lead.case.id)
    if lead.case.state not in ASSESSED:
        raise Refused("link.not_assessed", lead=lead.case.id)
    return lead


def _require_duplicate(scene: Scene, lead: Lead) -> None:
    """Refused: link.follows, link.leads, link.closed, link.faculty, link.open_tasks, link.partial (D18)."""
    case, other = scene.case, lead.case
    if other.follows:
        raise Refused("link.follows", id=other.id, lead=other.lead)
    if case.duplicates:
        raise Refused("link.leads", n=len(case.duplicates))
    if other.state not in TREATED:
        raise Refused("link.closed", lead=other.id)
    if other.faculty != case.faculty:
        raise Refused("link.faculty", lead=other.id)
    if any(task.open for task in case.tasks):
        raise Refused("link.open_tasks")
    out = barred(case, scene.directory)
    parties = (other.handles, *(task.owner for task in other.tasks if task.open))
    if any(one.login in out for party in parties for one in resolve(party, other, scene.directory, scene.today)):
        raise Refused("link.partial", lead=other.id)


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a link away; a duplicate's own clocks run again, on their own dates."""


def unlink(scene: Scene, act: Unlink) -> Change:
    case = scene.case
    if case.lead is None:
        raise Refused("unlink.nothing")
    own = [scene.running(d) for d in case.deadlines if d.state is Due.FOLLOWS]
    return scene.change("unlink", head={"lead": None, "link": ""}, updates=own, values={"to": case.lead})
