"""Marks in the list, and one act on all that are marked (desk.md §3, §4.1)."""

from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import desk
import pytest
from desk import CONTACT
from piloted import Desked, piloted

from core.desk import Desk
from core.domain.handling import Note
from core.domain.triage import Approve
from tui.bulk import MOST
from tui.screens.list import ListScreen

OK = Approve("no", "no", "yes", "yes", "tried", "no", "no")
THREE = ("A-26-0001", "A-26-0002", "A-26-0003")


@asynccontextmanager
async def assessed(folder: Path, *, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Desk, Desked]]:
    """Mine, with three cases under treatment among those that are not assessed yet."""
    async with desk.opened(folder) as office:
        for id in THREE:
            await office.cases.act(CONTACT, id, OK)
        async with piloted(office, size=size) as desked:
            await desked.until("A-26-0004")
            await desked.press("2")
            await desked.until("A-26-0001")
            await desked.still()
            yield office, desked


def screen(desked: Desked) -> ListScreen:
    found = desked.app.screen
    assert isinstance(found, ListScreen)
    return found


def marked(desked: Desked) -> set[str | None]:
    listed = screen(desked).list
    rows = {n: row.id for n, row in listed._versions.items()}
    return {rows.get(n) for n in listed.snapshot.marks}


async def mark(desked: Desked, *ids: str) -> None:
    """Go to each case and press x."""
    for id in ids:
        listed = screen(desked).list
        listed.go((await desked.shown(id)).case.n)
        await desked.press("x")
    await desked.still()
    assert marked(desked) == set(ids)


def first_line(desked: Desked) -> str:
    return str(desked.text().splitlines()[0])


def last_line(desked: Desked) -> str:
    return str(desked.text().splitlines()[-1])


# Marking


async def test_x_marks_and_goes_down_and_the_first_line_counts(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        assert "Merket" not in first_line(desked)
        await desked.press("g", "x", "space")
        await desked.still()
        rows = desked.text().splitlines()[2:5]
        assert [row[:2] for row in rows] == [" x", " x", "> "]
        assert "Merket 2" in first_line(desked)
        await desked.press("k", "x")
        await desked.still()
        assert "Merket 1" in first_line(desked)


async def test_the_hints_are_the_acts_on_many_while_something_is_marked(tmp_path: Path) -> None:
    async with assessed(tmp_path, size=(160, 40)) as (_, desked):
        before = last_line(desked)
        await desked.press("x")
        await desked.still()
        line = last_line(desked)
        assert "t tildel  m til meg  v alvorlighet  + tiltak  c notat  h høring  i informer  d koble" in line
        assert "Esc fjern merker" in line and "? hjelp" in line and "vurder" not in line
        await desked.press("escape")
        await desked.still()
        assert "Merket" not in first_line(desked) and last_line(desked).split()[-1] == before.split()[-1]
        assert "informer" not in last_line(desked)


async def test_all_in_the_filter_and_none(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        every = len(screen(desked).list.snapshot.keys)
        await desked.press("X")
        await desked.until(f"Merket {every}")
        await desked.press("X")
        await desked.until(lambda: "Merket" not in first_line(desked))


async def test_esc_takes_the_search_then_the_marks_then_the_filter(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        await desked.press("slash")
        await desked.write("mikrofon")
        await desked.press("enter")
        await desked.until("treff")
        await desked.press("X")
        await desked.until("Merket")
        await desked.press("slash")
        await desked.press("escape")
        await desked.until(lambda: not screen(desked).field.display)
        assert "Merket" in first_line(desked)
        await desked.press("escape")
        await desked.until(lambda: "Merket" not in first_line(desked))
        await desked.press("escape")
        await desked.until(lambda: "treff" not in first_line(desked))
        assert desked.app.is_running


async def test_marks_follow_their_case_through_a_refresh(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (office, desked):
        await mark(desked, *THREE[:2])
        await office.cases.act(CONTACT, "A-26-0004", OK)
        await desked.app.look_now()
        await desked.press("R")
        await desked.still()
        assert marked(desked) == set(THREE[:2]) and "Merket 2" in first_line(desked)


async def test_a_mark_goes_with_its_case(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as desked:
        await desked.until("A-26-0001")
        await mark(desked, "A-26-0001", "A-26-0002")
        await office.cases.act(CONTACT, "A-26-0001", OK)  # leaves Innboks
        await desked.press("R")
        await desked.until("Merket 1")
        assert marked(desked) == {"A-26-0002"}


# Acting on all of them


async def test_assign_asks_once_for_all_and_one_undo_takes_all_back(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (office, desked):
        await mark(desked, *THREE)
        await desked.press("t")
        await desked.until("Tildel behandler  3 saker")
        await desked.write("pernursf")
        await desked.until("3 saker, 3 e-poster i alt. Slik blir det for den første, A-26-0001:")
        await desked.press("enter")
        await desked.until("3 saker: du tildelte behandler.")
        assert "3 e-poster sendes om 30 s" in desked.text() and "u = angre" in desked.text()
        assert [(await desked.shown(id)).case.handler for id in THREE] == ["pernursf"] * 3
        await desked.until(lambda: "Merket" not in first_line(desked))
        await desked.press("u")
        await desked.until(lambda: "angret at du" in desked.text())
        assert [(await desked.shown(id)).case.handler for id in THREE] == [None] * 3
        waiting = await office.mail.list(CONTACT, state="waiting")
        assert "pernursf" not in {mail.to.id for mail in waiting}


async def test_to_me_asks_first_and_esc_keeps_the_marks(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        await mark(desked, *THREE[:2])
        await desked.press("m")
        await desked.until("Tildel behandler  2 saker")
        await desked.press("escape")
        await desked.until("Merket 2")
        assert (await desked.shown("A-26-0001")).case.handler is None
        await desked.press("m")
        await desked.until("Slik blir det for den første")
        await desked.press("enter")
        await desked.until("2 saker: du tildelte behandler.")
        assert [(await desked.shown(id)).case.handler for id in THREE[:2]] == [CONTACT] * 2


async def test_the_last_act_again_on_those_that_are_marked(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (office, desked):
        await desked.app.do("A-26-0003", Note("Ringte instituttet."))
        await mark(desked, *THREE[:2])
        await desked.press("full_stop")
        await desked.until("Skriv notat  2 saker")
        await desked.until("Ringte instituttet.")
        await desked.press("enter")
        await desked.until("2 saker: du skrev notat.")
        for id in THREE:
            assert (await office.shows.case(CONTACT, id)).history[-1].note == "Ringte instituttet."


async def test_one_that_will_not_have_it_is_named_and_nothing_is_done(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        await mark(desked, *THREE[:2], "A-26-0012")
        await desked.press("t")
        await desked.until("Tildel behandler  3 saker")
        await desked.until("A-26-0012: Saken er ikke vurdert ennå.")
        await desked.press("enter")
        await desked.until("!! A-26-0012")
        await desked.press("escape")
        await desked.until("Merket 3")
        assert {(await desked.shown(id)).case.handler for id in THREE} == {None}


async def test_a_first_case_that_will_not_have_it_opens_no_dialog(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as desked:
        await desked.until("A-26-0001")
        await mark(desked, "A-26-0001", "A-26-0002")
        await desked.press("v")
        await desked.until("A-26-0001: Saken er ikke vurdert ennå.")
        assert isinstance(desked.app.screen, ListScreen) and "Merket 2" in first_line(desked)


@pytest.mark.parametrize(("key", "act"), [("b", "Godkjenn"), ("z", "Sladd"), ("a", "Lukk"), ("o", "Send saken videre")])
async def test_a_decision_on_one_case_is_refused_in_one_line(tmp_path: Path, key: str, act: str) -> None:
    async with assessed(tmp_path) as (_, desked):
        await mark(desked, *THREE[:2])
        await desked.press(key)
        await desked.until("Dette gjøres med én sak om gangen")
        assert act in desked.text().splitlines()[-2]
        assert isinstance(desked.app.screen, ListScreen) and "Merket 2" in first_line(desked)


async def test_status_offers_the_acts_on_many_only(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (_, desked):
        await mark(desked, *THREE[:2])
        await desked.press("s")
        await desked.until("2 saker")
        text = desked.dialog()
        assert "Tildel behandler" in text and "Skriv notat" in text
        assert "Lukk" not in text and "Sladd" not in text
        await desked.press("enter")
        await desked.until("Tildel behandler  2 saker")


async def test_what_is_the_first_cases_own_is_not_offered_to_the_others(tmp_path: Path) -> None:
    from core.domain.handling import Rate

    async with assessed(tmp_path) as (office, desked):
        await office.cases.act(CONTACT, "A-26-0001", Rate("high", "Bare denne saken", "Egen årsak"))
        await desked.app.look_now()
        await mark(desked, *THREE[:2])
        await desked.press("v")
        await desked.until("Sett alvorlighetsgrad  2 saker")
        await desked.still()
        assert "Bare denne" not in desked.dialog() and "Egen årsak" not in desked.dialog()


async def test_somebody_was_quicker_it_is_said_and_the_next_try_knows(tmp_path: Path) -> None:
    async with assessed(tmp_path) as (office, desked):
        await mark(desked, *THREE[:2])
        await desked.press("m")
        await desked.until("Slik blir det for den første")
        await office.cases.act(CONTACT, "A-26-0002", Note("x"))
        await desked.press("enter")
        await desked.until("!! A-26-0002")
        assert (await desked.shown("A-26-0001")).case.handler is None
        await desked.press("escape")
        await desked.until("Merket 2")
        await desked.press("m")
        await desked.until("Slik blir det for den første")
        await desked.press("enter")
        await desked.until("2 saker: du tildelte behandler.")


async def test_a_hundred_thousand_are_marked_at_once_and_refused_with_a_line(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 24)) as desked:
        await desked.until("A-26-0001")
        screen(desked).list.set_keys(array("q", range(1, 100_001)), keep=False)
        await desked.press("X")
        await desked.until("Merket 100000")
        await desked.press("t")
        await desked.until(f"Høyst {MOST}")
        assert isinstance(desked.app.screen, ListScreen)


async def test_english(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        for id in THREE:
            await office.cases.act(CONTACT, id, OK)
        async with piloted(office, size=(120, 40), language="en") as desked:
            await desked.until("A-26-0004")
            await desked.press("2")
            await desked.still()
            await mark(desked, *THREE)
            assert "Marked 3" in first_line(desked) and "Esc unmark" in last_line(desked)
            await desked.press("c")
            await desked.until("3 cases")
            await desked.write("Called")
            await desked.until("For the first, A-26-0001, it is this:")
            await desked.press("ctrl+s")
            await desked.until("3 cases: you wrote a note.")
