"""Putting the cells of document 004's table on a complaint: steps, tasks, locks, letters that are due."""

from typing import Final

from core.domain.case import HANDLES, REPORTER
from core.domain.complaint import diploma as table
from core.domain.complaint.case import Type
from core.domain.complaint.diploma import OWNERS, UNDATED, Outcome, Steps
from core.domain.complaint.diploma_held import Lock
from core.domain.complaint.draft import Draft

LETTERS: Final = {"letter_1": "M18", "letter_2": "M19", "letter_3": "M20"}
"""What tells the caseworker that a letter is due."""


def receive(draft: Draft) -> Draft:
    """What follows from the diploma while the complaint runs, from the day it is known of; none for reasons (R178)."""
    complaint = draft.complaint
    if complaint.type is Type.REASONS:
        return draft
    lock = Lock(draft.scene.terms.diploma_lock)
    draft = draft.set(locks=table.locks(complaint, complaint.diploma, lock))
    return put(draft, table.at_receipt(complaint.diploma, lock))


def conclude(draft: Draft, outcome: Outcome) -> Draft:
    """What follows from the diploma once the complaint has come out; nothing is locked any more."""
    draft = draft.set(locks=frozenset()).drop("letter_1").dropped("diploma_return")
    if draft.complaint.type is Type.REASONS:
        return draft
    if outcome is Outcome.DISMISSED:  # nothing will be decided: what was to be kept until then is simply kept
        draft = draft.set(steps=tuple(s for s in draft.complaint.steps if s.step != "keep_digital_until_decided"))
    return put(draft, table.at_end(draft.complaint.diploma, outcome), outcome)


def put(draft: Draft, steps: Steps, outcome: Outcome | None = None) -> Draft:
    """Each step once: a task where it is somebody's, else a line."""
    there = {step.step for step in draft.complaint.steps}
    for step in steps:
        if step not in there:
            draft = _put(draft, step, outcome)
    return draft


def _put(draft: Draft, step: str, outcome: Outcome | None) -> Draft:
    if step in OWNERS:
        draft = draft.ask(step, OWNERS[step], step=True)
    elif (step, outcome) in UNDATED:
        draft = draft.say(step, None)
    else:
        draft = draft.say(step)
    if step in LETTERS:
        return draft.tell(LETTERS[step], HANDLES, due_on=draft.opens[-1].due_on.isoformat())
    if step == "inform_student_degree_invalid":
        return draft.tell("M21", REPORTER, course=draft.scene.case.course, decided_on=draft.scene.today.isoformat())
    return draft
