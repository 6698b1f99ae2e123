"""Reminders to those who have no login: the student once, the examiners, the offices (workflow.md §4, §5; M31).

Everybody else reads them in the daily digest. The sweep asks here for each stage it has reached, and sends what comes.
"""

from typing import Final

from core.domain.case import REPORTER, Case, Deadline, Task
from core.domain.complaint.commission import party_of
from core.domain.complaint.lapse import KIND as DIPLOMA_RETURN
from core.domain.post import Notice

_GRADED_IN: Final = {"sensurfrist": 2, "third_grading": 3}
_LAST_DAY_BUT_ONE: Final = "-1"


def reminders(case: Case, deadline: Deadline, stage: str) -> tuple[Notice, ...]:
    """Mails of one stage of one deadline of a complaint, as the stage is called in `core.domain.reminder.Stage`.

    A student and examiners are reminded before their date, an office the day before and for as long as it is late. What
    is told to a line leader is told to nobody else.
    """
    late, before = stage.startswith("+"), stage == "0" or stage.startswith("-")
    if deadline.kind == DIPLOMA_RETURN:
        return (_told(case, "M34", due_on=deadline.due_on.isoformat()),) if before else ()
    if deadline.kind in _GRADED_IN:
        return _examiners(case, deadline) if before else ()
    task = next((task for task in case.tasks if task.id == deadline.task), None)
    if task is None or task.owner.kind != "named" or not (late or stage == _LAST_DAY_BUT_ONE):
        return ()
    return (_office(case, task, deadline, "late" if late else "reminded"),)


def _examiners(case: Case, deadline: Deadline) -> tuple[Notice, ...]:
    """Those who have the case and have not graded it yet; by the date they were given."""
    complaint = case.complaint
    commission = complaint.commission(_GRADED_IN[deadline.kind]) if complaint else None
    if not complaint or not commission or not commission.sent_on or complaint.grade(commission.round):
        return ()
    due_on = (commission.due_on or deadline.act_on).isoformat()
    facts = {"what": "reminded", "round": str(commission.round), "course": case.course, "due_on": due_on}
    return tuple(
        Notice("M31", party_of(examiner), {"number": case.id, "faculty": case.faculty, **facts})
        for examiner in commission.examiners
    )


def _office(case: Case, task: Task, deadline: Deadline, stage: str) -> Notice:
    known_by = {"reference": case.reference, "journal_number": case.complaint.journal_number if case.complaint else ""}
    facts = {"task": task.id, "what": task.text, "stage": stage, "due_on": deadline.due_on.isoformat(), **known_by}
    return Notice("M22", task.owner, {"number": case.id, "faculty": case.faculty, **facts})


def _told(case: Case, template: str, **facts: str) -> Notice:
    return Notice(template, REPORTER, {"number": case.id, "faculty": case.faculty, **facts})
