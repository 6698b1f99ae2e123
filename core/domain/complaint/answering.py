"""The ends of the two other types: reasons given; a formal error upheld, or on to the appeal body (§4; L13, L14)."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from core.domain.complaint.case import Decision
from core.domain.complaint.diploma import Outcome
from core.domain.complaint.draft import draft_of
from core.domain.complaint.finishing import finish, require_journal
from core.domain.complaint.treating import past, require_treatable
from core.domain.scene import Change, Scene
from core.errors import Refused

APPEAL: Final = "send_to_appeal_body"


@dataclass(frozen=True, slots=True)
class GiveReasons:
    """Reasons for a grade have been given to the student (R110)."""

    given: date


def give_reasons(scene: Scene, act: GiveReasons) -> Change:
    require_treatable(scene)
    require_journal(scene.complaint)
    given = past(scene, act.given)
    draft = draft_of(scene).set(explanation_given=given, basis="reasons_given")
    return finish(draft, Outcome.UNCHANGED).change("reasons", values={"given": given.isoformat()})


@dataclass(frozen=True, slots=True)
class DecideFormal:
    """Decide on a formal error: upheld, the grade is annulled; not upheld, the appeal body decides (L14).

    `told`: when the student was told. Of a new grade FS tells the student (R126, R135), of this nobody does by itself.
    """

    upheld: Literal["yes", "no"]
    told: date | None = None


def decide_formal(scene: Scene, act: DecideFormal) -> Change:
    require_treatable(scene)
    complaint = scene.complaint
    require_journal(complaint)
    if complaint.locks:
        raise Refused("complaint.locked")
    upheld = act.upheld == "yes"
    draft = draft_of(scene).set(
        decision=Decision.FAVOUR if upheld else Decision.UNCHANGED,
        basis="formal_error_upheld" if upheld else "formal_error_not_upheld_send_to_appeal_body",
        decided_on=scene.today,
        told_on=past(scene, act.told) if act.told else None,
    )
    draft = finish(draft, Outcome.ANNULLED if upheld else Outcome.UNCHANGED)
    draft = draft if upheld else draft.ask(APPEAL)
    said = {"upheld": act.upheld}
    return draft.change("formal", values=said, warnings=() if act.told else (("complaint.untold", {}),))


@dataclass(frozen=True, slots=True)
class SendToAppealBody:
    """The complaint has been sent on to the appeal body (workflow.md §4)."""

    sent: date


def send_to_appeal_body(scene: Scene, act: SendToAppealBody) -> Change:
    draft = draft_of(scene)
    if APPEAL not in draft.open_codes():
        raise Refused("appeal.not_due")
    sent = past(scene, act.sent)
    return draft.done(APPEAL, on=sent).set(appealed_on=sent).change("appeal", values={"sent": sent.isoformat()})
