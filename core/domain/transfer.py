"""Sending a report on: to the faculty's HSE coordinator or to another faculty, and back (workflow.md §2, R41, R60)."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from core.domain.case import REPORTER, State, role_at
from core.domain.parts import Unit, Words
from core.domain.privacy import require_no_identity_number
from core.domain.scene import Change, Scene, required
from core.errors import Refused

QUALITY_DEPARTMENT: Final = "quality_department"
THIRD_HOP: Final = 2
"""Transfers between faculties after which only the quality department may receive (workflow.md §2)."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Send a report on: to the faculty's HSE coordinator, or to another faculty (R41, R60)."""

    to: Unit
    reason: Words
    sensitive: Literal["no", "masked"] | None = None


def transfer(scene: Scene, act: Transfer) -> Change:
    required("reason", act.reason)
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
        updates=scene.met("triage"),
        tells=[scene.tell("M10", coordinator, due_on=due_on), scene.tell("M24", REPORTER, **why)],
        note=act.reason.strip(),
        values={"to": "hse"},
    )


def _to_faculty(scene: Scene, act: Transfer) -> Change:
    case = scene.case
    unit = scene.unit(act.to)
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
    theirs = replace(scene, terms=scene.terms.at(faculty))  # whose rules and closed days date their triage (R105)
    triage = theirs.open("triage", contact)
    expected_on = scene.promised()
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
        updates=scene.met("triage"),
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
    updates = (*scene.met("hse_received"), *scene.dropped("follow_up", "preliminary_reply"))
    return scene.change("receive", updates=updates)


@dataclass(frozen=True, slots=True)
class Return:
    """Send a report back to where it came from: «ikke HMS», or not ours either."""

    reason: Words


def return_(scene: Scene, act: Return) -> Change:
    reason = required("reason", act.reason)
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
    told = {"due_on": triage.due_on.isoformat(), "expected_on": scene.promised()}
    return scene.change(
        "return",
        head={"state": State.RECEIVED},
        detail={"transferred_to": ""},
        opens=[triage],
        updates=scene.met("hse_received"),
        tells=[
            scene.tell("M11", contact, what="return", role="contact", from_unit=faculty, **told),
            scene.tell("M24", REPORTER, why="returned", to_unit=faculty, **told),  # who was told that it went to HSE
        ],
        note=reason,
    )
