"""Measures: given to an owner, accepted or declined, carried out, reported (workflow.md §3; R45–R52, R74–R82)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal

from core.domain.case import HANDLES, Deadline, Party, State, Task, TaskState
from core.domain.deadline import last_day
from core.domain.parts import Login, Whom, Words
from core.domain.people import LINE_LEADERS
from core.domain.post import Notice
from core.domain.reached import resolve
from core.domain.scene import Change, Scene, required
from core.errors import Refused

How = Literal["phone", "mail", "meeting"]
Warnings = tuple[tuple[str, Mapping[str, object]], ...]

OWNERS: Final = frozenset({"course_responsible", *LINE_LEADERS})
"""Roles that measures are given to: «emneansvarlig, instituttleder eller dekan» (R47)."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Give a measure to an owner: a person, or whoever answers for a unit (R45–R47)."""

    owner: Whom
    text: Words
    due: date | None = None


def measure(scene: Scene, act: Measure) -> Change:
    owner = scene.whom(act.owner)
    text = required("text", act.text)
    number = len(scene.case.tasks) + 1
    task = Task(f"{scene.case.id}/{number}", number, "measure", owner, text, TaskState.ASSIGNED)
    scene = replace(scene, task=task)
    opens = _obligations(scene, task.owner, act.due)
    return scene.change(
        "measure",
        # A new measure puts a case that waited for its closing back to work.
        head={"state": State.IN_PROGRESS},
        tasks=[task],
        opens=opens,
        tells=[_assigned(scene, task, opens)],
        values={"owner": owner.id},
        warnings=(*_no_role(scene, owner), *scene.later_than_follow_up(*opens)),
    )


@dataclass(frozen=True, slots=True)
class Reassign:
    """Give a measure to another owner: text and number are kept, acceptance starts anew (workflow.md §3)."""

    to: Whom
    due: date | None = None


def reassign(scene: Scene, act: Reassign) -> Change:
    old, owner = scene.measure, scene.whom(act.to)
    if old.owner == owner and old.state is not TaskState.DECLINED:
        raise Refused("assign.same", login=owner.id)
    task = replace(old, owner=owner, state=TaskState.ASSIGNED, reason="")
    measure_due = scene.case.open_deadlines("measure")
    kept = next((last_day(d) for d in measure_due if d.task == old.id and last_day(d) >= scene.today), None)
    opens = _obligations(scene, task.owner, act.due or kept)
    tells = [_assigned(scene, task, opens)]
    if old.owner != task.owner and old.state is not TaskState.DECLINED:
        tells.append(_told_owner(scene, old, "reassigned", ""))
    return scene.change(
        "reassign",
        head={"state": State.IN_PROGRESS},
        tasks=[task],
        opens=opens,
        updates=scene.dropped("acceptance", "measure", task=old.id),
        tells=tells,
        values={"to": owner.id},
        warnings=(*_no_role(scene, owner), *scene.later_than_follow_up(*opens)),
    )


@dataclass(frozen=True, slots=True)
class Accept:
    """Take a measure on (R75)."""

    for_: Login | None = None
    how: How | None = None


def accept(scene: Scene, act: Accept) -> Change:
    task = replace(scene.measure, state=TaskState.ACCEPTED)
    return scene.change(
        "accept", tasks=[task], updates=scene.met("acceptance", task=task.id), **for_owner(scene, act.for_, act.how)
    )


@dataclass(frozen=True, slots=True)
class Decline:
    """Say that one is not the right person (R75, R82)."""

    reason: Words
    for_: Login | None = None
    how: How | None = None


def decline(scene: Scene, act: Decline) -> Change:
    reason = required("reason", act.reason)
    task = replace(scene.measure, state=TaskState.DECLINED, reason=reason)
    return scene.change(
        "decline",
        tasks=[task],
        updates=(*scene.met("acceptance", task=task.id), *scene.dropped("measure", task=task.id)),
        tells=[to_handler(scene, "M15", task, what="declined")],
        note=task.reason,
        **for_owner(scene, act.for_, act.how),
    )


@dataclass(frozen=True, slots=True)
class Complete:
    """Report what was done; the last one leaves the case awaiting its closing (R79, R80)."""

    report: Words
    for_: Login | None = None
    how: How | None = None


def complete(scene: Scene, act: Complete) -> Change:
    report = required("report", act.report)
    task = replace(scene.measure, state=TaskState.COMPLETED, report=report)
    left = _others_open(scene, task)
    return scene.change(
        "complete",
        head={"state": State.IN_PROGRESS if left else State.AWAITING_CLOSURE},
        tasks=[task],
        updates=scene.met("acceptance", "measure", task=task.id),
        tells=[to_handler(scene, "M6", task, open_measures=str(left))],
        note=task.report,
        **for_owner(scene, act.for_, act.how),
    )


@dataclass(frozen=True, slots=True)
class ReturnMeasure:
    """Ask the owner to do more, by a new date."""

    reason: Words
    due: date


def return_measure(scene: Scene, act: ReturnMeasure) -> Change:
    reason = required("reason", act.reason)
    task = replace(scene.measure, state=TaskState.ACCEPTED, report="")
    due = scene.open("measure", task.owner, given=act.due)
    return scene.change(
        "return_measure",
        head={"state": State.IN_PROGRESS},
        tasks=[task],
        opens=[due],
        tells=[_told_owner(scene, task, "returned", due.due_on.isoformat())],
        note=reason,
    )


@dataclass(frozen=True, slots=True)
class Cancel:
    """Call a measure off."""

    reason: Words


def cancel(scene: Scene, act: Cancel) -> Change:
    reason = required("reason", act.reason)
    old = scene.measure
    task = replace(old, state=TaskState.CANCELLED, reason=reason)
    done = any(t.state is TaskState.COMPLETED for t in scene.case.measures)
    waits = done and not _others_open(scene, task)
    return scene.change(
        "cancel",
        head={"state": State.AWAITING_CLOSURE if waits else State.IN_PROGRESS},
        tasks=[task],
        updates=scene.dropped("acceptance", "measure", task=task.id),
        tells=[] if old.state is TaskState.DECLINED else [_told_owner(scene, old, "cancelled", "")],
        note=task.reason,
    )


def _obligations(scene: Scene, owner: Party, due: date | None) -> list[Deadline]:
    """What a new owner owes: to accept or decline (D8), and the measure itself, four weeks unless a date is set."""
    return [scene.open("acceptance", owner), scene.open("measure", owner, given=due)]


def _assigned(scene: Scene, task: Task, opens: list[Deadline]) -> Notice:
    acceptance, due = (deadline.due_on.isoformat() for deadline in opens)
    return scene.tell("M3", task.owner, measure=task.id, accept_by=acceptance, due_on=due)


def to_handler(scene: Scene, template: str, task: Task, **facts: str) -> Notice:
    role = "handler" if scene.case.handler else "contact"
    return scene.tell(template, HANDLES, measure=task.id, role=role, due_on=scene.due("follow_up"), **facts)


def _told_owner(scene: Scene, task: Task, what: str, due_on: str) -> Notice:
    return scene.tell("M27", task.owner, measure=task.id, what=what, due_on=due_on)


def _others_open(scene: Scene, task: Task) -> int:
    return sum(other.open for other in scene.case.measures if other.id != task.id)


def _no_role(scene: Scene, owner: Party) -> Warnings:
    """R47 names who owns measures; anybody else may, and it is said (workflow.md §1)."""
    roles = {role.role for role in scene.directory.roles_of(owner.id)}
    return () if owner.kind == "role" or roles & OWNERS else (("measure.no_role", {"login": owner.id}),)


def for_owner(scene: Scene, for_: str | None, how: str | None) -> dict[str, Any]:
    """On whose behalf: the owner's own act, a stand-in's, or the handler's, who says how it was agreed (§1).

    Refused: measure.not_owner when `for_` is somebody else, measure.how when it is not said how.
    """
    party, me = scene.measure.owner, scene.standing.actor.login
    owner = party.id
    if for_ is not None and for_ != owner:
        raise Refused("measure.not_owner", login=for_)
    if scene.measure.id in scene.standing.owns and for_ is None:
        if party.kind == "role":
            reached = resolve(party, scene.case, scene.directory, scene.today)
            return {"on_behalf_of": next((each.instead_of for each in reached if each.login == me), None)}
        return {} if owner == me else {"on_behalf_of": owner}
    if how is None:
        raise Refused("measure.how")
    return {"on_behalf_of": owner, "how": how}
