"""Oppsett: who is away, set and ended from here; rules, settings and people to be read (desk.md §4)."""

from datetime import timedelta
from pathlib import Path

import desk
import pytest
from desk import ADMIN, CONTACT, OWNER
from piloted import Desked, golden, piloted

from core.desk import Desk
from core.domain.people import Absence
from core.words import say

SCREENS = Path(__file__).parents[1] / "data" / "screens"
TODAY = desk.NOW.date()
HANDLER, HANDLER_NAME, OWNER_NAME = "dagokrin", "Dag-Ottar Kringslett", "Tarald Brennsætermo"
"""A handler of the contact's faculty."""
MORE = """
[[rule]]
id = "follow_up"
version = 2
kind = "follow_up"
valid_from = 2027-01-01
faculty = "IE"
period = "3 weeks"
basis = "vedtak i fakultetsstyret"
"""


async def opened(at: Desked, language: str = "nb") -> None:
    await at.press("6")
    await at.until(f"[{say(language, 'desk.setup.part.absences')}]")
    await at.still()


async def rows(office: Desk, who: str | None = None) -> dict[str, Absence]:
    return {row.absence.login: row.absence for row in (await office.absences.overview(who)).rows}


async def test_who_is_away_and_whom_it_falls_to(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await office.absences.set(CONTACT, Absence(HANDLER, TODAY, TODAY + timedelta(4), OWNER))
        await office.absences.set(CONTACT, Absence(OWNER, TODAY + timedelta(2), TODAY + timedelta(3)))
        await opened(at)
        assert at.text().splitlines()[0].startswith(" Oppsett")
        await at.until("Vikar: ")
        names = (await office.people.directory()).people
        line = next(line for line in at.text().splitlines() if names[HANDLER].name[:10] in line)
        assert "20.11.2026–24.11.2026" in line and names[OWNER].name[:10] in line
        gap = next(line for line in at.text().splitlines() if "22.11.2026–23.11.2026" in line)
        assert "! " in gap
        await at.press("G")
        await at.until("Ingen vikar er til stede. Går til linjen: ")


async def test_an_absence_is_set_with_a_person_days_and_a_substitute(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        names = (await office.people.directory()).people
        await opened(at)
        await at.press("+")
        await at.until("Hvem er borte")
        await at.write(HANDLER)
        await at.press("tab", "ctrl+u")
        await at.write("+1d")
        await at.press("tab")
        await at.write("+9d")
        await at.press("tab")
        await at.write(OWNER)
        await at.until("har rettighetene imens")
        assert names[OWNER].name in at.dialog()
        await at.press("enter")
        await at.until(f"{HANDLER_NAME} er borte fra 21.11.2026 til 29.11.2026.")
        assert (await rows(office))[HANDLER] == Absence(
            HANDLER, TODAY + timedelta(1), TODAY + timedelta(9), OWNER, "hand"
        )
        await at.until("21.11.2026–29.11.2026")


async def test_what_is_refused_is_said_in_the_form_and_nothing_is_lost(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await office.absences.set(OWNER, Absence(OWNER, TODAY, None, CONTACT))
        before = await rows(office)
        await opened(at)
        await at.press("+")
        await at.until("Hvem er borte")
        await at.press("tab", "tab", "tab")
        await at.write(OWNER)
        await at.until("Vikarene går i ring")
        await at.press("enter")
        await at.until(f"!! Vikarene går i ring 20.11.2026: {CONTACT} → {OWNER}")
        await at.press("shift+tab")
        await at.write("2020-01-01")
        await at.press("enter")
        await at.until("!! Fraværet slutter før det begynner.")
        await at.press("escape")
        await at.until("[Fravær]")
        assert await rows(office) == before


async def test_anybody_sets_their_own_and_nobody_elses(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, OWNER) as at:
        await office.absences.set(CONTACT, Absence(HANDLER, TODAY, TODAY + timedelta(4), CONTACT))
        await opened(at)
        await at.until("20.11.2026–24.11.2026")
        await at.press("a")
        await at.until("Det kan bare personen selv, kontakten, linjelederen og administratorer.")
        await at.press("enter")
        await at.until("Hvem er borte")
        name = (await office.people.directory()).people[OWNER].name
        assert name in at.dialog()
        await at.press("enter")
        await at.until(f"{OWNER_NAME} er borte fra 20.11.2026 og inntil videre.")
        assert set(await rows(office)) >= {HANDLER, OWNER}


async def test_an_absence_is_changed_and_ended_where_the_cursor_is(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await office.absences.set(CONTACT, Absence(HANDLER, TODAY, TODAY + timedelta(4), OWNER))
        await opened(at)
        await at.until("20.11.2026–24.11.2026")
        while (found := at.app.screen.list.row.absence).login != HANDLER:  # type: ignore[attr-defined]
            await at.press("j")
        await at.press("enter")
        await at.until("Hvem er borte")
        await at.press("tab", "tab", "ctrl+u")
        await at.write("+1d")
        await at.press("enter")
        await at.until("til 21.11.2026.")
        kept = {
            row.absence.to_on for row in (await office.absences.overview(None)).rows if row.absence.login == HANDLER
        }
        assert kept == {TODAY + timedelta(1), found.to_on}  # the days after stay as they were
        await at.press("a")
        await at.until(f"{HANDLER_NAME} er tilbake 20.11.2026.")


async def test_the_rules_in_force_and_to_come(tmp_path: Path) -> None:
    async with desk.opened(tmp_path, more=MORE) as office, piloted(office, size=(100, 60)) as at:
        await opened(at)
        await at.press("right")
        await at.until("[Frister]")
        text = at.text()
        assert "4 uker · fra 01.01.2000 · alle fakulteter\n    follow_up@1 · " in text
        assert "3 uker · fra 01.01.2027 · IE\n    follow_up@2/IE · vedtak i fakultetsstyret" in text
        assert "settes for hånd" in text and "explanation@2" in text and "explanation@1" not in text


async def test_the_settings_are_the_administrators(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        for who, seen in ((CONTACT, False), (ADMIN, True), (None, True)):
            async with piloted(office, who, config=tmp_path / "config.toml") as at:
                await opened(at)
                await at.press("right", "right")
                await at.until("[Innstillinger]")
                assert ("mail.host = localhost" in at.text()) is seen
                assert ("config.toml:" in at.text()) is seen
                assert ("Innstillingene vises for en administrator." in at.text()) is not seen


async def test_a_settings_file_that_broke_meanwhile_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    async with desk.opened(tmp_path) as office, piloted(office, None, config=file) as at:
        file.write_text("[mail", encoding="utf-8")
        await opened(at)
        await at.press("right", "right")
        await at.until("config.toml")
        at.app.config = None
        await at.press("left", "right")
        await at.until("Innstillingene er ikke lest fra en fil.")


async def test_the_people_one_works_with_and_who_is_away(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(100, 50)) as at:
        await office.absences.set(None, Absence(HANDLER, TODAY, None, OWNER))
        await opened(at)
        await at.press("right", "right", "right", "right")
        await at.until("[Folk]")
        names = (await office.people.directory()).people
        assert "IE  " in at.text() and "HF  " not in at.text()
        line = next(line for line in at.text().splitlines() if names[HANDLER].name in line)
        assert line.endswith("(borte)") and "behandler" in line
        await at.press("left", "left", "left", "left")
        await at.until("[Fravær]")


async def test_there_by_the_command_line_and_back(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await at.press(":")
        await at.write("setup")
        await at.press("enter")
        await at.until("[Fravær]")
        await at.press("6", "?")
        await at.until("sett fravær")
        await at.press("escape", "escape")
        await at.until("Innboks")


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_as_text(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    kind = f"{language}-{size[0]}x{size[1]}"
    async with desk.opened(tmp_path) as office, piloted(office, language=language, size=size) as at:
        await office.absences.set(CONTACT, Absence(HANDLER, TODAY, TODAY + timedelta(4), OWNER))
        await office.absences.set(CONTACT, Absence(OWNER, TODAY + timedelta(2), TODAY + timedelta(3)))
        await opened(at, language)
        await at.until(say(language, "desk.setup.source", source=say(language, "absence.source.hand"))[:6])
        for part in ("absences", "rules"):
            text = at.text()
            assert all(len(line) <= size[0] for line in text.splitlines())
            golden(SCREENS / f"setup-{part}-{kind}.txt", text)
            await at.press("right")
            await at.still()
        await at.press("left", "left")
        await at.press("+")
        await at.until(say(language, "desk.absence.who"))
        await at.still()
        golden(SCREENS / f"setup-form-{kind}.txt", at.text())
