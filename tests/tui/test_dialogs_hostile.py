"""Hostile words in a case over the dialogs and the case screen: shown harmless, parsed as nothing, never in the way."""

from dataclasses import replace
from pathlib import Path

import desk
import pytest
from desk import CONTACT, OWNER
from hostile import CORPUS, MUST_SURVIVE
from piloted import Desked, piloted
from rich.cells import cell_len

from core.desk.shown import Shown
from core.domain.case import REPORTER, Party, Task, TaskState
from tui.ask import ask, choose
from tui.dialogs.words import Marks
from tui.screens.case import CaseScreen

CASE = "A-26-0001"
_DRAWN = {0x200D: None, 0x3000: " "}
"""The joiner between parts of a picture, and the wide blank: harmless, though Python does not call them printable."""
KINDS = sorted({kind for kind, _ in CORPUS})


async def poisoned(at: Desked, text: str) -> Shown:
    """The case with a text everywhere that somebody outside could have written one."""
    shown = await at.shown(CASE)
    detail = replace(shown.case.detail, description=text, tried_channels=text)
    reporter = replace(shown.case.reporter, name=text, email=text)
    hearing = Task(f"{CASE}/1", 1, "hearing", Party("person", OWNER), text, TaskState.COMPLETED, text, text)
    question = Task(f"{CASE}/2", 2, "question", REPORTER, text, TaskState.ASSIGNED)
    measure = Task(f"{CASE}/3", 3, "measure", Party("person", text), text, TaskState.DECLINED, "", text, text, text)
    case = replace(shown.case, title=text, detail=detail, reporter=reporter, tasks=(hearing, question, measure))
    return replace(shown, case=replace(case, informed=(OWNER,), excluded=(OWNER,), lead=CASE, link="duplicate"))


def harmless(screen: str) -> bool:
    """Nothing but what is drawn; no line wider than the dialog."""
    lines = screen.splitlines()
    return all(line.translate(_DRAWN).isprintable() and cell_len(line) <= 72 for line in lines)


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_steers_the_dialogs(tmp_path: Path, kind: str) -> None:
    text = "\n".join(text for each, text in CORPUS if each == kind)
    async with desk.opened(tmp_path) as office, piloted(office, CONTACT) as at:
        shown = await poisoned(at, text)
        at.begin(ask(at.app, shown, "approve"))
        await at.until("Spørsmål 1 av 7")
        assert harmless(at.dialog())
        await at.press("pagedown", "escape")
        assert await at.answer() is None
        at.begin(ask(at.app, shown, "mask"))
        await at.until("Sladd personopplysninger")
        await at.press("down", "x", "right", "x", "up")
        assert harmless(at.dialog())
        await at.press("escape")
        assert await at.answer() is None
        at.begin(choose(at.app, shown))
        await at.until("Hva kan gjøres")
        assert harmless(at.dialog())
        await at.press("escape")
        assert await at.answer() is None


ASKED = [
    ("withdraw", "/1"), ("cancel", "/3"), ("clear", "/3"), ("answered", ""), ("reporter", ""), ("inform", ""),
    ("unlink", ""), ("told", ""), ("link", ""), ("exclude", ""), ("hear", ""), ("move", ":2"),
]  # fmt: skip
"""Acts whose dialogs show what others wrote, before anything is typed."""


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_steers_the_forms_of_acts_or_what_stands_around_a_case(tmp_path: Path, kind: str) -> None:
    text = "\n".join(text for each, text in CORPUS if each == kind)
    async with desk.opened(tmp_path) as office, piloted(office, CONTACT) as at:
        shown = await poisoned(at, text)
        for name, part in ASKED:
            at.begin(ask(at.app, shown, name, part))
            await at.until(lambda: len(at.app.screen_stack) == 2 and at._listens())
            assert harmless(at.dialog()), name
            await at.press("escape")
            assert await at.answer() is None
        screen = CaseScreen(shown)
        await at.app.push_screen(screen)
        await at.until(CASE)
        for part in ("report", "measures", "history", "mails"):
            screen._part = part
            screen._turn()
            lines = at.text().splitlines()
            assert all(line.translate(_DRAWN).isprintable() and cell_len(line) <= 80 for line in lines), part


async def test_ordinary_words_with_brackets_survive(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, CONTACT, size=(100, 60)) as at:
        shown = await poisoned(at, "\n".join(MUST_SURVIVE))
        at.begin(ask(at.app, shown, "approve"))
        await at.until("Spørsmål 1 av 7")
        assert all(text in at.dialog() for text in MUST_SURVIVE[:4])
        await at.press("escape")
        await at.answer()
        screen = CaseScreen(shown)
        await at.app.push_screen(screen)
        await at.until(lambda: all(text in at.text() for text in MUST_SURVIVE if text.isascii()))


@pytest.mark.parametrize("text", [text for _, text in CORPUS])
def test_what_is_marked_stands_in_the_text(text: str) -> None:
    marks = Marks([text, text])
    for _ in range(3):
        marks.toggle()
        marks.move(1)
    assert all(span in text for span in marks.spans)
