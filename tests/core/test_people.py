"""Who is there for whom on a day: substitutes, chains, loops, gaps, and the line (workflow.md §1, D9, D18)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from who import case_in
from world import LOGINS, NOW, REPORTER, ROLES, away, directory

from core.domain.case import HANDLES, Case, Reporter, State, TaskState, person, role_at
from core.domain.people import Absence, Directory, Person, Reached, Role
from core.domain.reached import resolve

TODAY = NOW.date()


def case(restricted: bool = False, **changes: object) -> Case:
    return case_in(State.IN_PROGRESS, TaskState.ASSIGNED, restricted, **changes)


def test_nobody_away_is_reached_themselves() -> None:
    assert directory().reach("contact", TODAY) == (Reached("contact"),)


def test_a_chain_of_substitutes_resolves() -> None:
    staff = directory(away("contact", "handler"), away("handler", "owner"), away("owner", "substitute"))
    assert staff.reach("contact", TODAY) == (Reached("substitute", "contact"),)
    assert staff.standing_in_for("substitute", TODAY) == ("contact", "handler", "owner")


@pytest.mark.parametrize(
    "absences",
    [
        (away("owner", "owner2"), away("owner2", "owner")),
        (away("owner", "owner"),),
        (away("owner"),),
        (away("owner", "owner2"), away("owner2")),
        (away("owner", "gone"),),
    ],
    ids=["loop", "oneself", "gap", "chain with a gap", "somebody unknown"],
)
def test_a_loop_or_a_gap_falls_to_the_line(absences: tuple[Absence, ...]) -> None:
    staff = directory(*absences)
    assert staff.reach("owner", TODAY) == (Reached("head", "owner"),)
    assert staff.reach("owner", TODAY, line=False) == ()
    assert "owner" in staff.standing_in_for("head", TODAY)


def test_up_the_line_until_somebody_is_there() -> None:
    staff = directory(away("owner"), away("head"), away("dean"))
    assert staff.reach("owner", TODAY) == (Reached("prorector", "owner"),)
    staff = directory(*(away(login) for login in LOGINS))
    assert staff.reach("owner", TODAY) == ()


def test_a_contact_with_nobody_set_falls_to_the_handlers_then_the_dean() -> None:
    both = (Reached("handler", "contact"), Reached("handler2", "contact"))
    assert directory(away("contact")).reach("contact", TODAY) == both
    assert directory(away("contact"), away("handler")).reach("contact", TODAY) == both[1:]
    one_away = directory(away("contact"), away("handler", "substitute"))
    assert one_away.reach("contact", TODAY) == (Reached("substitute", "contact"), *both[1:])
    without = tuple(role for role in ROLES if role.role != "handler")
    assert directory(away("contact"), roles=without).reach("contact", TODAY) == (Reached("dean", "contact"),)


def test_another_contact_of_the_faculty_comes_before_its_handlers() -> None:
    staff = directory(away("contact"), roles=(*ROLES, Role("EN", "contact", "nobody")))
    assert resolve(role_at("contact", "EN"), case(), staff, TODAY) == (Reached("nobody"),)
    assert staff.reach("contact", TODAY) == (Reached("nobody", "contact"),)


def test_all_the_handlers_have_the_rights_and_the_mail_of_a_contact_with_nobody_set() -> None:
    staff = directory(away("contact"))
    assert [one.login for one in resolve(role_at("contact", "EN"), case(), staff, TODAY)] == ["handler", "handler2"]
    assert all("contact" in staff.standing_in_for(login, TODAY) for login in ("handler", "handler2"))


def test_an_absence_counts_on_its_days_both_inclusive() -> None:
    absence = Absence("owner", date(2026, 11, 18), date(2026, 11, 20), "substitute")
    staff = directory(absence)
    days = {date(2026, 11, day): staff.reach("owner", date(2026, 11, day)) for day in range(17, 22)}
    assert [day.day for day, who in days.items() if who == (Reached("substitute", "owner"),)] == [18, 19, 20]
    assert replace(absence, to_on=None).covers(date(2099, 1, 1))


def test_whoever_has_left_is_stood_in_for() -> None:
    staff = directory()
    gone = replace(staff, people=staff.people | {"owner": Person("owner", "x", "o@example.org", active=False)})
    assert gone.reach("owner", TODAY) == (Reached("head", "owner"),)
    assert gone.holders("course_responsible", "EN-A") == ("owner2",)


def test_the_reporter_and_the_excluded_are_never_reached() -> None:
    barred = case(reporter=Reporter("O", "OWNER@Example.org", "employee", "nb"), excluded=("head",))
    assert resolve(person("owner"), barred, directory(), TODAY) == (Reached("dean", "owner"),)
    assert resolve(person("owner"), case(), directory(), TODAY) == (Reached("owner"),)


def test_a_barred_substitute_is_passed_over() -> None:
    staff = directory(away("handler", "handler2"))
    assert resolve(HANDLES, case(), staff, TODAY) == (Reached("handler2", "handler"),)
    assert resolve(HANDLES, case(excluded=("handler2",)), staff, TODAY) == (Reached("dean", "handler"),)


def test_everybody_with_the_role_once_and_in_their_own_name_first() -> None:
    staff = directory(away("contact", "handler2"), roles=(*ROLES, Role("EN", "contact", "handler2")))
    assert resolve(role_at("contact", "EN"), case(), staff, TODAY) == (Reached("handler2"),)


def test_of_a_restricted_case_the_line_is_not_told() -> None:
    staff, contact = directory(away("contact")), role_at("contact", "EN")
    assert resolve(contact, case(restricted=True, handler=None), staff, TODAY) == ()
    assert resolve(contact, case(handler=None), staff, TODAY) == (
        Reached("handler", "contact"),
        Reached("handler2", "contact"),
    )
    staff = directory(away("contact", "substitute"))
    assert resolve(contact, case(restricted=True), staff, TODAY) == (Reached("substitute", "contact"),)


def test_who_handles_is_the_handler_else_the_contact() -> None:
    assert resolve(HANDLES, case(), directory(), TODAY) == (Reached("handler"),)
    assert resolve(HANDLES, case(handler=None), directory(), TODAY) == (Reached("contact"),)


def test_a_central_units_contact_is_its_quality_department() -> None:
    assert directory().holders("contact", "QA") == ("quality",)
    assert directory().holders("contact", "EN-A") == ()


def test_faculty_and_line_of_a_unit() -> None:
    staff = directory()
    assert [staff.faculty_of(unit) for unit in ("EN-A", "EN", "QA", "U", "gone")] == ["EN", "EN", "QA", "U", "gone"]
    assert list(staff.leaders("EN-A")) == ["head", "dean", "prorector"]


absences = st.lists(
    st.builds(away, st.sampled_from(LOGINS), st.one_of(st.none(), st.sampled_from((*LOGINS, "gone")))), max_size=40
)


@given(absences, st.sampled_from(LOGINS), st.frozensets(st.sampled_from(LOGINS), max_size=4))
def test_whoever_is_reached_is_there_whatever_the_absences(
    away: list[Absence], login: str, barred: frozenset[str]
) -> None:
    """It ends, with somebody present and not barred, who then has the rights (D9)."""
    staff = Directory(directory().units, directory().people, ROLES, tuple(away))
    for reached in staff.reach(login, TODAY, barred):
        assert reached.login not in barred
        assert staff.absence(reached.login, TODAY) is None
        if reached.login != login and login not in barred:
            assert login in staff.standing_in_for(reached.login, TODAY, barred)


def test_the_reporter_has_no_login_unless_they_work_here() -> None:
    assert directory().by_email(REPORTER.email) == ()
    assert directory().by_email("OWNER@EXAMPLE.ORG") == ("owner",)
