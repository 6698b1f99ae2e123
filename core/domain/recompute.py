"""What a changed rule would move: open deadlines by the rule now in force for their kind (workflow.md §3, law.md L6).

Only dates that a rule has set. One that a person set, moved or let stand still has been told to someone, and is never
moved by a rule; neither is one that stands in a mail, which the caller knows.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from core.domain import dates
from core.domain.case import Deadline, Due
from core.domain.deadline import last_day, plan, remind_by, rule_for
from core.domain.digest import Owed
from core.domain.reminder import Schedule
from core.domain.terms import Terms

BY_RULE: Final = frozenset(
    {"rule", "start", "add", "uncounted", "holiday", "weekend", "closed", "working_day", "shift", "back"}
)
"""Steps of a trace that no person has had a hand in."""


def recomputed(owed: Owed, terms: Terms, today: date) -> Deadline | None:
    """The deadline as the rule in force today dates it from its start; None where that moves nothing, or must not.

    Refused: deadline.no_rule when no rule is in force for its kind; date.out_of_range.
    """
    was = owed.deadline
    start = _start(was)
    if was.state is not Due.OPEN or start is None:
        return None
    rule = rule_for(was.kind, today, terms.faculty, terms.rules)
    if rule.period is None:
        return None
    planned = plan(was.kind, start, terms, rule_on=today)
    when = planned.dates
    if (when.raw_on, when.due_on, when.act_on) == (was.raw_on, was.due_on, was.act_on):
        return None
    reminders = Schedule(remind_by(was.kind, when.due_on, when.act_on), rule, owed.opened_on, terms.closed)
    return replace(
        was,
        raw_on=when.raw_on,
        due_on=when.due_on,
        act_on=when.act_on,
        rule=planned.rule,
        trace=dates.to_text(when.trace),
        next_on=reminders.next_on(),
    )


def named(deadline: Deadline) -> frozenset[str]:
    """The dates, in ISO form, by which a mail may have told of the deadline."""
    days = (deadline.raw_on, deadline.due_on, deadline.act_on, last_day(deadline))
    return frozenset(day.isoformat() for day in days)


def _start(deadline: Deadline) -> date | None:
    """The day a rule has counted from; None for a date that a person set or changed."""
    trace = dates.from_text(deadline.trace)
    starts = [step.values[0] for step in trace if step.id == "start"]
    return date.fromisoformat(starts[0]) if len(starts) == 1 and BY_RULE.issuperset(s.id for s in trace) else None
