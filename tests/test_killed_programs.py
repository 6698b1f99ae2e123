"""kill -9 of a whole program, desk or command, in the middle of an act: all of it is kept or nothing (faults.md G4)."""

import asyncio
import json
import os
import random
import select
import shlex
import signal
import time
from pathlib import Path

import desk_setup
import pytest
import world
from commands import GATE, program
from desk import CONTACT, installation
from desk_setup import PROGRAM
from terminal import Terminal

from core.store.db import connect

TESTS = Path(__file__).parent
KILLED = 9
WORDS = "Ringte instituttet"
MAILED = {"avvik": {"approve", "M2"}, "desk": {"assign", "M11"}}
"""The act that is killed, and the template of its mail."""
TOLD = {"avvik": "Saken er under behandling.", "desk": "u = angre"}
REACH = 3
"""How many times an act's calls a program may make before it is killed: some are told what they did, some even end."""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def shown(config: Path, case: str) -> dict[str, object]:
    return dict(json.loads(program("--config", str(config), "--as", CONTACT, "case", "show", case, "--json").out))


def first_case(config: Path) -> str:
    done = program(
        "--config", str(config), "--as", CONTACT, "case", "list", "--state", "received", "--limit", "1", "--json"
    )
    return str(json.loads(done.out)[0]["id"])


@pytest.mark.parametrize(
    ("point", "done"), [("half an act", False), ("before commit of act", False), ("after act", True)]
)
def test_a_command_killed_in_an_act_leaves_all_of_it_or_nothing(config: Path, point: str, done: bool) -> None:
    case = first_case(config)
    words = ("--config", str(config), "--as", CONTACT, "case", "approve", case, *GATE)
    assert program(*words, AVVIK_CRASH_AT=point).code == KILLED
    after = shown(config, case)
    mails = [mail["template"] for mail in after["mails"] if mail["template"] == "M2"]  # type: ignore[attr-defined]
    acts = [line["kind"] for line in after["history"] if line["kind"] == "approve"]  # type: ignore[attr-defined]
    triage = [d["state"] for d in after["deadlines"] if d["kind"] == "triage"]  # type: ignore[attr-defined]
    whole = ("in_progress", ["M2"], ["approve"], ["met"])
    assert (after["state"], mails, acts, triage) == (whole if done else ("received", [], [], ["open"]))
    again = program(*words)
    assert again.code == (1 if done else 0), again.err
    assert shown(config, case)["state"] == "in_progress"


def write_note(desk: Terminal) -> None:
    desk.expect("Neste:")  # stands on the screen of a case alone
    desk.press("c")
    desk.expect("Skriv notat")
    for _ in range(100):
        if WORDS in desk.text():
            break
        desk.press(WORDS)  # a dialog drops what comes before it could be read
    desk.expect(WORDS)
    desk.send("ctrl+s")


def notes(config: Path, case: str) -> list[str]:
    return [line["note"] for line in shown(config, case)["history"] if line["kind"] == "note"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("point", "kept"), [("half an act", 0), ("before commit of act", 0), ("after act", 1)])
def test_a_desk_killed_in_an_act_leaves_all_of_it_or_nothing(config: Path, point: str, kept: int) -> None:
    case = first_case(config)
    with Terminal.python(PROGRAM, str(config), CONTACT, "--case", case, environ={"AVVIK_CRASH_AT": point}) as desk:
        write_note(desk)
        assert desk.wait(10.0) == KILLED
    assert [WORDS in note for note in notes(config, case)] == [True] * kept
    with Terminal.python(PROGRAM, str(config), CONTACT, "--case", case) as desk:  # nothing is locked, nothing is broken
        desk.expect(case)


class Killing:
    """`killing.py` in a terminal: desks and commands that end themselves by kill -9 at a call of their act."""

    def __init__(self, config: Path, terminal: Terminal) -> None:
        self.config, self.fd, self.raw = config, terminal.fd, b""

    def act(self, program: str, case: str, calls: int) -> tuple[bool, int, int]:
        """Act on a case; whether the person was told that it is done, the exit code, and the calls of a whole act."""
        words = [str(self.config), desk_setup.CONTACT, case]
        if program == "avvik":
            words = ["--config", str(self.config), "--as", desk_setup.CONTACT, "case", "approve", case, *GATE]
        self.raw, ended, told = b"", f"{case} ended ", TOLD[program]
        self._send(f"{case} {calls} {program} {shlex.join(words)}\r")
        if program == "desk":
            self._until("Neste:")
            self._until("Tildel behandler", keys="t")
            self._until(told, ended, keys="\x15\r")  # an empty line: to whom is offered first
            self._until(ended, keys="q")
        self._until(ended)
        self._until("calls\x1b[K")
        code, took = self.raw.decode().rpartition(ended)[2].split()[:2]
        return self._stands(told), int(code), int(took)

    def _until(self, *texts: str, keys: str = "") -> None:
        """Press keys until one of the texts was painted: a screen drops what comes before it can be read."""
        end = time.monotonic() + 30.0
        while not self._stands(*texts):
            assert time.monotonic() < end, self.raw.decode()[-2000:]
            self._send(keys)
            again = time.monotonic() + 0.5
            while time.monotonic() < again and not self._stands(*texts):
                if select.select([self.fd], [], [], 0.1)[0]:
                    self.raw += os.read(self.fd, 65536)  # not drawn: that takes longer than all else

    def _stands(self, *texts: str) -> bool:
        return any(text.encode() in self.raw for text in texts)

    def _send(self, keys: str) -> None:
        os.write(self.fd, keys.encode())


def stand(config: Path) -> dict[str, tuple[str, ...]]:
    """How each case stands: its state and handler, its acts, deadlines and mails."""
    db = connect(config.with_name("avvik.db"))
    assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]

    def column(question: str, *case: str) -> list[str]:
        return [row[0] for row in db.execute(question, case)]

    cases = {
        id: (
            *column("SELECT state || ' ' || coalesce(handler, '') FROM cases WHERE id = ?", id),
            *column('SELECT kind FROM acts WHERE "case" = ? ORDER BY n', id),
            *column("SELECT kind || ' ' || state FROM deadlines WHERE \"case\" = ? ORDER BY kind", id),
            *column("SELECT template || ' ' || state FROM outbox WHERE \"case\" = ? ORDER BY n", id),
        )
        for id in column("SELECT id FROM cases ORDER BY n")
    }
    db.close()
    return cases


async def approve_all(config: Path) -> None:
    async with desk_setup.at_work(config) as office:
        for case in stand(config):
            await office.cases.act(desk_setup.CONTACT, case, world.PASS)


@pytest.mark.parametrize("program", ["avvik", "desk"])
def test_killed_at_sixty_random_calls_of_an_act_all_of_it_is_kept_or_nothing(tmp_path: Path, program: str) -> None:
    """Each on a case of its own, in one database; what the person was told is kept, and its mail."""
    config = desk_setup.make(tmp_path, cases=100)
    if program == "desk":
        asyncio.run(approve_all(config))
    chance, before = random.Random(9), stand(config)
    model, *cases = before
    with Terminal.python(str(TESTS / "killing.py"), environ={"PYTHONPATH": f"{TESTS.parent}:{TESTS}"}) as terminal:
        killing = Killing(config, terminal)
        told, code, calls = killing.act(program, model, 0)
        assert told
        assert code == 0
        ends: dict[str, tuple[bool, int]] = {}
        while [code for _, code in ends.values()].count(-signal.SIGKILL) < 60:
            case = cases[len(ends)]
            ends[case] = killing.act(program, case, chance.randrange(1, REACH * calls))[:2]
    after = stand(config)
    assert {line.split()[0] for line in after[model]} - {line.split()[0] for line in before[model]} >= MAILED[program]
    whole = {case for case in cases if after[case] == after[model]}
    assert all(case in whole or after[case] == before[case] for case in cases)
    assert whole >= {case for case, (told, _) in ends.items() if told}
    assert 0 < len(whole) < len(ends)
