"""Who may do what to a complaint: state × act × type × role, each cell expected from workflow.md §4 and §7.

The tables are written from workflow.md and interface.md, not from the program's.
"""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from complained import MONDAY, STUDENT, Life
from world import away
from world import directory as people

from core.domain import policy, workflow
from core.domain.case import Case, Task, TaskState, role_at
from core.domain.complaint.case import Phase, Type
from core.domain.complaint.workflow import TABLE
from core.domain.people import Directory
from core.domain.policy import Standing
from core.errors import AvvikError, Forbidden

ACTS = """
act                 by                  types               states
reasons             caseworker          BEGRUNNELSE         running
formal              caseworker          FORMELL_FEIL        running
appeal              caseworker          FORMELL_FEIL        finished
accept_late         caseworker          any                 running
dismiss             caseworker          any                 running
withdraw_complaint  caseworker          any                 running
commission          caseworker          SENSUR              ungraded
send                caseworker          SENSUR              ungraded
grade               caseworker          SENSUR              ungraded
correct             caseworker          SENSUR              ungraded,finished
protocol            caseworker          SENSUR              ungraded,finished
total               caseworker          SENSUR              ungraded
assign              caseworker          any                 any
block               caseworker          any                 any
unblock             caseworker,exams    any                 any
postpone            caseworker          SENSUR,FORMELL_FEIL running
diploma             caseworker          SENSUR,FORMELL_FEIL any
letter              caseworker          SENSUR,FORMELL_FEIL running,finished
task                caseworker,exams    any                 any
journal             caseworker          any                 any
remark              caseworker          any                 any
exclude             caseworker          any                 any
include             caseworker          any                 any
note                caseworker          any                 any
reply               caseworker          any                 running
told                caseworker          any                 any
reporter            caseworker          any                 any
"""
STATES = {
    "running": {"registered", "grading", "third_grading", "awaiting_diploma"},
    "ungraded": {"registered", "grading", "third_grading"},
    "finished": {"finished"},
    "any": {phase.value for phase in Phase},
}
PEOPLE = """
who             is
caseworker      caseworker
substitute      caseworker
exams           exams
contact         -
handler         -
hse             -
head            -
dean            -
owner           -
quality         -
prorector       -
admin           -
to_contact      -
nobody          -
system          system
"""
"""`substitute` stands in for the caseworker; the quality contact does not see complaints (§7)."""


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()[1:]]


WHO = dict(_rows(PEOPLE))
EXPECTED = {name: (set(by.split(",")), types, states) for name, by, types, states in _rows(ACTS)}


def test_the_table_is_whole() -> None:
    assert [row.name for row in TABLE] == list(EXPECTED)
    assert all(row.kind == "complaint" and row.group == "complaint" for row in TABLE)


@cache
def staff(absent: bool = False) -> Directory:
    return people(away("caseworker", "substitute")) if absent else people()


@cache
def case(state: Phase, type: Type) -> Case:
    asked = Task("K-26-0001/1", 1, "task", role_at("examinations_office", "U"), "check_protocol", TaskState.ASSIGNED)
    return replace(Life(type=type).case, state=state, tasks=(asked,), excluded=("owner",))


@cache
def standing(who: str, state: Phase, type: Type) -> Standing:
    directory = staff(who == "substitute")
    on = MONDAY if who != "substitute" else away("caseworker").from_on
    actor = policy.actor(None if who == "system" else who, directory, on)
    return policy.standing(case(state, type), actor, directory)


def allowed(name: str, who: str, state: Phase, type: Type) -> bool:
    by, types, states = EXPECTED[name]
    may = WHO[who] == "system" or WHO[who] in by
    of_type = types == "any" or type.value.replace(" ", "_") in types.split(",")
    return may and of_type and any(state.value in STATES[each] for each in states.split(","))


@pytest.mark.parametrize("who", WHO)
def test_every_cell(who: str) -> None:
    wrong = []
    for row, state, type in product(TABLE, Phase, Type):
        found: AvvikError | None = workflow.why_closed(row, case(state, type), standing(who, state, type))
        if (found is None) is not allowed(row.name, who, state, type):
            wrong.append((row.name, state.value, type.value, found))
        elif found and WHO[who] == "-":
            assert isinstance(found, Forbidden)
    assert wrong == []


def test_the_student_has_no_standing_even_as_a_colleague() -> None:
    directory = people()
    mine = replace(case(Phase.REGISTERED, Type.GRADE), reporter=replace(STUDENT, email="caseworker@example.org"))
    found = policy.standing(mine, policy.actor("caseworker", directory, MONDAY), directory)
    assert not found.relations
    next_up = policy.standing(mine, policy.actor("dean", directory, MONDAY), directory)
    assert workflow.why_closed(TABLE[4], mine, next_up) is None  # D18: the duty falls to the next in line


def test_open_acts_are_those_of_the_kind() -> None:
    found = workflow.open_acts(case(Phase.REGISTERED, Type.GRADE), standing("caseworker", Phase.REGISTERED, Type.GRADE))
    assert [row.name for row, _ in found] == list(EXPECTED)
    assert {row.name for row, closed in found if not closed} == {
        name for name in EXPECTED if allowed(name, "caseworker", Phase.REGISTERED, Type.GRADE)
    }
