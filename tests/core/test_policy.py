"""What each sees of a case: workflow.md §7's table, cell by cell, and at which point of the path."""

import pytest
from who import EXCLUDED, REPORTERS, case_in, setting
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
    **dict.fromkeys(("contact", "stand_in", "central_contact", "next_in_line", "next_above", "line_of_away"), FULL),
    **dict.fromkeys(("handler", "handler_sub", "handler_elsewhere", "system"), FULL),
    **dict.fromkeys(("owner", "owner_sub", "owner_line", "owner2"), OWN),
    **dict.fromkeys(("asked", "asked_sub", "asked_role", "asked_role_sub", "asked_role_line"), OWN),
    **dict.fromkeys(("informed", "informed_sub", "informed_unit", "lifted"), OWN),
    **dict.fromkeys(("leader", "head", "head_sub", "dean", "quality", "prorector"), TREND),
    **dict.fromkeys(("to_contact", "reader_sub"), GAVE_AWAY),
    **dict.fromkeys(("hse", "hse_sub", "hse2", "head2", "to_dean", "handler2", "other_contact"), None),
    **dict.fromkeys(("caseworker", "exams", "admin", "nobody"), None),
    **dict.fromkeys((*REPORTERS, "reporters_sub", *EXCLUDED, "excluded_informed"), None),
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
    if who in ("hse", "hse_sub") and state is State.TRANSFERRED:
        expected = FULL
    assert view(who, state) == expected


@pytest.mark.parametrize("who", SEES)
def test_a_restricted_case_is_seen_by_the_contact_alone(who: str) -> None:
    own = who in ("contact", "stand_in", "central_contact", "system")
    assert view(who, State.REJECTED, restricted=True) == (FULL if own else None)
