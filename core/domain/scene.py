"""What a rule is given, and what it answers.

A rule is a pure function `(scene, act) -> Change`: it reads the scene, refuses by raising, and otherwise says what is
to be written. One function saves every change whole (design.md, "nothing happens untold").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.domain import dates
from core.domain.calendar import local
from core.domain.case import Case, Deadline, Due, Party, Task
from core.domain.deadline import last_day, plan, remind_by, rule_for
from core.domain.people import Directory, Person, barred
from core.domain.policy import Relation, Standing
from core.domain.post import Notice
from core.domain.reminder import Schedule
from core.domain.terms import Terms
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Change:
    """Everything one act does: the case as it then is, its deadlines, tasks and mail, and the line in its history."""

    kind: str
    case: Case
    tasks: tuple[Task, ...] = ()
    opened: tuple[Deadline, ...] = ()
    ended: tuple[Deadline, ...] = ()
    notices: tuple[Notice, ...] = ()
    note: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    task: str | None = None
    on_behalf_of: str | None = None
    how: str = ""
    masks: tuple[str, ...] = ()
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = ()
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class Scene:
    """One case at one moment, seen by one person. `notes` are the words of its history, where an act needs them."""

    case: Case
    standing: Standing
    directory: Directory
    terms: Terms
    now: datetime
    task: Task | None = None
    notes: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        return local(self.now, self.terms.timezone)

    @property
    def measure(self) -> Task:
        """The measure an act on a measure is about."""
        if self.task is None:
            raise Refused("measure.unknown")
        return self.task

    def colleague(self, login: str) -> Person:
        """Somebody who may be given a part in this case.

        Refused: person.unknown; person.barred when it is the reporter or somebody excluded (D18).
        """
        person = self.directory.people.get(login)
        if person is None or not person.active:
            raise Refused("person.unknown", login=login)
        if login in barred(self.case, self.directory):
            raise Refused("person.barred", login=login)
        return person

    def unit(self, code: str) -> str:
        """A unit's code, when there is such a unit. Refused: unit.unknown."""
        if code not in self.directory.units:
            raise Refused("unit.unknown", unit=code)
        return code

    def open(self, kind: str, owner: Party, *, given: date | None = None, start: date | None = None) -> Deadline:
        """A new obligation of `owner`, counted from `start` (today) by the rule in force then; `change` sets its id."""
        if given is not None and given < self.today:
            raise Refused("date.past", date=given)
        start = start or self.today
        planned = plan(kind, start, self.terms, rule_on=start, given=given)
        when = planned.dates
        rule = rule_for(kind, start, self.terms.faculty, self.terms.rules)
        schedule = Schedule(remind_by(kind, when.due_on, when.act_on), rule, self.today, self.terms.closed)
        return Deadline(
            id="",
            kind=kind,
            owner=owner,
            raw_on=when.raw_on,
            due_on=when.due_on,
            act_on=when.act_on,
            rule=planned.rule,
            trace=dates.to_text(when.trace),
            task=self.task.id if self.task else None,
            next_on=schedule.next_on(),
        )

    def tell(self, template: str, to: Party, **facts: str) -> Notice:
        """A mail about this case; `facts` beside its number and faculty (core.messages.facts)."""
        return Notice(template, to, {"number": self.case.id, "faculty": self.case.faculty, **facts})

    def due(self, kind: str) -> str:
        """The date by which the case's open deadline of a kind is met in time, ISO; "" when none is open."""
        found = self.case.open_deadlines(kind)
        return last_day(found[0]).isoformat() if found else ""

    def promised(self) -> str:
        """The date by which the reporter may expect an answer, ISO; "" once it is gone by."""
        day = self.due("follow_up")
        return day if day >= self.today.isoformat() else ""

    def met(self, *kinds: str, task: str | None = None) -> tuple[Deadline, ...]:
        """The open deadlines of these kinds (of one measure), as met."""
        return self._end(Due.MET, kinds, task)

    def dropped(self, *kinds: str, task: str | None = None) -> tuple[Deadline, ...]:
        """The open deadlines of these kinds (all, when none is named), as no longer owed."""
        return self._end(Due.CANCELLED, kinds, task)

    def _end(self, state: Due, kinds: tuple[str, ...], task: str | None) -> tuple[Deadline, ...]:
        found = self.case.open_deadlines(*kinds)
        return tuple(replace(d, state=state, next_on=None) for d in found if task is None or d.task == task)

    def change(
        self,
        kind: str,
        *,
        head: Mapping[str, Any] | None = None,
        detail: Mapping[str, Any] | None = None,
        tasks: Iterable[Task] = (),
        opens: Iterable[Deadline] = (),
        ends: Iterable[Deadline] = (),
        tells: Iterable[Notice] = (),
        **said: Any,
    ) -> Change:
        """A `Change` of this case: `head` and `detail` name the fields that get new values."""
        ended = {deadline.id: deadline for deadline in ends}
        first = len(self.case.deadlines) + 1
        opened = tuple(replace(d, id=f"{self.case.id}:{first + i}") for i, d in enumerate(opens))
        changed = {task.id: task for task in tasks}
        case = replace(
            self.case,
            detail=replace(self.case.detail, **(detail or {})),
            tasks=(
                *(changed.get(task.id, task) for task in self.case.tasks),
                *(task for task in changed.values() if self.case.task(task.number) is None),
            ),
            deadlines=(*(ended.get(d.id, d) for d in self.case.deadlines), *opened),
            **(head or {}),
        )
        return Change(
            kind,
            case,
            tasks=tuple(changed.values()),
            opened=opened,
            ended=tuple(ended.values()),
            notices=tuple(tells),
            task=self.task.id if self.task else None,
            **said,
        )


def relation_of(scene: Scene, *relations: Relation) -> Relation | None:
    """The first of these relations that the person acting has to the case."""
    return next((relation for relation in relations if relation in scene.standing.relations), None)


def required(field: str, text: str) -> str:
    """A text that must say something, without the blanks around it. Refused: text.empty."""
    if not text.strip():
        raise Refused("text.empty", field=field)
    return text.strip()
