"""The three dates of a deadline, and the trace that explains them to a person (D5, D17, design.md "Dates")."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core.domain.calendar import (
    DAY,
    NO_DAYS,
    YEARS,
    Period,
    add,
    back,
    forward,
    is_weekend,
    is_working_day,
    public_holidays,
)
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of a trace: catalogue id `trace.<id>`, dates in ISO form, periods as `Period` writes them.

    id           values
    rule         rule@version, legal basis
    start        date
    given        date                       set by hand, or promised
    add          period, raw date
    uncounted    date, holiday ids…         a weekday skipped while counting working days
    holiday      date, holiday ids…         why a date shifts; ids are `trace.holiday.<id>`
    weekend      date                       the first day met; the other goes without saying
    closed       date                       a local closed day
    working_day  date                       nothing shifts
    shift        due date                   moved forward: a person's own deadline
    back         raw date, act date         the institution's duty keeps its date and is done before it
    moved        date                       on that day somebody gave it another date, which follows
    paused       date, date, days           it stood still from one day to another; its new date follows
    """

    id: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """`raw_on` by the rule, `due_on` shifted forward, `act_on` the last working day on or before raw; and why."""

    raw_on: date
    due_on: date
    act_on: date
    trace: tuple[Step, ...]


def due(start: date, period: Period, closed: frozenset[date] = NO_DAYS, *, duty: bool = False) -> Dates:
    """The dates of an obligation that runs for `period` from `start`; `duty` when it is the institution's own."""
    _check(start)
    raw = add(start, period, closed)
    steps = [_step("start", start), Step("add", (str(period), raw.isoformat()))]
    if period.unit == "working day":
        steps += _uncounted(start, raw, closed)
    return _dated(raw, closed, duty, steps)


def due_given(day: date, closed: frozenset[date] = NO_DAYS, *, duty: bool = False) -> Dates:
    """The dates of an obligation whose date a person has set."""
    return _dated(day, closed, duty, [_step("given", day)])


def to_text(trace: Iterable[Step]) -> str:
    """One line of JSON for the database: [["start","2026-11-27"],["add","4 weeks","2026-12-25"],…]."""
    return json.dumps([[step.id, *step.values] for step in trace], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> tuple[Step, ...]:
    """Read what `to_text` wrote; ValueError for anything else."""
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) and row for row in rows):
        raise ValueError("not a trace")
    if not all(isinstance(value, str) for row in rows for value in row):
        raise ValueError("not a trace")
    return tuple(Step(row[0], tuple(row[1:])) for row in rows)


def _dated(raw: date, closed: frozenset[date], duty: bool, steps: list[Step]) -> Dates:
    _check(raw)
    due_on, act_on = forward(raw, closed), back(raw, closed)
    if due_on == raw:
        steps.append(_step("working_day", raw))
    elif duty:
        steps += _reasons(_days(raw, act_on))
        steps.append(_step("back", raw, act_on))
    else:
        steps += _reasons(_days(raw, due_on))
        steps.append(_step("shift", due_on))
    return Dates(raw, due_on, act_on, tuple(steps))


def _check(day: date) -> None:
    if day.year not in YEARS[1:-1]:  # a year to spare at either end, for shifts and reminders
        raise Refused("date.out_of_range", year=day.year, first=YEARS[1], last=YEARS[-2])


def _days(first: date, until: date) -> Iterator[date]:
    """From `first` towards `until`, which is left out."""
    step = DAY if until > first else -DAY
    while first != until:
        yield first
        first += step


def _reasons(days: Iterable[date]) -> Iterator[Step]:
    """Why none of these days will do; a Saturday and its Sunday are one reason."""
    weekend = False
    for day in days:
        if not is_weekend(day):
            names = public_holidays(day.year).get(day)
            yield Step("holiday", (day.isoformat(), *names)) if names else _step("closed", day)
        elif not weekend:
            yield _step("weekend", day)
        weekend = is_weekend(day)


def _uncounted(start: date, raw: date, closed: frozenset[date]) -> Iterator[Step]:
    for day in _days(start + DAY, raw):
        if not is_weekend(day) and not is_working_day(day, closed):
            yield Step("uncounted", (day.isoformat(), *public_holidays(day.year).get(day, ("closed",))))


def _step(id: str, *days: date) -> Step:
    return Step(id, tuple(day.isoformat() for day in days))
