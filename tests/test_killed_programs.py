"""kill -9 of a whole program, desk or command, in the middle of an act: all of it is kept or nothing (faults.md G4)."""

import json
import random
import signal
import time
from pathlib import Path

import pytest
from commands import GATE, program
from desk import CONTACT, installation
from desk_setup import PROGRAM
from terminal import Terminal

KILLED = 9
WORDS = "Ringte instituttet"


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


def write_note(desk: Terminal, case: str) -> None:
    desk.expect(case)
    desk.press("c")
    desk.expect("Skriv notat")
    desk.press(WORDS)
    desk.expect(WORDS)
    desk.send("ctrl+s")


def notes(config: Path, case: str) -> list[str]:
    return [line["note"] for line in shown(config, case)["history"] if line["kind"] == "note"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("point", "kept"), [("half an act", 0), ("before commit of act", 0), ("after act", 1)])
def test_a_desk_killed_in_an_act_leaves_all_of_it_or_nothing(config: Path, point: str, kept: int) -> None:
    case = first_case(config)
    with Terminal.python(PROGRAM, str(config), CONTACT, "--case", case, environ={"AVVIK_CRASH_AT": point}) as desk:
        write_note(desk, case)
        assert desk.wait(10.0) == KILLED
    assert notes(config, case) == [WORDS] * kept
    with Terminal.python(PROGRAM, str(config), CONTACT, "--case", case) as desk:  # nothing is locked, nothing is broken
        desk.expect(case)


def test_a_desk_killed_at_any_moment_of_an_act_leaves_all_of_it_or_nothing(config: Path) -> None:
    rng, case, seen = random.Random(9), first_case(config), list[str]()
    for _ in range(10):
        with Terminal.python(PROGRAM, str(config), CONTACT, "--case", case) as desk:
            write_note(desk, case)
            time.sleep(rng.random() * 0.12)  # the moment of the kill, not a wait for something to happen
            desk.kill(signal.SIGKILL)
        found = notes(config, case)
        assert found[: len(seen)] == seen and len(found) - len(seen) in (0, 1)
        assert all(not note.replace(WORDS, "") for note in found)  # a draft that was kept is written on
        seen = found
    assert program("--config", str(config), "--as", CONTACT, "case", "note", case, "etterpå").code == 0
