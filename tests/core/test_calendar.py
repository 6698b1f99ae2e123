"""Working days, periods, the three dates and their trace, against law.md's vectors and an oracle of the acts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from public_holiday_oracle import red_days

from core.domain import calendar
from core.domain.calendar import Period, add, back, forward, instant, is_working_day, local, public_holidays
from core.domain.dates import due, due_given, from_text, to_text
from core.errors import Refused

OSLO = "Europe/Oslo"
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=40)

# law.md, "Deadline vectors": start, rule, raw end (None: not stated), deadline
VECTORS = [
    ("2017-12-05", "3 weeks", "2017-12-26", "2017-12-27"),
    ("2018-11-30", "3 weeks", "2018-12-21", "2018-12-21"),
    ("2025-12-05", "3 weeks", "2025-12-26", "2025-12-29"),
    ("2026-04-23", "3 weeks", "2026-05-14", "2026-05-15"),
    ("2026-11-27", "4 weeks", "2026-12-25", "2026-12-28"),
    ("2027-03-04", "3 weeks", "2027-03-25", "2027-03-30"),
    ("2027-04-26", "3 weeks", "2027-05-17", "2027-05-18"),
    ("2026-01-31", "1 month", "2026-02-28", "2026-03-02"),
    ("2026-04-17", "1 month", "2026-05-17", "2026-05-18"),
    ("2026-12-11", "15 working days", None, "2027-01-05"),
    ("2027-03-15", "15 working days", None, "2027-04-08"),
    ("2026-04-24", "15 working days", None, "2026-05-19"),
]


def on(text: str) -> date:
    return date.fromisoformat(text)


def oracle_working(day: date, closed: frozenset[date] = frozenset()) -> bool:
    return day.isoweekday() < 6 and day not in red_days(day.year) and day not in closed


@pytest.mark.parametrize(("start", "period", "raw", "deadline"), VECTORS)
def test_the_vectors_of_the_law(start: str, period: str, raw: str | None, deadline: str) -> None:
    dates = due(on(start), Period.parse(period))
    assert dates.due_on == on(deadline)
    assert dates.raw_on == on(raw or deadline)


@pytest.mark.parametrize("year", range(1950, 2100))
def test_public_holidays_are_those_of_the_acts(year: int) -> None:
    names = public_holidays(year)
    assert set(names) == set(red_days(year))
    assert {day: frozenset(ids) for day, ids in names.items()} == red_days(year)


def test_christmas_eve_and_new_years_eve_are_working_days() -> None:
    assert is_working_day(date(2026, 12, 24)) and is_working_day(date(2026, 12, 31))


def test_17_may_on_whit_monday_is_one_day_with_two_names() -> None:
    assert public_holidays(2027)[date(2027, 5, 17)] == ("constitution_day", "whit_monday")
    assert forward(date(2027, 5, 15)) == date(2027, 5, 18)
    assert back(date(2027, 5, 17)) == date(2027, 5, 14)


@pytest.mark.parametrize("year", [1947, 2101])
def test_years_without_known_holidays_are_refused(year: int) -> None:
    with pytest.raises(Refused) as refusal:
        public_holidays(year)
    assert refusal.value.id == "date.out_of_range"


@pytest.mark.parametrize("day", [date.min, date.max, date(2100, 1, 1), date(1948, 12, 31)])
def test_dates_out_of_range_are_refused(day: date) -> None:
    for attempt in (lambda: due_given(day), lambda: due(day, Period(1, "month")), lambda: due(day, Period(1, "day"))):
        with pytest.raises(Refused):
            attempt()


@pytest.mark.parametrize(
    "text", ["1 day", "5 days", "1 working day", "15 working days", "4 weeks", "1 month", "999 weeks"]
)
def test_a_period_is_written_as_it_is_read(text: str) -> None:
    assert str(Period.parse(text)) == text


def test_a_period_is_read_leniently_in_spaces_and_plural_only() -> None:
    assert Period.parse("  5  working day ") == Period(5, "working day")
    assert Period.parse("1 weeks") == Period(1, "week")


@pytest.mark.parametrize(
    "text", ["", "4", "weeks", "0 days", "-1 day", "1000 days", "30s", "2 hours", "٣ days", "1.5 weeks", "1 dayss"]
)
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="4 weeks"):
        Period.parse(text)


def test_a_period_cannot_be_made_with_another_unit() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        Period(1, "fortnight")


@given(DAYS, CLOSED)
def test_forward_and_back_find_the_nearest_working_day(day: date, closed: frozenset[date]) -> None:
    ahead = [day + timedelta(n) for n in range(70)]
    behind = [day - timedelta(n) for n in range(70)]
    assert forward(day, closed) == next(d for d in ahead if oracle_working(d, closed))
    assert back(day, closed) == next(d for d in behind if oracle_working(d, closed))


@given(DAYS, st.integers(1, 60), CLOSED)
def test_working_days_are_counted_without_the_start_day(start: date, count: int, closed: frozenset[date]) -> None:
    end = add(start, Period(count, "working day"), closed)
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(oracle_working(day, closed) for day in between) == count
    assert oracle_working(end, closed)


@given(DAYS, st.integers(1, 60))
def test_months_end_on_the_same_number_or_the_last_day(start: date, count: int) -> None:
    end = add(start, Period(count, "month"))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == count
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@given(DAYS, st.integers(1, 60))
def test_weeks_end_on_the_same_weekday_and_days_are_days(start: date, count: int) -> None:
    assert add(start, Period(count, "week")).toordinal() == start.toordinal() + 7 * count
    assert add(start, Period(count, "day")).toordinal() == start.toordinal() + count


def test_the_start_day_may_be_a_leap_day() -> None:
    assert add(date(2028, 2, 29), Period(12, "month")) == date(2029, 2, 28)
    assert add(date(2028, 11, 30), Period(3, "month")) == date(2029, 2, 28)


def test_a_trace_tells_why_a_date_moved() -> None:
    trace = due(date(2026, 11, 27), Period(4, "week")).trace
    assert to_text(trace) == (
        '[["start","2026-11-27"],["add","4 weeks","2026-12-25"],["holiday","2026-12-25","christmas_day"],'
        '["weekend","2026-12-26"],["shift","2026-12-28"]]'
    )


def test_a_trace_tells_why_the_institution_acts_earlier() -> None:
    dates = due(date(2027, 3, 4), Period(3, "week"), frozenset({date(2027, 3, 24)}), duty=True)
    assert (dates.raw_on, dates.act_on) == (date(2027, 3, 25), date(2027, 3, 23))
    assert to_text(dates.trace[2:]) == (
        '[["holiday","2027-03-25","maundy_thursday"],["closed","2027-03-24"],["back","2027-03-25","2027-03-23"]]'
    )


def test_a_trace_tells_which_weekdays_were_not_counted() -> None:
    dates = due(date(2026, 12, 22), Period(3, "working day"), frozenset({date(2026, 12, 24)}))
    assert to_text(dates.trace) == (
        '[["start","2026-12-22"],["add","3 working days","2026-12-29"],["uncounted","2026-12-24","closed"],'
        '["uncounted","2026-12-25","christmas_day"],["working_day","2026-12-29"]]'
    )


def test_the_start_day_is_never_among_those_not_counted() -> None:
    assert [step.id for step in due(date(2026, 5, 14), Period(1, "working day")).trace] == [
        "start",
        "add",
        "working_day",
    ]


def test_a_date_set_by_hand_says_so_and_is_shifted_alike() -> None:
    dates = due_given(date(2027, 5, 16))
    assert (dates.raw_on, dates.due_on, dates.act_on) == (date(2027, 5, 16), date(2027, 5, 18), date(2027, 5, 14))
    assert to_text(dates.trace) == (
        '[["given","2027-05-16"],["weekend","2027-05-16"],["holiday","2027-05-17","constitution_day","whit_monday"],'
        '["shift","2027-05-18"]]'
    )


@given(DAYS, st.sampled_from(["day", "working day", "week", "month"]), st.integers(1, 40), CLOSED, st.booleans())
def test_dates_are_in_order_and_their_trace_survives_the_database(
    start: date, unit: str, count: int, closed: frozenset[date], duty: bool
) -> None:
    dates = due(start, Period(count, unit), closed, duty=duty)
    assert dates.act_on <= dates.raw_on <= dates.due_on
    assert oracle_working(dates.act_on, closed) and oracle_working(dates.due_on, closed)
    assert not any(
        oracle_working(dates.act_on + timedelta(n), closed) for n in range(1, (dates.due_on - dates.act_on).days)
    )
    last = dates.trace[-1]
    if dates.due_on == dates.raw_on:
        assert (last.id, last.values) == ("working_day", (dates.raw_on.isoformat(),))
    else:
        assert last.values[-1] == (dates.act_on if duty else dates.due_on).isoformat()
    assert from_text(to_text(dates.trace)) == dates.trace


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[[]]", '[["start",1]]', '["start"]'])
def test_what_is_no_trace_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        from_text(text)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-10-24", "02:30", "2026-10-24T00:30:00+00:00"),
        ("2026-10-25", "02:30", "2026-10-25T00:30:00+00:00"),  # happens twice: the first
        ("2026-10-25", "06:00", "2026-10-25T05:00:00+00:00"),
        ("2027-03-28", "02:30", "2027-03-28T01:30:00+00:00"),  # does not happen: 03:30 on the wall
        ("2027-03-28", "06:00", "2027-03-28T04:00:00+00:00"),
        ("2027-01-01", "00:00", "2026-12-31T23:00:00+00:00"),
    ],
)
def test_local_time_to_instant(day: str, at: str, expected: str) -> None:
    for fold in (0, 1):
        assert instant(on(day), time.fromisoformat(at).replace(fold=fold), OSLO).isoformat() == expected


def test_an_instant_has_one_local_date() -> None:
    assert local(datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), OSLO) == date(2026, 12, 31)
    assert local(datetime(2026, 12, 31, 23, 0, tzinfo=UTC), OSLO) == date(2027, 1, 1)
    assert local(datetime(2026, 6, 30, 22, 0, tzinfo=UTC), OSLO) == date(2026, 7, 1)
    with pytest.raises(ValueError, match="naive"):
        local(datetime(2026, 6, 30, 22, 0), OSLO)  # noqa: DTZ001 – the point of the test


@given(DAYS, st.times())
def test_every_local_time_falls_on_its_day_and_days_last_23_to_25_hours(day: date, at: time) -> None:
    moment = instant(day, at, OSLO)
    assert moment.utcoffset() == timedelta(0)
    assert local(moment, OSLO) == day
    gap = instant(day + timedelta(1), time(6), OSLO) - instant(day, time(6), OSLO)
    assert gap in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))


def test_the_package_of_holidays_is_imported_late() -> None:
    assert "holidays" not in vars(calendar)
