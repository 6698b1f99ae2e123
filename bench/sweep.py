"""The sweep of 10,000 due among 1,000,000 deadlines, beside the same rows written by bare SQL."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

from bench import seed
from bench.measure import Result, seconds
from core import desk
from core.config import load
from core.store import engine
from core.store.db import connect

NOW = datetime(2027, 3, 1, 11, tzinfo=UTC)  # a Monday
DUE = 10_000
_NEW = ("reminders", "outbox", "outbox_lines", "counters")


def _make_due(path: Path) -> None:
    db = connect(path)
    db.execute(
        "UPDATE deadlines SET next_on = '2027-03-01', raw_on = '2027-03-08', due_on = '2027-03-08',"
        " act_on = '2027-03-08'"
        f" WHERE rowid IN (SELECT rowid FROM deadlines WHERE state = 'open' LIMIT {DUE})"
    )
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


async def _sweep(config: Path) -> int:
    async with desk.open(load(config), lambda: NOW) as office:
        return await office.sweep.run()


def _rows(db: engine.Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.execute(f"SELECT * FROM {table}")]


def _bare(path: Path, rows: dict[str, list[tuple[object, ...]]], turns: list[tuple[object, ...]]) -> None:
    db = connect(path)
    db.execute("BEGIN IMMEDIATE")
    for table in ("outbox", "reminders", "outbox_lines"):
        marks = ", ".join("?" * len(rows[table][0]))
        db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows[table])
    db.executemany("UPDATE deadlines SET next_on = ? WHERE id = ?", turns)
    db.execute("COMMIT")
    db.close()


def measure(folder: Path) -> list[Result]:
    """Three rounds, each on copies of its own; the median of the ratios' sides."""
    base = folder / "sweep"
    base.mkdir()
    _make_due(seed.database(base, 100_000, deadlines=10))
    taken = [_round(base, folder / f"round{n}") for n in range(3)]
    ours, bare = (sorted(side)[1] for side in zip(*taken, strict=True))
    return [
        Result(
            "sweep, 10,000 due of 1,000,000", ours * 1000, bare * 1000, "ms", "the same rows by bare SQL", at_most=3.0
        )
    ]


def _round(base: Path, folder: Path) -> tuple[float, float]:
    for name in ("ours", "bare"):
        (folder / name).mkdir(parents=True)
        shutil.copy(base / "avvik.db", folder / name / "avvik.db")
    config = seed.config(folder / "ours")
    ours = seconds(lambda: asyncio.run(_sweep(config)))
    db = connect(folder / "ours" / "avvik.db")
    rows = {table: _rows(db, table) for table in _NEW}
    turns = [
        tuple(row)
        for row in db.execute("SELECT d.next_on, d.id FROM deadlines d JOIN reminders r ON r.deadline = d.id")
    ]
    db.close()
    bare = seconds(lambda: _bare(folder / "bare" / "avvik.db", rows, turns))
    shutil.rmtree(folder)
    return ours, bare
