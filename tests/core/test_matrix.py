"""Who may do what to a case: state × act × role × standing × measure, each cell expected from workflow.md (G21).

`ACTS` and `PEOPLE` are written from workflow.md §1–3 and §7, not from the program's table; the last tests alter the
program, one check at a time, and demand that a cell turns out otherwise.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from who import case_in, setting, staff
from world import NOW, away

from core.domain import people, policy, workflow
from core.domain.case import Case, State, TaskState
from core.domain.people import Directory, Role
from core.domain.policy import Relation, Standing
from core.domain.workflow import TABLE, Row
from core.errors import Forbidden

ACTS = """
act             by                      case                            measure
approve         contact                 received
reject          contact                 received
transfer        contact                 received
consult         contact                 received
reregistered    contact                 rejected
receive         hse                     transferred
return          hse/contact             transferred/received
mask            contact,handler         any
note            contact,handler         any
assign          contact                 in_progress,awaiting_closure
rate            contact,handler         in_progress,awaiting_closure
measure         contact,handler         in_progress,awaiting_closure
close           contact,handler         in_progress,awaiting_closure
accept          contact,handler,owner   in_progress,awaiting_closure    assigned
decline         contact,handler,owner   in_progress,awaiting_closure    assigned,accepted
complete        contact,handler,owner   in_progress,awaiting_closure    assigned,accepted
reassign        contact,handler         in_progress,awaiting_closure    assigned,accepted,declined
return_measure  contact,handler         in_progress,awaiting_closure    completed
cancel          contact,handler         in_progress,awaiting_closure    assigned,accepted,declined
"""
"""workflow.md §3, §1. `return`: the coordinator what was sent to HSE, the contact what came from another faculty.
Acts on a case that presuppose the gate: assign, rate, measure, close (§2)."""

PRESUPPOSE_THE_GATE = {"assign", "rate", "measure", "close"}

PEOPLE = """
who             is          restricted  where they stand
contact         contact     contact     the faculty's contact
stand_in        contact     contact     stands in for the contact, who is away
handler         handler     -           the case's handler
handler_sub     handler     -           stands in for the case's handler, who is away
handler2        -           -           another handler of the faculty
owner           owner       -           owns measure 1
owner_sub       owner       -           stands in for its owner, who is away
owner2          owner_of_2  -           owns measure 2
hse             hse         -           coordinator of the faculty
hse_sub         hse         -           stands in for the coordinator, who is away
hse2            -           -           coordinator of another faculty
leader          sees        -           leads the unit
head            sees        -           head of its department
head_sub        sees        -           stands in for that head, who is away
dean            sees        -           dean of its faculty
head2           -           -           head of another department
to_dean         -           -           dean of another faculty
to_contact      reader      -           contact of the faculty that passed it on
reader_sub      reader      -           stands in for that contact, who is away
other_contact   -           -           contact of a faculty that never had it
quality         sees        -           quality department
prorector       sees        -           prorector
caseworker      -           -           grade complaints only
exams           -           -           its tasks only
admin           -           -           settings only
nobody          -           -           no role at all
reporter        -           -           the contact who reported it
reporters_sub   -           -           stands in for the contact who reported it
excluded        -           -           a handler who was excluded
excluded_owner  -           -           owns measure 1 and was excluded
next_in_line    contact     -           the dean, when the only contact reported it
line_of_away    contact     -           the dean, when the only contact is away and there are no handlers
system          system      system      the installation
"""
"""What each is to the case (§1, §7); `restricted` after a whistleblowing rejection (§2: the contact alone)."""


def _rows(table: str) -> list[list[str]]:
    return [line.split(None, 3) for line in table.strip().splitlines()[1:]]


EXPECTED_ACTS = {
    name: (by, states, measure[0].split(",") if measure else []) for name, by, states, *measure in _rows(ACTS)
}
EXPECTED_PEOPLE = {who: (what, restricted) for who, what, restricted, _why in _rows(PEOPLE)}


def expected(act: str, who: str, state: State, measure: TaskState, restricted: bool) -> str:
    """open, gate (not assessed yet), state, measure (in the wrong state), not_you, or hidden."""
    what = EXPECTED_PEOPLE[who][restricted]
    by, states, measures = EXPECTED_ACTS[act]
    if what == "-" or (what == "hse" and state is not State.TRANSFERRED):
        return "hidden"
    is_a = {"owner_of_2": "owner"}.get(what, what)
    if what == "owner_of_2" and measures:
        return "not_you"  # of measure 1
    if act == "return":
        allowed = {"transferred": "hse", "received": "contact"}.get(state, "hse contact").split()
    else:
        allowed = by.split(",")
    if is_a not in (*allowed, "system"):
        return "not_you"
    if act in PRESUPPOSE_THE_GATE and state is State.RECEIVED:
        return "gate"
    if state not in states.replace("/", ",").split(",") and states != "any":
        return "state"
    return "measure" if measures and measure not in measures else "open"


def found(row: Row, case: Case, standing: Standing) -> str:
    """The same answer, from the program."""
    if policy.view(case, standing) is None:
        return "hidden"
    refusal = workflow.why_closed(row, case, standing, case.tasks[0] if row.tasks else None)
    if refusal is None:
        return "open"
    if isinstance(refusal, Forbidden):
        return "not_you"
    return {"act.not_assessed": "gate", "act.state": "state", "act.measure_state": "measure"}[refusal.id]


def cells() -> Iterator[tuple[str, State, TaskState, bool]]:
    return product(EXPECTED_PEOPLE, State, TaskState, (False, True))


def scene(who: str, state: State, measure: TaskState, restricted: bool) -> tuple[Case, Standing]:
    given = setting(who)
    case = case_in(state, measure, restricted, **given.case)
    return case, policy.standing(case, policy.actor(given.login, given.directory, NOW.date()), given.directory)


@cache
def standings() -> dict[tuple[str, State, TaskState, bool], tuple[Case, Standing]]:
    return {cell: scene(*cell) for cell in cells()}


def differences(row: Row, scenes: dict[Any, tuple[Case, Standing]]) -> list[str]:
    """Cells of one act that are not as expected."""
    wrong = []
    for cell, (case, standing) in scenes.items():
        want, got = expected(row.name, *cell), found(row, case, standing)
        if want != got:
            wrong.append(f"{row.name} {cell[0]} {cell[1]} {cell[2]} restricted={cell[3]}: {got}, not {want}")
    return wrong


def test_every_act_is_expected_and_every_expectation_is_an_act() -> None:
    assert sorted(EXPECTED_ACTS) == sorted(row.name for row in TABLE)
    assert {row.act for row in TABLE} == set(workflow.ROWS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_matrix(row: Row) -> None:
    assert len(standings()) == len(EXPECTED_PEOPLE) * 6 * 5 * 2
    assert differences(row, standings()) == []


def test_whoever_acts_for_another_is_named_with_them() -> None:
    wanted = {
        ("stand_in", Relation.CONTACT): "contact",
        ("handler_sub", Relation.HANDLER): "handler",
        ("owner_sub", Relation.OWNER): "owner",
        ("next_in_line", Relation.CONTACT): "contact",
        ("line_of_away", Relation.CONTACT): "contact",
        ("contact", Relation.CONTACT): None,
    }
    for (who, relation), instead in wanted.items():
        _, standing = scene(who, State.IN_PROGRESS, TaskState.ASSIGNED, False)
        assert standing.in_place_of({relation}) == instead, who


def test_rights_of_ones_own_need_nobody_elses_name() -> None:
    people_there = staff(away("contact", "dean"), more=(Role("EN", "contact", "dean"),))
    case = case_in(State.RECEIVED, TaskState.ASSIGNED, False)
    standing = policy.standing(case, policy.actor("dean", people_there, NOW.date()), people_there)
    assert standing.in_place_of({Relation.CONTACT}) is None


def _mutants() -> Iterator[Row]:
    """Every row with one word of it taken away or put in."""
    for row in TABLE:
        for relation in Relation:
            if relation not in (Relation.SYSTEM, Relation.ADMIN):  # may all; is nothing to a case
                yield replace(row, by=row.by ^ {relation})
        for state in State:
            yield replace(row, states=row.states ^ {state})
        for task in TaskState if row.tasks else ():
            yield replace(row, tasks=row.tasks ^ {task})
        yield replace(row, gated=not row.gated)


def _refused_twice(mutant: Row) -> bool:
    """Words that another check stands behind: the gate before a received case, the right to act on this measure."""
    row = workflow.BY_NAME[mutant.name]
    more = mutant.by - row.by
    no_owner = bool(more) and not more & {Relation.OWNER, Relation.CONTACT, Relation.HANDLER}
    return (row.gated and State.RECEIVED in mutant.states - row.states) or (bool(row.tasks) and no_owner)


def test_each_word_of_the_table_is_needed() -> None:
    """Mutation: whatever single word of the table is dropped or added, some cell turns out otherwise."""
    mutants = [mutant for mutant in _mutants() if not _refused_twice(mutant)]
    assert len(mutants) > 250
    assert [mutant for mutant in mutants if not differences(mutant, standings())] == []


def _nothing(*_args: Any, **_more: Any) -> Any:
    return None


CHECKS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "own measures only": (workflow, "_may_act_on", lambda *_: True),
    "a transfer is returned by who got it": (workflow, "_why_no_return", _nothing),
    "impartiality": (policy, "barred", lambda *_: frozenset()),
    "impartiality of those who stand in": (people, "barred", lambda *_: frozenset()),
    "the next in line": (policy, "resolve", lambda *_: ()),
    "own faculty": (policy, "line_of", lambda unit, directory: tuple(directory.units)),
    "stand-ins": (Directory, "standing_in_for", lambda *_, **__: ()),
}


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_is_needed(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutation: with one check of the code dropped, some cell turns out otherwise."""
    place, name, instead = CHECKS[check]
    monkeypatch.setattr(place, name, instead)
    scenes = {cell: scene(*cell) for cell in cells()}
    assert any(differences(row, scenes) for row in TABLE)
