"""What may be the same matter is said beside a case: in the preview, and on the case, to whoever may link it."""

from pathlib import Path

import desk
from desk import CONTACT, HANDLER
from piloted import piloted

from core.domain.handling import Note
from core.domain.linking import Link
from core.domain.triage import Approve, Assign
from tui.screens.case import CaseScreen
from tui.screens.preview import Preview

OK = Approve("no", "no", "yes", "yes", "tried", "no", "no")
ALIKE = "Ligner: A-26-0005 Mathematics 1: no sound in lecture hall F1 (samme emne, like ord, samme kategori, 1 d)"


async def test_the_case_names_those_like_it_and_another_case_others(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as desked:
        await desked.app.acting.open("A-26-0003", [3, 1])
        await desked.until(ALIKE)
        assert desked.text().count("Ligner: ") == 3
        await desked.press("J")
        await desked.until("A-26-0001")
        await desked.until(lambda: "Ligner" not in desked.text())


async def test_what_is_linked_is_no_longer_suggested(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as desked:
        for id in ("A-26-0003", "A-26-0005"):
            await office.cases.act(CONTACT, id, OK)
        await desked.app.acting.open("A-26-0003")
        await desked.until(ALIKE)
        await office.cases.act(CONTACT, "A-26-0005", Link("A-26-0003", "duplicate"))
        await desked.app.look_now()
        await desked.until(lambda: "A-26-0005 Math" not in desked.text())
        assert "Ligner: A-26-0004" in desked.text()


async def test_who_may_not_link_is_told_nothing(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await office.cases.act(CONTACT, "A-26-0003", OK)
        await office.cases.act(CONTACT, "A-26-0003", Assign(HANDLER))
        async with piloted(office, HANDLER, size=(120, 40)) as desked:
            await desked.app.acting.open("A-26-0003")
            await desked.until("Lyden i F1")
            await desked.still()
            assert "Ligner" not in desked.text()
            assert isinstance(desked.app.screen, CaseScreen) and desked.app.screen.parts.alike == ()


async def test_the_preview_names_them_in_one_line(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(120, 40)) as desked:
        n = (await desked.shown("A-26-0003")).case.n
        desked.app.screen.query_one(Preview).look_at(n)
        await desked.until("Kan gjelde det samme: A-26-0005")
        await office.cases.act(CONTACT, "A-26-0003", Note("x"))
        closed = (await desked.shown("A-26-0003")).closed
        assert closed["link"].id == "act.not_assessed"  # before the gate too: what one is about to judge
