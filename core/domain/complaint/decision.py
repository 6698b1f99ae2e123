"""What a new grade decides, and when it calls for a third grading (R127, R142; law.md L16, D16)."""

import re
from typing import Final

from core.domain.complaint.case import Complaint, Decision, Phase, Scale, Type
from core.domain.complaint.grades import SCALES
from core.errors import Refused

THIRD_FROM: Final = 2
"""Two grades apart or more: assessed once more before the grade is final."""

_AWAITS: Final = {
    Type.REASONS: "awaiting_reasons",
    Type.FORMAL: "awaiting_formal_decision",
    Type.GRADE: "awaiting_second_grading",
}


def decide(original: str, final: str, scale: Scale) -> Decision:
    """To the student's favour, against it, or unchanged; F after F is unchanged (FS 8.4)."""
    order = SCALES[scale]
    moved = order.index(original) - order.index(final)
    return Decision.FAVOUR if moved > 0 else Decision.AGAINST if moved < 0 else Decision.UNCHANGED


def third_due(gap: int | None) -> bool:
    """Whether the second grade is too far from the first to stand: part grade against part grade, never pass/fail."""
    return gap is not None and gap >= THIRD_FROM


def basis(complaint: Complaint, phase: object) -> str:
    """What the decision rests on, or what the complaint still waits for, in the words of the files."""
    if complaint.basis:
        return complaint.basis
    if phase is Phase.THIRD_GRADING:
        return "awaiting_third_grading"
    if phase is Phase.AWAITING_DIPLOMA:
        return "awaiting_diploma"
    return _AWAITS[complaint.type]


def tell_after_second(complaint: Complaint) -> bool | None:
    """Whether the student hears of the second grade: never when a third is due (L17); None before there is one."""
    if complaint.third:
        return False
    return True if complaint.grade(2) else None


def require_untold(complaint: Complaint, text: str) -> None:
    """What is written to the student names no grade that is only logged (L17). Refused: grade.not_to_be_told.

    A letter is a grade where it stands alone: not in «E-post», and not the article that begins an English sentence.
    """
    for logged in complaint.grades:
        begins = r"(?<!^)(?<![.!?:]\s)" if logged.grade == "A" else ""
        flags = re.NOFLAG if len(logged.grade) == 1 else re.IGNORECASE
        if logged.logged_only and re.search(rf"{begins}(?<!\w){logged.grade}(?![\w-])", text, flags):
            raise Refused("grade.not_to_be_told")


def in_protocol(complaint: Complaint) -> int | None:
    """The round whose grade stands in the protocol, and whose paper goes to the examinations office (R130, R144)."""
    return complaint.grades[-1].round if complaint.final_grade else None
