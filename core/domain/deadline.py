"""Kinds of deadline, the versioned rules that date them, and how late one is (workflow.md §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.domain.calendar import Period
from core.domain.case import Deadline
from core.domain.dates import Dates, Step, due, due_given
from core.domain.terms import Terms
from core.errors import Refused

INSTITUTION = frozenset({"follow_up", "preliminary_reply", "explanation", "sensurfrist"})
"""Kinds that are the institution's own duty: done by `act_on`, overdue after `raw_on` (D17). Others go by `due_on`."""

LAPSES = frozenset({"diploma_return"})
"""Kinds that are over with their date: something else follows from it (core.desk.lapsing), nobody is late."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of the rule for one kind, in force from `valid_from`, for one faculty or for all.

    `period` is None where a date is always given by hand. Days of reminding (D7): `remind` before the date (0 is the
    day itself), the first working day after it, then every `repeat` days (0: never again). `escalate`: days late.
    """

    id: str
    version: int
    kind: str
    valid_from: date
    faculty: str | None
    period: Period | None
    basis: str
    remind: tuple[int, ...] = (7, 1)
    repeat: int = 7
    escalate: tuple[int, ...] = (14, 28)

    def __post_init__(self) -> None:
        if self.version < 1 or not all(0 <= n <= 366 for n in (self.repeat, *self.remind, *self.escalate)):
            raise ValueError("a rule's version starts at 1, and its days are 0 to 366")

    @property
    def ref(self) -> str:
        """What a deadline keeps of the rule it was born under: id@version, with a faculty's own id@version/IE."""
        return f"{self.id}@{self.version}/{self.faculty}" if self.faculty else f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Planned:
    """A deadline's dates before it is opened, and the rule (`Rule.ref`) that made them."""

    kind: str
    dates: Dates
    rule: str


def rule_for(kind: str, on: date, faculty: str, rules: Iterable[Rule]) -> Rule:
    """The rule in force on a date: a faculty's own before the general, the newest of them, its highest version."""
    in_force = [r for r in rules if r.kind == kind and r.valid_from <= on and r.faculty in (None, faculty)]
    if not in_force:
        raise Refused("deadline.no_rule", kind=kind, on=on)
    return max(in_force, key=lambda rule: (rule.faculty is not None, rule.valid_from, rule.version))


def rule_by(ref: str, terms: Terms) -> Rule:
    """The rule a deadline was born under, whatever is in force today (law.md): as it was when it was first used.

    Refused: deadline.unknown_rule.
    """
    for rule in (*terms.kept, *terms.rules):
        if rule.ref == ref:
            return rule
    raise Refused("deadline.unknown_rule", rule=ref)


def plan(kind: str, start: date, terms: Terms, *, rule_on: date, given: date | None = None) -> Planned:
    """Date an obligation from `start`, or on a `given` date, by the rule in force on `rule_on`.

    Refused: deadline.no_rule; deadline.no_date when the rule leaves the date to a person; date.out_of_range.
    """
    rule = rule_for(kind, rule_on, terms.faculty, terms.rules)
    duty = kind in INSTITUTION
    if given is not None:
        dates = due_given(given, terms.closed, duty=duty)
    elif rule.period is not None:
        dates = due(start, rule.period, terms.closed, duty=duty)
    else:
        raise Refused("deadline.no_date", kind=kind)
    trace = (Step("rule", (rule.ref, rule.basis)), *dates.trace)
    return Planned(kind, Dates(dates.raw_on, dates.due_on, dates.act_on, trace), rule.ref)


def remind_by(kind: str, due_on: date, act_on: date) -> date:
    """The date that reminders are counted from."""
    return act_on if kind in INSTITUTION else due_on


def last_day(deadline: Deadline) -> date:
    """The last day on which the obligation is met in time."""
    return deadline.raw_on if deadline.kind in INSTITUTION else deadline.due_on


def days_left(deadline: Deadline, today: date) -> int:
    """Calendar days to the last day in time: 0 on that day, negative when it is over."""
    return (last_day(deadline) - today).days


def overdue(deadline: Deadline, today: date) -> bool:
    return days_left(deadline, today) < 0
