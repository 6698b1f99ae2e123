"""The student's own limits: until when one may complain or ask for reasons (law.md L13–L15, L22–L24).

They are no deadlines of a case: nobody is reminded of them, they decide whether what came in is in time. The periods
are versions with a date and a legal basis (D5); a case keeps the one of the day on which its grade was announced.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from core.domain import dates
from core.domain.calendar import NO_DAYS, Period, add
from core.domain.complaint.case import Complaint, Type

_UHL_2005, _UHL_2024 = date(2000, 1, 1), date(2024, 8, 1)  # L11
_WEEK, _THREE_WEEKS = Period(1, "week"), Period(3, "week")
YEAR: Final = Period(12, "month")
"""After a year nothing late is taken any more (L24)."""


@dataclass(frozen=True, slots=True)
class LimitRule:
    """One version of the period for one type, in force for grades announced from `valid_from`."""

    type: Type
    version: int
    valid_from: date
    period: Period
    basis: str


RULES: Final = (
    LimitRule(Type.REASONS, 1, _UHL_2005, _WEEK, "universitets- og høyskoleloven (2005) § 5-3"),
    LimitRule(Type.REASONS, 2, _UHL_2024, _WEEK, "universitets- og høyskoleloven § 11-8"),
    LimitRule(Type.FORMAL, 1, _UHL_2005, _THREE_WEEKS, "universitets- og høyskoleloven (2005) § 5-2"),
    LimitRule(Type.FORMAL, 2, _UHL_2024, _THREE_WEEKS, "universitets- og høyskoleloven § 11-9"),
    LimitRule(Type.GRADE, 1, _UHL_2005, _THREE_WEEKS, "universitets- og høyskoleloven (2005) § 5-3"),
    LimitRule(Type.GRADE, 2, _UHL_2024, _THREE_WEEKS, "universitets- og høyskoleloven § 11-10"),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when: `since` says from what (announced, explanation, formal_error) and `start` its day.

    `raw_on` is the rule's own end, `due_on` shifted forward to a working day (L22).
    """

    since: str
    start: date
    rule: LimitRule
    raw_on: date
    due_on: date


def limit(complaint: Complaint, closed: frozenset[date] = NO_DAYS) -> Limit:
    """The student's limit; it runs anew from reasons given and from a formal error decided, never for reasons (L15)."""
    rule = max(
        (r for r in RULES if r.type is complaint.type and r.valid_from <= complaint.announced),
        key=lambda r: r.version,
        default=next(r for r in RULES if r.type is complaint.type),
    )
    starts = [(complaint.announced, "announced")]
    if complaint.type is not Type.REASONS:
        later = ((complaint.explanation_given, "explanation"), (complaint.formal_decided_on, "formal_error"))
        starts += [(day, since) for day, since in later if day]
    start, since = max(starts)
    when = dates.due(start, rule.period, closed)
    return Limit(since, start, rule, when.raw_on, when.due_on)


def in_time(complaint: Complaint, closed: frozenset[date] = NO_DAYS) -> bool:
    """Whether it was sent before the limit was over (L23)."""
    return complaint.lodged_on <= limit(complaint, closed).due_on


def late(complaint: Complaint, closed: frozenset[date] = NO_DAYS) -> bool:
    """Late, and not taken all the same (L24)."""
    return not complaint.late_accepted and not in_time(complaint, closed)


def too_late_for_anything(complaint: Complaint) -> bool:
    """More than a year after the announcement: cannot be accepted late (L24)."""
    return complaint.lodged_on > add(complaint.announced, YEAR)
