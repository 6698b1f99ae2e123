"""The desk over a real ssh: confined, gone when the line drops, and no word lost (faults.md G22, G30)."""

import fcntl
import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from behind_ssh import ALICE, OTHER, House, behind_ssh
from sshd import AVVIK
from terminal import Terminal, foreign

from core import desk as office
from core.config import load
from core.desk.drafts import Draft

HostTool = Callable[[str], str]
PATIENCE = 20.0
NOT_FOUND = "Saken finnes ikke, eller du har ikke tilgang"
GONE = 2.0
"""Seconds a desk may outlive its line."""


@pytest.fixture(scope="module")
def house(host_tool: HostTool) -> Iterator[House]:
    if os.getuid() != 0:
        pytest.skip("needs root: another user's sshd cannot hand out a terminal")
    with behind_ssh(host_tool) as house:
        yield house


def sit_down(house: House, *typed: str, environ: Mapping[str, str] | None = None) -> Terminal:
    """Alice's terminal; `environ` is sent along as far as sshd accepts it."""
    sent = ("-o", "SendEnv=*") if environ else ()
    return Terminal(house.door.ssh(ALICE, *typed, options=("-tt", *sent)), environ={"HOME": "/", **(environ or {})})


def remote(house: House) -> list[int]:
    """The processes on the other side that the forced command started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it ended while we looked
            continue
        if any(str(house.config).encode() in word for word in words):
            found.append(int(process.name))
    return found


def children(parent: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(state[1]) == parent:
            found.append(int(process.name))
    return found


def desk_of(house: House) -> int:
    """The desk itself, not a shell that waits for it."""
    program = str(AVVIK).encode()
    found = [pid for pid in remote(house) if program in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    assert len(found) == 1
    return found[0]


def wait_until_gone(house: House, patience: float = GONE) -> None:
    end = time.monotonic() + patience
    while remote(house):
        assert time.monotonic() < end, "the desk outlived its line"
        time.sleep(0.01)


def write_note(desk: Terminal, text: str) -> None:
    desk.expect("c notat")
    desk.send("c")
    desk.expect("Internt notat")
    desk.read(0.3)
    desk.send(*text)
    desk.expect(text)


def notes(house: House) -> list[str]:
    case = json.loads(house.here("case", "show", house.own_case, "--json"))
    return [act["note"] for act in case["history"]]


async def drafts(house: House, forget: bool = False) -> tuple[Draft, ...]:
    async with office.open(load(house.config)) as desk:
        found = await desk.drafts.of(ALICE)
        for draft in found if forget else ():
            await desk.drafts.forget(ALICE, draft.case, draft.field)
    return found


def require_no_lock(house: House) -> None:
    with Path(f"{house.home}/avvik.db.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    house.here("case", "note", house.own_case, "Ingen venter")


def test_the_desk_opens_on_ones_own_cases_and_is_left(house: House) -> None:
    with sit_down(house) as desk:
        desk.expect("? hjelp")
        desk.expect(house.own_case)
        assert ALICE in desk.lines()[0]
        desk.press("2", "3", "1")
        assert house.foreign_case not in desk.text()
        desk.send("q")
        assert desk.wait() == 0
    wait_until_gone(house)


def test_another_persons_case_is_not_found(house: House) -> None:
    with sit_down(house, f"open {house.foreign_case}") as desk:
        desk.expect(NOT_FOUND)
        assert house.foreign_title[:12] not in desk.text()
        desk.send(":")
        desk.expect("go A-26-")
        desk.read(0.3)  # keys that come before a dialog was seen are dropped
        desk.press(*f"go {house.foreign_case}", "enter", quiet=0.5)
        assert NOT_FOUND in desk.text()
        assert house.foreign_title[:12] not in desk.text()
        desk.send("q")
        assert desk.wait() == 0


def test_ones_own_case_is_opened(house: House) -> None:
    with sit_down(house, f"open {house.own_case}") as desk:
        desk.expect(house.own_case)
        desk.send("q", "q")
        assert desk.wait() == 0


def test_what_came_with_the_line_steers_nothing(house: House) -> None:
    sent = {
        "TEXTUAL_LOG": str(house.mark), "TEXTUAL_DRIVER": "os:system", "AVVIK_CONFIG": str(house.foreign),
        "LC_ALL": f"x; touch {house.mark}", "LC_AVVIK": f"--as {OTHER}", "COLUMNS": "3",
    }  # fmt: skip
    with sit_down(house, environ=sent) as desk:
        desk.expect("? hjelp")
        desk.expect(house.own_case)
        desk.send("q")
        assert desk.wait() == 0
    assert not house.mark.exists()


@pytest.mark.parametrize("term", ["xterm; touch {mark}", "\x1b]0;taken\x07", "../../tmp/x", "dumb"])
def test_an_odd_terminal_is_refused_in_words(house: House, term: str) -> None:
    with sit_down(house, environ={"TERM": house.filled(term)}) as desk:
        assert desk.wait(PATIENCE) == 2
        assert "avvik: " in desk.text()
        assert foreign(desk.raw) == []
    assert not house.mark.exists()


def test_a_confined_desk_is_neither_stopped_nor_left_for_another_program(house: House) -> None:
    with sit_down(house) as desk:
        desk.send("ctrl+z")  # while it starts: there is no shell to come back from
        desk.expect("? hjelp")
        desk.press("ctrl+z", "ctrl+z")
        pid = desk_of(house)
        assert Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "T"
        write_note(desk, "Uten tekstbehandler")
        desk.press("ctrl+z", "ctrl+x", "ctrl+e", "ctrl+g", "ctrl+o", "ctrl+t", "ctrl+\\", "ctrl+c")
        assert children(pid) == []
        desk.press("esc")
        desk.press(":", quiet=0.3)
        desk.press(*"!sh", "enter", quiet=0.3)
        assert children(pid) == []
        desk.kill(signal.SIGKILL)
    wait_until_gone(house)


async def test_a_dropped_line_ends_the_desk_and_the_words_are_offered_again(house: House) -> None:
    await drafts(house, forget=True)
    with sit_down(house) as desk:
        write_note(desk, "Ikke lagret ennå")
        desk.kill(signal.SIGKILL)
        wait_until_gone(house)
    require_no_lock(house)
    with sit_down(house) as desk:
        desk.expect(f"Utkast til {house.own_case}")
        desk.send("enter")
        desk.expect("Ikke lagret ennå")
        desk.read(0.3)
        desk.send("ctrl+s")
        desk.expect("du skrev notat")
        desk.send("q")
        assert desk.wait() == 0
    assert notes(house)[-1] == "Ikke lagret ennå"
    assert await drafts(house) == ()


@pytest.mark.parametrize("seed", range(4))
async def test_a_line_dropped_while_saving_loses_no_word(house: House, seed: int) -> None:
    await drafts(house, forget=True)
    text, moment = f"Ord nummer {seed}", random.Random(seed).uniform(0.0, 0.12)
    with sit_down(house) as desk:
        write_note(desk, text)
        desk.send("ctrl+s")
        time.sleep(moment)
        desk.kill(signal.SIGKILL)
        wait_until_gone(house)
    require_no_lock(house)
    noted = notes(house).count(text)
    assert noted == 1 or [draft.text for draft in await drafts(house)] == [text]
    assert noted <= 1
