"""The screens as a person sees them, kept as text: three sizes, two languages, with and without colour and boxes.

WRITE_SCREENS=1 writes them anew; then read the difference before it is committed.
"""

import os
import re
from pathlib import Path

import pytest
from desk_setup import DATA, OpenDesk
from terminal import Terminal

SCREENS = DATA / "screens"
SIZES = [(60, 16), (80, 24), (120, 40)]
HELP = {"nb": "? hjelp", "en": "? help"}
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


def begin(open_desk: OpenDesk, config: Path, size: tuple[int, int], language: str, **environ: str) -> Terminal:
    desk = open_desk(config, "--lang", language, columns=size[0], rows=size[1], **environ)
    desk.expect(HELP[language])
    desk.read(0.8)
    return desk


def check(desk: Terminal, name: str, language: str) -> None:
    desk.read(0.6)
    lines = [line.rstrip() for line in desk.lines()]
    assert all(len(line) <= desk.screen.columns for line in lines)
    assert not EMOJI.search("\n".join(lines))
    file = SCREENS / f"{name}.txt"
    said = "\n".join(lines) + "\n"
    if os.environ.get("WRITE_SCREENS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8"), name


@pytest.mark.parametrize("accessible", [False, True], ids=["normal", "accessible"])
@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_screens(config: Path, open_desk: OpenDesk, size: tuple[int, int], language: str, accessible: bool) -> None:
    desk = begin(open_desk, config, size, language, **({"ACCESSIBLE": "1"} if accessible else {}))
    kind = f"{size[0]}x{size[1]}-{language}{'-accessible' if accessible else ''}"
    check(desk, f"list-{kind}", language)
    assert desk.lines()[-1].endswith(HELP[language])
    if accessible:
        assert not set("╭╮╰╯│─") & set(desk.text()) and "!!" not in desk.text()
        assert (desk.screen.cursor.y, desk.screen.cursor.hidden) == (2, False)
    desk.send("?")
    check(desk, f"help-{kind}", language)
    desk.press("esc", quiet=0.3)
    desk.send("5")
    check(desk, f"mail-{kind}", language)
    assert desk.lines()[-1].endswith(HELP[language])


@pytest.mark.parametrize("language", ["nb", "en"])
def test_without_colour_the_words_are_the_same_and_the_row_is_reversed(
    config: Path, open_desk: OpenDesk, language: str
) -> None:
    desk = begin(open_desk, config, (80, 24), language, NO_COLOR="1")
    check(desk, f"list-80x24-{language}", language)
    assert b"38;" not in desk.raw and b"48;" not in desk.raw
    assert all(desk.screen.buffer[2][x].reverse for x in range(80))
