"""A date explains itself: the trace of a deadline as sentences in the reader's language (design.md, "Dates")."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from core.domain.calendar import Period
from core.domain.dates import Step
from core.words import Said, say, shown

_UNITS: Final = {
    "day": "trace.days",
    "working day": "trace.working_days",
    "week": "trace.weeks",
    "month": "trace.months",
}


def sentences(trace: Iterable[Step], language: str) -> tuple[str, ...]:
    """«27.11 + 4 uker = fredag 25.12», «fredag 25.12 er helligdag (første juledag)», … in the order of the trace.

    Years stand only where the dates are of different ones.
    """
    steps = tuple(trace)
    years = {date.fromisoformat(value).year for step in steps for value in step.values if _is_date(value)}
    days = _Days(language, with_year=len(years) > 1)
    found, start = [], ""
    for step in steps:
        if step.id == "start":
            start = days.short(step.values[0])
        else:
            found.append(_sentence(step, start, days))
    return tuple(found)


def length(period: Period) -> Said:
    """A period in words: «4 uker»."""
    return Said(_UNITS[period.unit], {"n": period.count})


def _sentence(step: Step, start: str, days: "_Days") -> str:
    language, (first, *rest) = days.language, step.values
    match step.id:
        case "rule":
            return say(language, "trace.rule", ref=first, basis=rest[0])
        case "add":
            return say(language, "trace.add", start=start, period=length(Period.parse(first)), day=days.long(rest[0]))
        case "back":
            return say(language, "trace.back", day=days.long(first), act=days.long(rest[0]))
        case "paused":
            until, stood = rest
            return say(language, "trace.paused", n=int(stood), start=days.long(first), day=days.long(until))
        case "uncounted" | "holiday":
            names = tuple(Said(f"trace.day.{name}") for name in rest)
            return say(language, f"trace.{step.id}", day=days.long(first), names=names)
    return say(language, f"trace.{step.id}", day=days.long(first))


def _is_date(value: str) -> bool:
    return len(value) == 10 and value[4] == value[7] == "-"


class _Days:
    """Dates as the sentences of one trace write them."""

    def __init__(self, language: str, with_year: bool) -> None:
        self.language, self._with_year = language, with_year

    def short(self, iso: str) -> str:
        text = shown(self.language, date.fromisoformat(iso))
        return text if self._with_year else text[: -len(".2026")]

    def long(self, iso: str) -> str:
        weekday = say(self.language, f"weekday.{date.fromisoformat(iso).isoweekday()}")
        return f"{weekday} {self.short(iso)}"
