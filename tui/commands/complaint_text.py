"""A complaint as text for people: what `avvik complaint show` prints above deadlines, history and mails."""

from collections.abc import Iterator
from datetime import date

from core.desk.shown import Shown
from core.domain.complaint import decision
from core.domain.complaint.blocking import padlock
from core.domain.complaint.case import Complaint
from core.domain.complaint.finishing import totals
from core.domain.complaint.grades import mark
from core.domain.complaint.limits import limit
from core.words import shown as shown_words
from core.words import word
from tui.commands.call import Call
from tui.format import indented, labelled, table, who

Pair = tuple[str, str]


def parts(call: Call, shown: Shown) -> Iterator[str]:
    """What stands in it, in paragraphs; what is withheld from the reader is left out."""
    complaint = shown.case.complaint
    if complaint is None:
        return
    yield labelled(_head(call, shown, complaint))
    if shown.view.text:
        for pairs in (_decided(call, shown, complaint), _diploma(call, complaint)):
            if text := labelled((call.say(f"label.{name}"), value) for name, value in pairs):
                yield text
        for name, text in (
            ("reason", complaint.reason),
            ("remark", complaint.remark),
            ("student_reasons", complaint.student_reasons),
        ):
            if text:
                yield f"{call.say(f'label.{name}')}\n{indented(text)}"
        if line := padlock(shown.case):
            yield line
    for name, lines in (("steps", _steps(call, complaint)), ("tasks", _tasks(call, shown))):
        if lines:
            yield f"{call.say(f'label.{name}')}\n{indented(lines)}"


def _head(call: Call, shown: Shown, complaint: Complaint) -> Iterator[Pair]:
    case, language = shown.case, call.language
    student = f"{case.reporter.name} <{case.reporter.email}> {complaint.student_number}" if case.reporter.name else ""
    part = f"{complaint.part} ({complaint.part_weight} %)" if complaint.part_weight else complaint.part
    handler = case.handler or ", ".join(shown.contact)
    yield case.id, word(language, "complaint.type", complaint.type.name)
    for name, value in (
        ("state", word(language, "state", case.state.value)),
        ("student_unreached", "!" if shown.unreached else ""),
        ("reference", case.reference),
        ("unit", case.unit),
        ("course", case.course),
        ("term", complaint.term),
        ("part", part),
        ("student", student),
        ("caseworker", f"{shown.names[handler]} ({handler})" if handler in shown.names else handler),
        ("announced", _day(language, complaint.announced)),
        ("received_at", _day(language, complaint.received_on)),
        ("sent", _day(language, complaint.sent_on)),
    ):
        yield call.say(f"label.{name}"), value


def _decided(call: Call, shown: Shown, complaint: Complaint) -> Iterator[Pair]:
    language, sums = call.language, totals(complaint)
    until = limit(complaint, call.settings.for_faculty(shown.case.faculty).closed)
    yield "student_limit", _day(language, until.due_on)
    yield "original_grade", complaint.original_grade
    for grade in complaint.grades:
        logged = f" ({call.say('label.logged_only')})" if grade.logged_only else ""
        yield f"grade_{grade.round}", f"{grade.grade}, {_day(language, grade.given_on)}{logged}"
    for commission in complaint.commissions:
        yield f"commission_{commission.round}", ", ".join([commission.number, *(x.name for x in commission.examiners)])
    yield "decision", word(language, "decision", complaint.decision.name) if complaint.decision else ""
    yield "decision_basis", word(language, "basis", decision.basis(complaint, shown.case.state))
    yield "mark", word(language, "mark", mark(complaint.final_grade)) if complaint.final_grade else ""
    yield "decided_on", _day(language, complaint.decided_on)
    yield "told_on", _day(language, complaint.told_on)
    yield "total", f"{sums.before} → {sums.after}" if sums else ""
    yield "journal_number", complaint.journal_number
    yield "flags", ", ".join(word(language, "flag", flag) for flag in complaint.flags)


def _diploma(call: Call, complaint: Complaint) -> Iterator[Pair]:
    language, diploma = call.language, complaint.diploma
    if diploma.kinds:
        kind, state = (word(language, "diploma", each) for each in (diploma.kind, f"state.{diploma.state.value}"))
        yield "diploma", f"{kind}, {state}"
    yield "issued_on", _day(language, diploma.issued_on)
    yield "returned_on", _day(language, diploma.returned_on)
    yield "posted_on", _day(language, diploma.posted_on)
    yield "locks", ", ".join(word(language, "lock", lock) for lock in sorted(complaint.locks))
    for letter in complaint.letters:
        day, by = _day(language, letter.on), _day(language, letter.return_by)
        yield f"letter_{letter.number}", f"{day} → {by}" if letter.return_by else day
    yield "blocked", call.say("label.yes") if complaint.blocked else ""
    yield "postponed_until", _day(language, complaint.postponed_until)


def _day(language: str, on: date | None) -> str:
    return shown_words(language, on) if on else ""


def _steps(call: Call, complaint: Complaint) -> str:
    rows = [
        [_day(call.language, each.on), word(call.language, "step", each.step)]
        for each in complaint.steps
        if each.task is None
    ]
    return table(["", ""], rows).lstrip("\n") if rows else ""


def _tasks(call: Call, shown: Shown) -> str:
    case, language = shown.case, call.language
    rows = [
        [
            task.id,
            word(language, "state", task.state.value),
            who(language, case.meant(task.owner)),
            word(language, "step", task.text) if task.text else "",
        ]
        for task in case.tasks
        if task.kind == "task"
    ]
    return table([call.say(f"label.{name}") for name in ("id", "state", "owner", "text")], rows) if rows else ""
