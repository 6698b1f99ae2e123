"""Hostile words in every text of a database, over every screen of the real desk in a real pty (faults.md G9, G10).

Nothing raw reaches the terminal, nothing is run, and ordinary text is shown letter for letter.
"""

import base64
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hostile_house
import pytest
from commands import AVVIK
from hostile import HOSTILE
from hostile_house import CONTACT, OWNER, Hostile
from terminal import Terminal, foreign

from core.text import one_line

BROWSERS = ("xdg-open", "x-www-browser", "www-browser", "sensible-browser", "firefox", "w3m", "open")
SIZES = {"80x24": (24, 80), "120x40": (40, 120)}
STATES = ("received", "in_progress", "closed", "rejected", "transferred")
PARTS = ("Melding", "Tiltak", "Historikk", "E-post")
DIALOGS = {
    "received": {
        "b": "Spørsmål 1 av 7", "z": "Sladd personopplysninger", "s": "Hva kan gjøres", "f": "Frister i",
        "o": "Spørsmål 1 av 7",
    },
    "in_progress": {
        "t": "Tildel behandler", "v": "lvorlighet", "+": "Legg til nytt tiltak", "z": "Sladd personopplysninger",
        "a": "Dette mangler",
        "s": "Hva kan gjøres",
    },
    "closed": {"f": "Frister i", "s": "Hva kan gjøres"},
}  # fmt: skip
RIGHT = "\x1b[C"
BEGIN, END = "\x1b[200~", "\x1b[201~"
PASTED = ["\n".join(text for text in texts if END not in text)[:2000] for texts in HOSTILE.values()]
TYPED = ("[b]fet[/b]", "[/nope]", "[@click=app.quit]x", "'; DROP TABLE cases; --", "NEAR(a b, 2)", '"', "title:x", "{}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return hostile_house.build(tmp_path_factory.mktemp("hostile") / "house")


class Sitting(Terminal):
    """Somebody at the desk, in an empty directory, with a browser that would leave a trace."""

    def children(self) -> list[int]:
        """Processes the desk has started."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.pid:
                found.append(int(stat.parent.name))
        return found

    def shows(self, what: str | Callable[[str], bool]) -> None:
        """Read until it stands on the screen."""
        if isinstance(what, str):
            self.expect(what)
            return
        for _ in range(1000):
            if what(self.text()):
                return
            self.read(0.01)
        raise AssertionError(self.text())

    def quiet(self, since: int, where: str) -> int:
        """Nothing foreign has come since then, and nothing was started."""
        self.read(0.1)
        assert foreign(self.raw[since:]) == [], where[:60]
        assert self.children() == [], where
        return len(self.raw)


Sit = Callable[..., AbstractContextManager[Sitting]]


@pytest.fixture
def sit(house: Hostile, tmp_path: Path) -> Iterator[Sit]:
    here, marks = tmp_path / "here", tmp_path / "bin"
    here.mkdir()
    marks.mkdir()
    for name in BROWSERS:
        (marks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/browsed\n")
        (marks / name).chmod(0o755)

    @contextmanager
    def sit(size: str = "80x24", who: str = CONTACT, lang: str = "nb", **environ: str) -> Iterator[Sitting]:
        rows, columns = SIZES[size]
        shell = ["sh", "-c", 'cd "$0" && exec "$@"', str(here)]
        words = [str(AVVIK), "--config", str(house.config), "--as", who, "--lang", lang]
        path = {"PATH": f"{marks}:{os.environ['PATH']}", "BROWSER": f"{marks}/xdg-open", "HOME": str(here)}
        with Sitting([*shell, *words], rows=rows, columns=columns, environ=path | environ) as desk:
            yield desk
            since = desk.quiet(0, "all of it") if b"]52;" not in desk.raw else len(desk.raw)
            desk.send("q")
            assert desk.wait() == 0
            assert foreign(desk.raw[since:]) == []

    yield sit
    assert list(here.iterdir()) == []
    assert not (tmp_path / "browsed").exists()
    assert not Path("/tmp/pwn.svg").exists()


def listed(text: str) -> str:
    """The number of the case in the preview, at the head of it; what it resembles has its number further in."""
    return next(iter(re.findall(r"(?m)(?:^|│) ?([A-Z]-\d\d-\d{4})(?:\s|$)", text)), "")


def acts(house: Hostile) -> int:
    return int(house.ask("SELECT count(*) FROM acts")[0][0])


def filtered(desk: Sitting, house: Hostile, state: str) -> int:
    """List the cases in this state, from the first; how many there are."""
    count = int(house.ask("SELECT count(*) FROM cases WHERE state = :state", state=state)[0][0])
    desk.send("/", f"status:{state}", "enter")
    desk.shows(f"status:{state}  {count} treff")
    for key in "jk":  # a moved cursor takes back the offer of a draft
        desk.press(key)
    return count


def read_down(desk: Sitting, house: Hostile, count: int) -> Iterator[str]:
    """Every case of the list in the preview, scrolled there; the ordinary ones letter for letter."""
    case = ""
    for _ in range(count):
        desk.shows(lambda text, before=case: listed(text) not in ("", before))
        yield (case := listed(desk.text()))
        if case in house.ordinary:
            desk.shows(house.ordinary[case])
        desk.send(*"JJJJJJK", "j")


@pytest.mark.parametrize("size", SIZES)
def test_every_case_in_the_list_and_its_preview(house: Hostile, sit: Sit, size: str) -> None:
    before = acts(house)
    with sit(size) as desk:
        desk.shows("? hjelp")
        since, seen, states = 0, set[str](), STATES if size == "80x24" else ("closed", "transferred")
        for state in states:
            seen.update(read_down(desk, house, filtered(desk, house, state)))
            since = desk.quiet(since, state)
            desk.press("esc")
        for tab in "231":
            desk.press(tab)
            for _ in range(9):
                desk.press("pgdn", quiet=0.03)
            since = desk.quiet(since, tab)
    assert seen == {id for id, state in house.ask("SELECT id, state FROM cases") if state in states}
    assert acts(house) == before


@pytest.mark.parametrize("size", SIZES)
def test_every_case_in_its_four_parts(house: Hostile, sit: Sit, size: str) -> None:
    before = acts(house)
    states = STATES[1:3] if size == "80x24" else (STATES[0], *STATES[3:])
    with sit(size) as desk:
        desk.shows("? hjelp")
        since, seen = 0, set[tuple[str, str]]()
        for state in states:
            count = filtered(desk, house, state)
            desk.send("enter")
            desk.shows(f"sak 1 av {count}")
            for part, key in enumerate("JKJK"):
                for at in range(1, count + 1) if key == "J" else range(count, 0, -1):
                    desk.shows(f"sak {at} av {count}")
                    case = desk.text().split()[0]
                    seen.add((case, PARTS[part]))
                    if case in house.ordinary and PARTS[part] != "E-post":
                        desk.shows(house.ordinary[case])
                    desk.send("pgdn", key)
                desk.shows(f"[{PARTS[part]}")
                if part < 3:
                    desk.send(RIGHT)
                    desk.shows(f"[{PARTS[part + 1]}")
                since = desk.quiet(since, f"{state}, {PARTS[part]}")
            desk.press("q", "esc")
    cases = {id for id, state in house.ask("SELECT id, state FROM cases") if state in states}
    assert seen == {(case, part) for case in cases for part in PARTS}
    assert acts(house) == before


def test_every_dialog_over_hostile_cases(house: Hostile, sit: Sit) -> None:
    before = acts(house)
    with sit() as desk:
        desk.shows("? hjelp")
        since = 0
        for state in ("received", "in_progress", "closed"):
            count = filtered(desk, house, state)
            for at in range(0, min(count, 17), 8):
                for keys, title in DIALOGS[state].items():
                    desk.send(keys[0])
                    desk.shows(title)
                    desk.read(0.05)
                    desk.send(*keys[1:], *("x", "pgdn") * (keys[0] == "z"), "pgdn")
                    desk.read(0.03)
                    while title in desk.text():
                        desk.press("esc")
                since = desk.quiet(since, f"{state} {at}")
                desk.send(*"jjjjjjjj")
            desk.press("esc")
    assert acts(house) == before


def test_what_is_typed_and_pasted(house: Hostile, sit: Sit) -> None:
    before = acts(house)
    with sit() as desk:
        desk.shows("? hjelp")
        since = desk.quiet(0, "start")
        desk.send("enter")  # the draft that was offered
        desk.shows("Esc lukk")
        desk.read(0.2)
        desk.press("esc", quiet=0.3)
        for text in TYPED:
            for opens, title in (("/", "/"), ("?", "Taster"), (":", "Kommando")):
                desk.send(opens)
                desk.shows(title)
                desk.read(0.15)  # a dialog drops what came before it was seen
                desk.press(*text, quiet=0.05)
                desk.shows(text)
                desk.press("enter", quiet=0.05)
                desk.press("esc")
            since = desk.quiet(since, text)
        for text in PASTED:
            desk.send("/")
            desk.press(BEGIN + text[:380] + END, quiet=0.15)  # the field rings when it is full
            desk.press("esc")
            since = desk.quiet(since, text)
        filtered(desk, house, "received")
        desk.send("c")
        desk.shows("Internt notat")
        desk.read(0.2)
        for text in PASTED:
            desk.press(BEGIN + text + END, quiet=0.05)
            since = desk.quiet(since, text)
        desk.press(BEGIN + "[emne MAT101]" + END)
        desk.shows("[emne MAT101]")
        assert acts(house) == before
        desk.send("ctrl+s")
        desk.shows("skrev notat")
        since = desk.quiet(since, "written")
        desk.send("u")
        desk.shows("angre")
        desk.press("esc")
    assert acts(house) == before + 2


def test_every_mail_in_utsending(house: Hostile, sit: Sit) -> None:
    before = acts(house)
    with sit() as desk:
        desk.shows("? hjelp")
        desk.send("5")
        desk.shows("sendt ")
        since = desk.quiet(0, "start")
        for at in range(100):
            desk.send("j")
            desk.read(0.01)
            if at % 20 == 0:
                desk.send("enter")
                desk.shows("Ferdig lest")
                desk.read(0.05)
                desk.press("pgdn", "pgdn", quiet=0.05)
                desk.press("esc", quiet=0.1)
                since = desk.quiet(since, f"mail {at}")
        desk.press("G")
        for text in TYPED:
            desk.press("/", quiet=0.05)
            desk.press(*text, "enter", quiet=0.2)
            desk.press("esc")
        since = desk.quiet(since, "filtered")
        for _ in range(5):
            desk.press("y", "j", quiet=0.1)
        for copied in re.findall(rb"\x1b\]52;c;([^\x07]*)\x07", desk.raw):
            text = base64.b64decode(copied).decode()
            assert text == one_line(text)
        assert b"]52;" in desk.raw
        desk.press("1")
    assert acts(house) == before


@pytest.mark.parametrize(
    "how",
    [{"NO_COLOR": "1", "lang": "en", "who": OWNER}, {"ACCESSIBLE": "1", "size": "120x40"}],
    ids=["plain", "spoken"],
)
def test_without_colour_and_without_boxes(sit: Sit, how: dict[str, str]) -> None:
    with sit(**how) as desk:
        desk.shows("? h")
        for keys in ("jjjjJJ", "G", "k", ("enter",), (RIGHT,), (RIGHT,), (RIGHT,), ("pgdn",), "K", "f"):
            desk.press(*keys, quiet=0.2)
        desk.quiet(0, str(how))
        desk.press("esc")
        desk.press("esc")
