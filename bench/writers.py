"""Twenty processes that write at once: our `db.write` beside the same statements by bare sqlite3 behind a flock."""

import asyncio
import fcntl
import multiprocessing
import os
import tempfile
import time
from multiprocessing.queues import Queue
from pathlib import Path

from bench.measure import Result
from core.desk import initialise
from core.store.db import Database, connect
from core.store.engine import Tx

WRITERS, SECONDS = 20, 4.0


def _three_statements(tx: Tx, n: int) -> None:
    tx.execute("UPDATE counters SET value = value + 1 WHERE kind = 'bench' AND year = :year", {"year": n % 50})
    tx.execute("INSERT INTO addresses VALUES (:a, 'x', '', '')", {"a": f"{os.getpid()}-{n}"})
    tx.execute("INSERT INTO seen VALUES (:a, :n, 1, '')", {"a": str(os.getpid()), "n": str(n)})


def _ours(path: Path, until: float, done: "Queue[int]") -> None:
    async def work() -> int:
        n = 0
        async with Database.open(path) as db:
            while time.monotonic() < until:
                n += 1
                await db.write(lambda tx, n=n: _three_statements(tx, n))  # type: ignore[misc]
        return n

    done.put(asyncio.run(work()))


def _bare(path: Path, until: float, done: "Queue[int]") -> None:
    db, n = connect(path), 0
    with Path(f"{path}.flock").open("w") as side:
        while time.monotonic() < until:
            n += 1
            fcntl.flock(side, fcntl.LOCK_EX)
            db.execute("BEGIN IMMEDIATE")
            _three_statements(db, n)
            db.execute("COMMIT")
            fcntl.flock(side, fcntl.LOCK_UN)
    done.put(n)


def _rate(work: object) -> float:
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "avvik.db"
        initialise(path)
        db = connect(path)
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO counters VALUES ('bench', ?, 0)", [(year,) for year in range(50)])
        db.execute("COMMIT")
        db.close()
        done: Queue[int] = context.Queue()
        until = time.monotonic() + SECONDS
        processes = [context.Process(target=work, args=(path, until, done)) for _ in range(WRITERS)]  # type: ignore[arg-type]
        for process in processes:
            process.start()
        total = sum(done.get() for _ in processes)
        for process in processes:
            process.join()
        return total / SECONDS


def measure() -> list[Result]:
    rounds = [(_rate(_ours), _rate(_bare)) for _ in range(3)]
    ours, bare = (sorted(side)[1] for side in zip(*rounds, strict=True))
    return [Result("transactions a second, twenty processes", ours, bare, "/s", "sqlite3 with flock", at_least=0.4)]
