"""A complaint as JSON: the fields of issue and files, in the words of FS. What is withheld is null or empty."""

from collections.abc import Mapping
from typing import Any, Final

from core.config import Settings
from core.desk.shown import Shown
from core.domain.case import Case, Task
from core.domain.complaint import decision
from core.domain.complaint.blocking import padlock
from core.domain.complaint.case import Complaint
from core.domain.complaint.finishing import totals
from core.domain.complaint.grades import mark
from core.domain.complaint.limits import in_time, limit
from core.domain.deadline import last_day
from tui.commands.as_json import day, moment, party
from tui.commands.json_case import deadlines_json, history_json, mail_json

Json = dict[str, Any]


def complaint_json(shown: Shown, complaint: Complaint, settings: Settings) -> Json:
    """The whole complaint as its reader may see it (workflow.md §7)."""
    case, zone = shown.case, settings.deadlines.timezone
    return {
        **_head(shown, complaint, zone),
        **(_decided(case, complaint, settings.for_faculty(case.faculty).closed) if shown.view.text else _WITHHELD),
        "deadlines": deadlines_json(shown),
        "tasks": [_task(task, case) for task in case.tasks],
        "history": history_json(shown, zone),
        "mails": [mail_json(each, zone) for each in shown.mails],
        "exclusions": list(case.excluded),
        "unreached": shown.unreached,
        "masked": case.masked,
        "open_acts": list(shown.open),
    }


def _head(shown: Shown, complaint: Complaint, zone: str) -> Json:
    case = shown.case
    return {
        "id": case.id,
        "reference": case.reference,
        "version": case.version,
        "type": complaint.type.value,
        "state": case.state.value,
        "faculty": case.faculty,
        "unit": case.unit,
        "course": case.course,
        "programme": case.programme,
        "term": complaint.term,
        "part": complaint.part or None,
        "part_weight": complaint.part_weight,
        "scale": complaint.scale,
        "caseworker": case.handler,
        "language": case.language,
        "received": day(complaint.received_on),
        "sent": day(complaint.sent_on),
        "announced": day(complaint.announced),
        "received_at": moment(case.received_at, zone),
        "closed_at": moment(case.closed_at, zone),
        "due_on": day(min((last_day(each) for each in case.open_deadlines()), default=None)),
        "student": {
            "name": case.reporter.name or None,
            "email": case.reporter.email or None,
            "number": complaint.student_number or None,
        },
    }


ROUNDS: Final[Mapping[int | None, str]] = {2: "second", 3: "third"}

_FIELDS = (
    "journal_number", "student_limit", "original_grade", "grades", "gap", "third_grading", "decision",
    "decision_basis", "decided_on", "told_on", "final_grade", "mark", "reason", "remark", "student_reasons",
    "explanation_given", "late_accepted", "commissions", "tell_student_after_second",
    "protocol_to_examinations_office", "delete_logged_grade", "protocol", "corrected_on",
    "appealed_on", "blocked", "postponed_until", "padlock", "total",
)  # fmt: skip
_WITHHELD: Json = dict.fromkeys(_FIELDS) | {"letters": [], "diploma": None, "flags": []}
"""What only those see who see the grades."""


def _decided(case: Case, complaint: Complaint, closed: frozenset[Any]) -> Json:
    return {**_graded(case, complaint, closed), **_followed(case, complaint)}


def _graded(case: Case, complaint: Complaint, closed: frozenset[Any]) -> Json:
    """The grades, the decision, and what they rest on."""
    until = limit(complaint, closed)
    return {
        "journal_number": complaint.journal_number or None,
        "student_limit": {
            "from": until.since,
            "raw_on": day(until.raw_on),
            "due_on": day(until.due_on),
            "in_time": in_time(complaint, closed),
        },
        "original_grade": complaint.original_grade,
        "grades": [
            {"round": g.round, "grade": g.grade, "on": day(g.given_on), "logged_only": g.logged_only}
            for g in complaint.grades
        ],
        "gap": complaint.gap,
        "third_grading": complaint.third,
        "decision": complaint.decision.value if complaint.decision else None,
        "decision_basis": decision.basis(complaint, case.state),
        "decided_on": day(complaint.decided_on),
        "told_on": day(complaint.told_on),
        "final_grade": complaint.final_grade,
        "mark": mark(complaint.final_grade) if complaint.final_grade else None,
        "reason": complaint.reason or None,
        "remark": complaint.remark or None,
        "student_reasons": complaint.student_reasons or None,
        "explanation_given": day(complaint.explanation_given),
        "late_accepted": complaint.late_accepted or None,
        "commissions": [
            {
                "round": each.round,
                "number": each.number or None,
                "examiners": [{"name": x.name, "email": x.email, "external": x.external} for x in each.examiners],
                "sent_on": day(each.sent_on),
                "due_on": day(each.due_on),
            }
            for each in complaint.commissions
        ],
    }


def _followed(case: Case, complaint: Complaint) -> Json:
    """What the decision leads to."""
    sums, protocol = totals(complaint), complaint.protocol
    return {
        "tell_student_after_second": decision.tell_after_second(complaint),
        "protocol_to_examinations_office": ROUNDS.get(decision.in_protocol(complaint)),
        "delete_logged_grade": complaint.log_deleted,
        "protocol": protocol
        and {
            "round": protocol.round,
            "signed_on": day(protocol.signed_on),
            "sent_on": day(protocol.sent_on),
            "note": protocol.note,
        },
        "corrected_on": day(complaint.corrected_on),
        "appealed_on": day(complaint.appealed_on),
        "blocked": complaint.blocked,
        "postponed_until": day(complaint.postponed_until),
        "padlock": padlock(case),
        "total": {"before": sums.before, "after": sums.after} if sums else None,
        "letters": [
            {"number": each.number, "on": day(each.on), "return_by": day(each.return_by)} for each in complaint.letters
        ],
        "diploma": _diploma(complaint),
        "flags": list(complaint.flags),
    }


def _diploma(complaint: Complaint) -> Json:
    diploma = complaint.diploma
    return {
        "kind": diploma.kind,
        "state": diploma.state.value,
        "issued_on": day(diploma.issued_on),
        "posted_on": day(diploma.posted_on),
        "returned_on": day(diploma.returned_on),
        "locks": sorted(lock.value for lock in complaint.locks),
        "tasks": [{"step": each.step, "on": day(each.on), "task": each.task} for each in complaint.steps],
    }


def _task(task: Task, case: Case) -> Json:
    due = next((last_day(each) for each in case.open_deadlines("task") if each.task == task.id), None)
    return {
        "id": task.id,
        "number": task.number,
        "owner": party(case.meant(task.owner)),
        "what": task.text or None,
        "state": task.state.value,
        "due_on": day(due),
        "done_on": task.report or None,
    }
