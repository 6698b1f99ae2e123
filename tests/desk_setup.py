"""A real database for tests of the desk: the tests' directory and export, read at a fixed moment."""

import asyncio
import csv
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from terminal import Terminal

from core import desk
from core.config import Settings, load

OpenDesk = Callable[..., Terminal]
PROGRAM = str(Path(__file__).with_name("desk_program.py"))
DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 11, 19, 13, 2, tzinfo=UTC)
CONTACT = "maikroys"
CONFIG = """
[database]
path = "avvik.db"
[mail]
host = "localhost"
port = 2525
security = "none-loopback-only"
sender = "avvik@example.no"
[log]
path = "/var/log/avvik/utsending.jsonl"
"""


def make(folder: Path, cases: int = 0, more: str = "") -> Path:
    """config.toml and avvik.db in `folder`: the tests' export, or `cases` cases of one faculty made of it."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.toml"
    config.write_text(CONFIG + more, encoding="utf-8")
    asyncio.run(_fill(load(config), DATA / "sifra-export.csv" if not cases else _many(folder, cases)))
    return config


async def _fill(settings: Settings, export: Path) -> None:
    desk.initialise(settings.database.path)
    async with desk.open(settings, lambda: NOW) as office:
        await office.people.import_directory(DATA / "directory.toml")
        await office.intake.take(export)


def _many(folder: Path, cases: int) -> Path:
    with (DATA / "sifra-export.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["unit"].startswith("IE")]
    export = folder / "many.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for n in range(cases):
            writer.writerow(rows[n % len(rows)] | {"reference": f"X-{n:06}"})
    return export


@asynccontextmanager
async def at_work(config: Path, now: datetime = NOW) -> AsyncIterator[desk.Desk]:
    """Somebody else at the same database."""
    async with desk.open(load(config), lambda: now) as office:
        yield office
