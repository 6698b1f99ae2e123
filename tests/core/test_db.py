"""One transaction is one function run whole: cancelled, crowded out, refused, or done; never half (design.md §4)."""

import asyncio
import fcntl
import os
import random
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.errors import Busy, Refused
from core.store import db
from core.store.create import create
from core.store.db import Database, connect
from core.store.engine import Tx

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "avvik.db")
    return tmp_path / "avvik.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as opened:
        yield opened


def both(name: str) -> object:
    """A write of two rows that belong together."""

    def unit(tx: Tx) -> str:
        for half in (1, 2):
            tx.execute("INSERT INTO counters VALUES (:kind, :half, 1)", {"kind": name, "half": half})
        return name

    return unit


def rows(path: Path) -> dict[str, int]:
    opened = connect(path)
    try:
        found = opened.execute("SELECT kind, count(*) FROM counters WHERE kind LIKE 'w%' GROUP BY kind").fetchall()
        return {row[0]: row[1] for row in found}
    finally:
        opened.close()


async def test_1500_cancelled_writes_leave_no_half(database: Database, path: Path) -> None:
    """Cancelled at any moment a write is whole or not there; whoever was told that it is done was told the truth."""
    chance, told, rung = random.Random(1), set(), 0

    def ring() -> None:
        nonlocal rung
        rung += 1

    database.on_commit = ring

    async def one(name: str) -> None:
        told.add(await database.write(both(name)))

    for start in range(0, 1500, 30):
        tasks = [asyncio.create_task(one(f"w{n}")) for n in range(start, start + 30)]
        for task in tasks:
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            if chance.random() < 0.8:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await database.write(both("w-last"))
    kept = rows(path)
    assert set(kept.values()) == {2}
    assert told <= set(kept)
    assert len(told) < len(kept), "some were done though nobody waited for them"
    assert rung == len(kept), "each of them rang the bell"
    assert not await database._writer.run(lambda tx: tx.in_transaction)


async def test_what_raises_leaves_nothing(database: Database, path: Path) -> None:
    def unit(tx: Tx) -> None:
        both("w1")(tx)
        raise Refused("text.empty", field="x")

    for _ in range(3):
        with pytest.raises(Refused):
            await database.write(unit)
    assert rows(path) == {}
    assert not await database._writer.run(lambda tx: tx.in_transaction)
    await database.write(both("w2"))
    assert rows(path) == {"w2": 2}


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        await database.read(both("w1"))


async def test_a_commit_of_anybody_moves_the_number_of_changes(database: Database, path: Path) -> None:
    before = await database.changes()
    assert await database.changes() == before
    await database.write(both("w1"))
    after = await database.changes()
    assert after != before
    other = connect(path)
    both("w2")(other)
    other.close()
    assert await database.changes() != after


@contextmanager
def turn_held(path: Path) -> Iterator[None]:
    """Somebody else holds the write turn."""
    fd = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(fd, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(fd)


async def test_busy_when_the_turn_does_not_come_and_nothing_was_done(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.05)
    with turn_held(path):
        for name in ("w1", "w2"):
            with pytest.raises(Busy) as busy:
                await database.write(both(name))
            assert busy.value.exit_code == 1
        assert await database.read(lambda tx: tx.execute("SELECT 1").fetchone()[0]) == 1, "one may still read"
    monkeypatch.setattr(db, "PATIENCE", 5)
    await database.write(both("w3"))
    assert rows(path) == {"w3": 2}, "what was given up is never done later"


async def test_leaving_does_not_wait_for_a_turn_that_does_not_come(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PATIENCE", 0.05)
    others = set(threading.enumerate())
    with turn_held(path):
        async with asyncio.timeout(10):
            async with Database.open(path) as database:
                with pytest.raises(Busy):
                    await database.write(both("w1"))
                forgotten = asyncio.create_task(database.write(both("w2")))
                await asyncio.sleep(0)
                forgotten.cancel()
    while left := set(threading.enumerate()) - others:
        await asyncio.to_thread(left.pop().join, 10)
        others |= {thread for thread in threading.enumerate() if "asyncio" in thread.name}
    assert rows(path) == {}


async def test_leaving_waits_for_what_has_begun(path: Path) -> None:
    begun = threading.Event()
    go_on = threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        go_on.wait(10)
        both("w1")(tx)

    async with Database.open(path) as database:
        task = asyncio.create_task(database.write(slow))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
    assert rows(path) == {"w1": 2}


async def test_a_suspended_desk_locks_out_nobody(database: Database, path: Path) -> None:
    """ctrl+z while a write is under way: it ends first, and the turn is free while the desk is away."""
    writes = [asyncio.create_task(database.write(both(f"w{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    free = []

    def away() -> None:
        fd = os.open(f"{path}.lock", os.O_RDWR)
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(fd)
        free.append(len(rows(path)))

    await database.hold_turn(away)
    await asyncio.gather(*writes)
    assert len(free) == 1


WRITER = """
import asyncio, sys, time
from pathlib import Path
from core.store.db import Database

async def main(path, name, count):
    def unit(tx):
        for half in (1, 2):
            tx.execute("INSERT INTO counters VALUES (:kind, :half, 1)", {"kind": f"{name}-{n}", "half": half})
    longest = 0.0
    async with Database.open(path) as database:
        print("ready", flush=True)
        sys.stdin.readline()
        for n in range(count):
            began = time.monotonic()
            await database.write(unit)
            longest = max(longest, time.monotonic() - began)
    print(longest, flush=True)

asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
"""


async def test_twenty_writers_and_a_reader_nobody_is_refused_or_starved(database: Database, path: Path) -> None:
    """No lock error among twenty processes, and the longest wait is a fair share of the whole (faults.md G5)."""
    count = 15
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"w{n}", str(count)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(20)
    ]
    try:
        for writer in writers:
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            writer.stdin.write("\n")
            writer.stdin.flush()
        seen = [0]
        while any(writer.poll() is None for writer in writers):
            seen.append(await database.read(lambda tx: tx.execute("SELECT count(*) FROM counters").fetchone()[0]))
            assert seen[-1] % 2 == 0, "a reader never sees a half"
        ends = [writer.communicate() for writer in writers]
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()
    assert [(writer.returncode, error) for writer, (_, error) in zip(writers, ends, strict=True)] == [(0, "")] * 20
    assert sum(rows(path).values()) == 20 * count * 2
    assert max(float(out) for out, _ in ends) < db.PATIENCE
