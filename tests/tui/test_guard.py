"""Where Textual's text becomes bytes, nothing that steers a terminal passes (faults.md §1)."""

import pytest
from hostile import CORPUS, MUST_SURVIVE
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from terminal import foreign
from textual.strip import Strip

from tui import guard

CONSOLE = Console(force_terminal=True, color_system="256", legacy_windows=False)
RED = Style(color="red", bold=True)


@pytest.fixture(autouse=True)
def guarded() -> None:
    guard.install()


@pytest.mark.parametrize("style", [RED, Style.null(), None], ids=["styled", "plain", "none"])
def test_no_text_of_the_corpus_reaches_the_terminal_raw(style: Style | None) -> None:
    leaks = [text for _, text in CORPUS if foreign(Strip([Segment(text, style)]).render(CONSOLE).encode())]
    # A line feed is Textual's own way to the next line; everything else of the kind must be a picture.
    assert leaks == []


def test_line_breaks_and_tabs_inside_a_line_are_pictures_too() -> None:
    assert Strip([Segment("a\nb\tc\rd", None)]).render(CONSOLE) == "a␊b␉c␍d"


def test_no_hyperlink_leaves() -> None:
    link = Style(link="https://example.org/\x1b]0;x\x07", bold=True)
    assert Strip([Segment("her", link)]).render(CONSOLE) == "\x1b[1mher\x1b[0m"


@pytest.mark.parametrize("text", MUST_SURVIVE)
def test_ordinary_text_passes_letter_for_letter(text: str) -> None:
    assert Strip([Segment(text, Style.null())]).render(CONSOLE) == text


def test_installing_twice_changes_nothing() -> None:
    before = Strip.render
    guard.install()
    assert Strip.render is before
