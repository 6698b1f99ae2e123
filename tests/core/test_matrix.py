"""Who may do what to a case: state × act × role × standing × task × restricted × linked, cell by cell (G21).

`ACTS` and `PEOPLE` are written from workflow.md §1–3 and §7, not from the program's table; the last tests alter the
program, one word and one check at a time, and demand that a cell turns out otherwise.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import pytest
from who import case_in, setting, staff
from world import NOW, away

from core.domain import policy, reached, workflow
from core.domain.case import Case, State, TaskState
from core.domain.people import Directory, Role
from core.domain.policy import Relation, Standing
from core.domain.workflow import TABLE, Row
from core.errors import Forbidden

ACTS = """
act             by                      case                                    on          task
approve         contact                 received                                case
reject          contact                 received                                case
transfer        contact                 received                                case
consult         contact                 received                                case
reregistered    contact                 rejected                                case
receive         hse                     transferred                             case
return          hse/contact             transferred/received                    case
mask            contact,handler         any                                     case
exclude         contact                 any                                     case
include         contact                 any                                     case
note            contact,handler         any                                     case
told            contact,handler         any                                     case
reporter        contact,handler         any                                     case
reply           contact,handler         received,in_progress,awaiting_closure   case
assign          contact                 in_progress,awaiting_closure            case
rate            contact,handler         in_progress,awaiting_closure            case
link            contact                 in_progress,awaiting_closure            case
unlink          contact                 any                                     case
measure         contact,handler         in_progress,awaiting_closure            case
hear            contact,handler         in_progress,awaiting_closure            case
ask             contact,handler         in_progress,awaiting_closure            case
answered        contact,handler         in_progress,awaiting_closure            case
inform          contact,handler         in_progress,awaiting_closure            case
lift            contact,handler         in_progress,awaiting_closure            case
close           contact,handler         in_progress,awaiting_closure            case
reopen          contact,handler         closed,rejected,transferred             case
answer          contact,handler,asked   in_progress,awaiting_closure            hearing     assigned
withdraw        contact,handler         in_progress,awaiting_closure            hearing     assigned
accept          contact,handler,owner   in_progress,awaiting_closure            measure     assigned
decline         contact,handler,owner   in_progress,awaiting_closure            measure     assigned,accepted
propose         contact,handler,owner   in_progress,awaiting_closure            measure     assigned,accepted
clear           contact,handler,owner   in_progress,awaiting_closure            measure     assigned,accepted
complete        contact,handler,owner   in_progress,awaiting_closure            measure     assigned,accepted
reassign        contact,handler         in_progress,awaiting_closure            measure     assigned,accepted,declined
return_measure  contact,handler         in_progress,awaiting_closure            measure     completed
cancel          contact,handler         in_progress,awaiting_closure            measure     assigned,accepted,declined
move            contact,handler         in_progress,awaiting_closure            deadline
extend          contact,handler         in_progress,awaiting_closure            deadline
pause           contact,handler         in_progress,awaiting_closure            deadline
resume          contact,handler         in_progress,awaiting_closure            deadline
"""
"""workflow.md §3, §1. `return`: the coordinator what was sent to HSE, the contact what came from another faculty."""

PRESUPPOSE_THE_GATE = {"assign", "rate", "link", "measure", "hear", "ask", "answered", "inform", "lift", "close"} | {
    "move",
    "extend",
    "pause",
    "resume",
}
"""What is done to a case that was let through (§2): a received one says so. A reply is owed from the first day (§5)."""

A_DUPLICATES_OWN = {"mask", "exclude", "include", "note", "told", "reporter", "unlink"}
"""A duplicate's treatment is its lead's; its thread, its reporter and its text are its own (§3)."""

AT_ONCE = {"note", "assign", "rate", "link", "measure", "hear", "inform", "lift"}
"""What many cases may be given at once: never the gate (§2), nor what ends or answers one case."""

PEOPLE = """
who                 is          restricted  where they stand
contact             contact     contact     the faculty's contact
stand_in            contact     contact     stands in for the contact, who is away
central_contact     contact     contact     the quality department, where the case stands at it
handler             handler     -           the case's handler
handler_sub         handler     -           stands in for the case's handler, who is away
handler_elsewhere   handler     -           the case's handler, of another faculty
handler2            -           -           another handler of the faculty
owner               owner:1     -           owns measure 1
owner_sub           owner:1     -           stands in for its owner, who is away
owner_line          owner:1     -           the head, when its owner is away and nobody stands in
owner2              owner:2     -           owns measure 2
asked               asked:3     -           was asked in person
asked_sub           asked:3     -           stands in for who was asked, who is away
asked_role          asked:4     -           was asked as the head of another department
asked_role_sub      asked:4     -           stands in for that head, who is away
asked_role_line     asked:4     -           the dean, where there is no head to ask
informed            sees        -           was informed
informed_sub        sees        -           stands in for who was informed, who is away
informed_unit       sees        -           answers for a unit that was informed
lifted              sees        -           is the level it was lifted to
hse                 hse         -           coordinator of the faculty
hse_sub             hse         -           stands in for the coordinator, who is away
hse2                -           -           coordinator of another faculty
leader              sees        -           leads the unit
head                sees        -           head of its department
head_sub            sees        -           stands in for that head, who is away
dean                sees        -           dean of its faculty
head2               -           -           head of another department
to_dean             -           -           dean of another faculty
to_contact          sees        -           contact of the faculty that passed it on
reader_sub          sees        -           stands in for that contact, who is away
other_contact       -           -           contact of a faculty that never had it
quality             sees        -           quality department
prorector           sees        -           prorector
caseworker          -           -           grade complaints only
exams               -           -           its tasks only
admin               -           -           settings only
nobody              -           -           no role at all
reporter            -           -           the contact who reported it
reporters_sub       -           -           stands in for the contact who reported it
reporter_handler    -           -           the handler who reported it
reporter_owner      -           -           the owner who reported it
reporter_head       -           -           the head of department who reported it
reporter_leader     -           -           the line leader who reported it
reporter_dean       -           -           the dean who reported it
reporter_asked      -           -           who was asked and reported it
reporter_hse        -           -           the coordinator who reported it
excluded            -           -           the handler who was excluded
excluded_owner      -           -           owns measure 1 and was excluded
excluded_asked      -           -           was asked and was excluded
excluded_contact    -           -           the contact who was excluded
excluded_informed   -           -           was informed and was excluded
next_in_line        contact     -           the dean, when the only contact reported it
next_above          contact     -           the prorector, when contact and dean are excluded
line_of_away        contact     -           the dean, when the only contact is away and there are no handlers
system              system      system      the installation
"""
"""What each is to the case (§1, §7), and to which task; `restricted` after a whistleblowing rejection (§2: the contact
alone)."""

LINKS: dict[str, dict[str, Any]] = {
    "alone": {},
    "duplicate": {"lead": "A-26-0009", "link": "duplicate"},
    "recurrence": {"lead": "A-26-0009", "link": "recurrence"},
    "lead": {"duplicates": ("A-26-0009",), "recurrences": ("A-26-0010",)},
}
SUBJECTS: dict[str, tuple[int | None, ...]] = {
    "case": (None,),
    "deadline": (None,),
    "measure": (1, 2),
    "hearing": (3, 4),
}


class Cell(NamedTuple):
    who: str
    state: State
    work: TaskState
    restricted: bool
    link: str


Scenes = dict[Cell, tuple[Case, Standing]]


def _rows(table: str, columns: int) -> list[list[str]]:
    return [line.split(None, columns) for line in table.strip().splitlines()[1:]]


EXPECTED_ACTS = {
    name: (by, states, on, tasks[0].split(",") if tasks else []) for name, by, states, on, *tasks in _rows(ACTS, 4)
}
EXPECTED_PEOPLE = {who: (what, restricted) for who, what, restricted, _why in _rows(PEOPLE, 3)}


def expected(act: str, cell: Cell, subject: int | None) -> str:
    """open, gate (not assessed yet), state, follows (its lead), task (in the wrong state), nothing (to do it to),
    not_you, or hidden."""
    what, _, owns = EXPECTED_PEOPLE[cell.who][cell.restricted].partition(":")
    by, states, _on, tasks = EXPECTED_ACTS[act]
    if what == "-" or (what == "hse" and cell.state is not State.TRANSFERRED):
        return "hidden"
    if what not in (*by.replace("/", ",").split(","), "system") or (owns and int(owns) != subject):
        return "not_you"
    if act in PRESUPPOSE_THE_GATE and cell.state is State.RECEIVED:
        return "gate"
    if cell.state not in states.replace("/", ",").split(",") and states != "any":
        return "state"
    if cell.link == "duplicate" and act not in A_DUPLICATES_OWN:
        return "follows"
    if tasks and cell.work not in tasks:
        return "task"
    return _besides(act, what, cell)


def _besides(act: str, what: str, cell: Cell) -> str:
    if act == "return" and what not in ("system", "hse" if cell.state is State.TRANSFERRED else "contact"):
        return "not_you"
    if act == "unlink" and cell.link not in ("duplicate", "recurrence"):
        return "nothing"
    if act == "include" and not setting(cell.who).case.get("excluded"):
        return "nothing"
    if act == "answered" and cell.work in (TaskState.COMPLETED, TaskState.CANCELLED):
        return "nothing"
    return "open"


ANSWERS = {
    "act.not_assessed": "gate",
    "act.state": "state",
    "act.follows": "follows",
    "act.measure_state": "task",
    "act.hearing_state": "task",
    "unlink.nothing": "nothing",
    "include.nobody": "nothing",
    "ask.nothing": "nothing",
}


def found(row: Row, case: Case, standing: Standing, subject: int | None) -> str:
    """The same answer, from the program."""
    if policy.view(case, standing) is None:
        return "hidden"
    refusal = workflow.why_closed(row, case, standing, case.task(subject) if subject else None)
    if refusal is None:
        return "open"
    return "not_you" if isinstance(refusal, Forbidden) else ANSWERS[refusal.id]


def cells() -> Iterator[Cell]:
    return (Cell(*cell) for cell in product(EXPECTED_PEOPLE, State, TaskState, (False, True), LINKS))


def scene(cell: Cell) -> tuple[Case, Standing]:
    given = setting(cell.who)
    case = case_in(cell.state, cell.work, cell.restricted, **given.case, **LINKS[cell.link])
    return case, policy.standing(case, policy.actor(given.login, given.directory, NOW.date()), given.directory)


@cache
def scenes() -> Scenes:
    return {cell: scene(cell) for cell in cells()}


@cache
def scenes_for(act: str) -> Scenes:
    """Those whose answers differ: what a task's state is makes no difference to an act that is not about one."""
    if EXPECTED_ACTS[act][3] or act == "answered":
        return scenes()
    return {cell: each for cell, each in scenes().items() if cell.work is TaskState.ASSIGNED}


@cache
def expectations(act: str) -> dict[tuple[Cell, int | None], str]:
    subjects = SUBJECTS[EXPECTED_ACTS[act][2]]
    return {(cell, subject): expected(act, cell, subject) for cell in cells() for subject in subjects}


def differences(row: Row, scenes: Scenes) -> Iterator[str]:
    """Cells of one act that are not as expected, and words that are not."""
    on, at_once = EXPECTED_ACTS[row.name][2], row.name in AT_ONCE
    if (row.on, row.bulk) != (on, at_once):
        yield f"{row.name}: on {row.on}, not {on}; bulk {row.bulk}, not {at_once}"
    wanted = expectations(row.name)
    for cell, (case, standing) in scenes.items():
        for subject in SUBJECTS[on]:
            want, got = wanted[cell, subject], found(row, case, standing, subject)
            if want != got:
                yield f"{row.name} {subject} {'/'.join(map(str, cell))}: {got}, not {want}"


def differ(row: Row, scenes: Scenes) -> bool:
    return next(differences(row, scenes), None) is not None


def test_every_act_is_expected_and_every_expectation_is_an_act() -> None:
    assert sorted(EXPECTED_ACTS) == sorted(row.name for row in TABLE)
    assert {row.act for row in TABLE} == {act for act, row in workflow.ROWS.items() if row in TABLE}
    assert EXPECTED_ACTS.keys() >= PRESUPPOSE_THE_GATE | A_DUPLICATES_OWN | AT_ONCE


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_matrix(row: Row) -> None:
    assert len(scenes()) == len(EXPECTED_PEOPLE) * 6 * 5 * 2 * 4
    assert list(differences(row, scenes())) == []


def test_the_acts_of_the_table_are_those_of_a_case_and_of_its_tasks() -> None:
    """What the hint line and the pickers read has every act once, and the same answers."""
    cell = Cell("contact", State.IN_PROGRESS, TaskState.ASSIGNED, False, "alone")
    case, standing = scene(cell)
    listed = [workflow.open_acts(case, standing, task) for task in (None, case.task(1), case.task(3))]
    names = [row.name for rows in listed for row, _ in rows]
    assert sorted(names) == sorted(name for name, (_, _, on, _) in EXPECTED_ACTS.items() if on != "deadline")
    for rows, subject in zip(listed, (None, 1, 3), strict=True):
        for row, closed in rows:
            assert (closed is None) == (expected(row.name, cell, subject) == "open"), row.name


def test_whoever_acts_for_another_is_named_with_them() -> None:
    wanted = {
        ("stand_in", Relation.CONTACT): "contact",
        ("handler_sub", Relation.HANDLER): "handler",
        ("owner_sub", Relation.OWNER): "owner",
        ("owner_line", Relation.OWNER): "owner",
        ("asked_sub", Relation.ASKED): "to_owner",
        ("asked_role_sub", Relation.ASKED): "to_head",
        ("informed_sub", Relation.INFORMED): "to_handler",
        ("next_in_line", Relation.CONTACT): "contact",
        ("next_above", Relation.CONTACT): "contact",
        ("line_of_away", Relation.CONTACT): "contact",
        ("contact", Relation.CONTACT): None,
        ("asked_role", Relation.ASKED): None,
    }
    for (who, relation), instead in wanted.items():
        _, standing = scene(Cell(who, State.IN_PROGRESS, TaskState.ASSIGNED, False, "alone"))
        assert relation in standing.relations, who
        assert standing.in_place_of({relation}) == instead, who


def test_rights_of_ones_own_need_nobody_elses_name() -> None:
    people_there = staff(away("contact", "dean"), more=(Role("EN", "contact", "dean"),))
    case = case_in(State.RECEIVED, TaskState.ASSIGNED, False)
    standing = policy.standing(case, policy.actor("dean", people_there, NOW.date()), people_there)
    assert standing.in_place_of({Relation.CONTACT}) is None


NOTHING_HERE = {Relation.SYSTEM, Relation.ADMIN, Relation.CASEWORKER, Relation.EXAMS}
"""Who may all, and who is nothing to a deviation (§7)."""


def _mutants() -> Iterator[Row]:
    """Every row with one word of it taken away or put in."""
    for row in TABLE:
        for relation in Relation:
            if relation not in NOTHING_HERE:
                yield replace(row, by=row.by ^ {relation})
        for state in State:
            yield replace(row, states=row.states ^ {state})
        for task in TaskState if row.tasks else ():
            yield replace(row, tasks=row.tasks ^ {task})
        yield replace(row, gated=not row.gated)
        yield replace(row, following=not row.following)
        yield replace(row, bulk=not row.bulk)
        for on in SUBJECTS.keys() - {row.on}:
            yield replace(row, on=on)  # type: ignore[arg-type]


_OF_A_TASK = {"measure": Relation.OWNER, "hearing": Relation.ASKED}


def _refused_twice(mutant: Row) -> bool:
    """Words that another check stands behind: the gate before a received case, the right to act on this task."""
    row = workflow.BY_NAME[mutant.name]
    more = mutant.by - row.by
    not_theirs = bool(row.tasks) and bool(more - {_OF_A_TASK.get(row.on), Relation.CONTACT, Relation.HANDLER})
    return (row.gated and State.RECEIVED in mutant.states - row.states) or not_theirs


@pytest.mark.parametrize("name", EXPECTED_ACTS)
def test_each_word_of_the_table_is_needed(name: str) -> None:
    """Mutation: whatever single word of the table is dropped or added, some cell turns out otherwise."""
    mutants = [mutant for mutant in _mutants() if mutant.name == name and not _refused_twice(mutant)]
    assert len(mutants) > 15
    assert [mutant for mutant in mutants if not differ(mutant, scenes_for(name))] == []


def _nothing(*_args: Any, **_more: Any) -> Any:
    return None


CHECKS: dict[str, tuple[Any, str, Any]] = {
    "own tasks only": (workflow, "_may_act_on", lambda *_: True),
    "what only some acts ask for": (workflow, "_why_not_now", _nothing),
    "a transfer is returned by who got it": (workflow, "_why_no_return", _nothing),
    "a duplicate follows its lead": (Case, "follows", property(lambda _: False)),
    "what was asked of the reporter": (Case, "question", property(lambda _: None)),
    "impartiality": (policy, "barred", lambda *_: frozenset()),
    "impartiality of those who stand in": (reached, "barred", lambda *_: frozenset()),
    "the next in line": (policy, "resolve", lambda *_: ()),
    "whose a task is": (policy, "_owes", lambda *_: False),
    "whom duties fall to": (policy, "_duties", lambda *_: ()),
    "what a task makes of somebody": (policy, "_DOES", {}),
    "own faculty": (Directory, "line_of", lambda directory, unit: tuple(directory.units)),
    "stand-ins": (Directory, "standing_in_for", lambda *_, **__: ()),
    "the line above": (Directory, "leaders", lambda *_: iter(())),
}


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_is_needed(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutation: with one check of the code dropped, some cell turns out otherwise."""
    place, name, instead = CHECKS[check]
    monkeypatch.setattr(place, name, instead)
    states, works = (State.RECEIVED, State.IN_PROGRESS, State.TRANSFERRED), (TaskState.ASSIGNED, TaskState.COMPLETED)
    few = (cell for cell in cells() if cell.state in states and cell.work in works)
    assert any(differ(row, one) for one in ({cell: scene(cell)} for cell in few) for row in TABLE)
