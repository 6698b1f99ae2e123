"""What the desk answers stays as long as it is true, and no longer (desk.md §4)."""

from pathlib import Path

import desk
import pytest
from desk import ADMIN, CONTACT, OWNER
from piloted import piloted

from core.desk.lists import Filter
from core.domain.triage import Approve, Assign
from tui.ask import ask
from tui.dialogs import gate
from tui.dialogs.form import Form
from tui.start import _first
from tui.widgets.cells import cut

CASE = "A-26-0001"
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")


async def test_the_answer_to_an_act_is_not_talked_over_by_the_search(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(100, 24)) as at:
        await office.cases.act(CONTACT, CASE, PASS)
        await at.press("slash")
        await at.write(CASE)
        await at.press("enter")
        await at.until("Ingen treff i Innboks; 1 i alle saker.")
        await at.press("m")
        await at.until("u = angre")
        await at.still()
        assert "u = angre" in at.text() and "alle saker." not in at.text()


async def test_no_hits_anywhere_says_how_to_leave_the_search(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await at.press("slash")
        await at.write("qwzxqwzx")
        await at.press("enter")
        await at.until("Ingen treff. Esc fjerner søket.")
        await at.press("escape")
        await at.until("TDT9105")
        assert "Esc fjerner" not in at.text()


async def test_who_does_not_receive_reports_starts_on_what_is_theirs(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        assert (await _first(office, CONTACT)).tab == "inbox"
        assert (await _first(office, None)).tab == "inbox"
        assert (await _first(office, OWNER)).tab == "mine"
        for key in await office.lists.keys(CONTACT, Filter(tab="inbox")):
            ref = (await office.shows.by_key(CONTACT, key)).case.id
            await office.cases.act(CONTACT, ref, PASS)
        start = await _first(office, CONTACT)
        assert (start.tab, bool(start.keys)) == ("mine", True)
        assert (await _first(office, ADMIN)).tab == "mine"


async def test_a_refusal_goes_when_the_person_moves_on(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await at.until("TDT9105")
        await at.press("t")
        await at.until("Saken er ikke vurdert ennå")
        await at.press("j")
        await at.still()
        assert "Saken er ikke vurdert ennå" not in at.text()


async def test_enter_opens_a_draft_only_while_it_is_offered(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.drafts.keep(CONTACT, CASE, "note", "Ikke ferdig")
        async with piloted(office) as at:
            await at.until("Utkast til")
            await at.press("y")
            await at.until("Kopierte")
            await at.press("enter")
            await at.until("[Melding]")
            assert not isinstance(at.app.screen, Form)


async def test_a_stale_gate_tells_who_was_quicker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HELD", 0.0)  # a pilot's fingers are quick
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        at.begin(at.app.acting.begin(CASE, "approve"))
        await at.until("Spørsmål 1 av 7")
        await office.cases.act(CONTACT, CASE, PASS)
        for number, key in enumerate("nnjjjnn", 1):
            await at.until(f"Spørsmål {number} av 7")
            await at.press(key)
        await at.until("Maiken Røysteinmo endret")
        await at.press("enter")
        await at.until("Saken er endret av en annen")


async def test_the_confirmation_counts_mails_whoever_may_read_them(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        done = await office.cases.act(CONTACT, CASE, PASS)
        assert done.mails == len((await office.shows.case(None, CASE)).mails) > 0


async def test_a_long_answer_is_cut_behind_a_word(tmp_path: Path) -> None:
    assert cut("en to tre fire", 9, word=True) == "en to…"
    assert cut("en to tre fire", 10, word=True) == "en to tre…"
    assert cut("entotrefire", 6, word=True) == "entot…"
    async with desk.opened(tmp_path) as office, piloted(office, size=(60, 16)) as at:
        at.app.message("ord " * 40)
        await at.pilot.pause()
        assert [line[-5:] for line in at.text().splitlines() if "ord ord" in line] == [" ord…"]


async def test_people_are_told_by_their_names(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        for act in (PASS, Assign("dagokrin")):
            await office.cases.act(CONTACT, CASE, act)
        at.begin(ask(at.app, await at.shown(CASE), "assign"))
        await at.until("Tildel behandler")
        await at.write("dagokrin")
        await at.until("Dag-Ottar Kringslett har den allerede.")
