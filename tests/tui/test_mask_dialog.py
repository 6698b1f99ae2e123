"""The mask dialog: what was found stands ready, one key masks; the gate says what was found (R4, R56)."""

from pathlib import Path

import desk
import pytest
from desk import CONTACT
from piloted import Desked, piloted

from core.desk import Desk
from core.domain.handling import Mask, Note
from core.domain.triage import Approve, Assign
from tui.ask import ask, carry_out
from tui.dialogs import gate
from tui.dialogs.form import Form

HOSTILE = "SIFRA-2025-00154"
"""The report with name, identity number, illness and phone in it."""
QUIET = "A-26-0001"
NUMBER, NAME, PHONE = "128399 24559", "Synnøve Eldskogen", "423 05 118"


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HELD", 0.0)


async def contact_of(office: Desk, ref: str) -> str:
    return (await office.shows.case(None, ref)).contact[0]


async def opened(at: Desked, ref: str) -> None:
    at.begin(ask(at.app, await at.shown(ref), "mask"))
    await at.until(lambda: isinstance(at.app.screen, Form))
    await at.still()


async def test_what_was_found_is_marked_but_for_words_about_health(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, await contact_of(office, HOSTILE), size=(80, 40)) as at:
        await opened(at, HOSTILE)
        text = at.text()
        assert "Funnet i saken" in text
        lines = {line.strip(" │|>") for line in at.dialog().splitlines()}
        assert any(line.startswith("[x] fødselsnummer") and NUMBER in line and "beskrivelse" in line for line in lines)
        assert any(line.startswith("[ ] helse") and "sykmeldt" in line for line in lines)
        await at.press("enter")
        assert await at.answer() == Mask((NAME, NUMBER, PHONE), "Personopplysninger")


async def test_one_key_marks_and_takes_the_mark_away_and_own_words_are_added(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, await contact_of(office, HOSTILE), size=(80, 40)) as at:
        await opened(at, HOSTILE)
        await at.press("space", "j", "x", "tab", "x", "tab", "ctrl+s")
        act = await at.answer()
        assert isinstance(act, Mask)
        assert NAME not in act.span and NUMBER in act.span and PHONE in act.span
        assert "Crohns sykdom" in act.span, "marked by hand"
        assert act.span[-1] == "Tilrettelegging", "the first word of the title, by hand"


async def test_all_of_it_is_masked_and_looked_through_no_more(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, await contact_of(office, HOSTILE), size=(80, 30)) as at:
        at.begin(carry_out(at.app, await at.shown(HOSTILE), "mask"))
        await at.until("Funnet i saken")
        await at.press("enter")
        assert await at.answer()
        assert NUMBER not in repr(await at.shown(HOSTILE))
        found = await office.privacy.suggestions(at.app.who, HOSTILE)
        assert {each.find.kind for each in found} == {"health"}


async def test_a_case_without_finds_has_its_words_alone(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at, QUIET)
        assert "Funnet i saken" not in at.text() and "piltast" in at.text()
        await at.press("enter")
        await at.until("Merk minst ett ord")


async def test_more_than_fits_is_scrolled_and_hostile_text_is_text(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(60, 30)) as at:
        many = " ".join(f"a{n}@example.org" for n in range(20))
        await office.cases.act(
            CONTACT, QUIET, Note(f"{many} [@click=app.quit]x@[b]y[/b].no \x1b]52;c;x\x07 ring 423 05 118")
        )
        await opened(at, QUIET)
        assert "a0@example.org" in at.text() and "a19@example.org" not in at.text()
        for _ in range(20):
            await at.press("j")
        assert "423 05 118" in at.text() and "\x1b" not in at.text()


async def test_the_gate_says_what_was_found_at_its_last_question(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, await contact_of(office, HOSTILE), size=(80, 40)) as at:
        at.begin(ask(at.app, await at.shown(HOSTILE), "approve"))
        for number, key in enumerate("nnjjjn", 1):
            await at.until(f"Spørsmål {number} av 7")
            await at.press(key)
        await at.until("Spørsmål 7 av 7")
        await at.until("Funnet: ")
        said = " ".join(line.strip(" │|") for line in at.text().splitlines())
        assert f"navn «{NAME}»" in said and f"fødselsnummer «{NUMBER}»" in said
        await at.press("j")
        await at.until("Funnet i saken")
        await at.press("enter")
        await at.until("Spørsmål 7 av 7")
        await at.until("Jeg heter ▇▇▇")
        await at.until("helse «Crohns sykdom»")
        assert NUMBER not in at.text()


async def test_the_gate_says_that_nothing_was_found(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(ask(at.app, await at.shown(QUIET), "approve"))
        for number, key in enumerate("nnjjjn", 1):
            await at.until(f"Spørsmål {number} av 7")
            await at.press(key)
        await at.until("fant ingenting.")


async def test_nobody_but_who_may_mask_is_told(tmp_path: Path) -> None:
    """The quality department sees the masked text; what is to be masked in it is for contact and handler."""
    from core.errors import Forbidden

    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, QUIET, Approve("no", "no", "yes", "yes", "tried", "no", "no"))
        await office.cases.act(CONTACT, QUIET, Assign("dagokrin"))
        assert await office.privacy.suggestions("dagokrin", QUIET) == ()
        (quality, *_) = (await office.people.directory()).holders("quality_department", "AUK")
        with pytest.raises(Forbidden):
            await office.privacy.suggestions(quality, QUIET)
