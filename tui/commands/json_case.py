"""A case as JSON: the fields of interface.md in their order, and a few more. What is withheld is null or empty."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.config import Settings
from core.desk.mail import MailRow
from core.desk.shown import Shown
from core.domain.case import Case, Deadline, Party, Task
from core.domain.deadline import last_day
from tui.commands.as_json import day, moment, party

Json = dict[str, Any]


def case_json(shown: Shown, settings: Settings) -> Json:
    """The whole case as its reader may see it (workflow.md §7)."""
    case, zone = shown.case, settings.deadlines.timezone
    return {
        **_report(case, shown.view.text),
        **_assessment(case),
        "contact": shown.contact[0] if shown.contact else None,
        "handler": case.handler,
        "received_at": moment(case.received_at, zone),
        "due_on": day(min((last_day(each) for each in case.open_deadlines()), default=None)),
        "closed_at": moment(case.closed_at, zone),
        "outcome": case.detail.outcome or None,
        "reporter": _reporter(case),
        "measures": [measure_json(task, case) for task in case.measures],
        "deadlines": deadlines_json(shown),
        "history": history_json(shown, zone),
        "mails": [mail_json(each, zone) for each in shown.mails],
        **_surroundings(shown),
    }


def _report(case: Case, text: bool) -> Json:
    detail = case.detail
    return {
        "id": case.id,
        "reference": case.reference,
        "version": case.version,
        "state": case.state.value,
        "faculty": case.faculty,
        "unit": case.unit,
        "area": detail.area,
        "category": detail.category,
        "title": case.title if text else None,
        "description": detail.description if text else None,
        "language": case.language,
        "course": case.course,
        "programme": case.programme,
        "tried_channels": detail.tried_channels if text else None,
    }


def _assessment(case: Case) -> Json:
    detail = case.detail
    return {
        "severity": detail.severity.value if detail.severity else None,
        "consequence": detail.consequence or None,
        "cause": detail.cause or None,
    }


def _reporter(case: Case) -> Json:
    return {"name": case.reporter.name or None, "email": case.reporter.email or None, "kind": case.reporter.kind}


def _surroundings(shown: Shown) -> Json:
    case = shown.case
    consulted = [{"with": c.with_login, "on": day(c.on), "result": c.result} for c in case.consultations]
    detail = case.detail
    return {
        "restricted": case.restricted,
        "gate": dict(detail.gate) or None,
        "rejection": {"kind": detail.rejection, "reason": detail.reason or None} if detail.rejection else None,
        "links": links_json(case),
        "exclusions": list(case.excluded),
        "consultations": consulted,
        "hearings": [hearing_json(task, case) for task in case.asked],
        "informed": list(case.informed),
        "answer": detail.answer or None,
        "unreached": shown.unreached,
        "masked": case.masked,
        "transferred_to": detail.transferred_to or None,
        "no_measure": detail.no_measure or None,
        "open_acts": list(shown.open),
        "lacks": list(shown.lacks),
    }


def links_json(case: Case) -> list[Json]:
    """The cases it is linked to; `as` is what the other one is to it: its lead, a duplicate or a recurrence of it."""
    groups = (("duplicate", case.duplicates), ("recurrence", case.recurrences))
    own = [{"id": case.lead, "kind": case.link, "as": "lead"}] if case.lead else []
    return [*own, *({"id": id, "kind": kind, "as": kind} for kind, ids in groups for id in ids)]


def hearing_json(task: Task, case: Case) -> Json:
    """A question of a hearing round, or one to the reporter (`kind`: hearing, question)."""
    return {
        "id": task.id,
        "asked": party(task.owner),
        "kind": task.kind,
        "question": task.text or None,
        "state": task.state.value,
        "due_on": day(_due(task, case)),
        "answer": task.report or None,
        "reason": task.reason or None,
    }


def measure_json(task: Task, case: Case) -> Json:
    """A measure; `due_on` is the last day on which it is carried out in time, while it is owed."""
    return {
        "id": task.id,
        "owner": party(task.owner),
        "text": task.text or None,
        "state": task.state.value,
        "due_on": day(_due(task, case)),
        "report": task.report or None,
        "reason": task.reason or None,
        "proposal": task.proposal or None,
        "cleared_with": task.cleared_with or None,
    }


def _due(task: Task, case: Case) -> date | None:
    found = case.owed("measure", "hearing")
    return next((last_day(each) for each in found if each.task == task.id), None)


def deadlines_json(shown: Shown) -> list[Json]:
    """A case's deadlines; `owes` are the logins behind each today."""
    case = shown.case
    return [
        {**deadline_json(each, case.meant(each.owner)), "owes": list(shown.owes.get(each.id, ()))}
        for each in case.deadlines
    ]


def deadline_json(deadline: Deadline, owner: Party) -> Json:
    """A deadline, and who owes it: a login or role@UNIT."""
    return {
        "id": deadline.id,
        "kind": deadline.kind,
        "owner": party(owner),
        "raw_on": day(deadline.raw_on),
        "due_on": day(deadline.due_on),
        "act_on": day(deadline.act_on),
        "rule": deadline.rule,
        "state": deadline.state.value,
        "next_on": day(deadline.next_on),
        "task": deadline.task,
        "paused_on": day(deadline.paused_on),
    }


def history_json(shown: Shown, zone: str) -> list[Json]:
    """What has been done to a case, oldest first."""
    return [_line(each, zone) for each in shown.history]


def _line(line: Any, zone: str) -> Json:
    values: Mapping[str, str] = line.values
    return {
        "at": moment(line.at, zone),
        "actor": {"login": line.actor or None, "on_behalf_of": line.on_behalf_of},
        "kind": line.kind,
        "note": line.note or None,
        "how": line.how or None,
        "measure": line.task,
        "values": dict(values),
        "version": line.version,
    }


def mail_json(mail: MailRow, zone: str) -> Json:
    """A mail without its text; `to` is a login, role@UNIT or reporter, never an address."""
    return {
        "id": mail.id,
        "key": mail.key,
        "to": party(mail.to),
        "template": mail.template,
        "state": mail.state,
        "not_before": moment(mail.not_before, zone),
        "sent_at": moment(mail.sent_at, zone),
        "message_id": mail.message_id,
        "case": mail.case,
        "attempts": mail.attempts,
        "answer": mail.answer or None,
    }
