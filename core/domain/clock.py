"""Acts on a running deadline: moved, extended, standing still, running again (workflow.md §3, §5; law.md L25)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from core.domain import dates
from core.domain.calendar import DAY, Period
from core.domain.case import Deadline, Due
from core.domain.dates import Dates, Step
from core.domain.deadline import INSTITUTION, last_day
from core.domain.parts import Words
from core.domain.post import Notice
from core.domain.scene import Change, Scene, required
from core.domain.terms import Terms
from core.errors import Refused

MOVABLE: Final = frozenset({"follow_up", "acceptance", "measure", "hearing"})
"""The others are a duty to the reporter, whose remedy is a preliminary reply, or a step that is simply to be taken."""
OWED_BY_OTHERS: Final = MOVABLE - {"follow_up"}


def acts_on(deadline: Deadline) -> tuple[str, ...]:
    """The acts that a deadline takes as it stands, by name, whoever may do them."""
    if deadline.state is Due.PAUSED:
        return ("resume",)
    if deadline.state is not Due.OPEN or deadline.kind not in MOVABLE:
        return ()
    return ("move", "extend", "pause") if deadline.kind in OWED_BY_OTHERS else ("move", "pause")


@dataclass(frozen=True, slots=True)
class Move:
    """Move a deadline to another date."""

    due: date
    reason: Words


def move(scene: Scene, act: Move) -> Change:
    return _dated(scene, "move", act.due, act.reason)


@dataclass(frozen=True, slots=True)
class Extend:
    """Give whoever owes it more time, at their request."""

    due: date
    reason: Words


def extend(scene: Scene, act: Extend) -> Change:
    clock = scene.clock
    if clock.kind not in OWED_BY_OTHERS:
        raise Refused("deadline.nobody_asks", kind=clock.kind)
    if act.due <= last_day(clock):
        raise Refused("deadline.not_later", date=last_day(clock))
    return _dated(scene, "extend", act.due, act.reason)


def _dated(scene: Scene, kind: str, due: date, why: str) -> Change:
    clock = _running(scene)
    reason = required("reason", why)
    moved = scene.moved(clock, due)
    owed_later = moved.kind in OWED_BY_OTHERS and moved.due_on > clock.due_on
    return scene.change(
        kind,
        updates=[moved],
        tells=_told(scene, moved),
        note=reason,
        values={"kind": clock.kind, "from": last_day(clock).isoformat(), "to": last_day(moved).isoformat()},
        warnings=(*(scene.later_than_follow_up(moved) if owed_later else ()), *_reporter_waits(clock, moved)),
    )


@dataclass(frozen=True, slots=True)
class Pause:
    """Let a deadline stand still while the delay is beyond our control (law.md L25); the reasons are a closed list."""

    reason: Literal["reporter", "third_party", "authority", "outage"]


def pause(scene: Scene, act: Pause) -> Change:
    clock = _running(scene)
    paused = replace(clock, state=Due.PAUSED, paused_on=scene.today, next_on=None)
    return scene.change("pause", updates=[paused], values={"kind": clock.kind, "reason": act.reason})


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a deadline run again: its date moves by as many days as it stood still."""

    reason: Literal["answered", "given_up", "over"]


def resume(scene: Scene, act: Resume) -> Change:
    clock = scene.clock
    if clock.state is not Due.PAUSED or clock.paused_on is None:
        raise Refused("deadline.not_paused")
    stood = scene.today - clock.paused_on
    when = _later_by(stood.days, clock, scene.terms)
    why = Step("paused", (clock.paused_on.isoformat(), scene.today.isoformat(), str(stood.days)))
    moved = scene.redated(clock, when, why)
    return scene.change(
        "resume",
        updates=[moved],
        tells=_told(scene, moved) if stood else [],
        values={"kind": clock.kind, "reason": act.reason, "to": last_day(moved).isoformat()},
        warnings=_reporter_waits(clock, moved),
    )


def _later_by(days: int, clock: Deadline, terms: Terms) -> Dates:
    """The deadline's dates so many days later, as a sum that its trace can say."""
    closed, duty = terms.closed, clock.kind in INSTITUTION
    if 0 < days < 1000:
        return dates.due(clock.raw_on, Period(days, "day"), closed, duty=duty)
    return dates.due_given(clock.raw_on + days * DAY, closed, duty=duty)


def _running(scene: Scene) -> Deadline:
    """The deadline, when it runs and may be moved. Refused: deadline.not_open, deadline.not_movable."""
    clock = scene.clock
    if clock.kind not in MOVABLE:
        raise Refused("deadline.not_movable", kind=clock.kind)
    if clock.state is not Due.OPEN:
        raise Refused("deadline.not_open", state=clock.state.value)
    return clock


def _told(scene: Scene, moved: Deadline) -> list[Notice]:
    """Whoever carries out a measure or was asked hears of the new date; the reporter is not written to about it."""
    due_on, task = moved.due_on.isoformat(), moved.task or ""
    if moved.owner.kind == "reporter" or moved.kind not in OWED_BY_OTHERS:
        return []
    if moved.kind == "hearing":
        return [scene.tell("M12", moved.owner, what="moved", task=task, due_on=due_on)]
    what = "moved" if moved.kind == "measure" else "answer_moved"
    return [scene.tell("M27", moved.owner, measure=task, what=what, due_on=due_on)]


def _reporter_waits(was: Deadline, now: Deadline) -> tuple[tuple[str, dict[str, object]], ...]:
    """A later date for the case than the reporter has been told calls for a preliminary reply (M9)."""
    if now.kind != "follow_up" or last_day(now) <= last_day(was):
        return ()
    return (("deadline.reporter_waits", {"date": last_day(was)}),)
