"""However the desk ends: drafts kept, the terminal as it was, nothing of a person shown (faults.md G30)."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from terminal import Terminal

PROBE = str(Path(__file__).parent.parent / "desk_probe.py")
Start = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Terminal] = []

    def begin(*options: str) -> Terminal:
        terminal = Terminal.python(PROBE, *options)
        started.append(terminal)
        terminal.expect("? hjelp")
        terminal.read(0.1)
        return terminal

    yield begin
    for terminal in started:
        terminal.close()


def restored(terminal: Terminal) -> bool:
    end = terminal.raw.rpartition(b"\x1b[?1049l")[2]
    return b"\x1b[?1049h" not in end and b"\x1b[?25h" in end and b"\x1b[?2004l" in terminal.raw


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_keeps_the_drafts_and_restores_the_terminal(
    start: Start, tmp_path: Path, number: int, code: int
) -> None:
    desk = start("--saved", str(tmp_path / "saved"))
    desk.kill(number)
    assert desk.wait(timeout=1.5) == code
    assert (tmp_path / "saved").read_text() == "kept"
    assert restored(desk)


def test_a_dropped_line_keeps_the_drafts_and_leaves_no_orphan(start: Start, tmp_path: Path) -> None:
    desk = start("--saved", str(tmp_path / "saved"))
    desk.hang_up()
    assert desk.wait(timeout=1.5) == 129
    assert (tmp_path / "saved").read_text() == "kept"


@pytest.mark.parametrize("trouble", ["--hang", "--stuck"])
def test_saving_that_never_ends_holds_nobody_up(start: Start, trouble: str) -> None:
    desk = start(trouble)
    desk.kill(signal.SIGTERM)
    assert desk.wait(timeout=2.0) == 143
    assert restored(desk)


def test_a_bug_ends_the_desk_with_a_number_and_without_what_people_wrote(start: Start) -> None:
    desk = start()
    desk.send("b")
    assert desk.wait() == 70
    after = desk.raw.rpartition(b"\x1b[?1049l")[2].decode()
    assert restored(desk)
    assert "ValueError" in after and "action_crash" in after
    assert "Kari Nordmann" not in after


def test_ctrl_z_stops_and_the_way_back_paints_everything(start: Start) -> None:
    desk = start()
    before = desk.text()
    desk.send("ctrl+z")
    until(desk, "T")
    desk.read(0.05)
    assert restored(desk)
    sent = len(desk.raw)
    desk.kill(signal.SIGCONT)
    until(desk, "S")
    desk.read(0.3)
    assert len(desk.raw) - sent > 1500
    assert desk.text() == before
    desk.send("q")
    assert desk.wait() == 0


def test_a_confined_desk_cannot_be_stopped(start: Start) -> None:
    desk = start("--confined")
    desk.press("ctrl+z", "j")
    assert desk.state() != "T"
    assert desk.lines()[2].startswith(">")


def until(desk: Terminal, state: str) -> None:
    end = time.monotonic() + 5
    while desk.state() != state:
        assert time.monotonic() < end, f"never {state}"
        desk.read(0.01, 0.02)
