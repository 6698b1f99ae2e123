"""Acts on a case under treatment: masking, assessment, notes, closing (workflow.md §3; R44, R53, R66–R71, D1)."""

from dataclasses import dataclass, replace
from typing import Literal

from core.domain.case import REPORTER, Severity, State, TaskState
from core.domain.parts import Words
from core.domain.policy import Relation
from core.domain.privacy import MASK, mask, require_no_identity_number, warnings
from core.domain.scene import Change, Scene, relation_of, required
from core.errors import Forbidden, Refused


@dataclass(frozen=True, slots=True)
class Mask:
    """Mask personal data that stands in the case's words, everywhere it was kept (R4, R56)."""

    span: tuple[str, ...]
    why: Words


def mask_(scene: Scene, act: Mask) -> Change:
    case, detail = scene.case, scene.case.detail
    spans = tuple(span for span in act.span if span.strip())
    if not spans:
        raise Refused("mask.nothing")
    why = required("why", act.why)
    texts = _words(scene)
    for place, span in enumerate(spans, 1):
        if not any(span in text for text in texts) or span.strip() in MASK:
            raise Refused("mask.no_such_span", place=place)
    return scene.change(
        "mask",
        head={"title": mask(case.title, spans), "masked": True},
        detail={
            "description": mask(detail.description, spans),
            "tried_channels": mask(detail.tried_channels, spans),
        },
        note=mask(why, spans),
        values={"count": str(len(spans))},
        masks=spans,
        undoable=False,
    )


def _words(scene: Scene) -> tuple[str, ...]:
    case, detail = scene.case, scene.case.detail
    reported = (case.title, detail.description, detail.tried_channels)
    assessed = (detail.consequence, detail.cause, detail.reason, detail.outcome, detail.answer, detail.no_measure)
    return (
        *reported,
        *assessed,
        *scene.notes,
        *(words for t in case.tasks for words in (t.text, t.report, t.reason, t.proposal)),
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """Assess severity, consequence and cause (R44, R88)."""

    severity: Literal["low", "medium", "high", "critical"]
    consequence: Words
    cause: Words = ""


def rate(scene: Scene, act: Rate) -> Change:
    consequence = required("consequence", act.consequence)
    detail = {
        "severity": Severity(act.severity),
        "consequence": consequence,
        "cause": act.cause.strip() or scene.case.detail.cause,
    }
    return scene.change("rate", detail=detail, values={"severity": act.severity})


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note in the history (R68)."""

    text: Words


def note(scene: Scene, act: Note) -> Change:
    text = required("text", act.text)
    return scene.change("note", note=text)


@dataclass(frozen=True, slots=True)
class Close:
    """Close the case: the outcome for the record, the answer to the reporter (R53, R71, D2)."""

    outcome: Words
    answer: Words
    no_measure: Words | None = None
    with_duplicates: bool = False


def close(scene: Scene, act: Close) -> Change:
    _require_may_close(scene)
    missing = missing_to_close(scene, act)
    if missing:
        raise Refused(missing[0], missing=len(missing))
    require_no_identity_number("answer", act.answer)
    question = scene.case.question
    return scene.change(
        "close",
        tasks=[replace(question, state=TaskState.CANCELLED)] if question else (),
        head={"state": State.CLOSED, "closed_at": scene.now},
        detail={
            "outcome": act.outcome.strip(),
            "answer": act.answer.strip(),
            "no_measure": (act.no_measure or "").strip(),
        },
        updates=(*scene.dropped(), *scene.met("follow_up", "preliminary_reply", "promise")),
        tells=[scene.tell("M7", REPORTER, answer=act.answer.strip(), closed_on=scene.today.isoformat())],
        warnings=warnings("answer", act.answer, scene.directory),
    )


def missing_to_close(scene: Scene, act: Close | None = None) -> tuple[str, ...]:
    """What still stands between the case and its closing, as message ids; without `act` also what it must say."""
    case = scene.case
    done = [task for task in case.measures if task.state is TaskState.COMPLETED]
    checks = (
        ("close.no_severity", case.detail.severity is None),
        ("close.open_measure", any(task.open for task in case.measures)),
        ("close.open_hearing", any(task.open for task in case.hearings)),
        ("close.duplicates", bool(case.duplicates) and not (act and act.with_duplicates)),
        ("close.no_report", any(not task.report for task in done)),
        ("close.no_reason", not done and not (act and (act.no_measure or "").strip())),
        ("close.no_outcome", not (act and act.outcome.strip())),
        ("close.no_answer", not (act and act.answer.strip())),
    )
    return tuple(id for id, fails in checks if fails)


def _require_may_close(scene: Scene) -> None:
    """D1: who closes is a setting of the faculty."""
    may = [Relation.SYSTEM, *(Relation(role) for role in scene.terms.closed_by)]
    if relation_of(scene, *may) is None:
        raise Forbidden("close.not_you", roles=", ".join(scene.terms.closed_by))
