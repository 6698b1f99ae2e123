"""What each sees of a case: workflow.md §7's table, cell by cell, and at which point of the path."""

import pytest
from who import case_in, setting
from world import NOW

from core.domain import policy
from core.domain.case import State, TaskState
from core.domain.policy import View

FULL = View(text=True, reporter=True, history="full", mails=True)
OWN = View(text=True, reporter=False, history="own")
TREND = View(text=True, reporter=False, history="dates")
BEFORE = View(text=False, reporter=False, history="dates")
GAVE_AWAY = View(text=True, reporter=True, history="dates")

SEES = {
    "contact": FULL,
    "stand_in": FULL,
    "handler": FULL,
    "handler_sub": FULL,
    "next_in_line": FULL,
    "line_of_away": FULL,
    "system": FULL,
    "owner": OWN,
    "owner_sub": OWN,
    "owner2": OWN,
    "leader": TREND,
    "head": TREND,
    "head_sub": TREND,
    "dean": TREND,
    "quality": TREND,
    "prorector": TREND,
    "to_contact": GAVE_AWAY,
    "reader_sub": GAVE_AWAY,
    "hse": None,
    "head2": None,
    "to_dean": None,
    "handler2": None,
    "other_contact": None,
    "caseworker": None,
    "exams": None,
    "admin": None,
    "nobody": None,
    "reporter": None,
    "reporters_sub": None,
    "excluded": None,
    "excluded_owner": None,
}


def view(who: str, state: State, restricted: bool = False) -> View | None:
    given = setting(who)
    case = case_in(state, TaskState.ASSIGNED, restricted, **given.case)
    return policy.view(
        case, policy.standing(case, policy.actor(given.login, given.directory, NOW.date()), given.directory)
    )


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("state", State)
def test_sees(who: str, state: State) -> None:
    expected = SEES[who]
    if expected is TREND and state is State.RECEIVED:
        expected = BEFORE  # nothing has been masked, and it may be about the line (workflow.md §2)
    if who == "hse" and state is State.TRANSFERRED:
        expected = FULL
    assert view(who, state) == expected


@pytest.mark.parametrize("who", SEES)
def test_a_restricted_case_is_seen_by_the_contact_alone(who: str) -> None:
    own = who in ("contact", "stand_in", "system")
    assert view(who, State.REJECTED, restricted=True) == (FULL if own else None)
