"""The daemon at work: two loops, what wakes them, and how they end.

A loop does a step and rests as long as the step says, until the doorbell rings, or at most a tick; the tick and a slow
look at the database's change counter are the safety net under a bell that nobody rang.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from core.errors import AvvikError
from daemon import journal
from daemon.deliver import Delivery
from daemon.heart import Heart

LOOPS: Final = ("sweep", "deliver")
TICK: Final = 60.0
LOOK: Final = 10.0
GRACE: Final = 5.0
"""Seconds the mail in hand may still take once the daemon is told to stop; with a last commit, ten in all."""
AGAIN: Final = 15.0
"""Seconds a loop rests after the database could not be used."""


class Sweep(Protocol):
    """What is asked of `desk.sweep`."""

    async def run(self) -> int: ...
    async def next_at(self) -> datetime | None: ...


@dataclass
class Service:
    """`run()` until `stop()`; `told` hears of every change of what is wrong ("" when nothing is)."""

    sweep: Sweep
    delivery: Delivery
    changes: Callable[[], Awaitable[int]]
    now: Callable[[], datetime]
    heart: Heart
    told: Callable[[str], None]
    look: Callable[[], None]
    tick: float = TICK
    _ending: bool = False
    _wake: dict[str, asyncio.Event] = field(
        default_factory=lambda: {"sweep": asyncio.Event(), "deliver": asyncio.Event()}
    )
    _wrong: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Work until told to stop; raises what no loop expects, so that the program ends and is started anew."""
        watcher = asyncio.create_task(self._watch())
        try:
            async with asyncio.TaskGroup() as loops:
                loops.create_task(self._loop("sweep", self._sweep))
                loops.create_task(self._loop("deliver", self._deliver))
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
        with contextlib.suppress(AvvikError):  # what could not be written is sent again, under the same Message-ID
            await self.delivery.end()

    def ring(self) -> None:
        """Somebody committed: look at once."""
        for event in self._wake.values():
            event.set()

    def renew(self) -> None:
        """Finish the mail in hand, however long it takes, and end."""
        self._ending = True
        self.delivery.stop()
        self.ring()

    def stop(self) -> None:
        """Finish the mail in hand if it takes no longer than the grace, and end."""
        self.renew()
        asyncio.get_running_loop().call_later(GRACE, self.delivery.mailer.abort)

    async def _loop(self, name: str, step: Callable[[], Awaitable[float | None]]) -> None:
        while not self._ending:
            self._wake[name].clear()
            try:
                pause = await step()
                self._say(name, self.delivery.trouble if name == "deliver" else "")
            except AvvikError as error:
                journal.trouble(f"{name}.failed", error=error.id)
                self._say(name, error.id)
                pause = AGAIN
            self._say("log", journal.wrong())
            self.heart.beat(name)
            if pause != 0.0:
                await self._rest(name, self.tick if pause is None else min(pause, self.tick))

    async def _rest(self, name: str, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake[name].wait()

    async def _sweep(self) -> float | None:
        at = await self.sweep.next_at()
        if at is None:
            return None
        if at > self.now():
            return (at - self.now()).total_seconds()
        written = await self.sweep.run()
        journal.event("sweep", rows=written)
        return 0.0 if written else 1.0

    async def _deliver(self) -> float | None:
        return await self.delivery.step()

    async def _watch(self) -> None:
        """Look now and then whether somebody committed without ringing, and whether the settings changed."""
        known: int | None = None
        while True:
            try:
                seen = await self.changes()
            except AvvikError as error:  # the loops meet it as well, and tell of it
                journal.trouble("watch.failed", error=error.id)
            else:
                if known is not None and seen != known:
                    self.ring()
                known = seen
            await asyncio.sleep(LOOK)
            self.look()

    def _say(self, name: str, wrong: str) -> None:
        if self._wrong.get(name, "") != wrong:
            self._wrong[name] = wrong
            self.told(" ".join(filter(None, self._wrong.values())))
