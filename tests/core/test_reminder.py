"""When reminders fall (D7, R51): shifted to working days, repeated until met, missed ones collapsed (faults.md G18)."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from public_holiday_oracle import red_days

from core.domain.deadline import Rule
from core.domain.reminder import Schedule, Stage
from core.errors import Refused

LONG_AGO = date(2020, 1, 1)
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def rule(remind: tuple[int, ...] = (7, 1), repeat: int = 7) -> Rule:
    return Rule("task", 1, "task", LONG_AGO, None, None, "", remind, repeat)


def first(n: int, schedule: Schedule) -> list[tuple[str, str]]:
    return [(stage.id, stage.on.isoformat()) for stage in islice(schedule, n)]


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    by = draw(DAYS)
    opened = by - timedelta(draw(st.integers(-40, 40)))
    closed = frozenset(by + timedelta(n) for n in draw(st.frozensets(st.integers(-30, 60), max_size=12)))
    remind = tuple(draw(st.lists(st.integers(0, 21), max_size=4)))
    return Schedule(by, rule(remind, draw(st.sampled_from([0, 1, 2, 7, 14]))), opened, closed)


def oracle(schedule: Schedule, horizon: date) -> dict[date, str]:
    """Which stage falls on which day up to the horizon: each wish is walked to a free day, a later one overwrites."""

    def walk(day: date, way: int) -> date:
        while day.isoweekday() > 5 or day in red_days(day.year) or day in schedule.closed:
            day += timedelta(way)
        return day

    calendar: dict[date, str] = {}
    for ahead in range(400, -1, -1):
        day = walk(schedule.by - timedelta(ahead), -1)
        if ahead in schedule.rule.remind and day > schedule.opened_on:
            calendar[day] = f"-{ahead}" if ahead else "0"
    start, days = walk(schedule.by + timedelta(1), +1), 0
    while start + timedelta(days) <= horizon:
        calendar[walk(start + timedelta(days), +1)] = f"+{days + 1}"
        if not schedule.rule.repeat:
            break
        days += schedule.rule.repeat
    return {day: id for day, id in calendar.items() if day <= horizon}


@given(schedules(), st.integers(0, 90))
def test_stages_are_those_of_the_oracle(schedule: Schedule, ahead: int) -> None:
    horizon = schedule.by + timedelta(ahead)
    stages = {}
    for stage in schedule:
        if stage.on > horizon:
            break
        stages[stage.on] = stage.id
    assert stages == oracle(schedule, horizon)


@given(schedules(), st.integers(-30, 800))
def test_the_newest_stage_and_the_next_agree_with_the_oracle(schedule: Schedule, ahead: int) -> None:
    today = schedule.by + timedelta(ahead)
    known = oracle(schedule, today + timedelta(60))
    past, future = [day for day in known if day <= today], [day for day in known if day > today]
    newest = schedule.newest(today)
    assert (newest and (newest.on, newest.id)) == (max((day, known[day]) for day in past) if past else None)
    assert schedule.next_on(today) == min(future, default=None)
    assert schedule.turn(today) == (newest, schedule.next_on(today))
    if newest:
        assert newest.late == (newest.on > schedule.by)
        assert schedule.next_on(newest.on) == schedule.next_on(today)


@given(schedules())
def test_next_on_moves_strictly_ahead_over_every_stage(schedule: Schedule) -> None:
    day, walked = schedule.next_on(), []
    while day and len(walked) < 12:
        walked.append(day)
        newest = schedule.newest(day)
        assert newest is not None and newest.on == day
        day = schedule.next_on(day)
    assert walked == [stage.on for stage in islice(schedule, 12)]
    assert all(earlier < later for earlier, later in pairwise(walked))
    assert len({stage.id for stage in islice(schedule, 12)}) == len(walked)


def test_the_default_stages() -> None:
    assert first(5, Schedule(date(2026, 3, 4), rule(), LONG_AGO)) == [
        ("-7", "2026-02-25"),
        ("-1", "2026-03-03"),
        ("+1", "2026-03-05"),
        ("+8", "2026-03-12"),
        ("+15", "2026-03-19"),
    ]


def test_stages_around_17_may_on_whit_monday_2027() -> None:
    """Tuesday 18 May 2027: the day before and the two before that are free, the week before is Tuesday 11 May."""
    assert first(3, Schedule(date(2027, 5, 18), rule(), LONG_AGO)) == [
        ("-7", "2027-05-11"),
        ("-1", "2027-05-14"),
        ("+1", "2027-05-19"),
    ]
    assert first(3, Schedule(date(2027, 5, 14), rule(), LONG_AGO))[2] == ("+1", "2027-05-18")


def test_after_easter_the_second_reminder_is_a_week_after_the_first() -> None:
    assert first(4, Schedule(date(2027, 3, 24), rule(), LONG_AGO))[2:] == [("+1", "2027-03-30"), ("+8", "2027-04-06")]


def test_stages_that_shift_onto_one_day_collapse_into_the_newest() -> None:
    """Monday 2 March 2026: two days and one day before are the weekend; daily ones after Friday gather on Monday."""
    assert first(2, Schedule(date(2026, 3, 2), rule((3, 2, 1)), LONG_AGO)) == [
        ("-1", "2026-02-27"),
        ("+1", "2026-03-03"),
    ]
    daily = first(6, Schedule(date(2026, 3, 4), rule((), 1), LONG_AGO))
    assert daily[:4] == [("+1", "2026-03-05"), ("+2", "2026-03-06"), ("+5", "2026-03-09"), ("+6", "2026-03-10")]


def test_the_day_itself_may_be_a_stage_and_is_not_late() -> None:
    newest = Schedule(date(2026, 3, 4), rule((0,)), LONG_AGO).newest(date(2026, 3, 4))
    assert newest == Stage("0", date(2026, 3, 4)) and not newest.late


def test_reminders_of_the_day_the_deadline_was_opened_and_before_are_dropped() -> None:
    """Whoever owes it was told when it was opened."""
    by = date(2026, 3, 4)
    assert first(2, Schedule(by, rule(), date(2026, 2, 26)))[0] == ("-1", "2026-03-03")
    assert first(2, Schedule(by, rule(), date(2026, 3, 2)))[0] == ("-1", "2026-03-03")
    assert first(2, Schedule(by, rule(), date(2026, 3, 3)))[0] == ("+1", "2026-03-05")
    assert first(2, Schedule(by, rule(), by))[0] == ("+1", "2026-03-05")


def test_an_old_deadline_that_is_opened_late_is_reminded_of_at_once() -> None:
    schedule = Schedule(date(2026, 3, 4), rule(), opened_on=date(2026, 6, 1))
    opening = schedule.next_on()
    assert opening is not None and opening < date(2026, 6, 1)
    assert schedule.newest(date(2026, 6, 1)) == Stage("+85", date(2026, 5, 28))
    assert schedule.next_on(date(2026, 6, 1)) == date(2026, 6, 4)


def test_thirty_days_of_downtime_leave_one_stage() -> None:
    schedule = Schedule(date(2026, 3, 4), rule(), LONG_AGO)
    assert schedule.newest(date(2026, 2, 24)) is None
    back_again = schedule.newest(date(2026, 2, 24) + timedelta(30))
    assert back_again == Stage("+22", date(2026, 3, 26)) and back_again.late


def test_reminders_never_stop_until_met_unless_the_rule_says_once() -> None:
    by = date(2026, 3, 4)
    assert Schedule(by, rule(), LONG_AGO).next_on(by + timedelta(3000)) is not None
    once = Schedule(by, rule((7,), 0), LONG_AGO)
    assert [id for id, _ in first(9, once)] == ["-7", "+1"]
    assert once.next_on(date(2026, 3, 5)) is None


@pytest.mark.parametrize("change", [date(2026, 10, 25), date(2027, 3, 28)])
def test_a_clock_change_moves_no_stage(change: date) -> None:
    """Both are Sundays, and stages are local dates: the Mondays and Fridays around them stay (faults.md G19)."""
    schedule = Schedule(change + timedelta(14), rule(tuple(range(22)), 1), LONG_AGO)
    days = [stage.on for stage in islice(schedule, 40)]
    expected = [change + timedelta(n) for n in range(-7, 30)]
    free = [d for d in expected if d.isoweekday() < 6 and d not in red_days(d.year)]
    assert [day for day in days if expected[0] <= day <= expected[-1]] == free


def test_a_schedule_ends_with_the_known_holidays_and_says_so() -> None:
    with pytest.raises(Refused):
        Schedule(date(2100, 12, 30), rule(), LONG_AGO).next_on(date(2100, 12, 31))
