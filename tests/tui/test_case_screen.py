"""The case at the desk: what one may see of it, what is next, and what others do to it meanwhile (desk.md §4.3)."""

from dataclasses import replace
from pathlib import Path

import desk
import pytest
from desk import CONTACT, OWNER
from piloted import Desked, golden, piloted

from core.desk import Desk
from core.domain.handling import Mask, Note, Rate
from core.domain.measure import Accept, Complete, Decline, Measure
from core.domain.transfer import Return, Transfer
from core.domain.triage import Approve, Reject
from tui.screens.case import CaseScreen
from tui.screens.next_step import next_step

SCREENS = Path(__file__).parents[1] / "data" / "screens"
CASE = "A-26-0001"
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")


async def given(office: Desk) -> None:
    for act in (PASS, Rate("high", "300 studenter", "Glemt"), Measure(OWNER, "Åpne emnerommet [b]nå[/b]")):
        await office.cases.act(CONTACT, CASE, act)


async def opened(at: Desked, found: tuple[int, ...] = (), place: int = 0) -> None:
    await at.app.push_screen(CaseScreen(await at.shown(CASE), found, place))
    await at.until(CASE)


async def test_the_parts_of_a_case_with_the_arrows(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await given(office)
        await opened(at)
        assert "[Melding]" in at.text()
        assert "TDT9105 har oppstart" in at.text()
        await at.press("right")
        await at.until("[Tiltak (0/1)]")
        assert "Åpne emnerommet [b]nå[/b]" in at.text()
        await at.press("right")
        await at.until("satte alvorlighetsgrad: høy")
        await at.press("right")
        await at.until("nytt tiltak")
        await at.press("enter")
        await at.until("Du har fått ansvar for et tiltak")
        await at.press("escape", "left", "left", "left", "left")
        await at.until("[Melding]")


async def test_the_next_and_the_previous_case_of_the_list(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        keys = [(await at.shown(ref)).case.n for ref in (CASE, "A-26-0002")]
        await opened(at, tuple(keys))
        assert "sak 1 av 2" in at.text()
        await at.press("J")
        await at.until("sak 2 av 2")
        assert "A-26-0002" in at.text()
        await at.press("J")
        await at.until("Ingen flere saker")
        await at.press("K")
        await at.until("sak 1 av 2")


async def test_what_another_does_is_shown_and_the_part_stays(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("right", "right")
        await at.until("[Historikk (1)]")
        await office.cases.act(None, CASE, Note("Sett på av systemet"))
        await at.until("Sett på av systemet")
        assert "[Historikk (2)]" in at.text()


async def test_a_case_that_leaves_ones_sight_is_left(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, CASE, Transfer("hse", "Fare."))
        hse = (await office.people.directory()).holders("hse_coordinator", "IE")[0]
        async with piloted(office, hse) as at:
            await opened(at)
            await office.cases.act(hse, CASE, Return("Ikke HMS."))
            await at.until("ikke tilgang")
            assert not isinstance(at.app.screen, CaseScreen)


async def test_ones_own_act_that_takes_it_out_of_sight_is_answered(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, CASE, Transfer("hse", "Fare."))
        hse = (await office.people.directory()).holders("hse_coordinator", "IE")[0]
        async with piloted(office, hse) as at:
            await at.press("2")
            await at.until(CASE)
            await at.press("enter")
            await at.until(lambda: isinstance(at.app.screen, CaseScreen))
            await at.press("s")
            await at.until("Hva kan gjøres")
            await at.press("j", "enter")
            await at.until("Begrunnelse")
            await at.write("Ikke HMS.")
            await at.press("ctrl+s")
            await at.until("du sendte saken tilbake")
            await at.still()
            assert "du sendte saken tilbake" in at.text()
            assert not isinstance(at.app.screen, CaseScreen)
            await at.press("u")
            await at.until("angret at du")


async def test_an_owner_sees_the_measure_and_neither_reporter_nor_others_history(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await given(office)
        await office.cases.act(CONTACT, CASE, Note("Bare for oss"))
        reporter = (await office.shows.case(None, CASE)).case.reporter.name
        async with piloted(office, OWNER) as at:
            await opened(at)
            assert "[Tiltak (0/1)]" in at.text()
            assert "Neste: svar på tiltaket ditt" in at.text()
            await at.press("left")
            await at.until("[Melding]")
            assert reporter not in at.text()
            await at.press("right", "right")
            await at.until("[Historikk")
            assert "Bare for oss" not in at.text()


async def test_enter_opens_what_is_next(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("enter")
        await at.until("Spørsmål 1 av 7")


async def test_what_is_next_follows_the_case(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:

        async def next_for(who: str) -> tuple[str, str]:
            step = next_step(await office.shows.case(who, CASE))
            return step.act, step.part

        assert await next_for(CONTACT) == ("approve", "")
        await office.cases.act(CONTACT, CASE, PASS)
        assert await next_for(CONTACT) == ("rate", "")
        await office.cases.act(CONTACT, CASE, Rate("low", "Liten"))
        assert await next_for(CONTACT) == ("measure", "")
        await office.cases.act(CONTACT, CASE, Measure(OWNER, "Rett det"))
        assert await next_for(CONTACT) == ("", "")
        assert await next_for(OWNER) == ("status", "/1")
        await office.cases.act(OWNER, CASE + "/1", Accept())
        assert await next_for(OWNER) == ("complete", "/1")
        await office.cases.act(OWNER, CASE + "/1", Decline("Ikke meg"))
        assert await next_for(OWNER) == ("", "")
        assert await next_for(CONTACT) == ("reassign", "/1")
        await office.cases.act(CONTACT, CASE, Measure(OWNER, "Dette også"))
        await office.cases.act(OWNER, CASE + "/2", Complete("Gjort"))
        await office.cases.act(CONTACT, "A-26-0002", Reject("whistleblowing", "Varsel."))
        step = next_step(await office.shows.case(CONTACT, "A-26-0002"))
        assert step.act == "reregistered"
        await office.cases.act(CONTACT, "A-26-0003", Transfer("hse", "Fare."))
        hse = (await office.people.directory()).holders("hse_coordinator", "IE")[0]
        assert next_step(await office.shows.case(hse, "A-26-0003")).act == "receive"


async def test_what_never_reached_the_reporter_is_next(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, CASE, Reject("outside", "Gjelder parkering."))
        assert next_step(await office.shows.case(CONTACT, CASE)).words == "desk.case.step.nothing"
        shown = replace(await office.shows.case(CONTACT, CASE), unreached=True)
        assert next_step(shown).words == "desk.case.step.unreached"


async def test_what_was_masked_is_nowhere_on_the_screen(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        assert "Blackboard" in at.text()
        await office.cases.act(CONTACT, CASE, Mask(("Blackboard",), "Navn"))
        await at.until("▇▇▇")
        assert "Blackboard" not in at.text()


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_case_as_it_looks(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    help = "? hjelp" if language == "nb" else "? help"
    async with desk.opened(tmp_path) as office:
        await given(office)
        async with piloted(office, language=language, size=size) as at:
            await opened(at)
            await at.until("TDT9105 har oppstart")
            await at.still()
            seen = [at.text()]
            await at.press("right")
            await at.until("[Tiltak" if language == "nb" else "[Measures")
            await at.until("> [ ] 1")
            await at.still()
            seen.append(at.text())
        assert all(help in screen for screen in seen)
        screens = f"\n{'=' * size[0]}\n".join(seen)
        assert all(len(line) <= size[0] for line in screens.splitlines())
        golden(SCREENS / f"case-{language}-{size[0]}x{size[1]}.txt", screens)
