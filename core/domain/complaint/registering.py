"""A complaint is registered: on the right course, part and student, its clocks, its receipt (R108–R118, D21)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from core.domain.calendar import instant
from core.domain.case import HANDLES, NO_DEVIATION, REPORTER, Case, Deadline, Reporter
from core.domain.complaint import diploma_steps
from core.domain.complaint.case import Complaint, Phase, Type
from core.domain.complaint.diploma_held import Issue
from core.domain.complaint.dismissal import not_appealable
from core.domain.complaint.draft import draft_of
from core.domain.complaint.limits import late, limit
from core.domain.people import Directory
from core.domain.policy import Actor, Standing
from core.domain.scene import Change, Scene
from core.domain.terms import Terms

_TITLE: Final = {
    Type.REASONS: "Begrunnelse for karakter",
    Type.FORMAL: "Klage på formelle feil",
    Type.GRADE: "Klage på karakter",
}
_ANSWERED_BY: Final = {Type.REASONS: "explanation", Type.FORMAL: "sensurfrist", Type.GRADE: "sensurfrist"}


@dataclass(frozen=True, slots=True)
class Lodged:
    """What is registered: the complaint's own fields, and those of its head."""

    reference: str
    unit: str
    course: str
    student: Reporter
    complaint: Complaint
    caseworker: str | None = None
    programme: str = ""


def scene_of(lodged: Lodged, id: str, n: int, actor: Actor, directory: Directory, terms: Terms, now: datetime) -> Scene:
    """A complaint as the case it is about to become, at the faculty of `terms`."""
    complaint = lodged.complaint
    case = Case(
        id=id,
        n=n,
        reference=lodged.reference,
        state=Phase.REGISTERED,
        faculty=terms.faculty,
        unit=lodged.unit,
        course=lodged.course,
        programme=lodged.programme,
        title=title(complaint),
        language=lodged.student.language,
        received_at=min(now, at_noon(complaint.received_on, terms.timezone)),
        version=1,
        detail=NO_DEVIATION,
        reporter=lodged.student,
        handler=lodged.caseworker,
        kind="complaint",
        complaint=complaint,
    )
    return Scene(case, Standing(actor), directory, terms, now)


def title(complaint: Complaint) -> str:
    """What the case is called in lists: its type and part, nothing of the student."""
    return ", ".join(filter(None, (_TITLE[complaint.type], complaint.part)))


def register(scene: Scene) -> Change:
    """The new case; its clocks count from the day it was received, under the rules of that day.

    Every type has the three weeks of 003:24, reasons their two beside it (L13). Where a paper diploma is already out,
    letter 1 is due and the lock of the faculty's setting is closed, from today (R174, D4).
    """
    complaint = scene.complaint
    start = complaint.received_on
    kinds = ("explanation",) if complaint.type is Type.REASONS else ()
    opens = [scene.open(kind, HANDLES, start=start) for kind in (*kinds, "sensurfrist", "preliminary_reply")]
    draft = draft_of(scene)
    draft = replace(draft, opens=tuple(opens))
    if complaint.diploma.out:
        draft = draft.set(diploma=replace(complaint.diploma, known_on=scene.today))
    draft = diploma_steps.receive(draft)
    draft = draft.tell(
        "M29",
        REPORTER,
        type=complaint.type.value,
        received_on=start.isoformat(),
        expected_on=_expected(scene, opens),
        limit=_missed(scene),
    )
    return draft.change("register", undoable=False, warnings=_warnings(scene))


def _expected(scene: Scene, opens: list[Deadline]) -> str:
    """When the student may expect an answer, ISO; "" once it is gone by, and of what came too late."""
    day = next(d.raw_on for d in opens if d.kind == _ANSWERED_BY[scene.complaint.type])
    return "" if _missed(scene) or day < scene.today else day.isoformat()


def _missed(scene: Scene) -> str:
    """The student's limit, ISO, when it was missed: whether to treat it all the same is decided first (L24)."""
    complaint, closed = scene.complaint, scene.terms.closed
    return limit(complaint, closed).due_on.isoformat() if late(complaint, closed) else ""


def _warnings(scene: Scene) -> tuple[tuple[str, dict[str, object]], ...]:
    """What whoever registers should know: late, not to be tried again by its nature, a diploma that is out (R111)."""
    complaint, closed = scene.complaint, scene.terms.closed
    found: list[tuple[str, dict[str, object]]] = []
    if late(complaint, closed):
        found.append(("complaint.is_late", {"limit": limit(complaint, closed).due_on}))
    if ground := not_appealable(complaint):
        found.append(("complaint.not_appealable", {"ground": ground}))
    if complaint.diploma.out and complaint.type is not Type.REASONS:
        found.append(("complaint.diploma_out", {"kind": complaint.diploma.kind}))
    if complaint.diploma.state is Issue.PRODUCED and complaint.type is not Type.REASONS:
        found.append(("complaint.diploma_produced", {"kind": complaint.diploma.kind}))
    return tuple(found)


def at_noon(day: date, timezone: str) -> datetime:
    """The moment at which an event of a day is entered when its time is not known."""
    return instant(day, time(12), timezone)
