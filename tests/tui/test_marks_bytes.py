"""What marks cost over SSH, at 80×24 over the real desk (desk.md §7: `x` at most 600 bytes)."""

from pathlib import Path

import pytest
from desk_setup import OpenDesk
from terminal import Terminal


@pytest.fixture
def desk(many: Path, open_desk: OpenDesk) -> Terminal:
    desk = open_desk(many)
    desk.expect("Over ")
    desk.expect("Neste: ")
    desk.read(0.4)
    desk.press("p", quiet=0.4)
    return desk


def test_a_mark_costs_at_most_600_bytes_also_the_first_and_at_the_edge_of_the_window(desk: Terminal) -> None:
    marks = [len(desk.press("x")) for _ in range(25)]
    assert 0 < max(marks) <= 600, marks
    assert "Merket 25" in desk.lines()[0]
    assert len(desk.press("esc")) <= 1500  # nineteen marks, the first line, the last
    assert "Merket" not in desk.text()


def test_marks_are_silent_and_what_is_drawn_is_what_is_so(desk: Terminal) -> None:
    desk.press("x", "x", "j", "x")
    assert desk.read(quiet=2.0) == b""
    drawn = desk.text()
    desk.press("ctrl+l", quiet=0.3)
    assert desk.text() == drawn
    assert [line[:2] for line in desk.lines()[2:7]] == [" x", " x", "  ", " x", "> "]


def test_all_of_them_and_their_count(desk: Terminal) -> None:
    desk.press("X", quiet=0.3)
    assert "Merket 500" in desk.lines()[0]
    desk.send("t")
    desk.expect("500 saker er merket. Høyst 200")
