"""Creating and upgrading the database by numbered migrations, and refusing what this version cannot use."""

import os
import re
from pathlib import Path
from typing import Final

from core.errors import Unusable
from core.store import engine

MIGRATIONS: Final = Path(__file__).parent / "migrations"
APPLICATION_ID: Final = 0x61767669  # «avvi»
NETWORK: Final = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse.sshfs", "fuse.gluster", "davfs")


def scripts() -> list[tuple[int, Path]]:
    """Every migration with its number, in order."""
    return [(int(path.name[:4]), path) for path in sorted(MIGRATIONS.glob("[0-9]*.sql"))]


def migrate(tx: engine.Connection) -> tuple[int, int]:
    """Bring the schema to this version inside the open transaction; answers the versions before and after.

    Scripts are split by `complete_statement`: `executescript` would commit first.
    """
    before = version_of(tx)
    for number, script in scripts():
        if number > before:
            for statement in _statements(script.read_text(encoding="utf-8")):
                tx.execute(statement)
            tx.execute(f"PRAGMA user_version = {number}")
    if before == 0:
        tx.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        tx.execute("INSERT INTO secrets (name, value) VALUES ('hmac', :key)", {"key": os.urandom(32)})
    return before, version_of(tx)


def check_version(db: engine.Connection) -> None:
    """Raises: Unusable when the file is newer than this program, or not upgraded yet."""
    version, latest = check_not_newer(db)
    if version < latest:
        raise Unusable("database.older", version=version, latest=latest)


def check_ours(db: engine.Connection) -> None:
    """Raises: Unusable when the file is another program's database; an empty one is nobody's."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID and (
        version_of(db) or db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    ):
        raise Unusable("database.foreign")


def check_not_newer(db: engine.Connection) -> tuple[int, int]:
    """The file's version and this program's; Unusable when the file is newer."""
    version, latest = version_of(db), scripts()[-1][0]
    if version > latest:
        raise Unusable("database.newer", version=version, latest=latest)
    return version, latest


def check_place(path: Path, *, must_exist: bool = True) -> None:
    """Raises: Unusable when there is no such database, or it stands on a network file system (faults.md 21)."""
    if must_exist and not path.is_file():
        raise Unusable("database.none", path=str(path))
    kind = file_system(path)
    if kind.startswith(NETWORK):
        raise Unusable("database.network", path=str(path), kind=kind)
    if must_exist and not os.access(path, os.R_OK | os.W_OK):
        raise Unusable("database.readonly", path=str(path))


def file_system(path: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The kind of file system `path` stands on, "" when the system does not tell."""
    if not mounts.exists():
        return ""
    place, best, kind = str(path.resolve()), "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        left, _, right = line.partition(" - ")
        point = left.split(" ")[4].replace("\\040", " ")
        if (place == point or place.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, right.split(" ")[0]
    return kind


def version_of(db: engine.Connection) -> int:
    """The version of the schema in a file, 0 in an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> list[str]:
    """The statements of a script; a last one that was never ended is left for the engine to refuse."""
    found, buffer = [], ""
    for part in re.split(r"(?<=;)", script):
        buffer += part
        if engine.complete_statement(buffer):
            found.append(buffer)
            buffer = ""
    return [*found, buffer] if buffer.strip() else found
