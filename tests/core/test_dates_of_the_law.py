"""Rule to date, 2024 to 2040, against the acts read anew: which version holds, when it ends, who acts by when.

The oracle knows the acts (law.md L22, L26, L27) and the decisions D7 and D17, and shares nothing with the product.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from public_holiday_oracle import easter, red_days

from core.domain.calendar import Period, instant, local
from core.domain.case import HANDLES, Deadline
from core.domain.dates import to_text
from core.domain.deadline import Rule, days_left, plan, remind_by, rule_for
from core.domain.digest import Head, Owed
from core.domain.recompute import recomputed
from core.domain.reminder import Schedule
from core.domain.terms import Terms

DAY = timedelta(1)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
DUTIES = ("follow_up", "preliminary_reply", "explanation", "sensurfrist")
KINDS = st.sampled_from((*DUTIES, "triage", "acceptance", "measure", "hearing", "task"))
FACULTIES = ("IE", "HF")
OSLO = ZoneInfo("Europe/Oslo")
LAW_NOW, LAW_TO_COME = date(2000, 1, 1), date(2028, 1, 1)


@dataclass(frozen=True)
class Law:
    """A rule as the oracle sees it: version, in force from, whose, how many of what."""

    version: int
    since: date
    faculty: str | None
    count: int
    unit: str

    def rule(self, kind: str) -> Rule:
        return Rule(kind, self.version, kind, self.since, self.faculty, Period(self.count, self.unit), "basis")


LAWS = st.builds(
    Law,
    st.integers(1, 4),
    st.one_of(st.just(LAW_NOW), DAYS),
    st.sampled_from((None, None, *FACULTIES)),
    st.integers(1, 20),
    st.sampled_from(("day", "working day", "week", "month")),
)
LAWBOOKS = st.lists(LAWS, max_size=6, unique_by=lambda law: (law.version, law.faculty)).map(
    lambda more: [Law(9, LAW_NOW, None, 4, "week"), *more]
)


@st.composite
def closings(draw: st.DrawFn, around: date) -> frozenset[date]:
    return frozenset(around + n * DAY for n in draw(st.frozensets(st.integers(-60, 200), max_size=40)))


def free(day: date, closed: frozenset[date]) -> bool:
    return day.strftime("%w") in "06" or day in red_days(day.year) or day in closed


def walked(day: date, step: int, closed: frozenset[date]) -> date:
    while free(day, closed):
        day += step * DAY
    return day


def ended(start: date, law: Law, closed: frozenset[date]) -> date:
    """domstolloven § 148: the day of the event is not counted; weeks by weekday, months by number or the last day."""
    if law.unit == "month":
        year, month = start.year, start.month
        for _ in range(law.count):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    if law.unit == "working day":
        day, left = start, law.count
        while left:
            day += DAY
            left -= not free(day, closed)
        return day
    return start + (7 if law.unit == "week" else 1) * law.count * DAY


def holding(laws: list[Law], on: date, faculty: str) -> Law:
    """The faculty's own decisions before the university's; of those the latest that has come into force."""
    for whose in (faculty, None):
        mine = [law for law in laws if law.faculty == whose and law.since <= on]
        if mine:
            latest = max(law.since for law in mine)
            return max((law for law in mine if law.since == latest), key=lambda law: law.version)
    raise AssertionError("the first law is always in force")


@given(st.data(), KINDS, DAYS, LAWBOOKS, st.sampled_from(FACULTIES))
def test_a_plan_is_what_the_acts_say(
    data: st.DataObject, kind: str, start: date, laws: list[Law], faculty: str
) -> None:
    closed = data.draw(closings(start))
    law = holding(laws, start, faculty)
    terms = Terms(faculty, tuple(each.rule(kind) for each in laws), closed=closed)
    planned = plan(kind, start, terms, rule_on=start)
    raw = ended(start, law, closed)
    assert planned.rule == law.rule(kind).ref
    assert planned.dates.raw_on == raw
    assert planned.dates.due_on == walked(raw, +1, closed)
    assert planned.dates.act_on == walked(raw, -1, closed)
    assert planned.dates.trace[0].values == (law.rule(kind).ref, "basis")
    last = raw if kind in DUTIES else walked(raw, +1, closed)
    owed = Deadline("d", kind, HANDLES, raw, planned.dates.due_on, planned.dates.act_on, planned.rule, "")
    assert days_left(owed, last) == 0 and days_left(owed, last + DAY) == -1
    assert remind_by(kind, owed.due_on, owed.act_on) == walked(raw, -1 if kind in DUTIES else +1, closed)


@given(KINDS, DAYS, LAWBOOKS, st.sampled_from(FACULTIES), st.randoms(use_true_random=False))
def test_the_order_in_which_rules_are_written_decides_nothing(
    kind: str, on: date, laws: list[Law], faculty: str, random: object
) -> None:
    rules = [law.rule(kind) for law in laws]
    shuffled = sorted(rules, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert rule_for(kind, on, faculty, shuffled) == rule_for(kind, on, faculty, rules)


@given(DAYS, st.sampled_from(FACULTIES))
@example(LAW_TO_COME - DAY, "IE")
@example(LAW_TO_COME, "IE")
def test_two_versions_side_by_side_each_date_its_own(start: date, faculty: str) -> None:
    """What is received under the old act stays under it, however long it runs; law.md L6, L7."""
    old, new = Law(1, LAW_NOW, None, 4, "week"), Law(2, LAW_TO_COME, None, 1, "month")
    own = Law(1, LAW_TO_COME, "HF", 2, "week")
    terms = Terms(faculty, tuple(law.rule("preliminary_reply") for law in (own, new, old)))
    planned = plan("preliminary_reply", start, terms, rule_on=start)
    law = old if start < LAW_TO_COME else own if faculty == "HF" else new
    assert planned.rule == law.rule("preliminary_reply").ref
    assert planned.dates.raw_on == ended(start, law, frozenset())


@given(DAYS, DAYS, st.integers(1, 12))
def test_recomputing_is_planning_from_the_same_start_under_the_law_of_today(start: date, today: date, n: int) -> None:
    kind, old, new = "hearing", Law(1, LAW_NOW, None, 2, "week"), Law(2, LAW_TO_COME, None, n, "week")
    terms = Terms("IE", (old.rule(kind), new.rule(kind)))
    born = plan(kind, start, Terms("IE", (old.rule(kind),)), rule_on=start)
    when = born.dates
    was = Deadline("d", kind, HANDLES, when.raw_on, when.due_on, when.act_on, born.rule, to_text(when.trace))
    owed = Owed(was, start, Head("A", "IE", "IE", None, restricted=False, reporter=None))  # type: ignore[arg-type]
    after = recomputed(owed, terms, today)
    law = new if today >= LAW_TO_COME else old
    assert (after or was).raw_on == ended(start, law, frozenset())
    assert (after is None) == (ended(start, law, frozenset()) == was.raw_on)
    if after:
        assert after.rule == "hearing@2"
        assert after.next_on == Schedule(after.due_on, new.rule(kind), start).next_on()


@pytest.mark.parametrize("year", range(2024, 2041))
def test_17_may_and_whit_monday_are_one_day_in_2027_and_2032_alone(year: int) -> None:
    whit_monday, constitution = easter(year) + 50 * DAY, date(year, 5, 17)
    assert (whit_monday == constitution) == (year in (2027, 2032))
    monday = Law(1, LAW_NOW, None, 3, "week")
    planned = plan("task", constitution - 21 * DAY, Terms("IE", (monday.rule("task"),)), rule_on=date(2020, 1, 1))
    assert planned.dates.raw_on == constitution
    assert planned.dates.due_on == walked(constitution, +1, frozenset())
    if year in (2027, 2032):
        assert planned.dates.due_on == constitution + DAY, "Tuesday: one day off, not two"
        assert [step.id for step in planned.dates.trace] == ["rule", "start", "add", "holiday", "shift"]
        assert planned.dates.trace[3].values[1:] == ("constitution_day", "whit_monday")


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - (day.isoweekday() % 7) * DAY


@pytest.mark.parametrize("year", range(2024, 2041))
@pytest.mark.parametrize(("month", "before", "after"), [(3, 1, 2), (10, 2, 1)])
def test_the_digest_leaves_at_the_same_time_on_the_wall_on_both_sides_of_a_clock_change(
    year: int, month: int, before: int, after: int
) -> None:
    """Six in the morning; on the Sunday itself the new time holds by then (faults.md G19)."""
    sunday = last_sunday(year, month)
    for day, hours in ((sunday - DAY, before), (sunday, after), (sunday + DAY, after)):
        sent = instant(day, time(6), "Europe/Oslo")
        assert sent == datetime(day.year, day.month, day.day, 6 - hours, tzinfo=UTC)
        assert sent.astimezone(OSLO).time() == time(6)
        assert local(sent, "Europe/Oslo") == day
    assert (
        local(datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC) - timedelta(hours=before), "Europe/Oslo")
        == sunday
    )
    assert instant(sunday + DAY, time(0), "Europe/Oslo") - instant(sunday, time(0), "Europe/Oslo") == timedelta(
        hours=24 + before - after
    )


@given(DAYS, st.times(), st.integers(0, 86399))
def test_an_instant_of_a_day_falls_on_that_day_and_on_no_other(day: date, at: time, second: int) -> None:
    assert local(instant(day, at, "Europe/Oslo"), "Europe/Oslo") == day
    midnight = instant(day, time(0), "Europe/Oslo")
    assert local(midnight - timedelta(microseconds=1), "Europe/Oslo") == day - DAY
    assert local(midnight + timedelta(seconds=min(second, 23 * 3600 - 1)), "Europe/Oslo") == day
