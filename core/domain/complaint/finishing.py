"""How a complaint comes to its end: decision, total, diploma, Ferdigbehandlet J (R125–R138)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.domain.case import REPORTER
from core.domain.complaint import diploma_steps
from core.domain.complaint.case import Complaint, Part, Phase
from core.domain.complaint.decision import decide
from core.domain.complaint.diploma import Outcome, outcome_of
from core.domain.complaint.dismissal import oral
from core.domain.complaint.draft import Draft
from core.domain.complaint.grades import total
from core.errors import Refused

BASIS: Final = {2: "second_grading", 3: "third_grading"}
RECALCULATE: Final = "recalculate_total"
WITH_NOTE: Final = "send_protocol_with_note"
"""The protocol that puts a wrongly registered grade right (R141)."""


@dataclass(frozen=True, slots=True)
class Total:
    """The grade of the course before and after a new part grade."""

    before: str
    after: str


def totals(complaint: Complaint) -> Total | None:
    """What the parts sum to, before and after (R137); None where there are none, or no final grade yet."""
    final = complaint.final_grade
    if not complaint.part or not complaint.parts or final is None:
        return None
    after = [replace(part, grade=final) if part.name == complaint.part else part for part in complaint.parts]
    return Total(total(complaint.parts), total(after))


def awaits_total(complaint: Complaint) -> bool:
    """Whether the top is still to be summed again: only when the part's grade has changed (R137)."""
    return (
        totals(complaint) is not None
        and complaint.final_grade != complaint.original_grade
        and complaint.total_on is None
    )


def require_journal(complaint: Complaint) -> None:
    """Demanded before a complaint ends; of one that was taken over it is only flagged (D6, workflow.md §4).

    Refused: complaint.no_journal.
    """
    if not complaint.journal_number and "journal_number_missing" not in complaint.flags:
        raise Refused("complaint.no_journal")


def conclude(draft: Draft, told: date | None = None) -> Draft:
    """The last grade given becomes the result: decision, date told, and the end unless a total comes first."""
    complaint, today = draft.complaint, draft.scene.today
    last = replace(complaint.grades[-1], logged_only=False)
    draft = draft.set(
        grades=(*complaint.grades[:-1], last),
        decision=decide(complaint.original_grade, last.grade, complaint.scale),
        basis=BASIS[last.round],
        decided_on=today,
        told_on=told or today,
    )
    draft = draft if _corrects(draft, last.round) else draft.ask("send_protocol")
    if draft.scene.terms.sensurvarsel == "avvik":
        draft = draft.tell("M17", REPORTER, decided_on=today.isoformat())
    if _new_oral_exam(complaint, last.grade):
        draft = draft.flag("new_oral_exam_required")
    if awaits_total(draft.complaint):
        back = Phase.THIRD_GRADING if complaint.third else Phase.GRADING
        return draft.to(back).ask(RECALCULATE)
    return finish(draft, outcome(draft.complaint))


def _corrects(draft: Draft, round: int) -> bool:
    """Whether the protocol with a note holds this result: the office has it, or is about to get it."""
    sent = draft.complaint.protocol
    return WITH_NOTE in draft.open_codes() or (sent is not None and sent.note and sent.round == round)


def outcome(complaint: Complaint) -> Outcome:
    """The diploma looks at the course's grade: the total where there are parts (workflow.md §4)."""
    sums = totals(complaint)
    if sums:
        return outcome_of(sums.before, sums.after)
    return outcome_of(complaint.original_grade, complaint.final_grade or complaint.original_grade)


def finish(draft: Draft, outcome: Outcome, state: Phase = Phase.FINISHED) -> Draft:
    """An end: nothing of its own is owed any more; tasks live on as rows of their own (workflow.md §4)."""
    draft = diploma_steps.conclude(draft, outcome).to(state)
    draft = draft.met("sensurfrist", "third_grading", "explanation", "preliminary_reply", "promise")
    return replace(draft, head={**draft.head, "closed_at": draft.scene.now})


def _new_oral_exam(complaint: Complaint, final: str) -> bool:
    """A changed written part calls for a new oral exam where both make the grade (law.md L16)."""
    others: tuple[Part, ...] = tuple(part for part in complaint.parts if part.name != complaint.part)
    changed = final != complaint.original_grade and bool(complaint.part) and not oral(complaint.part)
    return changed and any(oral(part.name) for part in others)
