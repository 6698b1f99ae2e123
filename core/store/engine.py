"""Which SQLite: chosen here, once, for both programs (faults.md, "SQLite's version matters").

Versions 3.7.0–3.51.2 have a fault by which several processes over one WAL database can lose a committed transaction;
3.51.3, 3.50.7 and 3.44.6 are mended. Where the standard library is linked against a faulty one, `pysqlite3` is used.
"""

import sqlite3 as _standard
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.errors import Unusable

MENDED: Final = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def is_safe(version: str) -> bool:
    """True when a SQLite of this version, "3.51.3", does not have the WAL-reset fault."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    if numbers >= MENDED[0]:
        return True
    return any(numbers[:2] == mended[:2] and numbers >= mended for mended in MENDED[1:])


if TYPE_CHECKING or is_safe(_standard.sqlite_version):
    import sqlite3 as engine
else:
    try:
        from pysqlite3 import dbapi2 as engine
    except ImportError:  # no wheel for this machine: `check` refuses at start, `doctor` explains
        engine = _standard

Connection = engine.Connection
Tx = engine.Connection
"""The open transaction that every function of the store takes."""
Error = engine.Error
OperationalError = engine.OperationalError
Row = engine.Row
connect = engine.connect
complete_statement = engine.complete_statement
VERSION: Final[str] = engine.sqlite_version


def path_of(db: Connection) -> Path:
    """The file a connection has open."""
    return Path(db.execute("PRAGMA database_list").fetchone()[2])


def check(version: str = VERSION) -> None:
    """Refuse to start on an engine in the range of the fault.

    Raises: Unusable("engine.unsafe").
    """
    if not is_safe(version):
        raise Unusable("engine.unsafe", version=version)
