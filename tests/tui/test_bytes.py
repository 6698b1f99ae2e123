"""What the desk costs over SSH: exact figures at 80×24 over 100,000 rows in a real pty (desk.md §7)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal, foreign

PROBE = str(Path(__file__).parent.parent / "desk_probe.py")


@pytest.fixture(params=[(), ("--preview",)], ids=["list", "preview"])
def desk(request: pytest.FixtureRequest) -> Iterator[Terminal]:
    with Terminal.python(PROBE, *request.param) as terminal:
        terminal.expect("A-26-")
        terminal.read(0.3)
        yield terminal


@pytest.mark.parametrize("desk", [()], indirect=True)
def test_a_step_costs_at_most_250_bytes_also_at_the_edge_of_the_window(desk: Terminal) -> None:
    down = [len(desk.press("j", quiet=0.08)) for _ in range(25)]
    up = [len(desk.press("k", quiet=0.08)) for _ in range(25)]
    assert 0 < max(down + up) <= 250


@pytest.mark.parametrize("desk", [("--preview",)], indirect=True)
def test_a_step_with_preview_costs_at_most_2000_bytes(desk: Terminal) -> None:
    assert 0 < max(len(desk.press("j")) for _ in range(14)) <= 2000


def test_start_page_mark_and_silence(desk: Terminal) -> None:
    assert len(desk.raw) <= 12_000
    assert 0 < max(len(desk.press("pgdn")) for _ in range(4)) <= 3000
    assert 0 < len(desk.press("x")) <= 600
    assert desk.read(quiet=2.0) == b""
    assert foreign(desk.raw) == []


def test_what_others_change_out_of_sight_costs_nothing(desk: Terminal) -> None:
    desk.press("pgdn")
    assert desk.press("n") == b""  # a row more before the window
    assert desk.press("e") == b""  # every row fetched again, none of them changed


def test_the_screen_is_the_same_after_scrolling_by_the_terminal_as_painted_anew(desk: Terminal) -> None:
    for keys in ("j" * 30, "k" * 12, "jx" * 9, "jkj"):
        desk.press(*keys)
        desk.press("ctrl+d", "j", "k", "ctrl+u")
        scrolled = desk.text()
        assert len(desk.press("ctrl+l")) > 1500
        assert desk.text() == scrolled
    assert b"\x1bD" in desk.raw
