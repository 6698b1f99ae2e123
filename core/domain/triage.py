"""The contact's acts on a report: through the gate to approval or rejection, and on to a handler (workflow.md §2–3)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from core.domain import gate
from core.domain.case import HANDLES, REPORTER, Consultation, State, role_at, unit_party
from core.domain.parts import Login, Unit, Words
from core.domain.people import LINE_LEADERS
from core.domain.privacy import require_no_identity_number, warnings
from core.domain.scene import Change, Scene, required
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Approve:
    """Approve a report for treatment; the answers at the gate (R43)."""

    censurable: Literal["no", "yes"]
    hse: Literal["no", "yes"]
    ours: Literal["yes", "no"]
    deviation: Literal["yes", "no"]
    channels: Literal["tried", "hard", "neither"]
    personnel: Literal["no", "consulted", "yes"]
    sensitive: Literal["no", "masked", "yes"]


def approve(scene: Scene, act: Approve) -> Change:
    answers = {question.name: str(getattr(act, question.name)) for question in gate.QUESTIONS}
    gate.require_pass(scene.case, answers)
    return scene.change(
        "approve",
        # Answered «no» to the first question: what was taken for whistleblowing and reopened is an ordinary case again.
        head={"state": State.IN_PROGRESS, "restricted": False},
        detail={"gate": tuple(answers.items())},
        updates=scene.met("triage"),
        tells=[scene.tell("M2", REPORTER, expected_on=scene.promised())],
        values=answers,
    )


@dataclass(frozen=True, slots=True)
class Reject:
    """Reject a report with a reason, which is sent to the reporter (R61, R62)."""

    kind: Literal["whistleblowing", "outside", "channels", "personnel"]
    reason: Words
    refer_to: Unit | None = None


def reject(scene: Scene, act: Reject) -> Change:
    case = scene.case
    reason = required("reason", act.reason)
    require_no_identity_number("reason", reason)
    if act.kind == "personnel" and not case.consultations:
        raise Refused("gate.not_consulted")
    if act.refer_to:
        scene.unit(act.refer_to)
    serious = act.kind == "whistleblowing"
    # The report is re-registered for the reporter, who does not report twice (R62).
    opens = [scene.open("reregister", role_at("contact", case.faculty))] if serious else []
    facts = {
        "kind": act.kind,
        "reason": reason,
        "refer_to": act.refer_to or "",
        "reporter_kind": case.reporter.kind,
        "decided_on": scene.today.isoformat(),
        "due_on": opens[0].due_on.isoformat() if opens else "",
    }
    return scene.change(
        "reject",
        head={"state": State.REJECTED, "restricted": serious or case.restricted},
        detail={"rejection": act.kind, "reason": reason},
        opens=opens,
        updates=(*scene.met("triage", "preliminary_reply"), *scene.dropped("follow_up")),
        tells=[scene.tell("M8", REPORTER, **facts)],
        values={"kind": act.kind},
        warnings=warnings("reason", reason, scene.directory),
    )


@dataclass(frozen=True, slots=True)
class Reregistered:
    """The report now stands in the whistleblowing channel (R62)."""

    on: date
    ref: str = ""


def reregistered(scene: Scene, act: Reregistered) -> Change:
    if not scene.case.open_deadlines("reregister"):
        raise Refused("reregister.not_due")
    if act.on > scene.today:
        raise Refused("date.future", date=act.on)
    on, ref = act.on.isoformat(), act.ref.strip()
    require_no_identity_number("ref", ref)
    office = scene.directory.office("whistleblowing", scene.case.faculty)
    return scene.change(
        "reregistered",
        updates=scene.met("reregister"),
        tells=[scene.tell("M16", unit_party(office.code), on=on, ref=ref)] if office and office.email else [],
        note=ref,
        values={"on": on},
    )


@dataclass(frozen=True, slots=True)
class Consult:
    """The head of department was conferred with; a date, who and a code, no words about the person (R42)."""

    with_: Login
    result: str


_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,23}", re.ASCII)


def consult(scene: Scene, act: Consult) -> Change:
    person = scene.colleague(act.with_)
    roles = {role.role for role in scene.directory.roles if role.login == person.login}
    if roles.isdisjoint(LINE_LEADERS):
        raise Refused("consult.not_leader", login=act.with_)
    if not _CODE.fullmatch(act.result):
        raise Refused("consult.code")
    done = Consultation(person.login, scene.today, act.result)
    return scene.change(
        "consult",
        head={"consultations": (*scene.case.consultations, done)},
        values={"with": person.login, "result": act.result},
    )


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the case to a local handler (R59, R64)."""

    to: Login


def assign(scene: Scene, act: Assign) -> Change:
    person = scene.colleague(act.to)
    if scene.case.handler == person.login:
        raise Refused("assign.same", login=person.login)
    handles = any(r.login == person.login and r.role in ("handler", "contact") for r in scene.directory.roles)
    warnings = () if handles else (("assign.no_role", {"login": person.login}),)
    told = {"from_unit": scene.case.faculty, "due_on": scene.due("follow_up"), "expected_on": scene.promised()}
    return scene.change(
        "assign",
        head={"handler": person.login},
        tells=[scene.tell("M11", HANDLES, what="assign", role="handler", **told)],
        values={"to": person.login},
        warnings=warnings,
    )
