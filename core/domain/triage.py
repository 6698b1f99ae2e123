"""The contact's acts on a report: through the gate to approval, rejection or transfer (workflow.md §2–3, R41–R63)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from core.domain import gate
from core.domain.case import HANDLES, REPORTER, Consultation, State, role_at
from core.domain.people import LINE_LEADERS
from core.domain.privacy import require_no_identity_number
from core.domain.scene import Change, Scene
from core.errors import Refused

QUALITY_DEPARTMENT: Final = "quality_department"
THIRD_HOP: Final = 2
"""Transfers between faculties after which only the quality department may receive (workflow.md §2)."""


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
        head={"state": State.IN_PROGRESS},
        detail={"gate": tuple(answers.items())},
        ends=scene.met("triage"),
        tells=[scene.tell("M2", REPORTER, expected_on=scene.due("follow_up"))],
        values=answers,
    )


@dataclass(frozen=True, slots=True)
class Reject:
    """Reject a report with a reason, which is sent to the reporter (R61, R62)."""

    kind: Literal["whistleblowing", "outside", "channels", "personnel"]
    reason: str
    refer_to: str | None = None


def reject(scene: Scene, act: Reject) -> Change:
    case = scene.case
    reason = _required("reason", act.reason)
    require_no_identity_number("reason", reason)
    if act.kind == "personnel" and not case.consultations:
        raise Refused("gate.not_consulted")
    if act.refer_to:
        _unit(scene, act.refer_to)
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
        ends=(*scene.met("triage", "preliminary_reply"), *scene.dropped("follow_up")),
        tells=[scene.tell("M8", REPORTER, **facts)],
        values={"kind": act.kind},
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
    values = {"on": act.on.isoformat()}
    return scene.change("reregistered", ends=scene.met("reregister"), note=act.ref.strip(), values=values)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Send a report on: to the faculty's HSE coordinator, or to another faculty (R41, R60)."""

    to: str
    reason: str
    sensitive: Literal["no", "masked"] | None = None


def transfer(scene: Scene, act: Transfer) -> Change:
    _required("reason", act.reason)
    return _to_hse(scene, act) if act.to == "hse" else _to_faculty(scene, act)


def _to_hse(scene: Scene, act: Transfer) -> Change:
    """Danger goes first, masking after; the coordinator reads the case (workflow.md §2)."""
    faculty = scene.case.faculty
    coordinator = role_at("hse_coordinator", faculty)
    received = scene.open("hse_received", coordinator)
    due_on = received.due_on.isoformat()
    why = {"why": "hse", "to_unit": faculty, "due_on": due_on, "expected_on": ""}
    return scene.change(
        "transfer",
        head={"state": State.TRANSFERRED},
        detail={"transferred_to": "hse"},
        opens=[received],
        ends=scene.met("triage"),
        tells=[scene.tell("M10", coordinator, due_on=due_on), scene.tell("M24", REPORTER, **why)],
        note=act.reason.strip(),
        values={"to": "hse"},
    )


def _to_faculty(scene: Scene, act: Transfer) -> Change:
    case = scene.case
    unit = _unit(scene, act.to)
    faculty = scene.directory.faculty_of(unit)
    if faculty == case.faculty:
        raise Refused("transfer.same", unit=act.to)
    if not scene.directory.holders("contact", faculty):
        raise Refused("transfer.no_contact", unit=faculty)
    if case.detail.hops >= THIRD_HOP and not scene.directory.holders(QUALITY_DEPARTMENT, faculty):
        raise Refused("transfer.third_hop")
    _require_masked(scene, act.sensitive)
    return _hand_over(scene, "transfer", unit, act.reason, hops=case.detail.hops + 1)


def _require_masked(scene: Scene, answer: str | None) -> None:
    """Masking precedes a faculty transfer: said by the contact, or, when nothing is said, by what the text shows."""
    detail = scene.case.detail
    if answer == "masked" and not scene.case.masked:
        raise Refused("gate.not_masked")
    if answer is None:
        for text in (scene.case.title, detail.description, detail.tried_channels):
            require_no_identity_number("text", text)


def _hand_over(scene: Scene, kind: str, unit: str, reason: str, hops: int) -> Change:
    """`received` at the other faculty: the first date of receipt and the follow-up date stay (workflow.md §2)."""
    case = scene.case
    faculty = scene.directory.faculty_of(unit)
    contact = role_at("contact", faculty)
    theirs = replace(scene, terms=replace(scene.terms, faculty=faculty))  # whose rules date their triage (R105)
    triage = theirs.open("triage", contact)
    expected_on = scene.due("follow_up")
    told = {"faculty": faculty, "due_on": triage.due_on.isoformat(), "expected_on": expected_on}
    why = "returned" if kind == "return" else "quality" if case.detail.hops >= THIRD_HOP else "faculty"
    return scene.change(
        kind,
        head={
            "state": State.RECEIVED,
            "faculty": faculty,
            "unit": unit,
            "handler": None,
            "readers": tuple(dict.fromkeys((*(r for r in case.readers if r != faculty), case.faculty))),
            "came_from": (case.unit,),
        },
        detail={"hops": hops},
        opens=[triage],
        ends=scene.met("triage"),
        tells=[
            scene.tell("M11", contact, what=kind, role="contact", from_unit=case.faculty, **told),
            scene.tell("M24", REPORTER, why=why, to_unit=faculty, due_on=told["due_on"], expected_on=expected_on),
        ],
        note=reason.strip(),
        values={"to": unit},
    )


@dataclass(frozen=True, slots=True)
class Receive:
    """The HSE coordinator takes the case over; it leaves our clock (R84)."""


def receive(scene: Scene, act: Receive) -> Change:
    if not scene.case.open_deadlines("hse_received"):
        raise Refused("receive.done")
    ends = (*scene.met("hse_received"), *scene.dropped("follow_up", "preliminary_reply"))
    return scene.change("receive", ends=ends)


@dataclass(frozen=True, slots=True)
class Return:
    """Send a report back to where it came from: «ikke HMS», or not ours either."""

    reason: str


def return_(scene: Scene, act: Return) -> Change:
    reason = _required("reason", act.reason)
    case = scene.case
    if case.detail.transferred_to == "hse":
        return _from_hse(scene, reason)
    return _hand_over(scene, "return", case.came_from[-1], reason, case.detail.hops)


def _from_hse(scene: Scene, reason: str) -> Change:
    if not scene.case.open_deadlines("hse_received"):
        raise Refused("receive.done")
    faculty = scene.case.faculty
    contact = role_at("contact", faculty)
    triage = scene.open("triage", contact)
    told = {"due_on": triage.due_on.isoformat(), "expected_on": scene.due("follow_up")}
    return scene.change(
        "return",
        head={"state": State.RECEIVED},
        detail={"transferred_to": ""},
        opens=[triage],
        ends=scene.met("hse_received"),
        tells=[
            scene.tell("M11", contact, what="return", role="contact", from_unit=faculty, **told),
            scene.tell("M24", REPORTER, why="returned", to_unit=faculty, **told),  # who was told that it went to HSE
        ],
        note=reason,
    )


@dataclass(frozen=True, slots=True)
class Consult:
    """The head of department was conferred with; a date, who and a code, no words about the person (R42)."""

    with_: str
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

    to: str


def assign(scene: Scene, act: Assign) -> Change:
    person = scene.colleague(act.to)
    if scene.case.handler == person.login:
        raise Refused("assign.same", login=person.login)
    handles = any(r.login == person.login and r.role in ("handler", "contact") for r in scene.directory.roles)
    warnings = () if handles else (("assign.no_role", {"login": person.login}),)
    told = {"from_unit": scene.case.faculty, "due_on": scene.due("follow_up"), "expected_on": scene.due("follow_up")}
    return scene.change(
        "assign",
        head={"handler": person.login},
        tells=[scene.tell("M11", HANDLES, what="assign", role="handler", **told)],
        values={"to": person.login},
        warnings=warnings,
    )


def _required(name: str, text: str) -> str:
    if not text.strip():
        raise Refused("text.empty", field=name)
    return text.strip()


def _unit(scene: Scene, code: str) -> str:
    if code not in scene.directory.units:
        raise Refused("unit.unknown", unit=code)
    return code
