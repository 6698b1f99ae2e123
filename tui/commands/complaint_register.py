"""`avvik complaint register …`: one complaint by hand, with a receipt to the student (R108–R118; D21)."""

from datetime import date
from typing import Any, Final

from core.desk import Desk
from core.desk.complaints import Registered
from core.desk.shown import Shown
from core.domain.calendar import local
from core.domain.case import Reporter
from core.domain.complaint.case import Complaint, Part, Type
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.grades import SCALES, WHOLE
from core.domain.complaint.registering import Lodged
from core.errors import Refused
from core.intake.vocabulary import LANGUAGES
from tui.commands.acts import warn, warnings_json
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.document import document
from tui.commands.registering import Register, address_of
from tui.fields import Field

FIELDS: Final = (
    Field("course", True),
    Field("term", True),
    Field("unit", True),
    Field("type", True, "choice", tuple(each.value for each in Type)),
    Field("grade", True),
    Field("scale", False, "choice", tuple(SCALES)),
    Field("announced", True, "day"),
    Field("student_number", True),
    Field("student_name", True),
    Field("student_email", True),
    Field("language", True, "choice", tuple(sorted(LANGUAGES))),
    Field("received", False, "day"),
    Field("sent", False, "day"),
    Field("part", False),
    Field("parts", False, many=True),
    Field("caseworker", False, "login"),
    Field("journal", False),
    Field("programme", False),
    Field("reference", False),
    Field("reasons", False, "words"),
    Field("remark", False, "words"),
    Field("diploma", False, "choice", ("none", "paper", "digital", "both")),
    Field("diploma_state", False, "choice", tuple(each.value for each in Issue)),
    Field("diploma_issued", False, "day"),
)
EXAMPLE: Final = (
    "avvik complaint register --course TDT4100 --term '2026 HØST' --unit IE-IDI --type SENSUR --grade C"
    " --announced 2026-11-02 --student-number 900001 --student-name 'Kari Nordmann'"
    " --student-email kari@stud.example.org --language nb --received 2026-11-10 --caseworker ola"
)


def _make(call: Call, values: dict[str, Any], as_json: bool) -> None:
    lodged = _lodged(values, local(call.now(), call.settings.deadlines.timezone))

    async def job(desk: Desk) -> tuple[Registered, Shown]:
        done = await desk.complaints.register(call.who, lodged)
        return done, await desk.shows.case(call.who, done.id)

    done, shown = call.work(job)
    if as_json:
        call.out(dumps({**document(shown, call.settings), "warnings": warnings_json(done.warnings)}))
        return
    call.out(call.say("cmd.complaint_registered", case=done.id))
    warn(call, done.warnings)


register = Register(FIELDS, _make, EXAMPLE)


def _lodged(values: dict[str, Any], today: date) -> Lodged:
    """What was typed, as a complaint. Refused: intake.invalid_email, parts.unreadable."""
    email = address_of(values["student_email"])
    parts = tuple(_part(text) for text in values.get("parts", ()))
    complaint = Complaint(
        type=Type(values["type"]),
        student_number=values["student_number"],
        term=values["term"],
        announced=values["announced"],
        received_on=values.get("received") or today,
        sent_on=values.get("sent"),
        original_grade=values["grade"],
        scale=values.get("scale", "letters"),
        part=values.get("part", ""),
        part_weight=next((part.weight for part in parts if part.name == values.get("part", "")), None),
        parts=parts,
        journal_number=values.get("journal", ""),
        student_reasons=values.get("reasons", ""),
        remark=values.get("remark", ""),
        diploma=_diploma(values),
    )
    student = Reporter(values["student_name"], email, "student", values["language"])
    return Lodged(
        reference=values.get("reference", ""),
        unit=values["unit"],
        course=values["course"],
        student=student,
        complaint=complaint,
        caseworker=values.get("caseworker"),
        programme=values.get("programme", ""),
    )


def _diploma(values: dict[str, Any]) -> Diploma:
    """What is known of the diploma; one with a day on which it was issued has been sent."""
    issued: date | None = values.get("diploma_issued")
    state = Issue(values.get("diploma_state") or ("sent" if issued else "none"))
    return Diploma(kinds_of(values.get("diploma", "none")), state, issued if state is Issue.SENT else None)


def _part(text: str) -> Part:
    """`Prosjekt:40:B`: name, weight in per cent, grade."""
    name, _, rest = text.partition(":")
    weight, _, grade = rest.partition(":")
    if not (name.strip() and weight.isascii() and weight.isdecimal() and int(weight[:9]) <= WHOLE and grade.strip()):
        raise Refused("parts.unreadable", part=text)
    return Part(name.strip(), int(weight[:9]), grade.strip())
