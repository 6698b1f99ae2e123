"""What became of mails, written down at most 50 ms or 20 mails after the server's answer (design.md §4).

So a `kill -9` sends again at most what was not yet written, and a backlog is not slowed by a commit for each mail.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

from core.domain.post import Outcome
from core.errors import AvvikError
from daemon import journal

SOON: Final = 0.05
MANY: Final = 20


class Settles(Protocol):
    """Where outcomes are written, all in one transaction."""

    async def settle(self, outcomes: Sequence[Outcome]) -> None: ...


class Ledger:
    """Outcomes that wait to be written. None is dropped: what could not be written stays, and is written first."""

    def __init__(self, mail: Settles) -> None:
        self._mail = mail
        self._waiting: list[Outcome] = []
        self._writing = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    async def add(self, outcome: Outcome) -> None:
        """Note one outcome; raises what writing raised."""
        self._waiting.append(outcome)
        if len(self._waiting) >= MANY:
            await self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self._in_time)

    async def flush(self) -> None:
        """Write what waits. Raises: Busy or Unusable; then it still waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        async with self._writing:
            if batch := list(self._waiting):
                await self._mail.settle(batch)
                del self._waiting[: len(batch)]
                journal.let_go()

    def _in_time(self) -> None:
        self._timer = None
        self._task = asyncio.get_running_loop().create_task(self._try())

    async def _try(self) -> None:
        try:
            await self.flush()
        except AvvikError:
            self._timer = asyncio.get_running_loop().call_later(1.0, self._in_time)
