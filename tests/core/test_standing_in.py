"""Whoever is barred is never reached, never acts, sees or is listed; mail and rights go together (D9, D18).

Over random directories, absences and exclusions; the pure rules first, then the lists and pickers of a real desk.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from who import case_in
from world import LOGINS, NOW, ROLES, World, directory, opened

from core.desk.lists import Filter
from core.domain import policy, workflow
from core.domain.case import HANDLES, Case, Deadline, Party, Reporter, State, TaskState, person, role_at
from core.domain.digest import Head, Owed, told
from core.domain.notice import address
from core.domain.people import Absence, Directory, Person, Reached, Role
from core.domain.policy import Relation, actor, standing, view
from core.domain.post import Notice
from core.domain.reached import barred, resolve
from core.store import people
from core.store.engine import Tx

TODAY = NOW.date()
SOME = st.sampled_from(LOGINS)


def _absence(login: str, first: int, length: int | None, substitute: str | None, source: str) -> Absence:
    begin = TODAY + timedelta(first)
    return Absence(login, begin, None if length is None else begin + timedelta(length), substitute, source)


ABSENCES = st.lists(
    st.builds(
        _absence,
        SOME,
        st.integers(-3, 1),
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.none(), st.sampled_from((*LOGINS, "gone"))),
        st.sampled_from(["hand", "directory", "ended"]),
    ),
    max_size=15,
    unique_by=lambda absence: (absence.login, absence.from_on, absence.source),
)
EXTRA = st.lists(
    st.builds(
        Role, st.sampled_from(["EN", "EN-A", "EN-B", "TO", "U"]), st.sampled_from(sorted({r.role for r in ROLES})), SOME
    ),
    max_size=4,
)


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """The world of the tests with roles taken away and given, people gone, and absences of every kind."""
    kept = draw(st.lists(st.sampled_from(ROLES), max_size=len(ROLES), unique=True)) if draw(st.booleans()) else ROLES
    plain = directory(*draw(ABSENCES), roles=tuple(dict.fromkeys((*kept, *draw(EXTRA)))))
    gone = draw(st.frozensets(SOME, max_size=3))
    staff = {login: replace(one, active=login not in gone) for login, one in plain.people.items()}
    same = draw(st.one_of(st.none(), st.tuples(SOME, SOME)))
    if same:  # one person under two logins
        staff[same[0]] = replace(staff[same[0]], email=staff[same[1]].email.upper())
    return replace(plain, people=staff)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    login = draw(st.one_of(st.none(), SOME))
    reporter = Reporter("M", f"{login.upper()}@example.org" if login else "m@example.org", "employee", "nb")
    excluded = tuple(draw(st.lists(SOME, max_size=3, unique=True)))
    handler, owner = draw(st.one_of(st.none(), SOME)), draw(SOME)
    found = case_in(draw(st.sampled_from(State)), TaskState.ASSIGNED, draw(st.booleans()))
    tasks = (replace(found.tasks[0], owner=person(owner)), *found.tasks[1:])
    return replace(found, reporter=reporter, excluded=excluded, handler=handler, tasks=tasks)


PARTIES = (
    HANDLES,
    role_at("contact", "EN"),
    role_at("hse_coordinator", "EN"),
    role_at("course_responsible", "EN-A"),
    role_at("contact", "QA"),
    *map(person, LOGINS),
)


@given(directories(), st.frozensets(SOME, max_size=4), st.booleans())
def test_reach_and_standing_in_agree_both_ways(staff: Directory, out: frozenset[str], line: bool) -> None:
    for login in LOGINS:
        found = staff.reach(login, TODAY, out, line)
        assert all(each.login not in out and staff.there(each.login, TODAY) for each in found)
        for other in LOGINS:
            stands = login in staff.standing_in_for(other, TODAY, out, line)
            away = login in staff.away(TODAY) and login not in out
            assert stands == (away and Reached(other, login) in found)


@given(directories(), cases())
def test_nobody_barred_is_reached_told_or_sees(staff: Directory, case: Case) -> None:
    out = barred(case, staff)
    assert {
        login for login, one in staff.people.items() if one.email.casefold() == case.reporter.email.casefold()
    } <= out
    for party in PARTIES:
        reached = {who.login for who in resolve(party, case, staff, TODAY)}
        assert reached.isdisjoint(out) and all(staff.there(login, TODAY) for login in reached)
        mails = address([Notice("M2", party, {})], case, staff, TODAY, None)
        assert {mail.to.id for mail in mails if mail.to.kind == "person"} == reached
        assert mails  # nobody at all is an alarm, never silence
    for login in out & set(LOGINS):
        stands = standing(case, actor(login, staff, TODAY), staff)
        assert not stands.relations and not stands.owns and view(case, stands) is None
        assert all(refusal is not None for _, refusal in workflow.open_acts(case, stands))


@given(directories(), cases())
def test_whoever_gets_the_mail_has_the_right_to_do_what_it_says(staff: Directory, case: Case) -> None:
    duties = [(role_at("contact", "EN"), Relation.CONTACT)]
    if not case.restricted:
        duties += [(HANDLES, Relation.HANDLER if case.handler else Relation.CONTACT)]
        duties += [(task.owner, Relation.OWNER) for task in case.measures]
        duties += [(task.owner, Relation.ASKED) for task in case.hearings]
    for party, relation in duties:
        for who in resolve(party, case, staff, TODAY):
            stands = standing(case, actor(who.login, staff, TODAY), staff)
            assert relation in stands.relations, relation
            if who.instead_of is None:
                assert stands.in_place_of({relation}) is None
            else:
                assert stands.relations[relation] is None or stands.in_place_of({relation})


@given(directories(), cases(), st.sampled_from(["triage", "follow_up", "measure"]))
def test_no_line_of_a_digest_goes_to_somebody_barred(staff: Directory, case: Case, kind: str) -> None:
    head = Head(case.id, "EN", "EN-A", case.handler, case.restricted, case.reporter, case.excluded)
    owner = {"triage": role_at("contact", "EN"), "follow_up": HANDLES, "measure": case.tasks[0].owner}[kind]
    deadline = _deadline(kind, owner)
    logins = {one.login for one in told(Owed(deadline, TODAY, head), staff, TODAY)}
    assert logins.isdisjoint(barred(case, staff))
    if case.restricted:
        contacts = {who.login for who in resolve(role_at("contact", "EN"), case, staff, TODAY)}
        assert logins == contacts


def _deadline(kind: str, owner: Party) -> Deadline:
    return Deadline("A-26-0001:1", kind, owner, TODAY, TODAY, TODAY, f"{kind}@1", "")


# Cases one by one


def seen_by(case: Case, staff: Directory) -> set[str]:
    return {who for who in LOGINS if view(case, standing(case, actor(who, staff, TODAY), staff))}


def test_the_reporter_who_is_head_owner_and_line_leader_is_nobody_to_their_own_case() -> None:
    more = (Role("EN-A", "line_leader", "head"), Role("EN-A", "course_responsible", "head"), Role("EN", "dean", "head"))
    staff = directory(roles=(*ROLES, *more))
    case = case_in(State.IN_PROGRESS, TaskState.ASSIGNED, False)
    own = replace(
        case,
        reporter=Reporter("H", "head@example.org", "employee", "nb"),
        tasks=(replace(case.tasks[0], owner=person("head")),),
        handler=None,
    )
    assert "head" not in seen_by(own, staff)
    assert [who.login for who in resolve(person("head"), own, staff, TODAY)] == ["dean"]
    assert "head" in seen_by(replace(own, reporter=case.reporter), staff)


def test_a_substitute_of_somebody_barred_is_nobody_even_further_down_the_chain() -> None:
    """A is away and B, who is excluded, stands in for A and is away too: C, whom B chose, does not get the case."""
    staff = directory(
        Absence("handler", TODAY, None, "owner2"), Absence("owner2", TODAY, None, "nobody"),
    )  # fmt: skip
    case = case_in(State.IN_PROGRESS, TaskState.ASSIGNED, False)
    assert [who.login for who in resolve(HANDLES, case, staff, TODAY)] == ["nobody"]
    excluded = replace(case, excluded=("owner2",))
    assert [who.login for who in resolve(HANDLES, excluded, staff, TODAY)] == ["dean"]
    assert "nobody" not in seen_by(excluded, staff)


def test_a_head_who_is_away_is_followed_by_the_heads_own_substitute_before_the_dean() -> None:
    staff = directory(Absence("owner", TODAY), Absence("head", TODAY, None, "head2"))
    assert [who.login for who in resolve(person("owner"), None, staff, TODAY)] == ["head2"]
    assert staff.standing_in_for("head2", TODAY) == ("owner", "head")


def test_head_dean_prorector_each_passed_over_when_barred() -> None:
    case = replace(case_in(State.IN_PROGRESS, TaskState.ASSIGNED, False), handler="handler")
    for excluded, falls_to in [
        (("handler",), "head"),
        (("handler", "head"), "dean"),
        (("handler", "head", "dean"), "prorector"),
        (("handler", "head", "dean", "prorector"), None),
    ]:
        found = resolve(HANDLES, replace(case, excluded=excluded), directory(), TODAY)
        assert [who.login for who in found] == ([falls_to] if falls_to else [])


def test_a_department_without_a_head_is_led_by_its_line_leader() -> None:
    staff = directory(Absence("owner", TODAY), roles=tuple(r for r in ROLES if r.role != "head_of_department"))
    assert [who.login for who in resolve(person("owner"), None, staff, TODAY)] == ["leader"]


def test_a_role_that_nobody_has_falls_to_the_line_of_its_unit() -> None:
    for role, unit, falls_to in [("contact", "EN", "dean"), ("course_responsible", "EN-A", "head")]:
        staff = directory(roles=tuple(r for r in ROLES if r.role != role))
        (who,) = resolve(role_at(role, unit), None, staff, TODAY)
        assert (who.login, who.instead_of) == (falls_to, f"{role}@{unit}")


def test_a_role_that_owes_is_everybody_in_it_or_those_who_stand_in() -> None:
    owed = role_at("course_responsible", "EN-A")
    staff = directory(Absence("owner", TODAY, None, "nobody"))
    found = {(who.login, who.instead_of) for who in resolve(owed, None, staff, TODAY)}
    assert found == {("nobody", "owner"), ("owner2", None)}


def test_one_person_under_two_logins_is_barred_under_both() -> None:
    staff = directory()
    twin = replace(staff.people["handler"], email="Head@Example.org")
    staff = replace(staff, people=staff.people | {"handler": twin})
    case = case_in(State.IN_PROGRESS, TaskState.ASSIGNED, False)
    case = replace(case, reporter=Reporter("H", "head@example.org", "employee", "nb"))
    assert barred(case, staff) == {"head", "handler"} and seen_by(case, staff).isdisjoint({"head", "handler"})


def test_somebody_without_an_address_is_not_every_reporter_without_one() -> None:
    staff = directory()
    staff = replace(staff, people=staff.people | {"owner": replace(staff.people["owner"], email="")})
    case = replace(case_in(State.RECEIVED, TaskState.ASSIGNED, False), reporter=Reporter("", "", "student", "nb"))
    assert barred(case, staff) == frozenset()


# Lists and pickers over a database


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        yield world


def _everybody(staff: Directory) -> Directory:
    """As the store keeps people: whoever a row names exists."""
    known = {a.substitute for a in staff.absences if a.substitute} - staff.people.keys()
    return replace(staff, people=staff.people | {login: Person(login, login, "x@example.org") for login in known})


async def test_lists_hold_what_one_may_see_and_pickers_nobody_barred(world: World) -> None:
    """What `keys` lists is what `view` shows, for everybody, in random worlds."""
    received, measured = await world.received(), await world.measured(handler="handler")
    foreign = await world.received(unit="TO-A")
    numbers = {id: (await world.case(id)).n for id in (received, measured, foreign)}
    drawn: list[tuple[Directory, dict[str, tuple[str, ...]], bool, str]] = []

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
    @given(directories(), st.fixed_dictionaries({id: st.lists(SOME, max_size=2, unique=True) for id in numbers}),
           st.booleans(), SOME)  # fmt: skip
    def draw(staff: Directory, out: dict[str, list[str]], restricted: bool, reporter: str) -> None:
        drawn.append((staff, {id: tuple(who) for id, who in out.items()}, restricted, reporter))

    draw()
    for staff, out, restricted, reporter in drawn:
        await world.desk.office.db.write(lambda tx, staff=staff: _store(tx, _everybody(staff)))
        world.change("DELETE FROM participants WHERE relation = 'excluded'")
        for id, excluded in out.items():
            for n, who in enumerate(excluded):
                world.change("INSERT INTO participants VALUES (?, ?, 'excluded', ?)", id, who, n)
        email = f"{reporter}@example.org"
        world.change('UPDATE parties SET email = ?, email_key = ? WHERE "case" = ?', email, email, received)
        world.change("UPDATE cases SET restricted = ? WHERE id = ?", int(restricted), measured)
        await _compare(world, numbers)


def _store(tx: Tx, staff: Directory) -> None:
    tx.execute("DELETE FROM absences")
    people.replace_all(tx, replace(staff, absences=()))
    for login in dict.fromkeys(a.login for a in staff.absences):
        people.put_absences(tx, login, [a for a in staff.absences if a.login == login])
    gone = [{"login": login} for login, one in staff.people.items() if not one.active]
    tx.executemany("UPDATE people SET active = 0 WHERE login = :login", gone)


async def _compare(world: World, numbers: dict[str, int]) -> None:
    staff = await world.desk.people.directory()
    found = {id: await world.case(id) for id in numbers}
    for login in LOGINS:
        if not staff.people[login].active:
            continue
        listed = await world.desk.lists.keys(login, Filter(tab="all"))
        views = {
            numbers[id]: policy.view(case, policy.standing(case, policy.actor(login, staff, TODAY), staff))
            for id, case in found.items()
        }
        assert set(listed) == {n for n, seen in views.items() if seen}, login
        titles = {n for n, row in (await world.desk.lists.rows(login, listed)).items() if row.title}
        assert titles <= {n for n, seen in views.items() if seen and seen.text}, login  # never more than one may see
        assert sum((await world.desk.lists.counts(login)).by_state.values()) == len(listed), login
    for id, case in found.items():
        offered = {one.login for one in await world.desk.people.candidates(None, id)}
        assert offered.isdisjoint(barred(case, staff))
