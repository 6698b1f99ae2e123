"""A complaint read again from FS as time goes by ends as one that is read once (workflow.md §4; issue 4)."""

from datetime import date, timedelta

import pytest
from taken_over import AS_OF, EXPECTED, event, events_of, foreseen, left, play, read_on, summary

from core.domain.case import Case
from core.errors import Refused

FOUND_OUT_LATE = "KLAGE-2026-1212"
LATE = "KLAGE-2026-1319"
TAKEN_AFTER_ALL = [event("2026-07-01", "late_accepted", "Sykdom"), event("2026-07-10", "second_graded", "B")]


def days_of(reference: str) -> list[date]:
    """Each day on which something happened from its receipt on, and the one after it."""
    happened = events_of(reference)
    received = next(each.on for each in happened if each.name == "received")
    return sorted({each.on + timedelta(n) for each in happened for n in (0, 1) if each.on >= received})


@pytest.mark.parametrize("reference", EXPECTED)
def test_it_ends_as_foreseen_however_often_it_is_read(reference: str) -> None:
    days = days_of(reference)
    assert summary(read_on(reference, [*days, AS_OF])) == foreseen(reference)
    for day in days:
        assert summary(read_on(reference, [day, AS_OF])) == foreseen(reference), day


@pytest.mark.parametrize("reference", EXPECTED)
def test_it_owes_what_one_that_is_read_once_owes(reference: str) -> None:
    again, once = read_on(reference, [*days_of(reference), AS_OF]), left(play(reference))
    assert (again.state, again.closed_at) == (once.state, once.closed_at)
    assert owed(again) == owed(once)


def owed(case: Case) -> list[tuple[str, str, date, str]]:
    """What is open: of which kind, what is asked, by when, of whom."""
    asked = {task.id: task.text for task in case.tasks}
    return sorted((d.kind, asked.get(d.task or "", ""), d.due_on, d.owner.id) for d in case.open_deadlines())


def test_a_diploma_that_is_out_is_known_of_until_letter_2_shows_otherwise() -> None:
    case = read_on(FOUND_OUT_LATE, [date(2026, 7, 1)])
    assert case.complaint and case.complaint.locks and asked_of(case) == ["letter_1"]
    case = read_on(FOUND_OUT_LATE, [date(2026, 7, 1), date(2026, 7, 2)])
    assert case.complaint and not case.complaint.locks and case.complaint.diploma.known_on == date(2026, 7, 2)
    assert case.complaint.diploma.issued_on == date(2026, 6, 26)


def test_a_grade_that_waited_for_the_paper_was_the_result_of_its_day() -> None:
    events = [*events_of(FOUND_OUT_LATE)[:4], event("2026-07-06", "letter_2_return_by", "2026-07-16")]
    waits = read_on(FOUND_OUT_LATE, [date(2026, 7, 2)], events)
    assert waits.state == "awaiting_diploma"
    case, once = read_on(FOUND_OUT_LATE, [date(2026, 7, 2), AS_OF], events), left(play(FOUND_OUT_LATE, events=events))
    assert case.complaint and case.complaint.decided_on == date(2026, 7, 2)
    assert summary(case) == summary(once) and owed(case) == owed(once)


def test_what_was_taken_as_refused_at_intake_runs_on_when_it_was_treated_after_all() -> None:
    events = [*events_of(LATE), *TAKEN_AFTER_ALL]
    received = next(each.on for each in events if each.name == "received")
    refused = read_on(LATE, [received], events)
    assert refused.state == "dismissed" and not refused.open_deadlines()
    taken = read_on(LATE, [received, date(2026, 7, 1)], events)
    assert taken.state == "registered" and owed(taken) == owed(left(play(LATE, date(2026, 7, 1), events)))
    case, once = read_on(LATE, [received, AS_OF], events), left(play(LATE, events=events))
    assert summary(case) == summary(once) and owed(case) == owed(once)


def test_what_was_refused_at_intake_is_not_graded_because_a_grade_came() -> None:
    with pytest.raises(Refused, match=r"complaint\.late"):
        read_on(LATE, [date(2026, 6, 30), AS_OF], [*events_of(LATE), TAKEN_AFTER_ALL[1]])


def asked_of(case: Case) -> list[str]:
    return [task.text for task in case.tasks if task.open]
