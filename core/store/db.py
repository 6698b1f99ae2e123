"""The one door to SQLite: open, migrate, read, write.

A transaction is one plain function run whole on the writer's thread (design.md §4): nothing can be cancelled half-way,
and a cancelled caller's transaction is done or not done, never half. Writers of all processes queue by `flock` on a
side file before BEGIN, because SQLite's own waiting is not fair (performance.md F).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import aiosqlite

from core.errors import AvvikError, Busy, Unusable
from core.store import engine, residue, schema
from core.store.engine import Tx
from core.store.turn import Turn, WriteQueue

T = TypeVar("T")

PATIENCE: Final = 5.0
"""Seconds a write waits for its turn before it answers `Busy`."""

_ROOM: Final = 65_536
"""Bytes without which a database in WAL mode cannot be opened: its `-shm` takes 32 kB, and one page of the log."""
_PRAGMAS: Final = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_size_limit=16777216",
)


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, with whole functions run on its thread: the only use of a private name of it."""

    def __init__(self, connector: Callable[[], engine.Connection]) -> None:
        super().__init__(connector, 64)
        self._thread.daemon = True  # a write that waits for its turn must not keep the program from ending
        self.stuck = False

    async def __aexit__(self, *_: object) -> None:
        """Close; `stuck` behind a turn that does not come, the connection is left to its thread."""
        if self.stuck:
            self.stop()
        else:
            await self.close()

    async def __aenter__(self) -> "_Connection":
        """Connect; where that fails, wait until the thread has said its last word, on a loop that is still there."""
        try:
            await super().__aenter__()
        except BaseException:
            await asyncio.to_thread(self._thread.join)
            raise
        return self

    async def run(self, function: Callable[[engine.Connection], T]) -> T:
        return await self._execute(lambda: function(self._conn))  # type: ignore[no-any-return, no-untyped-call]


class Database:
    """One connection that writes, one that only reads, to one file."""

    def __init__(self, path: Path, writer: _Connection, reader: _Connection, queue: WriteQueue) -> None:
        self.path = path
        self.on_commit: Callable[[], None] = lambda: None
        self._writer, self._reader, self._queue = writer, reader, queue
        self._running: dict[asyncio.Task[Any], Turn] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator["Database"]:
        """Open an existing database of this version.

        Raises: Unusable("database.…" or "engine.unsafe") with what to do.
        """
        schema.check_place(path)
        engine.check()
        writer, reader = _Connection(lambda: connect(path)), _Connection(lambda: connect(path))
        try:
            async with writer, reader:
                await reader.run(schema.check_version)
                await reader.run(lambda db: db.execute("PRAGMA query_only=ON").fetchall())
                with WriteQueue(path) as queue:
                    database = cls(path, writer, reader, queue)
                    if residue.expected(path):  # left by a program that was killed
                        await database.leave_no_trace()
                    try:
                        yield database
                    finally:
                        writer.stuck = not await database._finish()
        except engine.Error as error:
            raise translate(error, path) from error

    async def write(self, unit: Callable[[Tx], T]) -> T:
        """Run `unit` in one IMMEDIATE transaction, whole, on the writer's thread; commit, or roll back if it raises.

        Raises: Busy when the write turn is not free within five seconds (nothing was done then).
        """
        turn = Turn(self._queue)
        task = asyncio.create_task(self._writer.run(lambda db: turn.transact(db, unit)))
        self._running[task] = turn
        task.add_done_callback(self._finished)
        done, _ = await asyncio.wait((task,), timeout=PATIENCE)
        if not done and turn.give_up():
            raise Busy("database.busy", seconds=int(PATIENCE))
        try:
            return await task
        except engine.Error as error:
            raise translate(error, self.path) from error

    def _finished(self, task: "asyncio.Task[Any]") -> None:
        """Say that something was committed, also when the caller was cancelled and no longer asks."""
        del self._running[task]
        if not task.cancelled() and task.exception() is None:
            self.on_commit()

    async def _finish(self) -> bool:
        """Let writes that outlived their callers end. False when one waits for a turn that does not come."""
        waiting = [task for task, turn in self._running.items() if not turn.given_up]
        if waiting:
            await asyncio.wait(waiting, timeout=PATIENCE)
        begun = [task for task, turn in self._running.items() if not turn.give_up()]
        if begun:
            await asyncio.wait(begun)
        return not self._running

    async def read(self, unit: Callable[[Tx], T]) -> T:
        """Run `unit` on the reading connection, which cannot write."""
        try:
            return await self._reader.run(unit)
        except engine.Error as error:
            raise translate(error, self.path) from error

    async def changes(self) -> int:
        """A number that moves whenever anyone, here or in another process, committed."""
        return await self.read(lambda db: int(db.execute("PRAGMA data_version").fetchone()[0]))

    async def hold_turn(self, during: Callable[[], None]) -> None:
        """Keep every other write of this process out while `during` runs: a suspended desk must lock nobody out."""
        await self._writer.run(lambda _db: during())

    async def leave_no_trace(self) -> bool:
        """Clear what was masked out of every file. False when others were in the way: whoever opens next does it."""
        return await self._writer.run(lambda db: residue.clear(db, self.path, self._queue))


def connect(path: Path) -> engine.Connection:
    """A connection in autocommit, as both programs use it. New files are readable by their owner alone."""
    mask = os.umask(0o077)
    try:
        db = engine.connect(path, isolation_level=None, check_same_thread=False)
    finally:
        os.umask(mask)
    try:
        db.row_factory = engine.Row
        schema.check_ours(db)  # before anything is set: WAL would stay in another program's file
        for pragma in _PRAGMAS:
            db.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def translate(error: engine.Error, path: Path) -> AvvikError:
    """What an engine's error means to a person: the file is full, locked, read-only, broken, or not a database."""
    text = str(error)
    for part, id in (
        ("locked", "database.busy"),
        ("full", "database.full"),
        ("readonly", "database.readonly"),
        ("unable to open", "database.unreadable"),
        ("malformed", "database.corrupt"),
        ("not a database", "database.corrupt"),
        ("disk I/O", "database.disk"),
    ):
        if part in text:
            if id == "database.disk" and _full(path):
                id = "database.full"
            return Busy(id, seconds=int(PATIENCE)) if id == "database.busy" else Unusable(id, path=str(path))
    raise error


def _full(path: Path) -> bool:
    """Whether there is no room beside the database: SQLite, failing to make its `-shm`, speaks of an I/O error."""
    try:
        place = os.statvfs(path.parent)
    except OSError:
        return False
    return place.f_bavail * place.f_frsize < _ROOM
