"""The grade of a round: what it decides, or that a third is called for (R124–R127, R134, R142–R145; L16, L17)."""

from dataclasses import dataclass
from datetime import date

from core.domain.case import HANDLES
from core.domain.complaint.case import Grade, Phase, Round
from core.domain.complaint.decision import third_due
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.finishing import conclude, require_journal
from core.domain.complaint.grades import gap, mark, on_scale
from core.domain.complaint.treating import past, require_treatable, require_undecided
from core.domain.scene import Change, Scene
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class EnterGrade:
    """Enter the grade of a round, an unchanged one too (R134); `told`: when the student was told, if before today."""

    round: Round
    grade: str
    told: date | None = None


def enter_grade(scene: Scene, act: EnterGrade) -> Change:
    require_treatable(scene)
    require_undecided(scene)
    _require_round(scene, act.round)
    complaint = scene.complaint
    grade = on_scale(act.grade, complaint.scale)
    apart = gap(complaint.original_grade, grade, complaint.scale) if act.round == 2 else complaint.gap
    draft, values = draft_of(scene).set(gap=apart), {"round": str(act.round)}
    if act.round == 2 and third_due(apart):
        return _third(draft, grade).change("grade", values=values | {"gap": str(apart)})
    require_journal(complaint)
    draft = _final(draft, act.round, grade, act.told)
    if not draft.complaint.grades[-1].logged_only:  # what may be deleted from the log is not kept in the history
        values |= {"grade": grade, "mark": mark(grade)}
    return draft.change("grade", values=values)


def _third(draft: Draft, grade: str) -> Draft:
    """Two grades apart or more: logged only, no protocol, no word to the student (R143, R144, L17)."""
    given = Grade(2, grade, draft.scene.today, logged_only=True)
    draft = draft.set(grades=(given,), third=True).to(Phase.THIRD_GRADING)
    return draft.open(draft.scene.open("third_grading", HANDLES))


def _final(draft: Draft, round: Round, grade: str, told: date | None) -> Draft:
    """The result; held back, and the student told nothing, while the verification lock is closed (R185, R187)."""
    scene = draft.scene
    earlier = tuple(each for each in draft.complaint.grades if each.round < round)
    locked = bool(draft.complaint.locks)
    draft = draft.set(grades=(*earlier, Grade(round, grade, scene.today, logged_only=locked)))
    if not locked:
        return conclude(draft, past(scene, told) if told else None)
    if told:
        raise Refused("grade.not_to_be_told")
    return draft.to(Phase.AWAITING_DIPLOMA).met("sensurfrist", "third_grading")


def _require_round(scene: Scene, round: Round) -> None:
    """Refused: grade.third_not_due, grade.round_over, grade.no_commission, grade.not_sent."""
    third = scene.case.state is Phase.THIRD_GRADING
    if round == 3 and not third:
        raise Refused("grade.third_not_due")
    if round == 2 and third:
        raise Refused("grade.round_over")
    commission = scene.complaint.commission(round)
    if commission is None:
        raise Refused("grade.no_commission", round=round)
    if commission.sent_on is None and commission.examiners:
        raise Refused("grade.not_sent", round=round)
