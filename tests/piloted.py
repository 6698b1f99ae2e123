"""The desk under Textual's pilot, over a real installation on a temporary database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import desk
from textual.pilot import Pilot

from core.desk import Desk
from core.desk.shown import Shown
from tui.app import DeskApp
from tui.start import Start, Wish
from tui.terminal import Terminal
from tui.widgets.dialog import Dialog

KEYS = {" ": "space", ".": "full_stop", ",": "comma", ":": "colon", "+": "plus", "-": "minus"}
PATIENCE = 1000
"""Looks at the screen before a test gives up: far more than anything takes."""


@dataclass
class Desked:
    """The app, its keys, and the desk behind it."""

    pilot: Pilot[int]
    app: DeskApp
    desk: Desk
    asked: list[object] = field(default_factory=list)

    def text(self) -> str:
        """What is on the screen, right blanks cut."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    def dialog(self) -> str:
        """What stands in the frame of the dialog that is open."""
        left, top, width, height = self.app.screen.query_one("#dialog").region
        strips = self.app.screen._compositor.render_strips()[top : top + height]
        return "\n".join(strip.crop(left, left + width).text.rstrip() for strip in strips)

    async def press(self, *keys: str) -> None:
        """Press keys, each when what it is meant for listens: a dialog drops what comes before it was seen."""
        for key in keys:
            await self.pilot.pause()
            await self.until(self._listens)
            await self.pilot.press(key)

    def _listens(self) -> bool:
        screen = self.app.screen
        return not isinstance(screen, Dialog) or screen._drawn is not None

    async def write(self, text: str) -> None:
        """Type a text."""
        await self.pilot.pause()
        await self.until(self._listens)
        await self.pilot.press(*(KEYS.get(letter, letter) for letter in text))

    async def until(self, what: str | Callable[[], bool]) -> None:
        """Wait until a text stands on the screen, or something is so."""
        for _ in range(PATIENCE):
            if what in self.text() if isinstance(what, str) else what():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"{what!r} did not come:\n{self.text()}")

    async def still(self) -> None:
        """Wait until the screen has stopped changing."""
        same, before = 0, ""
        while same < 5:
            await self.pilot.pause(0.02)
            now = self.text()
            same, before = same + 1 if now == before else 0, now

    async def shown(self, ref: str) -> Shown:
        return await self.desk.shows.case(self.app.who, ref)

    def begin(self, work: Any) -> None:
        """Ask something of the person; what comes of it is appended to `asked`."""

        async def wait() -> None:
            self.asked.append(await work)

        self.app.attempt(wait, "test")

    async def answer(self) -> Any:
        """What was asked for, once the person has answered."""
        await self.until(lambda: bool(self.asked))
        return self.asked.pop()


@asynccontextmanager
async def piloted(
    office: Desk,
    who: str | None = desk.CONTACT,
    *,
    language: str = "nb",
    size: tuple[int, int] = (80, 24),
    config: Path | None = None,
) -> AsyncIterator[Desked]:
    """The desk as `who` sees it, with an empty list behind what is asked."""
    start = Start((), {}, await office.people.directory(), await office.lists.changes())
    app = DeskApp(Terminal(), office, Wish(who, language, config=config), start)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Desked(pilot, app, office)
        await asyncio.sleep(0)


def golden(path: Path, text: str) -> None:
    """Compare with the screen kept in `path`; a screen that is not kept yet is kept now, and the test fails once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
        raise AssertionError(f"kept {path.name}: read it, then run again")
    assert text + "\n" == path.read_text(encoding="utf-8")
