"""Copying the database and restoring a copy: for the installation, with or without a desk that is open."""

from datetime import UTC, datetime
from pathlib import Path

from core.alive import look
from core.errors import Refused
from core.store import backup
from core.store.backup import Copied, Restored

__all__ = ["Copied", "Restored", "restore", "write"]


def write(database: Path, file: Path) -> Copied:
    """A consistent copy, verified; raises what `store.backup.write` raises."""
    return backup.write(database, file)


def restore(database: Path, file: Path) -> Restored:
    """The database of a copy, masked again of what was masked since (faults.md §4, "Restore").

    Refused: restore.daemon while a daemon serves this place; what `store.backup.restore` refuses.
    """
    life = look(database)
    if life is not None and life.alive:
        raise Refused("restore.daemon")
    return backup.restore(database, file, datetime.now(UTC))
