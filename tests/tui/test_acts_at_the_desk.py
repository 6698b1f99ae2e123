"""The acts of a case's life by their keys: menus, pickers of several, deadlines acted on from their sums."""

from pathlib import Path

import desk
import pytest
from desk import CONTACT, OWNER
from piloted import Desked, piloted

from core.desk import Desk
from core.domain import workflow
from core.domain.clock import Pause
from core.domain.exclusion import Exclude
from core.domain.handling import Rate
from core.domain.hearing import Answer, Ask, Hear
from core.domain.informing import Inform
from core.domain.linking import Link
from core.domain.measure import Measure
from core.domain.proposal import Clear, Propose
from core.domain.transfer import Transfer
from core.domain.triage import Approve
from tui import names
from tui.screens.case import CaseScreen

CASE, OTHER = "A-26-0001", "A-26-0002"
HANDLER = "dagokrin"
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")


async def done(office: Desk, *acts: tuple[str, object]) -> None:
    for ref, act in (("", PASS), *acts):
        await office.cases.act(CONTACT, ref if ref.startswith("A-") else CASE + ref, act)


async def opened(at: Desked, ref: str = CASE) -> None:
    await at.app.push_screen(CaseScreen(await at.shown(ref)))
    await at.until(ref)


KEYS = {
    "r": "Svar til melder", "h": "Hvem", "i": "Hvem", "d": "Til sak", "f": "Frister i A-26-0001", "s": "Hva kan gjøres",
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
async def test_a_key_opens_what_it_names_and_escape_leaves(tmp_path: Path, key: str) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office)
        await opened(at)
        await at.press(key)
        await at.until(KEYS[key])
        assert all(len(line) <= 80 for line in at.text().splitlines())
        await at.press("escape")
        await at.until(lambda: isinstance(at.app.screen, CaseScreen))
        assert len((await at.shown(CASE)).history) == 2


async def test_the_answers_to_the_reporter_stand_in_one_menu(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office)
        await opened(at)
        await at.press("r")
        await at.until("Svar til melder")
        text = at.dialog()
        names = ("reply", "ask", "close", "told", "reporter", "answered")
        places = [text.index(at.app.say(f"act.{name}")) for name in names]
        assert places == sorted(places)  # what is closed comes last: nothing has been asked
        assert at.app.say("ask.nothing") in text
        await at.press("j", "enter")
        await at.until("Spørsmål til melder")
        await at.write("Hvilken dag?")
        await at.press("ctrl+s")
        await at.until("du ba melder om flere opplysninger")
        assert (await at.shown(CASE)).case.question is not None


async def test_what_was_handed_over_is_received_or_sent_back_under_the_same_key(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, CASE, Transfer("hse", "Fare."))
        hse = (await office.people.directory()).holders("hse_coordinator", "IE")[0]
        async with piloted(office, hse) as at:
            await opened(at)
            await at.press("o")
            await at.until("Bekreft mottak")
            await at.press("enter")
            await at.until("Enter Bekreft mottak")
        async with piloted(office, CONTACT) as at:
            await opened(at)
            await at.press("o")
            await at.until("Dette kan ikke gjøres")


async def test_a_deadline_is_moved_from_its_sum(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office, ("", Measure(OWNER, "Rydd opp")))
        before = (await at.shown(CASE)).case.open_deadlines("measure")[0]
        await opened(at)
        await at.press("f")
        await at.until("Frister i A-26-0001")
        while "> " not in next(line for line in at.text().splitlines() if "jennomføre tiltaket:" in line):
            await at.press("j")
        await at.until("20.11 + 4 uker")
        await at.press("enter")
        await at.until(before.id)
        await at.press("enter")
        await at.until("Ny dato")
        await at.write("+9u")
        await at.press("tab")
        await at.write("Eksamen")
        await at.until("Ny dato: fredag 22.01.2027")
        assert "1 e-post går" in at.text()
        await at.press("ctrl+s")
        await at.until("u = angre")
        (moved,) = (await at.shown(CASE)).case.open_deadlines("measure")
        assert (moved.id, moved.due_on.isoformat()) == (before.id, "2027-01-22")


async def test_a_date_that_will_not_do_is_refused_beside_its_field(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office, ("", Hear((OWNER,), "Hva vet du?")))
        at.begin(at.app.acting.begin(f"{CASE}:4", "extend"))
        await at.until("Utsatt til")
        await at.write("+1d")
        await at.press("tab")
        await at.write("Bedt om det")
        await at.press("ctrl+s")
        await at.until("Utsatt til  !! ")
        assert "Bedt om det" in at.text()


async def test_several_are_picked_and_given_back(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office)
        await opened(at)
        await at.press("i")
        await at.until("komma legger til flere")
        await at.write("dag")
        await at.press("comma")
        people = (await office.people.directory()).people
        await at.until(f"Hvem  {people[HANDLER].name}")
        await at.press("backspace")
        await at.until(lambda: f"Hvem  {people[HANDLER].name}" not in at.text())
        await at.press("enter")
        await at.until("Hvem  !! Velg en fra listen")
        await at.write("tara")
        await at.press("comma")
        await at.write("IE-IDI")
        await at.press("enter")
        await at.until("u = angre")
        informed = (await at.shown(CASE)).case.informed
        assert (informed[0], len(informed)) == (OWNER, 2)
        assert "@IE" in informed[1]


async def test_a_likely_duplicate_is_offered_first_and_any_number_is_taken(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(office, ("A-26-0004", PASS), ("A-26-0003", PASS))
        await opened(at, "A-26-0003")
        await at.press("d")
        await at.until("Til sak")
        await at.press("down")
        await at.until("> A-26-000")
        await at.press(*("A-26-0001"[n] if "A-26-0001"[n] != "-" else "minus" for n in range(9)))
        await at.press("tab", "1", "enter")
        await at.until("u = angre")
        assert ((await at.shown("A-26-0003")).case.lead, (await at.shown(CASE)).case.duplicates) == (
            CASE,
            ("A-26-0003",),
        )
        await at.until("Følger A-26-0001")


async def test_what_stands_around_a_case_is_on_its_screen(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(100, 60)) as at:
        await done(
            office, (OTHER, PASS), (OTHER, Link(CASE, "duplicate")), ("", Hear((OWNER,), "Hva vet du [b]nå[/b]?")),
            ("/1", Answer("Vi vet alt.", OWNER, "phone")), ("", Ask("Hvilken dag?")), ("", Inform((HANDLER,))),
            ("", Exclude("norahjel", "Gift med melder")),
            (":2", Pause("reporter")),
        )  # fmt: skip
        await opened(at)
        for said in (
            f"Meldt flere ganger: {OTHER}", "Hva vet du [b]nå[/b]?", "besvart", "Vi vet alt.", "Hvilken dag?",
            "ubesvart", "Informert: ", "Utelukket: ", "står stille siden 20.11.2026",
        ):  # fmt: skip
            await at.until(said)


async def test_what_an_owner_proposed_is_read_with_the_measure(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(100, 40)) as at:
        await done(office, ("", Measure(OWNER, "Rydd opp")))
        await office.cases.act(OWNER, CASE + "/1", Propose("Kjøp skap"))
        await office.cases.act(OWNER, CASE + "/1", Clear(HANDLER, "Penger er avklart"))
        await opened(at)
        await at.press("right")
        await at.until("Kjøp skap")
        await at.until("Avklart med")


async def test_what_is_owed_is_next_for_whoever_was_asked(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await done(office, ("", Rate("low", "Liten")), ("", Hear((OWNER,), "Hva vet du?")))
        async with piloted(office, OWNER) as at:
            await opened(at)
            await at.until("svar på det du er spurt om")
            await at.press("enter", "enter")
            await at.until("Svar i høringsrunden  A-26-0001/1")
            await at.write("Vi vet det")
            await at.press("ctrl+s")
            await at.until("u = angre")
        assert (await office.shows.case(CONTACT, CASE)).case.hearings[0].report == "Vi vet det"


async def test_a_prefilled_line_that_nobody_touched_is_no_draft(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(at.app.acting.begin(CASE, "reporter"))
        await at.until((await at.shown(CASE)).case.reporter.email)
        await at.press("escape")
        await at.answer()
        assert await office.drafts.of(CONTACT) == ()


async def test_only_what_may_be_done_in_bulk_is_repeated(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        acting = at.app.acting
        for row in workflow.TABLE:
            acting._last = None
            act = object.__new__(row.act)
            acting.remember(CASE, act)
            assert (acting._last is act) == row.bulk
    assert {row.name for row in workflow.TABLE if row.bulk}.isdisjoint(
        {"approve", "reject", "transfer", "receive", "return", "consult", "mask", "close", "exclude"}
    )


async def test_a_row_of_a_list_says_whom_it_follows(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await done(office, (OTHER, PASS), (OTHER, Link(CASE, "duplicate")))
        n = (await office.shows.case(CONTACT, OTHER)).case.n
        row = (await office.lists.rows(CONTACT, [n]))[n]
        assert names.status(row, "nb") == (f"Følger {CASE}", "")
