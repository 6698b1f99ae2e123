"""Keys that are quicker than the desk: what was confirmed is done and told before the next key is met."""

import asyncio
from pathlib import Path
from typing import Any

import desk
import pytest
from piloted import piloted
from world import PASS

from core.desk.cases import Cases
from core.domain.handling import Note
from tui.ask import ask
from tui.dialogs.form import Form
from tui.screens.case_list import CaseList
from tui.screens.list import ListScreen
from tui.widgets.dialog import Dialog, Question

CASE = "A-26-0001"


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """No act is written before this is set."""
    free, act = asyncio.Event(), Cases.act

    async def late(self: Cases, *arguments: Any, **options: Any) -> object:
        await free.wait()
        return await act(self, *arguments, **options)

    monkeypatch.setattr(Cases, "act", late)
    return free


async def test_an_act_that_was_confirmed_is_done_and_told_whatever_is_pressed_meanwhile(
    tmp_path: Path, disk: asyncio.Event
) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await at.until("TDT9105")
        await at.press("c")
        await at.until(lambda: isinstance(at.app.screen, Form))
        await at.write("Ringte melder")
        await at.press("ctrl+s")
        await at.until(lambda: not isinstance(at.app.screen, Dialog))
        await at.pilot.press("j", "c")
        await at.still()
        disk.set()
        await at.until("du skrev notat")
        await at.until("Skriv notat  A-26-0002")
        assert (await at.shown(CASE)).history[-1].note == "Ringte melder"


async def test_a_second_act_does_not_call_off_the_first(tmp_path: Path, disk: asyncio.Event) -> None:
    """Pressed before the first was seen to begin: a desk may be so slow that a key counts as handled before it is."""
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        disk.set()
        await office.cases.act(desk.CONTACT, CASE, PASS)
        await at.press("2")
        await at.until(CASE)
        await at.still()
        at.app.screen.query_one(CaseList).go((await at.shown(CASE)).case.n)
        disk.clear()
        at.app.action_take()
        at.app.action_act("approve")
        disk.set()
        await at.until("u = angre")
        assert (await at.shown(CASE)).case.handler == desk.CONTACT


async def test_a_dialog_answers_once(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(at.app.push_screen_wait(Question("?", "", (), help="")))
        await at.until(lambda: isinstance(at.app.screen, Question))
        question = at.app.screen
        question.action_answer()
        question.action_answer()
        assert await at.answer() is True
        assert isinstance(at.app.screen, ListScreen)


async def test_a_look_that_ends_after_the_desk_was_left_finds_nobody(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        async with piloted(office) as at:
            await office.cases.act(desk.CONTACT, CASE, Note("Ringte"))
        await at.app.look_now()
        at.app._watch._look_at_mail()


async def test_a_desk_that_is_left_while_a_dialog_comes_up_is_left_in_peace(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        for pauses in range(12):
            async with piloted(office) as at:
                await at.until("TDT9105")
                at.app.action_act("note")
                while len(at.app.screen_stack) == 1:
                    await asyncio.sleep(0)
                for _ in range(pauses):
                    await asyncio.sleep(0)


async def test_a_dialog_that_comes_up_in_a_small_window_leaves_nothing_over_the_desk(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await at.until("TDT9105")
        await at.pilot.resize_terminal(50, 12)
        at.begin(ask(at.app, await at.shown(CASE), "note"))
        await at.until(lambda: sum(isinstance(screen, Form) for screen in at.app.screen_stack) == 1)
        await at.until("Trenger 60x16")
        await at.pilot.resize_terminal(80, 24)
        await at.until("Skriv notat")
        await at.press("escape")
        await at.until(lambda: isinstance(at.app.screen, ListScreen))
