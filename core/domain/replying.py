"""What the reporter is told while a case takes its time, and what to do when a letter does not arrive.

The preliminary reply (R30, R73; fvl. § 11 a, law.md L2), a message given by phone, post or in a meeting, a corrected
address (workflow.md §1, §3, §6).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.domain.answers import MET_BY, Written
from core.domain.calendar import local
from core.domain.case import HANDLES, REPORTER, Deadline, State
from core.domain.complaint.case import Phase
from core.domain.complaint.decision import require_untold
from core.domain.deadline import last_day
from core.domain.parts import Words
from core.domain.post import Notice
from core.domain.privacy import require_no_identity_number, warnings
from core.domain.scene import Change, Scene, required
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Reply:
    """A preliminary reply: why it takes time, and when the answer comes; that date is a promise (R30, R73)."""

    reason: Words
    expected: date


def reply(scene: Scene, act: Reply) -> Change:
    reason = required("reason", act.reason)
    require_no_identity_number("reason", reason)
    if scene.case.complaint:
        require_untold(scene.case.complaint, reason)
    promise = scene.open("promise", HANDLES, given=act.expected)
    return scene.change(
        "reply",
        opens=[promise],
        updates=(*scene.met("preliminary_reply", "promise"), *_follow_up(scene, act.expected)),
        tells=[scene.tell("M9", REPORTER, reason=reason, expected_on=act.expected.isoformat())],
        note=reason,
        values={"expected": act.expected.isoformat()},
        warnings=warnings("reason", reason, scene.directory),
    )


def _follow_up(scene: Scene, expected: date) -> list[Deadline]:
    """The case's own date moves with the promise, never back: «close, or moved» (workflow.md §5)."""
    return [scene.moved(d, expected) for d in scene.case.owed("follow_up") if last_day(d) < expected]


@dataclass(frozen=True, slots=True)
class Told:
    """The reporter got a message by other means than mail (workflow.md §1)."""

    what: Literal["M2", "M7", "M8", "M9", "M23", "M24", "M25", "M28", "M33", "M17", "M21", "M29", "M30", "M32", "M34"]
    how: Literal["phone", "post", "meeting"]
    on: date


@dataclass(frozen=True, slots=True)
class StudentTold(Told):
    """The student got a message by other means than mail: one of the letters of a complaint (workflow.md §1)."""

    what: Literal["M9", "M17", "M21", "M25", "M29", "M30", "M32", "M34"]


def told(scene: Scene, act: Told) -> Change:
    if all(letter.template != act.what for letter in scene.letters):
        raise Refused("told.no_letter", what=act.what)
    if act.on > scene.today:
        raise Refused("date.future", date=act.on)
    if act.on < local(scene.case.received_at, scene.terms.timezone):
        raise Refused("told.before_case", date=act.on)
    return scene.change(
        "told",
        updates=_met_again(scene, (act.what,)),
        values={"what": act.what, "on": act.on.isoformat()},
        how=act.how,
        told=(act.what, act.on),
    )


@dataclass(frozen=True, slots=True)
class CorrectAddress:
    """Correct the reporter's address; what did not arrive is sent again, to the new one."""

    email: str
    why: Words


def correct_address(scene: Scene, act: CorrectAddress) -> Change:
    why, email = required("why", act.why), required("email", act.email)
    if email == scene.case.reporter.email:
        raise Refused("reporter.same")
    again = _unreached(scene.letters)
    return scene.change(
        "reporter",
        head={"reporter": replace(scene.case.reporter, email=email)},
        updates=_met_again(scene, again),
        tells=[Notice(letter.template, REPORTER, letter.facts) for letter in again.values()],
        note=why,
    )


def _unreached(letters: tuple[Written, ...]) -> dict[str, Written]:
    """The newest letter of each kind, where it did not arrive."""
    newest = {letter.template: letter for letter in letters}
    return {template: letter for template, letter in newest.items() if letter.unreached}


def _met_again(scene: Scene, templates: Mapping[str, Written] | tuple[str, ...]) -> tuple[Deadline, ...]:
    """What a failed answer had left owed is discharged now; a case that was reopened owes its answer anew."""
    ended = scene.case.state in (State.CLOSED, State.REJECTED, Phase.FINISHED, Phase.DISMISSED)
    kinds = [kind for template in templates if template in MET_BY and (ended or template == "M9")
             for kind in MET_BY[template]]  # fmt: skip
    return scene.met(*kinds) if kinds else ()
