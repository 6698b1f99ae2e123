"""What a mask leaves behind in the files of the database, and seeing to it that it goes (faults.md 25, G25).

Masked words still stand in the write-ahead log, and in pages that were rearranged: `secure_delete` clears what is
deleted, not the copies that balancing a tree leaves between the rows. Writing the file anew clears both.

The file `<database>.masking` stands from before a mask is committed until that was done, so that after a crash, or
behind somebody who was reading, the next program that opens the database does it.
"""

import os
import time
from pathlib import Path
from typing import Final

from core.store import engine
from core.store.turn import WriteQueue

PATIENCE: Final = 1.0
"""Seconds to wait for the write turn, and for those who are reading."""


def place(database: Path) -> Path:
    return database.with_name(f"{database.name}.masking")


def expect(database: Path) -> None:
    """Say that something is about to be masked."""
    fd = os.open(place(database), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def expected(database: Path) -> bool:
    """Whether something masked may still stand in the files."""
    return place(database).exists()


def clear(db: engine.Connection, database: Path, queue: WriteQueue) -> bool:
    """Write the file anew and empty the log; outside a transaction, on the writer's thread.

    In the write turn, so that no mask is committed between the clearing and the word that it was done. False when
    others were in the way, or the disk is full: it remains to be done.
    """
    if not _take(queue):
        return False
    try:
        db.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}").fetchall()
        db.execute("VACUUM")
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            place(database).unlink(missing_ok=True)
        return not busy
    except engine.OperationalError:
        return False
    finally:
        db.execute("PRAGMA busy_timeout=5000").fetchall()
        queue.free()


def _take(queue: WriteQueue) -> bool:
    until = time.monotonic() + PATIENCE
    while not queue.try_take():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
