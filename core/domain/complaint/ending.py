"""Ends without a decision on the grade, and taking what came too late (R128, R129, R146; law.md L10, L24)."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain.case import REPORTER
from core.domain.complaint.case import Decision, Phase
from core.domain.complaint.decision import require_untold
from core.domain.complaint.diploma import Outcome
from core.domain.complaint.diploma_held import Kind
from core.domain.complaint.dismissal import BY_THE_DIPLOMA, Ground
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.finishing import conclude, finish, require_journal
from core.domain.complaint.limits import in_time, too_late_for_anything
from core.domain.complaint.returning import missed
from core.domain.complaint.treating import past, require_undecided
from core.domain.parts import Words
from core.domain.privacy import require_no_identity_number, warnings
from core.domain.scene import Change, Scene, required
from core.errors import Refused

CONSIDER: Final = "decide_on_dismissal"
"""«Ta stilling til avvisning» (workflow.md §4)."""


@dataclass(frozen=True, slots=True)
class AcceptLate:
    """Take what came too late all the same: a complaint (L24), or a paper diploma after its date (workflow.md §4)."""

    reason: Words


def accept_late(scene: Scene, act: AcceptLate) -> Change:
    require_undecided(scene)
    reason = required("reason", act.reason)
    complaint, draft = scene.complaint, draft_of(scene)
    if not complaint.late_accepted and not in_time(complaint, scene.terms.closed):
        if too_late_for_anything(complaint):
            raise Refused("late.year")
        draft = draft.set(late_accepted=reason).flag("late_but_accepted")
        return draft.change("accept_late", note=reason, values={"what": "complaint"})
    if complaint.locks and complaint.diploma.returned_on:
        draft = draft.set(locks=frozenset()).done(CONSIDER)
        draft = conclude(draft) if draft.state is Phase.AWAITING_DIPLOMA else draft
        return draft.change("accept_late", note=reason, values={"what": "diploma"})
    raise Refused("late.nothing")


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Dismiss the complaint (AVVIST) on one of the grounds, with reasons to the student (R128, L10)."""

    ground: Ground
    reason: Words


def dismiss(scene: Scene, act: Dismiss) -> Change:
    require_undecided(scene)
    _require_ground(scene, act.ground)
    require_journal(scene.complaint)
    reason = required("reason", act.reason)
    require_no_identity_number("reason", reason)
    require_untold(scene.complaint, reason)
    draft = (
        _without_grades(draft_of(scene))
        .done(CONSIDER)
        .set(
            decision=Decision.DISMISSED,
            basis=act.ground,
            decided_on=scene.today,
            told_on=scene.today,
            reason=reason,
        )
    )
    if act.ground in BY_THE_DIPLOMA and Kind.PAPER in draft.complaint.diploma.kinds:
        draft = draft.say("reject_because_not_returned")
    draft = finish(draft, Outcome.DISMISSED, Phase.DISMISSED)
    draft = draft.tell("M30", REPORTER, ground=act.ground, reason=reason, decided_on=scene.today.isoformat())
    return draft.change("dismiss", values={"ground": act.ground}, warnings=warnings("reason", reason, scene.directory))


def _require_ground(scene: Scene, ground: Ground) -> None:
    """Refused: dismiss.not_late, dismiss.not_missed, dismiss.not_returned, dismiss.returned."""
    complaint = scene.complaint
    if ground == "late" and (complaint.late_accepted or in_time(complaint, scene.terms.closed)):
        raise Refused("dismiss.not_late")
    if ground not in BY_THE_DIPLOMA:
        return
    if not missed(complaint, scene.today, scene.terms.closed):
        raise Refused("dismiss.not_missed")
    returned = complaint.diploma.returned_on is not None
    if returned != (ground == "diploma_returned_late"):
        raise Refused("dismiss.returned" if returned else "dismiss.not_returned")


@dataclass(frozen=True, slots=True)
class WithdrawComplaint:
    """The student has withdrawn the complaint (TRUKKET), before it was decided (R129)."""

    on: date


def withdraw_complaint(scene: Scene, act: WithdrawComplaint) -> Change:
    require_undecided(scene)
    require_journal(scene.complaint)
    on = past(scene, act.on)
    draft = _without_grades(draft_of(scene)).drop(CONSIDER)
    draft = draft.set(decision=Decision.WITHDRAWN, basis="withdrawn", decided_on=on, told_on=on)
    draft = finish(draft, Outcome.WITHDRAWN, Phase.WITHDRAWN)
    return draft.change("withdraw_complaint", values={"on": on.isoformat()})


def _without_grades(draft: Draft) -> Draft:
    """What was only logged goes, here and, by a person, in FS (R146)."""
    if not draft.complaint.grades:
        return draft
    return draft.set(grades=(), log_deleted=True).ask("delete_logged_grade", by=draft.day)
