"""Setting and ending absences: who may, what is refused, what stays, what one is told (workflow.md §1, D9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import LOGINS, NOW, ROLES, away, directory

from core.domain import absence
from core.domain.absence import ENDED, FARTHEST, HAND, end_absence, imported, may_know, may_set, set_absence
from core.domain.people import Absence, Directory, Person, Role
from core.domain.policy import actor
from core.errors import Forbidden, Refused

TODAY = NOW.date()


def day(n: int) -> date:
    return TODAY + timedelta(n)


def hand(login: str, first: int, last: int | None, substitute: str | None = None, source: str = HAND) -> Absence:
    return Absence(login, day(first), None if last is None else day(last), substitute, source)


def spans(absences: tuple[Absence, ...]) -> list[tuple[int, int | None, str]]:
    found = [((a.from_on - TODAY).days, (a.to_on - TODAY).days if a.to_on else None, a.source) for a in absences]
    return sorted(found, key=lambda span: (span[0], span[2]))


def may(who: str | None, login: str, staff: Directory) -> bool:
    return may_set(actor(who, staff, TODAY), login, staff)


# Who may


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("owner", True),  # the person
        ("contact", True),  # of the faculty
        ("head", True),  # of the department
        ("leader", True),  # its line leader
        ("dean", True),  # of the faculty
        ("admin", True),
        (None, True),  # the installation
        ("owner2", False),
        ("handler", False),
        ("head2", False),
        ("to_contact", False),
        ("to_dean", False),
        ("quality", False),
        ("nobody", False),
    ],
)
def test_who_may_set_the_absence_of_an_owner_at_a_department(who: str | None, allowed: bool) -> None:
    assert may(who, "owner", directory()) is allowed


def test_of_whoever_has_no_unit_the_person_an_administrator_and_the_installation() -> None:
    assert [who for who in LOGINS if may(who, "nobody", directory())] == ["admin", "nobody"]


def test_a_head_does_not_set_the_absence_of_the_dean() -> None:
    assert not may("head", "dean", directory())
    assert may("contact", "dean", directory())


def test_a_substitute_does_so_for_those_they_stand_in_for_and_says_so() -> None:
    staff = directory(away("head", "substitute"))
    assert absence.require_may_set(actor("substitute", staff, TODAY), "owner", staff) == "head"
    assert absence.require_may_set(actor("head", staff, TODAY), "owner", staff) is None


def test_nobody_prolongs_their_own_standing_in_by_rights_they_borrow() -> None:
    staff = directory(away("dean", "substitute"))
    assert may("substitute", "owner", staff)
    with pytest.raises(Forbidden, match=r"absence\.not_you"):
        absence.require_may_set(actor("substitute", staff, TODAY), "dean", staff)


def test_colleagues_at_the_faculty_and_the_substitute_know_of_an_absence() -> None:
    staff = directory(away("owner", "to_owner"))
    found = staff.absences[0]
    know = {who for who in LOGINS if may_know(actor(who, staff, TODAY), found, staff)}
    assert {"contact", "handler", "owner2", "head2", "to_owner", "admin"} <= know
    assert know.isdisjoint({"to_contact", "to_dean", "quality", "prorector", "nobody"})


# What is refused


@pytest.mark.parametrize(
    ("new", "id"),
    [
        (hand("gone", 0, 5, "owner2"), "person.unknown"),
        (hand("owner", 0, 5, "gone"), "person.unknown"),
        (hand("owner", 0, 5, "left"), "person.unknown"),
        (hand("left", 0, 5, "owner"), "person.unknown"),
        (hand("owner", 0, 5, "owner"), "absence.oneself"),
        (hand("owner", 5, 4, "owner2"), "absence.backwards"),
        (hand("owner", -1, 5, "owner2"), "absence.past"),
        (hand("owner", -9, -5, "owner2"), "absence.past"),
        (hand("owner", 0, FARTHEST + 1, "owner2"), "absence.too_far"),
        (hand("owner", FARTHEST + 1, None, "owner2"), "absence.too_far"),
        (Absence("owner", date(1900, 1, 1), date.max, "owner2"), "absence.past"),
    ],
)
def test_what_cannot_be_set(new: Absence, id: str) -> None:
    staff = directory()
    left = Person("left", "Left", "left@example.org", active=False)
    with pytest.raises(Refused) as refused:
        set_absence(new, replace(staff, people=staff.people | {"left": left}), TODAY)
    assert refused.value.id == id


def test_the_longest_and_the_shortest() -> None:
    assert set_absence(hand("owner", 0, FARTHEST, "owner2"), directory(), TODAY).warnings == ()
    assert set_absence(hand("owner", 0, 0, "owner2"), directory(), TODAY).warnings == ()
    assert set_absence(hand("owner", FARTHEST, None, "owner2"), directory(), TODAY).warnings == ()


@pytest.mark.parametrize(
    ("others", "way"),
    [
        ((hand("owner2", 2, 9, "owner"),), "owner → owner2 → owner"),
        ((hand("owner2", -9, None, "head", "directory"), hand("head", 5, 5, "owner")), "owner → owner2 → head → owner"),
    ],
)
def test_substitutes_in_a_ring_are_refused_by_name_when_their_days_meet(others: tuple[Absence, ...], way: str) -> None:
    with pytest.raises(Refused, match=r"absence\.loop") as refused:
        set_absence(hand("owner", 0, 5, "owner2"), directory(*others), TODAY)
    assert refused.value.values["way"] == way
    assert set_absence(hand("owner", 0, 1, "owner2"), directory(*others), TODAY)


def test_a_ring_among_others_is_a_gap_and_not_refused() -> None:
    ring = (hand("owner2", 0, 9, "handler"), hand("handler", 0, 9, "owner2"))
    ((id, values),) = set_absence(hand("owner", 0, 5, "owner2"), directory(*ring), TODAY).warnings
    assert (id, values["login"]) == ("absence.gap", "head")


# What earlier ones become


@pytest.mark.parametrize(
    ("old", "after"),
    [
        ((0, 9), [(0, 2), (3, 5), (6, 9)]),  # around the new one: both ends stay
        ((0, 4), [(0, 2), (3, 5)]),
        ((4, 9), [(3, 5), (6, 9)]),
        ((3, 5), [(3, 5)]),
        ((4, 4), [(3, 5)]),
        ((-9, None), [(-9, 2), (3, 5), (6, None)]),
        ((6, 9), [(3, 5), (6, 9)]),
        ((0, 2), [(0, 2), (3, 5)]),
    ],
)
def test_what_an_earlier_one_has_on_other_days_stays(
    old: tuple[int, int | None], after: list[tuple[int, int | None]]
) -> None:
    staff = directory(hand("owner", *old, "head"), hand("owner2", 0, 9, "head"))
    planned = set_absence(hand("owner", 3, 5, "head2"), staff, TODAY)
    assert spans(planned.absences) == [(*span, HAND) for span in after]
    assert {a.substitute for a in planned.absences if (a.from_on, a.to_on) != (day(3), day(5))} <= {"head"}
    told = {(values["from"], values["to"]) for id, values in planned.warnings if id.startswith("absence.left")}
    kept = {(a.from_on, a.to_on) for a in planned.absences} - {(day(3), day(5))}
    assert told == kept - {(a.from_on, a.to_on) for a in staff.absences}


def test_the_new_one_goes_before_the_directorys_on_its_days() -> None:
    staff = directory(hand("owner", 0, 9, "head", "directory"))
    planned = set_absence(hand("owner", 3, None, "head2"), staff, TODAY)
    assert spans(planned.absences) == [(0, 9, "directory"), (3, None, HAND)]
    after = replace(staff, absences=planned.absences)
    assert [after.reach("owner", day(n))[0].login for n in (0, 2, 3, 9, 20)] == ["head"] * 2 + ["head2"] * 3


# Gaps


def test_a_substitute_who_is_away_in_between_is_told_of_with_the_days_and_whom_they_fall_to() -> None:
    staff = directory(hand("owner2", 2, 4), hand("owner2", 5, 5, "owner2"), hand("owner2", 8, 8, "handler"))
    (warning,) = set_absence(hand("owner", 0, 10, "owner2"), staff, TODAY).warnings
    assert warning == ("absence.gap", {"from": day(2), "to": day(5), "login": "head", "of": "owner"})


def test_without_a_substitute_all_of_it_falls_to_the_line_and_the_line_may_change() -> None:
    staff = directory(hand("head", 4, None))
    told = set_absence(hand("owner", 0, None), staff, TODAY).warnings
    assert [(id, values["login"]) for id, values in told] == [("absence.gap", "head"), ("absence.gap_open", "dean")]
    assert told[0][1]["to"] == day(3)


def test_nobody_at_all_is_said() -> None:
    staff = directory(*(hand(login, 0, 3) for login in LOGINS if login != "owner"))
    told = set_absence(hand("owner", 0, 5, "owner2"), staff, TODAY).warnings
    assert told[0] == ("absence.gap_nobody", {"from": day(0), "to": day(3), "login": None, "of": "owner"})


# Coming back


def test_whoever_is_back_is_back_whatever_covered_the_day() -> None:
    staff = directory(hand("owner", 0, 9, "head", "directory"), hand("owner", 2, 5, "head2"), hand("owner", 8, 12))
    planned = end_absence("owner", day(3), staff, TODAY)
    assert spans(planned.absences) == [(0, 2, ENDED), (2, 2, HAND), (8, 12, HAND)]
    after = replace(staff, absences=planned.absences)
    assert after.absence("owner", day(2)) and not after.absence("owner", day(3)) and after.absence("owner", day(8))


def test_an_absence_that_is_called_off_before_it_began_is_gone() -> None:
    staff = directory(hand("owner", 2, 5, "head2"), hand("owner", 2, 9, "head", "directory"))
    planned = end_absence("owner", day(2), staff, TODAY)
    assert spans(planned.absences) == [(2, 1, ENDED)]
    assert not replace(staff, absences=planned.absences).absence("owner", day(2))


@pytest.mark.parametrize(
    ("login", "n", "id"),
    [
        ("owner", -1, "absence.past"),
        ("owner", 0, "absence.none"),
        ("head", 40, "absence.none"),
        ("gone", 0, "person.unknown"),
    ],
)
def test_what_cannot_be_ended(login: str, n: int, id: str) -> None:
    with pytest.raises(Refused) as refused:
        end_absence(login, day(n), directory(away("head")), TODAY)
    assert refused.value.id == id


def test_an_import_does_not_bring_back_what_was_ended_by_hand() -> None:
    first, second = hand("owner", 0, 9, "head", "directory"), hand("owner", 20, 29, None, "directory")
    staff = directory(first, second)
    after = replace(staff, absences=end_absence("owner", day(3), staff, TODAY).absences)
    assert imported((first, second), after) == (second,)
    assert imported((replace(first, login="head"),), after) == (replace(first, login="head"),)


# Whatever happens


NAMES = ("owner", "owner2", "head", "dean", "handler", "nobody")
SOME = st.builds(
    lambda login, first, length, substitute, source: hand(
        login, first, None if length is None else first + length, substitute, source
    ),
    st.sampled_from(NAMES),
    st.integers(-5, 20),
    st.one_of(st.none(), st.integers(0, 15)),
    st.one_of(st.none(), st.sampled_from(NAMES)),
    st.just(HAND),
)


@given(st.lists(SOME, max_size=12), st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 25)), max_size=4))
def test_by_hand_absences_never_overlap_never_ring_and_the_past_never_changes(
    wanted: list[Absence], back: list[tuple[str, int]]
) -> None:
    """Set one after the other, and ended here and there: whatever was accepted holds on every day."""
    staff = directory(roles=(*ROLES, Role("EN-A", "course_responsible", "nobody")))
    for new in wanted:
        try:
            planned = set_absence(new, staff, TODAY)
        except Refused:
            continue
        others = tuple(a for a in staff.absences if a.login != new.login)
        staff = replace(staff, absences=(*others, *planned.absences))
        gaps = {id: values for id, values in planned.warnings if id.startswith("absence.gap")}
        for n in range(-6, 45):
            if new.covers(day(n)):
                assert staff.absence(new.login, day(n)) == new
                alone = staff.reach(new.login, day(n), line=False)
                told = [v for v in (dict(v) for i, v in planned.warnings if i.startswith("absence.gap"))
                        if v["from"] <= day(n) and (v["to"] is None or day(n) <= v["to"])]  # fmt: skip
                assert (alone == ()) == bool(told), (gaps, n)
    for login, n in back:
        try:
            planned = end_absence(login, day(n), staff, TODAY)
        except Refused:
            continue
        staff = replace(staff, absences=(*(a for a in staff.absences if a.login != login), *planned.absences))
        assert staff.absence(login, day(n)) is None
    for login in NAMES:
        for n in range(-6, 45):
            assert sum(a.login == login and a.covers(day(n)) for a in staff.absences) <= (n >= 0)
            way = [login]
            while (found := staff.absence(way[-1], day(n))) and found.substitute:
                assert found.substitute not in way
                way.append(found.substitute)
