"""The command line: words that are whole are carried out, and what is typed behind them stands in the dialog."""

from pathlib import Path

import desk
import pytest
from desk import CONTACT, OWNER
from piloted import Desked, piloted
from world import PASS

from core.desk import Desk
from core.domain.hearing import Hear
from core.domain.measure import Measure
from tui.dialogs.command_line import CommandLine
from tui.dialogs.form import Form

CASE = "A-26-0001"


async def given(office: Desk) -> None:
    for act in (PASS, Measure(OWNER, "Rett det"), Hear((OWNER,), "Hva vet du?")):
        await office.cases.act(CONTACT, CASE, act)


async def command(at: Desked, line: str) -> None:
    at.begin(at.app.acting.open(CASE))
    await at.answer()
    await at.press("colon")
    await at.until(lambda: isinstance(at.app.screen, CommandLine))
    await at.write(line)
    await at.press("enter")


@pytest.mark.parametrize(
    ("line", "title", "stands"),
    [
        ("assign dag", "Tildel behandler", "> Dag"),
        ("tildel dag", "Tildel behandler", "> Dag"),
        ("note Ringte", "Skriv notat", "Ringte"),
        ("reporter ny@example.org", "Rett e-postadressen", "ny@example.org"),
        ("cancel Trengs ikke", "Trekk tilbake tiltaket  A-26-0001/1", "Trengs ikke"),
        ("cancel A-26-0001/1", "Trekk tilbake tiltaket  A-26-0001/1", "Begrunnelse"),
    ],
)
async def test_the_dialog_begins_with_what_was_typed(tmp_path: Path, line: str, title: str, stands: str) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await given(office)
        await command(at, line)
        await at.until(title)
        await at.until(stands)
        assert isinstance(at.app.screen, Form)


async def test_a_date_is_asked_for_once_it_is_known_which(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await given(office)
        await command(at, "frist +3d")
        await at.until("Flytt fristen  A-26-0001")
        assert "Gi mer tid" not in at.dialog()
        await at.press("enter")
        await at.until("mandag 23.11.2026, virkedag")
        assert "+3d" in at.dialog()


async def test_what_enter_would_carry_out_comes_first(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as at:
        line = CommandLine(at.app, None)
        assert next(entry.value for entry in line.find("frist")) == "move"
        assert [entry.value for entry in line.find("move +3d")] == ["move"]
        assert next(entry.value for entry in line.find("as")) == "assign"
        assert not line.find("hva som helst")


async def test_an_act_that_nothing_in_the_case_takes_says_so(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await command(at, "move +3d")
        await at.until("Saken har ingenting dette kan gjøres med nå: Flytt fristen.")
        assert not isinstance(at.app.screen, Form | CommandLine)
