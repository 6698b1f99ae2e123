"""Copying the database whole while others use it, and making one of a copy (interface.md, `backup` and `restore`).

A copy is one file, checked before it gets its name, for its owner alone, and never in the place of another file.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from core.errors import Refused, Unusable
from core.store import cases, engine, masking, masks, save, schema
from core.store.db import connect, translate
from core.store.transaction import transact

_BESIDE: Final = ("", "-wal", "-shm", "-journal")
"""What SQLite may keep of a database; a log that is left would be played over the restored file (faults.md §2.1)."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A verified copy: its schema's version, and its rows by table."""

    version: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `masks` are spans that were masked again, in `masked` cases; None where no ledger stands.

    `foreign` and `unreadable` lines of the ledger were passed over; `waiting` mails may have left since the copy.
    """

    before: int
    after: int
    cases: int
    masks: int | None
    masked: int
    foreign: int
    unreadable: int
    waiting: int


def write(database: Path, file: Path) -> Copied:
    """Copy the database as it stands at one moment to `file`; nobody has to wait.

    The copy is written anew, so that nothing stands in it that was deleted. Raises: Refused("backup.exists",
    "backup.part"); Unusable("backup.unwritable", "backup.differs", "database.…").
    """
    schema.check_place(database)
    engine.check()
    with _translated(database), closing(connect(database)) as live, _part_of(file) as part:
        schema.check_not_newer(live)
        with closing(_private(part)) as copy:
            live.execute("BEGIN")
            try:
                wanted = _rows(live)  # holds the moment: what is copied is what was counted
                live.backup(copy)
            finally:
                live.execute("ROLLBACK")
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            copy.execute("VACUUM")
        with closing(_private(part)) as copy:
            _require_sound(copy, part)
            found = Copied(schema.version_of(copy), _rows(copy))
        if found.rows != wanted:
            raise Unusable("backup.differs", path=str(file))
    return found


def restore(database: Path, file: Path, now: datetime) -> Restored:
    """Make the database of a copy, mask it of what the ledger beside it says, and only then give it its name.

    Raises: Refused("restore.exists", "restore.with_log", "backup.part"); Unusable("restore.none", "restore.broken",
    "restore.not_ours", "database.newer", "backup.unwritable").
    """
    schema.check_place(database, must_exist=False)
    engine.check()
    for name in _BESIDE:
        if (other := database.with_name(database.name + name)).exists():
            raise Refused("restore.exists", path=str(other))
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        raise Refused("restore.with_log", path=str(log))
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable("database.folder", path=str(database.parent), error=error.strerror or "") from None
    with _translated(file), _part_of(database) as part:
        _fill(part, file)
        with closing(_private(part)) as copy:
            _require_ours(copy, file)
            _require_sound(copy, file)
            copy.execute("PRAGMA journal_mode=DELETE").fetchall()
            copy.execute("PRAGMA foreign_keys=ON").fetchall()
            done = transact(copy, lambda tx: _bring_up(tx, database, now))
            copy.execute("VACUUM")
            _require_sound(copy, file)
    return done


def _bring_up(tx: engine.Connection, database: Path, now: datetime) -> Restored:
    before, after = schema.migrate(tx)
    ledger, count, masked = masks.read(tx, database), 0, 0
    if ledger is not None:
        known = {row["id"] for row in tx.execute("SELECT id FROM cases")}
        for case in sorted(ledger.marks.keys() & known):
            if found := masking.again(tx, case, ledger.marks[case], now):
                count, masked = count + found, masked + 1
                save.refresh(tx, cases.get(tx, case))
    waiting = tx.execute("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'unknown')").fetchone()[0]
    return Restored(
        before=before,
        after=after,
        cases=tx.execute("SELECT count(*) FROM cases").fetchone()[0],
        masks=None if ledger is None else count,
        masked=masked,
        foreign=ledger.foreign if ledger else 0,
        unreadable=ledger.unreadable if ledger else 0,
        waiting=waiting,
    )


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """A new file beside `file`, for its owner alone, that gets its name when all went well; never another's name."""
    if file.exists() or file.is_symlink():
        raise Refused("backup.exists", path=str(file))
    part = file.with_name(f"{file.name}.part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        raise Refused("backup.part", path=str(part)) from None
    except OSError as error:
        raise Unusable("backup.unwritable", path=str(part), error=error.strerror or "") from None
    try:
        yield part
        _sync(part)
        os.link(part, file)
    except FileExistsError:
        raise Refused("backup.exists", path=str(file)) from None
    except OSError as error:
        raise Unusable("backup.unwritable", path=str(file), error=error.strerror or "") from None
    finally:
        for name in _BESIDE:
            part.with_name(part.name + name).unlink(missing_ok=True)
    masks.sync_folder(file.parent)


def _private(part: Path) -> engine.Connection:
    """A connection to a file that nobody else knows of: no log beside it, nothing in temporary folders."""
    db = engine.connect(part, isolation_level=None)
    db.row_factory = engine.Row
    for pragma in ("locking_mode=EXCLUSIVE", "temp_store=MEMORY", "secure_delete=ON", "trusted_schema=OFF"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    return db


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except engine.Error as error:
        raise translate(error, path) from error


def _fill(part: Path, file: Path) -> None:
    try:
        with file.open("rb") as source, part.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except OSError as error:
        raise Unusable("restore.none", path=str(file), error=error.strerror or "") from None


def _sync(part: Path) -> None:
    fd = os.open(part, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _require_ours(copy: engine.Connection, file: Path) -> None:
    try:
        schema.check_ours(copy)
        schema.check_not_newer(copy)
    except engine.Error:
        raise Unusable("restore.broken", path=str(file)) from None
    if schema.version_of(copy) == 0:
        raise Unusable("restore.not_ours", path=str(file))


def _require_sound(copy: engine.Connection, file: Path) -> None:
    try:
        found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)")]
        broken = found != ["ok"] or copy.execute("PRAGMA foreign_key_check").fetchone() is not None
    except engine.Error:
        broken = True
    if broken:
        raise Unusable("restore.broken", path=str(file))


def _rows(db: engine.Connection) -> dict[str, int]:
    tables = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {row[0]: db.execute(f'SELECT count(*) FROM "{row[0]}"').fetchone()[0] for row in tables.fetchall()}
