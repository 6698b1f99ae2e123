"""Where scenarios are lived: a throw-away database, a clock that runs as far as the script says, a post office."""

import asyncio
import contextlib
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from core import desk
from core.config import Settings, load
from core.demo.mail_text import Taken
from core.demo.post import Post
from core.demo.world import DIRECTORY
from core.domain.calendar import DAY, instant, local
from tui.command import run

ZONE: Final = "Europe/Oslo"
LANGUAGE: Final = "nb"
"""In which the scripts say what must be seen."""
MORNING: Final = time(6, 0)
_SETTINGS: Final = """\
[database]
path = "avvik.db"

[mail]
host = "127.0.0.1"
security = "none-loopback-only"
sender = "Avvik <avvik@example.no>"
"""


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail that left, and what the server said if it did not take it."""

    at: datetime
    mail: Taken
    refused: str


@dataclass
class Stage:
    """`now` is the clock of everything on it."""

    config: Path
    settings: Settings
    now: datetime = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("UTC"))
    refused: set[str] = field(default_factory=set)

    def clock(self) -> datetime:
        return self.now

    @property
    def wall(self) -> datetime:
        """What the clock on the wall shows."""
        return self.now.astimezone(ZoneInfo(ZONE))

    def command(self, who: str, words: Sequence[str]) -> tuple[int, str]:
        """Carry out one command; its exit code, and what it said."""
        fixed = ["--config", str(self.config), "--lang", LANGUAGE]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = run([*fixed, *([] if who == "system" else ["--as", who]), *words], {}, self.clock)
        return code, said.getvalue()

    def until(self, wall: datetime) -> list[Mailed]:
        """Let time pass: every morning's look at what is due, every mail when it may leave."""
        return asyncio.run(self._until(wall.replace(tzinfo=ZoneInfo(ZONE))))

    async def _until(self, wall: datetime) -> list[Mailed]:
        mailed: list[Mailed] = []
        async with desk.open(self.settings, self.clock) as office:
            post = Post(office)
            post.refused = self.refused
            for moment in [*_mornings(self.now, wall.date()), wall.astimezone(ZoneInfo("UTC"))]:
                if moment <= self.now:
                    continue
                mailed += await self._leave(post, office, moment)
                self.now = moment
                await office.sweep.run()
                mailed += await self._leave(post, office, moment)
        return mailed

    async def _leave(self, post: Post, office: desk.Desk, until: datetime) -> list[Mailed]:
        """The mails whose time comes until a moment, each at its time."""
        mailed: list[Mailed] = []
        while (at := await office.mail.next_at()) and at <= until:
            self.now = max(self.now, at)
            mailed += [Mailed(self.wall, mail, refused) for mail, refused in await post.leave()]
        return mailed


def _mornings(now: datetime, until: date) -> Iterator[datetime]:
    day = local(now, ZONE)
    while day <= until:
        yield instant(day, MORNING, ZONE)
        day += DAY


@contextmanager
def stage(first: datetime) -> Iterator[Stage]:
    """A stage of its own, gone when the block ends; its clock stands at `first`, on the wall."""
    folder = Path(tempfile.mkdtemp(prefix="avvik-"))
    try:
        config = folder / "config.toml"
        config.write_text(_SETTINGS, encoding="utf-8")
        shutil.copy(DIRECTORY, folder / DIRECTORY.name)
        set_up = Stage(config, load(config), first.replace(tzinfo=ZoneInfo(ZONE)).astimezone(ZoneInfo("UTC")))
        desk.initialise(set_up.settings.database.path)
        set_up.command("system", ["directory", "import", str(folder / DIRECTORY.name)])
        yield set_up
    finally:
        shutil.rmtree(folder)
