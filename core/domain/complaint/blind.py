"""What a commission gets: in round 2 neither the original grade nor any reason, in round 3 all of it (law.md L16, L17).

The package is a value of its own, filled field by field: what is withheld has no field in it, so that nothing of it can
slip along.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.case import Case
from core.domain.complaint.case import Round
from core.errors import Refused

WITHHELD: Final[dict[str, str]] = {
    "original_grade": "blind",
    "other_grades": "blind",
    "original_reasons": "blind",
    "student_reasons": "blind",
    "remark": "blind",
    "journal": "leads_to_reasons",
    "student": "impartial",
}
"""What a blind package is without, and why (`package.why.<code>`): the act says the first, the second and the third
reason; the journal number would lead to them; who the student is, a commission need not know."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What every commission is told."""

    number: str
    round: Round
    commission: str
    course: str
    term: str
    part: str
    scale: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Revealed:
    """What is told in round 3, which is not blind (L17). The reasons of the first examiner are in the archive."""

    original_grade: str
    second_grade: str
    explanation_given: date | None
    student_reasons: str
    journal_number: str


@dataclass(frozen=True, slots=True)
class Package:
    """`withheld` are pairs of what and why; `revealed` is None when the package is blind."""

    shown: Shown
    withheld: tuple[tuple[str, str], ...] = ()
    revealed: Revealed | None = None


def package(case: Case, round: Round) -> Package:
    """The package of one round. Refused: complaint.unknown; commission.none when nobody is appointed for the round."""
    complaint = case.complaint
    if complaint is None:
        raise Refused("complaint.unknown", id=case.id)
    commission = complaint.commission(round)
    if commission is None:
        raise Refused("commission.none", round=round)
    shown = Shown(
        case.id,
        round,
        commission.number,
        case.course,
        complaint.term,
        complaint.part,
        complaint.scale,
        commission.due_on,
    )
    if round == 2:
        return Package(shown, withheld=tuple(WITHHELD.items()))
    second = complaint.grade(2)
    told = Revealed(
        complaint.original_grade,
        second.grade if second else "",
        complaint.explanation_given,
        complaint.student_reasons,
        complaint.journal_number,
    )
    return Package(shown, revealed=told)
