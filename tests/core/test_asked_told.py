"""Who is asked as a unit reads in the digest that they are asked, not which role they hold (R69; workflow.md §3)."""

from datetime import date

import pytest
from world import NOW, World, directory

from core.domain.clock import Extend, Move
from core.domain.digest import Head, Owed, Told, told
from core.domain.hearing import Hear
from core.domain.measure import Measure


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("EN-A", {Told("head", "asked"), Told("handler", "handler")}),
        ("EN", {Told("contact", "asked"), Told("handler", "handler")}),
        ("owner", {Told("owner", "asked"), Told("handler", "handler")}),
    ],
)
async def test_a_unit_that_is_asked_reads_it_as_asked(world: World, asked: str, lines: set[Told]) -> None:
    id = await world.approved("handler")
    case = await world.act("handler", id, Hear((asked,), "Hva gjelder hos dere?"))
    head = Head(case.id, case.faculty, case.unit, case.handler, False, case.reporter)
    owed = Owed(case.open_deadlines("hearing")[0], NOW.date(), head)
    assert set(told(owed, directory(), NOW.date())) == lines


async def test_a_moved_date_says_which_of_the_two_it_is(world: World) -> None:
    """An owner has to answer by one date and be done by another (D8)."""
    id = await world.approved("handler")
    case = await world.act("handler", id, Measure("owner", "Legg ut pensum"))
    for kind, act in (
        ("acceptance", Move(date(2026, 12, 2), "ferie")),
        ("measure", Extend(date(2027, 1, 15), "ferie")),
    ):
        (due,) = case.open_deadlines(kind)
        case = await world.act("handler", due.id, act)
    rows = world.ask("SELECT facts FROM outbox WHERE template = 'M27' ORDER BY n")
    assert ['"answer_moved"' in facts for (facts,) in rows] == [True, False]
    assert ['"2026-12-02"' in facts for (facts,) in rows] == [True, False]
