"""No desk without a terminal that can show it; nothing of the environment steers it (desk.md §2, faults.md §5)."""

import subprocess
import sys
from pathlib import Path

import pytest
from terminal import Terminal

from core.errors import Usage
from tui import terminal

PROBE = str(Path(__file__).parent.parent / "desk_probe.py")


def test_without_a_terminal_one_line_and_exit_2_before_textual_is_imported() -> None:
    said = subprocess.run([sys.executable, PROBE], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert said.stderr == "terminal.none 2\n"
    with pytest.raises(Usage, match=r"terminal\.none"):
        terminal.prepare({"TERM": "xterm"})


@pytest.mark.parametrize("name", ["dumb", "unknown", "", "xterm\x1b[2J", "emacs", "x" * 99])
def test_a_terminal_we_do_not_know_is_refused_without_an_escape(name: str) -> None:
    with Terminal.python(PROBE, environ={"TERM": name}) as desk:
        desk.wait()
        assert desk.raw.startswith(b"terminal.unknown 2")
        assert b"\x1b" not in desk.raw


@pytest.mark.parametrize(
    "name", ["xterm-256color", "screen", "tmux-256color", "linux", "xterm-kitty", "putty", "st-256color"]
)
def test_the_usual_terminals_are_known(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.isatty", lambda stream: True)
    environ = {"TERM": name}
    assert terminal.prepare(environ) == terminal.Terminal(colour=True, accessible=False)
    assert environ["TEXTUAL_ANIMATIONS"] == "none"
    assert environ["TEXTUAL_COLOR_SYSTEM"] == ("standard" if name == "linux" else "256")


def test_what_could_steer_is_dropped_and_what_is_known_is_kept() -> None:
    environ = {
        "TEXTUAL": "debug", "TEXTUAL_DRIVER": "x:y", "TEXTUAL_LOG": "/tmp/x", "BROWSER": "evil", "PYTHONSTARTUP": "x",
        "COLUMNS": "9999", "LC_ALL": "nb_NO.UTF-8", "LC_TIME": "../../x", "LC_CTYPE": "C.UTF-8", "LC_X": "\x1b[2J",
        "HOME": "/h",
    }  # fmt: skip
    terminal.clean(environ)
    assert environ == {"LC_ALL": "nb_NO.UTF-8", "LC_CTYPE": "C.UTF-8", "HOME": "/h"}


def test_no_color_reverses_the_row_of_the_cursor_and_sends_no_colour() -> None:
    with Terminal.python(PROBE, environ={"NO_COLOR": "1"}) as desk:
        desk.expect("A-26-")
        desk.press("j")
        assert b"38;" not in desk.raw and b"48;" not in desk.raw
        row = [desk.screen.buffer[2][x].reverse for x in range(80)]
        assert all(row) and not any(desk.screen.buffer[3][x].reverse for x in range(80))


def test_accessible_shows_the_terminals_cursor_on_the_row_and_draws_no_box() -> None:
    with Terminal.python(PROBE, environ={"ACCESSIBLE": "1"}) as desk:
        desk.expect("A-26-")
        desk.press("j", "j", quiet=0.3)
        assert (desk.screen.cursor.y, desk.screen.cursor.x, desk.screen.cursor.hidden) == (3, 0, False)
        desk.press("o", quiet=0.3)
        assert "Lukk saken?" in desk.text()
        assert not set("╭╮│─") & set(desk.text())
