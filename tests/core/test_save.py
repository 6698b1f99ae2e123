"""An act is there whole or not at all, however its program ends; what was answered is never lost (G1, G2, G4)."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import world
from exports import row, text_of

from core import desk as doors
from core.desk.cases import Done
from core.domain.handling import Rate
from core.errors import Changed
from core.store import people
from core.store.db import connect
from core.store.engine import Connection

TESTS = Path(__file__).parents[1]

Answered = list[tuple[str, str, int]]
Ended = tuple[Answered, int]


EFFECTS: dict[str, tuple[str | None, dict[str, str], list[str]]] = {
    "approve": ("in_progress", {"triage": "met"}, ["M2 reporter"]),
    "reject": (
        "rejected",
        {"triage": "met", "preliminary_reply": "met", "follow_up": "cancelled"},
        ["M8 reporter"],
    ),
    "assign": (None, {}, ["M11 handler"]),
    "rate": (None, {}, []),
    "measure": (None, {"acceptance": "open", "measure": "open"}, ["M3 owner"]),
    "accept": (None, {"acceptance": "met"}, []),
    "complete": ("awaiting_closure", {"acceptance": "met", "measure": "met"}, ["M6 handler"]),
    "close": (
        "closed",
        {"follow_up": "met", "preliminary_reply": "met", "promise": "met"},
        ["M7 reporter"],
    ),
    "reopen": ("received", {"follow_up": "open", "triage": "open"}, ["M28 reporter"]),
    "hear": (None, {"hearing": "open"}, ["M12 to_owner"]),
    "answer": (None, {"hearing": "met"}, ["M12 handler"]),
    "ask": (None, {"hearing": "open"}, ["M33 reporter"]),
    "answered": (None, {"hearing": "met"}, []),
    "pause": (None, {"follow_up": "paused"}, []),
    "resume": (None, {"follow_up": "open"}, []),
    "inform": (None, {}, ["M13 to_handler"]),
    "reply": (None, {"promise": "open", "preliminary_reply": "met"}, ["M9 reporter"]),
    "propose": (None, {}, ["M15 handler"]),
    "link": (None, {"follow_up": "follows", "preliminary_reply": "follows", "promise": "follows"}, []),
}
"""What an act does to its case: the state it leaves it in, the deadlines, the mails. Only what is there can end."""


def expected(acts: list[str]) -> tuple[str, dict[str, str], Counter[str], Counter[str]]:
    """State, deadlines, mails that wait and mails that were cancelled, after these acts of a case in their order."""
    deadlines = dict.fromkeys(("triage", "follow_up", "preliminary_reply"), "open")
    state, waiting, cancelled = "received", Counter(["M1 contact", "M23 reporter"]), Counter[str]()
    before = []
    assert acts[0] == "register"
    for act in acts[1:]:
        if act == "undo":
            state, deadlines, taken_back = before.pop()
            waiting.subtract(taken_back)
            cancelled.update(taken_back)
            continue
        then, changed, mails = EFFECTS[act]
        before.append((state, deadlines, mails))
        there = {kind: how for kind, how in changed.items() if kind in deadlines or how == "open"}
        if act == "reply" and "link" in acts[: acts.index(act)]:
            there["promise"] = "follows"
        state, deadlines = then or state, deadlines | there
        waiting.update(mails)
    return state, deadlines, +waiting, cancelled


def check(path: Path, answered: Answered) -> int:
    """Every case is what its acts have made it, and every act that was answered is among them; how many acts."""
    db = connect(path)
    assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    acts: dict[str, list[tuple[str, int]]] = {}
    for case, kind, version in db.execute('SELECT "case", kind, version FROM acts ORDER BY n'):
        acts.setdefault(case, []).append((kind, version))
    assert {(case, kind, version) for case in acts for kind, version in acts[case]} >= set(answered)
    cases = db.execute("SELECT id, n, state, version FROM cases").fetchall()
    assert {case["id"] for case in cases} == set(acts)
    for case in cases:
        done = acts[case["id"]]
        assert [version for _, version in done] == list(range(1, case["version"] + 1))
        assert found(db, case["id"], case["state"]) == expected([kind for kind, _ in done])
        assert db.execute("SELECT count(*) FROM search WHERE rowid = ?", (case["n"],)).fetchone()[0] == 1
    db.close()
    return sum(map(len, acts.values()))


def found(db: Connection, id: str, state: str) -> tuple[str, dict[str, str], Counter[str], Counter[str]]:
    """The same of a case as it stands in the database."""
    asked = 'SELECT kind, state FROM deadlines WHERE "case" = ? ORDER BY rowid'
    deadlines = dict(map(tuple, db.execute(asked, (id,)).fetchall()))
    mails: dict[str, Counter[str]] = {"waiting": Counter(), "cancelled": Counter()}
    asked = "SELECT state, template || ' ' || iif(to_id = '', to_kind, to_id) FROM outbox WHERE \"case\" = ?"
    for how, mail in db.execute(asked, (id,)):
        mails[how][mail] += 1
    return state, deadlines, mails["waiting"], mails["cancelled"]


class Actors:
    """A program that acts, to be killed again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        command = [sys.executable, str(TESTS / "acting.py")]
        environment = os.environ | {"PYTHONPATH": f"{TESTS.parent}:{TESTS}"}
        self.program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(self, what: object, point: str = "", kill_after: int | None = None, wait: float = 0) -> Ended:
        """What was answered before it ended, and how it ended; killed so long after so many answers."""
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write(f"{self.path}|{point}|{what}\n")
        self.program.stdin.flush()
        answered: Answered = []
        pid = 0
        for line in self.program.stdout:
            first, second, *third = line.split()
            if first == "pid":
                pid = int(second)
            elif first == "end":
                return answered, int(second)
            else:
                answered.append((first, second, int(third[0])))
            if pid and kill_after is not None and len(answered) >= kill_after:
                time.sleep(wait)
                os.kill(pid, signal.SIGKILL)
                kill_after = None
        raise AssertionError("it ended for good")


@pytest.fixture
def actors(tmp_path: Path) -> Iterator[Actors]:
    path = tmp_path / "avvik.db"
    doors.initialise(path)
    db = connect(path)
    db.execute("BEGIN IMMEDIATE")
    people.replace_all(db, world.directory())
    db.execute("COMMIT")
    db.close()
    actors = Actors(path)
    yield actors
    actors.program.kill()
    actors.program.wait()
    for pipe in (actors.program.stdin, actors.program.stdout):
        assert pipe
        pipe.close()


def test_killed_at_sixty_random_points(actors: Actors) -> None:
    """kill -9 at any moment: no act that was answered is lost, none is half (G1, G2)."""
    chance, answered = random.Random(9), []
    for seed in range(60):
        said, code = actors.run(seed, kill_after=chance.randrange(1, 12), wait=chance.random() * 0.004)
        assert code == -signal.SIGKILL
        answered += said
    assert check(actors.path, answered) > len(answered) > 300


@pytest.mark.parametrize("point", ["half an act", "before commit of act", "before commit of undo", "after act"])
def test_killed_at_a_named_point(actors: Actors, point: str) -> None:
    """Before the commit nothing of the act is there; after it all of it, though nobody was answered."""
    answered, done = [], 0
    for seed in range(5):
        said, code = actors.run(seed, point)
        assert code == 9
        answered += said
        acts = check(actors.path, answered)
        assert acts - done == len(said) + (point == "after act")
        done = acts


@pytest.mark.parametrize(("point", "there"), [("before commit of import", 0), ("after import batch", 2)])
def test_an_import_killed_at_a_named_point(actors: Actors, point: str, there: int, tmp_path: Path) -> None:
    """The batch is there with all its mail, or not at all; the import repeated brings the rest."""
    export = tmp_path / "export.csv"
    export.write_text(text_of(row(number) for number in range(1, 8)), encoding="utf-8")
    for _ in range(2):
        _, code = actors.run(export, point)
        assert (code, imported(actors.path)) == (9, there)
    _, code = actors.run(export)
    assert (code, imported(actors.path)) == (0, 7)


def imported(path: Path) -> int:
    """How many cases there are; each is whole, marked as imported, and in its contact's mail once."""
    db = connect(path)

    def column(question: str) -> list[str]:
        return [found[0] for found in db.execute(question)]

    ids = column("SELECT id FROM cases ORDER BY n")
    assert column('SELECT "case" FROM imports ORDER BY "case"') == ids
    assert column("SELECT \"case\" FROM acts WHERE kind = 'register' ORDER BY n") == ids
    assert column("SELECT \"case\" FROM outbox WHERE template = 'M23' ORDER BY n") == ids
    told = column("SELECT value FROM outbox, json_each(facts, '$.cases') WHERE template = 'M1' ORDER BY n, value")
    assert told == ids
    assert column("SELECT count(*) FROM deadlines") == [3 * len(ids)]
    db.close()
    return len(ids)


async def test_of_two_desks_on_one_case_the_second_is_told_every_time(tmp_path: Path) -> None:
    """200 decisions on what both have on their screens: one each time, never both, none overwritten (G31)."""
    async with world.opened(tmp_path) as one, doors.open(world.settings(one.path), lambda: world.NOW) as other:
        id = await one.approved()
        for n in range(200):
            seen = (await one.case(id)).version
            acts = (
                one.desk.cases.act("contact", id, Rate("low", f"one {n}"), seen=seen),
                other.cases.act("contact", id, Rate("high", f"other {n}"), seen=seen),
            )
            done = await asyncio.gather(*(acts if n % 2 else reversed(acts)), return_exceptions=True)
            told = [each for each in done if isinstance(each, Changed)]
            kept = [each for each in done if isinstance(each, Done)]
            assert (len(told), len(kept)) == (1, 1)
            assert told[0].values == {"by": "contact", "at": world.NOW, "fields": ("rate",)}
            assert await one.case(id) == kept[0].case
            assert kept[0].case.version == seen + 1
