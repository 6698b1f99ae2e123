"""What a rule is given, and what it answers.

A rule is a pure function `(scene, act) -> Change`: it reads the scene, refuses by raising, and otherwise says what is
to be written. One function saves every change whole (design.md, "nothing happens untold").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from core.domain import dates
from core.domain.answers import Written
from core.domain.calendar import local
from core.domain.case import Case, Deadline, Due, Party, Task, person
from core.domain.complaint.case import Complaint
from core.domain.dates import Dates, Step
from core.domain.deadline import INSTITUTION, last_day, plan, remind_by, rule_by, rule_for
from core.domain.people import Directory, Person
from core.domain.policy import Relation, Standing
from core.domain.post import Notice
from core.domain.reached import barred, resolve
from core.domain.reminder import Schedule
from core.domain.terms import Terms
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Change:
    """Everything one act does: the case as it then is, its deadlines, tasks and mail, and the line in its history.

    `updated` are deadlines the case had that end or get other dates. `told`: the template of a letter whose message
    reached the reporter otherwise, and on which day.
    """

    kind: str
    case: Case
    tasks: tuple[Task, ...] = ()
    opened: tuple[Deadline, ...] = ()
    updated: tuple[Deadline, ...] = ()
    notices: tuple[Notice, ...] = ()
    note: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    task: str | None = None
    on_behalf_of: str | None = None
    how: str = ""
    masks: tuple[str, ...] = ()
    told: tuple[str, date] | None = None
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = ()
    undoable: bool = True


@dataclass(frozen=True, slots=True)
class Lead:
    """The case another one is linked to, and those that one is linked to in turn."""

    case: Case
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """One case at one moment, seen by one person, with the task or deadline of it that an act is about.

    `kept_out` are those barred from a duplicate of it: they are given no part in what is its treatment (D18).
    What only some acts ask for: `notes`, the words of its history; `letters` to the reporter, oldest first; `lead`.
    """

    case: Case
    standing: Standing
    directory: Directory
    terms: Terms
    now: datetime
    task: Task | None = None
    deadline: Deadline | None = None
    notes: tuple[str, ...] = ()
    letters: tuple[Written, ...] = ()
    lead: Lead | None = None
    kept_out: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        return local(self.now, self.terms.timezone)

    @property
    def measure(self) -> Task:
        """The measure an act on a measure is about."""
        if self.task is None:
            raise Refused("measure.unknown")
        return self.task

    @property
    def hearing(self) -> Task:
        """What somebody was asked, in an act on that."""
        if self.task is None:
            raise Refused("hearing.unknown")
        return self.task

    @property
    def complaint(self) -> Complaint:
        """The complaint an act on one is about."""
        if self.case.complaint is None:
            raise Refused("complaint.unknown", id=self.case.id)
        return self.case.complaint

    @property
    def clock(self) -> Deadline:
        """The deadline an act on a deadline is about."""
        if self.deadline is None:
            raise Refused("deadline.unknown", id=self.case.id)
        return self.deadline

    def colleague(self, login: str) -> Person:
        """Somebody who may be given a part in this case.

        Refused: person.unknown; person.barred when it is the reporter or somebody excluded (D18).
        """
        person = self.directory.people.get(login)
        if person is None or not person.active:
            raise Refused("person.unknown", login=login)
        if login in barred(self.case, self.directory) | self.kept_out:
            raise Refused("person.barred", login=login)
        return person

    def unit(self, code: str) -> str:
        """A unit's code, when there is such a unit. Refused: unit.unknown."""
        if code not in self.directory.units:
            raise Refused("unit.unknown", unit=code)
        return code

    def whom(self, name: str) -> Party:
        """A person, or whoever answers for a unit: its contact, else its head, else its faculty's contact (§3).

        Refused: person.unknown, person.barred; party.nobody when nobody at all is there for the unit.
        """
        if name not in self.directory.units:
            return person(self.colleague(name).login)
        party = self.directory.answers_for(name)
        if not resolve(party, self.case, self.directory, self.today):
            raise Refused("party.nobody", unit=name)
        return party

    def everyone(self, names: Iterable[str]) -> tuple[Party, ...]:
        """Several people and units, each once. Refused as by `whom`; party.none when nobody is named."""
        found = tuple(dict.fromkeys(self.whom(name.strip()) for name in names if name.strip()))
        if not found:
            raise Refused("party.none")
        return found

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

    def redated(self, deadline: Deadline, when: Dates, why: Step) -> Deadline:
        """A deadline on other dates: it keeps its rule, its trace goes on, and it is reminded of anew."""
        trace = dates.to_text((*dates.from_text(deadline.trace), why, *when.trace))
        return self.running(replace(deadline, raw_on=when.raw_on, due_on=when.due_on, act_on=when.act_on, trace=trace))

    def running(self, deadline: Deadline) -> Deadline:
        """A deadline that runs from today, on its own dates."""
        by = remind_by(deadline.kind, deadline.due_on, deadline.act_on)
        schedule = Schedule(by, rule_by(deadline.rule, self.terms), self.today, self.terms.closed)
        return replace(deadline, state=Due.OPEN, paused_on=None, next_on=schedule.next_on())

    def moved(self, deadline: Deadline, to: date) -> Deadline:
        """A deadline moved to a day that somebody sets. Refused: date.past, date.same."""
        if to < self.today:
            raise Refused("date.past", date=to)
        if to == deadline.raw_on:
            raise Refused("date.same", date=to)
        when = dates.due_given(to, self.terms.closed, duty=deadline.kind in INSTITUTION)
        return self.redated(deadline, when, Step("moved", (self.today.isoformat(),)))

    def later_than_follow_up(self, *due: Deadline) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """A warning when something is due after the case's own date: allowed, and said (workflow.md §5)."""
        until = min(map(last_day, self.case.open_deadlines("follow_up")), default=date.max)
        last = max(map(last_day, due))
        return (("measure.after_follow_up", {"due": last, "follow_up": until}),) if last > until else ()

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
        found = self.case.owed(*kinds)
        mine = (d for d in found if task is None or d.task == task)
        return tuple(replace(d, state=state, next_on=None, paused_on=None) for d in mine)

    def change(
        self,
        kind: str,
        *,
        head: Mapping[str, Any] | None = None,
        detail: Mapping[str, Any] | None = None,
        complaint: Complaint | None = None,
        tasks: Iterable[Task] = (),
        opens: Iterable[Deadline] = (),
        updates: Iterable[Deadline] = (),
        tells: Iterable[Notice] = (),
        **said: Any,
    ) -> Change:
        """A `Change` of this case: `head` and `detail` name the fields that get new values.

        `complaint` is the complaint as it then is, where it changes.
        """
        updated = {deadline.id: deadline for deadline in updates}
        first = len(self.case.deadlines) + 1
        opened = tuple(replace(d, id=f"{self.case.id}:{first + i}") for i, d in enumerate(opens))
        changed = {task.id: task for task in tasks}
        new = (task for task in changed.values() if self.case.task(task.number) is None)
        case = replace(
            self.case,
            detail=replace(self.case.detail, **(detail or {})),
            complaint=complaint or self.case.complaint,
            tasks=(*(changed.get(task.id, task) for task in self.case.tasks), *new),
            deadlines=(*(updated.get(d.id, d) for d in self.case.deadlines), *opened),
            **(head or {}),
        )
        return Change(
            kind,
            case,
            tasks=tuple(changed.values()),
            opened=opened,
            updated=tuple(updated.values()),
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
