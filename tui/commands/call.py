"""One call of a plain command: who is acting, under which settings, in which language."""

import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from core.errors import Forbidden, Refused
from core.text import one_line
from core.words import Language, choose, say

if TYPE_CHECKING:
    from core.config import Settings
    from core.desk import Desk

T = TypeVar("T")


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Call:
    """`confined`: behind an SSH forced command (tui.commands.forced). `now`: another clock than the machine's."""

    def __init__(self, environ: Mapping[str, str], now: Callable[[], datetime] = utc_now) -> None:
        self.environ, self.now = environ, now
        self.confined = False
        self.config: Path | None = None
        self.login: str | None = None
        self.lang: str | None = None
        self.command = "avvik"
        self._default: Language = "nb"

    @property
    def language(self) -> Language:
        """`--lang`, else the terminal's, else the settings'."""
        return choose(self.lang, self.environ, self._default)

    @cached_property
    def path(self) -> Path:
        """The settings file. Unusable("config.none") where there is none."""
        from core.config import find

        return find(self.config, self.environ, confined=self.confined)

    @cached_property
    def settings(self) -> "Settings":
        from core.config import load

        settings = load(self.path)
        self._default = settings.desk.language
        return settings

    @cached_property
    def who(self) -> str | None:
        """The person acting; None, the installation, for the owner of the database. Forbidden for anybody else."""
        if self.login is None:
            from core.owner import other_owner

            if (owner := other_owner(self.settings.database.path)) is not None:
                raise Forbidden("who.not_owner", owner=owner)
        return self.login

    def require_no_login(self) -> None:
        """For what needs a file of the machine: never for a person under `--as`."""
        if self.login is not None:
            raise Forbidden("who.needs_file")

    def work(self, job: "Callable[[Desk], Awaitable[T]]") -> T:
        """Open the desk, do `job` on it, close it. As whoever is acting, who is checked first."""
        import asyncio

        from core.desk import open

        async def run() -> T:
            async with open(self.settings, self.now) as desk:
                return await job(desk)

        _ = self.who
        return asyncio.run(run())

    async def require_administrator(self, desk: "Desk") -> None:
        """For what is done for the installation: its owner, or an administrator (interface.md, "Common")."""
        office = desk.office
        office.require_administrator(self.who, await desk.people.directory(), office.now())

    def say(self, id: str, /, **values: object) -> str:
        return say(self.language, id, **values)

    def out(self, text: str) -> None:
        """A line, or lines, on standard output. What stands in them has been made harmless. Refused: cmd.unwritten."""
        with room():
            sys.stdout.write(text + "\n")

    def note(self, id: str, /, **values: object) -> None:
        """A line on standard error, beside the answer."""
        sys.stderr.write(one_line(self.say(id, **values)) + "\n")


@contextmanager
def room() -> Iterator[None]:
    """While the answer is written: a full disk under it is no bug. What was done is done."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refused("cmd.unwritten", reason=error.strerror or "") from None
