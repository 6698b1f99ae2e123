"""What of a case its reader does not see is taken out of it here, before any front end has it (workflow.md §7)."""

from dataclasses import replace
from typing import Final

from core.domain.case import Case
from core.domain.complaint.case import Complaint
from core.domain.policy import Standing, View

_STATE_AND_DATES: Final = frozenset(
    {"type", "term", "part", "part_weight", "announced", "received_on", "sent_on", "scale"}
)
"""What the line, and the examinations office beside its tasks, is told of a complaint: never a grade or a reason."""


def withheld(case: Case, view: View, standing: Standing) -> Case:
    """The case without what the view withholds: text, the reporter, other people's measures, internal words."""
    if not view.reporter:
        case = replace(case, reporter=replace(case.reporter, name="", email=""))
    if case.complaint and not view.text:
        case = replace(case, complaint=_without_words(case.complaint, student=view.reporter))
    if not view.text:
        detail = replace(case.detail, description="", tried_channels="")
        case = replace(case, title="", detail=detail)
    if view.history != "full":
        detail = replace(case.detail, rejection="", reason="", consequence="", cause="", gate=())
        detail = replace(detail, outcome="", answer="", no_measure="")
        case = replace(case, detail=detail, consultations=(), excluded=(), informed=())
        case = replace(case, lead=None, link="", duplicates=(), recurrences=())
        owns = standing.owns if view.history == "own" else frozenset()
        case = replace(
            case,
            tasks=tuple(
                t if t.id in owns else replace(t, text="", report="", reason="", proposal="") for t in case.tasks
            ),
        )
    if view.history == "own":
        case = replace(
            case,
            tasks=tuple(task for task in case.tasks if task.id in standing.owns),
            deadlines=tuple(d for d in case.deadlines if d.task in standing.owns),
        )
    return case


def _without_words(complaint: Complaint, *, student: bool) -> Complaint:
    """A complaint as it is known to be there: its grades, decision, commissions, diploma and words are empty."""
    kept = {name: getattr(complaint, name) for name in _STATE_AND_DATES}
    return Complaint(**kept, student_number=complaint.student_number if student else "", original_grade="")
