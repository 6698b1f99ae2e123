"""The gate every deviation passes (workflow.md §2): seven questions; the first decisive answer leaves one exit.

Their order is the point: a whistleblowing matter never waits for a consultation, danger goes before everything but
that, and nothing is copied before it is masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.domain.case import Case
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its answers in the order they are shown, and the exits of those that are decisive."""

    name: str
    answers: tuple[str, ...]
    exits: Mapping[str, str]


QUESTIONS: Final = (
    Question("censurable", ("no", "yes"), {"yes": "reject_whistleblowing"}),
    Question("hse", ("no", "yes"), {"yes": "transfer_hse"}),
    Question("ours", ("yes", "no"), {"no": "transfer_faculty"}),
    Question("deviation", ("yes", "no"), {"no": "reject_outside"}),
    Question("channels", ("tried", "hard", "neither"), {"neither": "reject_channels"}),
    Question("personnel", ("no", "consulted", "yes"), {"yes": "consult"}),
    Question("sensitive", ("no", "masked", "yes"), {"yes": "mask"}),
)

APPROVE: Final = "approve"


def exit_of(answers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Where these answers lead: (exit, None), or (None, the name of the next question to ask).

    Refused: gate.answer for an answer that is not one of a question's.
    """
    for question in QUESTIONS:
        answer = answers.get(question.name)
        if answer is None:
            return None, question.name
        if answer not in question.answers:
            raise Refused("gate.answer", question=question.name, answers=", ".join(question.answers))
        if exit := question.exits.get(answer):
            return exit, None
    return APPROVE, None


def require_pass(case: Case, answers: Mapping[str, str]) -> None:
    """Refuse unless every question is answered so that only approval is left, and the case bears it out.

    Refused: gate.missing, gate.exit, gate.not_consulted, gate.not_masked.
    """
    exit, missing = exit_of(answers)
    if missing:
        raise Refused("gate.missing", question=missing)
    if exit != APPROVE:
        raise Refused(f"gate.exit.{exit}")
    if answers["personnel"] == "consulted" and not case.consultations:
        raise Refused("gate.not_consulted")
    if answers["sensitive"] == "masked" and not case.masked:
        raise Refused("gate.not_masked")
