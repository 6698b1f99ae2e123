"""Opening the desk: the database is opened and the first page read while Textual is still being imported."""

import asyncio
import gc
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.config import Settings
from core.domain.people import Directory
from core.errors import Unusable
from tui import keys, terminal

if TYPE_CHECKING:
    from core.desk import Desk
    from core.desk.lists import ListRow

RECEIVE: Final = ("contact", "handler")
"""Whose day begins in Innboks; that of everybody else with what is theirs."""
FIRST: Final = 60
"""Rows read before the first paint: as many as a tall window shows."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the first paint shows: the first page of a tab, and who the people are. The rest follows after it."""

    keys: Sequence[int]
    rows: Mapping[int, "ListRow"]
    directory: Directory
    changes: int
    tab: str = "inbox"


@dataclass(frozen=True, slots=True)
class Wish:
    """How the desk was asked for: by whom (None: the installation), in which language, on which case.

    `config` is the file that the settings were read from, where there is one.
    """

    who: str | None
    language: str = "nb"
    case: str | None = None
    confined: bool = False
    demo: bool = False
    config: Path | None = None


def _now() -> datetime:
    return datetime.now(UTC)


def run(
    settings: Settings,
    who: str | None,
    *,
    language: str = "nb",
    case: str | None = None,
    confined: bool = False,
    demo: bool = False,
    config: Path | None = None,
    now: Callable[[], datetime] = _now,
) -> int:
    """The desk until the person leaves; the exit code (0; 129 or 143 after a signal; 70 after a bug).

    Raises: Usage (exit 2) where no desk can be drawn; Unusable (exit 3) for a database or `[keys]` that cannot be
    used; Forbidden for somebody the directory does not have. A database that is missing is offered to be made.
    """
    shown = terminal.prepare(accessible=settings.desk.accessible)
    keymap = keys.remap(settings.keys)
    wish = Wish(who, language, case, confined, demo, config)
    gc.disable()  # nothing of what is imported is garbage; collecting it now would cost a tenth of the start
    try:
        return asyncio.run(_run(settings, wish, shown, keymap, now))
    except Unusable as error:
        if error.id != "database.none" or confined:
            raise
    from tui.screens.first import offer

    if not offer(shown, settings.database.path, language):
        return 0
    return run(settings, who, language=language, case=case, demo=demo, config=config, now=now)


async def _run(
    settings: Settings,
    wish: Wish,
    shown: terminal.Terminal,
    keymap: Mapping[str, str],
    now: Callable[[], datetime],
) -> int:
    from core import desk as office

    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(office.open(settings, now))
        reading = asyncio.create_task(_first(desk, wish.who))
        importing = asyncio.create_task(asyncio.to_thread(_import_textual))
        try:
            start = await reading
        finally:
            await importing
        from tui.app import DeskApp

        app = DeskApp(shown, desk, wish, start, keymap)
        return await app.work()


def _import_textual() -> None:
    import tui.app
    import tui.screens.list  # noqa: F401


async def _first(desk: "Desk", who: str | None) -> Start:
    from core.desk.lists import Filter

    changes = await desk.lists.changes()
    directory, tab = await desk.people.directory(), "inbox"
    found = await desk.lists.keys(who, Filter(tab=tab), limit=FIRST)
    receives = who is None or any(role.role in RECEIVE for role in directory.roles_of(who))
    if not (found and receives):
        mine = await desk.lists.keys(who, Filter(tab="mine"), limit=FIRST)
        if mine or not receives:
            found, tab = mine, "mine"
    return Start(found, await desk.lists.rows(who, found), directory, changes, tab)
