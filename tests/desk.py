"""A real installation on a temporary database: the directory of tests/data, and its 120 reports imported.

Made once in a process and copied for each test. `installation(folder)` is for the commands, `opened(folder)` for code.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from core import desk
from core.config import Settings, load

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)  # a Friday evening, after every report of the export
CONTACT, HANDLER, OWNER, ADMIN = "maikroys", "vebjkrak", "tarabren", "benefoss"
"""People of the faculty IE in tests/data/directory.toml, and an administrator."""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def written(folder: Path, more: str = "") -> Path:
    """A settings file for a database in `folder`, which is not made; `more` goes behind `[mail]`."""
    file = folder / "config.toml"
    file.write_text(
        f'[database]\npath = "{folder}/db/avvik.db"\n[mail]\nhost = "localhost"\nsender = "avvik@example.org"\n{more}',
        encoding="utf-8",
    )
    return file


def installation(folder: Path, more: str = "") -> Path:
    """The settings file of an installation in `folder` with people and cases."""
    shutil.copytree(_made(), folder / "db")
    (folder / "db").chmod(0o700)
    return written(folder, more)


@asynccontextmanager
async def opened(folder: Path, now: Callable[[], datetime] | None = None, more: str = "") -> AsyncIterator[desk.Desk]:
    """The desk of a new installation in `folder`."""
    async with desk.open(load(installation(folder, more)), now or Clock()) as found:
        yield found


@cache
def _made() -> Path:
    """The folder of a database that is made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="avvik-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = load(written(folder))
    # A thread of its own: a test that asks for this may be inside a running loop.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _fill(settings)).result()
    return folder / "db"


async def _fill(settings: Settings) -> None:
    desk.initialise(settings.database.path)
    async with desk.open(settings, Clock()) as found:
        await found.people.import_directory(DATA / "directory.toml")
        await found.intake.take(DATA / "sifra-export.csv")
