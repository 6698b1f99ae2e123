"""Whether a daemon serves this database, and how it fares: the file `<database>.daemon` (design.md, "Alive").

Its flock held means alive; its time of change is the last progress; its content says version, settings, last error.
No heartbeat is written to the database, so an idle daemon is silent.
"""

import contextlib
import fcntl
import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import Unusable


@dataclass(frozen=True, slots=True)
class Sign:
    """What the daemon says of itself. `error` is "" while all is well, else a short code that names no person."""

    pid: int
    version: str
    settings: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """What others see: `sign` is None when the file cannot be read, `progress` the last time it got something done."""

    alive: bool
    progress: datetime
    sign: Sign | None


class Alive:
    """Held by the one daemon from `take` until it ends, however it ends."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    @classmethod
    def take(cls, database: Path) -> "Alive | None":
        """Become the one daemon; None when another is. Raises: Unusable("daemon.no_sign")."""
        place = _place(database)
        try:
            fd = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unusable("daemon.no_sign", path=str(place), reason=error.strerror or "") from None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return None
        return cls(fd)

    def __enter__(self) -> "Alive":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)

    def say(self, sign: Sign) -> None:
        """Write what the daemon has to say of itself; also progress. On a full disk it goes untold."""
        content = json.dumps(asdict(sign)).encode()
        with contextlib.suppress(OSError):
            os.pwrite(self._fd, content, 0)
            os.ftruncate(self._fd, len(content))

    def progress(self) -> None:
        """Something was done, or there was nothing to do."""
        os.utime(self._fd)


def look(database: Path) -> Life | None:
    """How the daemon fares; None when there never was one, or none whose file may be read."""
    try:
        fd = os.open(_place(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        progress = datetime.fromtimestamp(os.fstat(fd).st_mtime, UTC)
        return Life(_held(fd), progress, _sign(fd))
    finally:
        os.close(fd)


def _held(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _sign(fd: int) -> Sign | None:
    try:
        return Sign(**json.loads(os.read(fd, 65536)))
    except (OSError, ValueError, TypeError):  # no file, read while it was being written, or by another version
        return None


def _place(database: Path) -> Path:
    return database.with_name(f"{database.name}.daemon")
