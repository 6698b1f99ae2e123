"""A grade that was wrongly registered, put right by the book (R139–R141; workflow.md §4)."""

from dataclasses import dataclass, replace
from typing import Final

from core.domain.calendar import Period, add
from core.domain.case import HANDLES, REPORTER, TaskState
from core.domain.complaint.case import Phase
from core.domain.complaint.diploma import AT_END
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.finishing import RECALCULATE, WITH_NOTE
from core.domain.complaint.offices import examinations_office
from core.domain.parts import Words
from core.domain.scene import Change, Scene, required
from core.errors import Refused

PROTOCOL, CORRECTED = Period(1, "working day"), Period(3, "working day")
"""How long the protocol and the correction may take; block and delete are due at once."""
CORRECT: Final = "correct_and_unblock"
OUT: Final = frozenset({"letter_3", "new_paper_diploma_and_ds_dated_today", "new_digital_diploma_and_ds_dated_today"})
"""Steps that have put a wrong grade into a student's hands."""
AFTER_A_RESULT: Final = frozenset(step for cell in AT_END.values() for step in cell)


@dataclass(frozen=True, slots=True)
class Correct:
    """Say that the grade in the protocol is not the one that was given."""

    why: Words


def correct(scene: Scene, act: Correct) -> Change:
    """The decision is open again, Ferdigbehandlet N; block, delete, protocol with a note, correction, a word to the
    student (M32)."""
    why, complaint = required("why", act.why), scene.complaint
    if complaint.final_grade is None:
        raise Refused("correct.nothing")
    wrong = complaint.grades[-1]
    draft = _undone(draft_of(scene)).set(
        decision=None,
        basis="",
        decided_on=None,
        told_on=None,
        total_on=None,
        protocol=None,
        grades=complaint.grades[:-1],
        blocked=True,
        corrected_on=scene.today,
    )
    draft = draft.to(Phase.THIRD_GRADING if wrong.round == 3 else Phase.GRADING)
    draft = replace(draft, head={"closed_at": None})
    draft = _tasks(draft)
    draft = draft.tell("M32", REPORTER, corrected_on=scene.today.isoformat())
    return draft.change("correct", note=why, values={"round": str(wrong.round)})


def _undone(draft: Draft) -> Draft:
    """What the wrong grade asked for and nobody has done yet is dropped; what was done is taken back by a task.

    The steps of the wrong result leave the list, so that those of the right one can stand there; the tasks remain.
    """
    steps = tuple(step for step in draft.complaint.steps if step.step not in AFTER_A_RESULT)
    done = any(t.text in OUT and t.state is TaskState.COMPLETED for t in draft.scene.case.tasks)
    draft = draft.drop(*AFTER_A_RESULT, RECALCULATE, "send_protocol", "check_protocol").dropped("diploma_return")
    draft = draft.set(steps=steps)
    return draft.ask("recall_new_diploma") if done else draft


def _tasks(draft: Draft) -> Draft:
    scene, closed = draft.scene, draft.scene.terms.closed
    by = {period: add(scene.today, period, closed) for period in (PROTOCOL, CORRECTED)}
    draft = draft.ask("block_now", by=scene.today).ask("delete_from_log", by=scene.today)
    draft = draft.ask(WITH_NOTE, by=by[PROTOCOL])
    draft = draft.ask(CORRECT, examinations_office(scene.case, scene.directory), by=by[CORRECTED])
    return draft.open(scene.open("sensurfrist", HANDLES, given=by[CORRECTED]))
