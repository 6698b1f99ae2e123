"""A step of a tale as an act of the workflow: who does what, on which case or measure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.demo.tales import Step, Tale
from core.domain import handling, measure, transfer, triage
from core.domain.calendar import Period, add
from core.domain.case import Case
from core.domain.people import Directory

UNDO: Final = "undo"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a step is played on: the case as it is, the people, the day."""

    tale: Tale
    case: Case
    directory: Directory
    today: date

    @property
    def contact(self) -> str:
        return self.directory.holders("contact", self.case.faculty)[0]

    @property
    def handles(self) -> str:
        return self.case.handler or self.contact

    @property
    def head(self) -> str:
        return self.directory.holders("head_of_department", self.case.unit)[0]

    @property
    def responsible(self) -> str:
        """Who is responsible for the course."""
        course, roles = self.case.course, self.directory.roles
        return next(role.login for role in roles if role.course == course)


@dataclass(frozen=True, slots=True)
class Play:
    """`who` does `act` on `ref`."""

    who: str
    ref: str
    act: Any


def play(scene: Scene, step: Step) -> Play:
    """What the step means on this case today."""
    verb, tale = step.verb, scene.tale
    if verb in _MEASURE:
        number = int(step.words[0]) if step.words else 1
        task = scene.case.task(number)
        assert task, f"{tale.title}: no measure {number}"
        by_handler = verb in ("phone", "reassign")
        return Play(
            scene.handles if by_handler else task.owner.id, f"{scene.case.id}/{number}", _MEASURE[verb](scene, task)
        )
    if verb == "receive" or (verb == "return" and scene.case.detail.transferred_to == "hse"):
        who = scene.directory.holders("hse_coordinator", scene.case.faculty)[0]
    else:
        who = scene.handles if verb in _BY_WHO_HANDLES else scene.contact
    return Play(who, scene.case.id, _CASE[verb](scene, step.words))


def _approve(scene: Scene, words: tuple[str, ...]) -> triage.Approve:
    hard = scene.tale.said("tried").startswith(("Nei", "No,"))
    return triage.Approve(
        censurable="no",
        hse="no",
        ours="yes",
        deviation="yes",
        channels="hard" if hard else "tried",
        personnel="consulted" if "consulted" in words else "no",
        sensitive="masked" if "masked" in words else "no",
    )


def _reject(scene: Scene, kind: Any) -> triage.Reject:
    return triage.Reject(kind, scene.tale.said("reason"), scene.tale.texts.get("refer_to"))


def _rate(scene: Scene, _words: tuple[str, ...]) -> handling.Rate:
    severity: Any = scene.tale.said("severity", "medium")
    return handling.Rate(severity, scene.tale.said("consequence"), scene.tale.said("cause"))


def _measure(scene: Scene, words: tuple[str, ...]) -> measure.Measure:
    number = words[0] if words else ""
    owner = scene.tale.said(f"owner{number}", scene.responsible)
    text = scene.tale.said(f"measure{number}") or scene.tale.said("measure")
    days = scene.tale.texts.get(f"due{number}")
    due = add(scene.today, Period.parse(f"{days} working days")) if days else None
    return measure.Measure(owner, text, due)


def _close(scene: Scene, words: tuple[str, ...]) -> handling.Close:
    none = scene.tale.said("no_measure") if words else None
    return handling.Close(scene.tale.said("outcome"), scene.tale.said("answer"), none)


_BY_WHO_HANDLES: Final = frozenset({"rate", "measure", "note", "close"})

_CASE: Final[dict[str, Callable[[Scene, tuple[str, ...]], Any]]] = {
    "approve": _approve,
    "channels": lambda scene, _: _reject(scene, "channels"),
    "outside": lambda scene, _: _reject(scene, "outside"),
    "personnel": lambda scene, _: _reject(scene, "personnel"),
    "whistle": lambda scene, _: _reject(scene, "whistleblowing"),
    "reregistered": lambda scene, _: triage.Reregistered(scene.today, "V-2041"),
    "hse": lambda scene, _: transfer.Transfer("hse", scene.tale.said("reason")),
    "transfer": lambda scene, words: transfer.Transfer(words[0], scene.tale.said("reason")),
    "receive": lambda _scene, _: transfer.Receive(),
    "return": lambda scene, _: transfer.Return(scene.tale.said("back")),
    "consult": lambda scene, _: triage.Consult(scene.head, "handled_here"),
    "mask": lambda scene, _: handling.Mask(tuple(scene.tale.texts["mask"]), "Navn og helseopplysninger"),
    "assign": lambda _scene, words: triage.Assign(words[0]),
    "rate": _rate,
    "measure": _measure,
    "note": lambda scene, _: handling.Note(scene.tale.said("note")),
    "close": _close,
}

_MEASURE: Final[dict[str, Callable[[Scene, Any], Any]]] = {
    "accept": lambda _scene, _: measure.Accept(),
    "decline": lambda scene, _: measure.Decline(scene.tale.said("decline")),
    "complete": lambda scene, _: measure.Complete(scene.tale.said("report")),
    "phone": lambda scene, task: measure.Complete(scene.tale.said("report"), task.owner.id, "phone"),
    "reassign": lambda scene, _: measure.Reassign(scene.head),
}
