"""What one act on a complaint adds up to, step by step, until it is a `Change`."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from core.domain.calendar import forward
from core.domain.case import HANDLES, Deadline, Due, Party, Task, TaskState
from core.domain.complaint.case import Complaint, Phase, Step
from core.domain.complaint.offices import DOKU, FS_HELP
from core.domain.post import Notice
from core.domain.scene import Change, Scene

NO_DAY: Final = date.max
"""The day of a step that is to be done whenever the occasion comes."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A complaint on its way from what it was in `scene` to what it will be; every method answers a new one."""

    scene: Scene
    complaint: Complaint
    state: Phase
    tasks: tuple[Task, ...] = ()
    opens: tuple[Deadline, ...] = ()
    updates: tuple[Deadline, ...] = ()
    tells: tuple[Notice, ...] = ()
    head: dict[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day on which what is asked now is to be done: the first working day from today."""
        return forward(self.scene.today, self.scene.terms.closed)

    def set(self, **fields: Any) -> "Draft":
        """New values of fields of the complaint."""
        return replace(self, complaint=replace(self.complaint, **fields))

    def to(self, state: Phase) -> "Draft":
        return replace(self, state=state)

    def flag(self, *names: str) -> "Draft":
        """Say something of the complaint that people are to know, once."""
        return self.set(flags=tuple(dict.fromkeys((*self.complaint.flags, *names))))

    def say(self, step: str, on: date | None = NO_DAY) -> "Draft":
        """A line of document 004's table that is nobody's task; `on` None where it has no day."""
        day = self.day if on is NO_DAY else on
        return self.set(steps=(*self.complaint.steps, Step(step, day)))

    def ask(self, code: str, owner: Party = HANDLES, *, by: date | None = None, step: bool = False) -> "Draft":
        """A task for somebody, with its deadline: five working days unless `by` says else; `step` lists it as one."""
        number = len(self.scene.case.tasks) + sum(self.scene.case.task(t.number) is None for t in self.tasks) + 1
        task = Task(f"{self.scene.case.id}/{number}", number, "task", owner, code, TaskState.ASSIGNED)
        due = replace(self.scene, task=task).open("task", owner, given=by)
        draft = replace(self, tasks=(*self.tasks, task), opens=(*self.opens, due))
        if step:
            draft = draft.set(steps=(*draft.complaint.steps, Step(code, self.day, number)))
        return draft.tell_office(task, due)

    def tell_office(self, task: Task, due: Deadline) -> "Draft":
        """An office is told by mail what it is asked; FS knows the case by its reference, the archive by its number."""
        if task.owner not in (DOKU, FS_HELP) and not task.owner.id.startswith("examinations_office@"):
            return self
        known_by = {"reference": self.scene.case.reference, "journal_number": self.complaint.journal_number}
        asked = {"task": task.id, "what": task.text, "stage": "asked", "due_on": due.due_on.isoformat()}
        return self.tell("M22", task.owner, **asked, **known_by)

    def done(self, *codes: str, on: date | None = None) -> "Draft":
        """The open tasks of these codes, as done."""
        report = (on or self.scene.today).isoformat()
        return self._end(codes, Due.MET, TaskState.COMPLETED, report)

    def drop(self, *codes: str) -> "Draft":
        """The open tasks of these codes, as no longer asked; their steps are gone with them."""
        gone = {task.number for task in self._open(codes)}
        draft = self._end(codes, Due.CANCELLED, TaskState.CANCELLED, "")
        return draft.set(steps=tuple(step for step in draft.complaint.steps if step.task not in gone or not step.task))

    def open_codes(self) -> tuple[str, ...]:
        """Codes of the tasks that are open."""
        return tuple(task.text for task in self._tasks() if task.open)

    def _tasks(self) -> tuple[Task, ...]:
        changed = {task.id: task for task in self.tasks}
        return (
            *(changed.pop(t.id, t) for t in self.scene.case.tasks if t.kind == "task"),
            *changed.values(),
        )

    def _open(self, codes: tuple[str, ...]) -> tuple[Task, ...]:
        return tuple(task for task in self._tasks() if task.open and task.text in codes)

    def _end(self, codes: tuple[str, ...], how: Due, state: TaskState, report: str) -> "Draft":
        ended = self._open(codes)
        ids = {task.id for task in ended}
        by_id = {task.id: task for task in self.tasks}
        by_id |= {task.id: replace(task, state=state, report=report) for task in ended}
        ends = self.scene.met if how is Due.MET else self.scene.dropped
        updates = [d for task in ended for d in ends("task", task=task.id)]
        opens = tuple(replace(d, state=how, next_on=None) if d.task in ids else d for d in self.opens)
        return replace(self, tasks=tuple(by_id.values()), updates=(*self.updates, *updates), opens=opens)

    def open(self, deadline: Deadline) -> "Draft":
        return replace(self, opens=(*self.opens, deadline))

    def met(self, *kinds: str) -> "Draft":
        """The open deadlines of these kinds, as met."""
        return self._ended(self.scene.met(*kinds))

    def dropped(self, *kinds: str) -> "Draft":
        """The open deadlines of these kinds, as no longer owed."""
        return self._ended(self.scene.dropped(*kinds))

    def _ended(self, ended: tuple[Deadline, ...]) -> "Draft":
        """The first end counts: what was met is not dropped as well."""
        already = {deadline.id for deadline in self.updates}
        return replace(self, updates=(*self.updates, *(d for d in ended if d.id not in already)))

    def tell(self, template: str, to: Party, **facts: str) -> "Draft":
        return replace(self, tells=(*self.tells, self.scene.tell(template, to, **facts)))

    def change(self, kind: str, **said: Any) -> Change:
        """All of it as one change of the case."""
        return self.scene.change(
            kind,
            head={"state": self.state, **self.head},
            complaint=self.complaint,
            tasks=self.tasks,
            opens=self.opens,
            updates=self.updates,
            tells=self.tells,
            **said,
        )


def draft_of(scene: Scene) -> Draft:
    """Where every act on a complaint begins."""
    return Draft(scene, scene.complaint, Phase(scene.case.state))
