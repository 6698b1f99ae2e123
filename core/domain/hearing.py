"""Asking: a hearing round among colleagues, supplementary information from the reporter (R67, R69; workflow.md §3)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.domain.case import HANDLES, REPORTER, Deadline, Party, Task, TaskState
from core.domain.measure import How, for_owner
from core.domain.parts import Login, Whom, Words
from core.domain.post import Notice
from core.domain.scene import Change, Scene, required
from core.errors import Refused

KIND: Final = "hearing"
"""The deadline of whoever is asked, colleague or reporter (workflow.md §5)."""


@dataclass(frozen=True, slots=True)
class Hear:
    """Ask colleagues or units before going on: a hearing round (R69)."""

    ask: tuple[Whom, ...]
    question: Words
    due: date | None = None


def hear(scene: Scene, act: Hear) -> Change:
    parties = scene.everyone(act.ask)
    question = required("question", act.question)
    first = len(scene.case.tasks) + 1
    tasks = [_task(scene, first + at, KIND, party, question) for at, party in enumerate(parties)]
    opens = [_opened(scene, task, act.due) for task in tasks]
    return scene.change(
        "hear",
        tasks=tasks,
        opens=opens,
        tells=[_about(scene, "asked", t, t.owner, due) for t, due in zip(tasks, opens, strict=True)],
        values={"asked": ", ".join(party.id for party in parties)},
        warnings=scene.later_than_follow_up(*opens),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer what one was asked in a hearing round."""

    text: Words
    for_: Login | None = None
    how: How | None = None


def answer(scene: Scene, act: Answer) -> Change:
    task = replace(scene.hearing, state=TaskState.COMPLETED, report=required("text", act.text))
    return scene.change(
        "answer",
        tasks=[task],
        updates=scene.met(KIND, task=task.id),
        tells=[_about(scene, "answered", task, HANDLES)],
        note=task.report,
        **for_owner(scene, act.for_, act.how),
    )


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a question of a hearing round back: an answer is no longer needed."""

    reason: Words


def withdraw(scene: Scene, act: Withdraw) -> Change:
    task = replace(scene.hearing, state=TaskState.CANCELLED, reason=required("reason", act.reason))
    return scene.change(
        "withdraw",
        tasks=[task],
        updates=scene.dropped(KIND, task=task.id),
        tells=[_about(scene, "withdrawn", task, task.owner)],
        note=task.reason,
    )


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the reporter for more information (R67). The mail does not hold the question: D13 names what may (§6)."""

    question: Words
    due: date | None = None


def ask(scene: Scene, act: Ask) -> Change:
    question = required("question", act.question)
    if scene.case.question:
        raise Refused("ask.open", task=scene.case.question.id)
    task = _task(scene, len(scene.case.tasks) + 1, "question", REPORTER, question)
    due = _opened(scene, task, act.due)
    return scene.change(
        "ask",
        tasks=[task],
        opens=[due],
        tells=[scene.tell("M33", REPORTER, due_on=due.due_on.isoformat())],
        note=question,
        warnings=scene.later_than_follow_up(due),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """The reporter has answered what was asked (R67)."""

    text: Words


def answered(scene: Scene, act: Answered) -> Change:
    question = scene.case.question
    if question is None:
        raise Refused("ask.nothing")
    task = replace(question, state=TaskState.COMPLETED, report=required("text", act.text))
    return replace(
        scene.change("answered", tasks=[task], updates=scene.met(KIND, task=task.id), note=task.report), task=task.id
    )


def _task(scene: Scene, number: int, kind: str, owner: Party, question: str) -> Task:
    return Task(f"{scene.case.id}/{number}", number, kind, owner, question, TaskState.ASSIGNED)


def _opened(scene: Scene, task: Task, due: date | None) -> Deadline:
    return replace(scene, task=task).open(KIND, task.owner, given=due)


def _about(scene: Scene, what: str, task: Task, to: Party, due: Deadline | None = None) -> Notice:
    return scene.tell("M12", to, what=what, task=task.id, due_on=due.due_on.isoformat() if due else "")
