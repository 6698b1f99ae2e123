"""What a complaint must hold to be registered, by hand or from a file: one clear line for what is wrong (R108–R110)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from core.domain.case import Case
from core.domain.complaint.case import ENDED, Complaint, Decision, Type
from core.domain.complaint.grades import on_scale, total
from core.domain.complaint.registering import Lodged
from core.domain.people import Directory
from core.domain.policy import Actor
from core.errors import Forbidden, Refused


def checked(lodged: Lodged, directory: Directory, today: date, siblings: Iterable[Case] = ()) -> Lodged:
    """The same, with grades as their scale writes them and what the student's other cases say of its clock (L15).

    `siblings` are the cases of the same student, course and term.

    Refused: course.unknown, unit.unknown, person.unknown, text.empty, grade.off_scale, date.future,
    complaint.before_announced, complaint.sent_after, parts.weights, parts.twice, parts.not_there, parts.differ,
    complaint.on_total, complaint.twice.
    """
    beside = tuple(siblings)
    _require_known(lodged, directory)
    _require_dates(lodged.complaint, today)
    complaint = _graded(lodged.complaint)
    _require_part(complaint, beside)
    _require_only_one(complaint, beside)
    return replace(lodged, complaint=_clocked(complaint, beside))


def require_may_register(actor: Actor, faculty: str) -> None:
    """Caseworkers of the faculty, and the installation. Forbidden: act.not_you."""
    if actor.login is not None and faculty not in actor.units("caseworker"):
        raise Forbidden("act.not_you", act="register")


def _require_known(lodged: Lodged, directory: Directory) -> None:
    if lodged.unit not in directory.units:
        raise Refused("unit.unknown", unit=lodged.unit)
    if ("course", lodged.course) not in directory.subjects:
        raise Refused("course.unknown", course=lodged.course)
    caseworker = directory.people.get(lodged.caseworker) if lodged.caseworker else None
    if lodged.caseworker and (caseworker is None or not caseworker.active):
        raise Refused("person.unknown", login=lodged.caseworker)
    must = {"student": lodged.student.name, "email": lodged.student.email, "term": lodged.complaint.term}
    for name, text in (must | {"student_number": lodged.complaint.student_number}).items():
        if not text.strip():
            raise Refused("text.empty", field=name)


def _require_dates(complaint: Complaint, today: date) -> None:
    for day in filter(None, (complaint.received_on, complaint.sent_on, complaint.announced)):
        if day > today:
            raise Refused("date.future", date=day)
    if complaint.lodged_on < complaint.announced or complaint.received_on < complaint.announced:
        raise Refused("complaint.before_announced", announced=complaint.announced)
    if complaint.lodged_on > complaint.received_on:
        raise Refused("complaint.sent_after", received=complaint.received_on)


def _graded(complaint: Complaint) -> Complaint:
    parts = tuple(replace(part, grade=_part_grade(part.grade)) for part in complaint.parts)
    return replace(complaint, original_grade=on_scale(complaint.original_grade, complaint.scale), parts=parts)


def _part_grade(grade: str) -> str:
    """A part may be on either scale."""
    try:
        return on_scale(grade, "letters")
    except Refused:
        return on_scale(grade, "passfail")


def _require_part(complaint: Complaint, siblings: tuple[Case, ...]) -> None:
    """A part of the course as its parts are known; the whole only where there are none (workflow.md §4)."""
    parts = complaint.parts
    if parts:
        total(parts)
    if len({part.name for part in parts}) != len(parts):
        raise Refused("parts.twice")
    if not complaint.part and (parts or any(each.part for each in _complaints(siblings))):
        raise Refused("complaint.on_total")
    mine = next((part for part in parts if part.name == complaint.part), None)
    if parts and mine is None:
        raise Refused("parts.not_there", part=complaint.part)
    if mine and (complaint.part_weight not in (None, mine.weight) or mine.grade != complaint.original_grade):
        raise Refused("parts.differ", part=complaint.part)


def _require_only_one(complaint: Complaint, siblings: tuple[Case, ...]) -> None:
    """One open case per student, part and type (workflow.md §4)."""
    for case in siblings:
        other = case.complaint
        if other and case.state not in ENDED and (other.type, other.part) == (complaint.type, complaint.part):
            raise Refused("complaint.twice", id=case.id)


def _clocked(complaint: Complaint, siblings: tuple[Case, ...]) -> Complaint:
    """The student's clock starts anew from reasons given and from a formal error decided in a sibling (L14, L15)."""
    beside = [each for each in _complaints(siblings) if each.part in ("", complaint.part)]
    explained = [each.explanation_given for each in beside if each.explanation_given]
    decided = [
        each.decided_on
        for each in beside
        if each.type is Type.FORMAL and each.decided_on and each.decision in (Decision.FAVOUR, Decision.UNCHANGED)
    ]
    return replace(
        complaint,
        explanation_given=complaint.explanation_given or max(explained, default=None),
        formal_decided_on=complaint.formal_decided_on or max(decided, default=None),
    )


def _complaints(siblings: tuple[Case, ...]) -> tuple[Complaint, ...]:
    return tuple(case.complaint for case in siblings if case.complaint)
