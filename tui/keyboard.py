"""Keys in the order they were pressed, each met by what the one before it opened.

Textual hands a key to whatever has the focus when the key arrives, while the key before it is still on its way: on a
slow line «/mikrofon» would search for nothing and take the case (m). Here a key waits until the one before it has been
handled, and until what it began is done, or asks something in a dialog, which drops what was pressed before it could
be read.
"""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from textual.events import Key
from textual.message import Message

PATIENCE: Final = 0.5
"""Seconds after which a key counts as handled, whatever became of the widget it went to."""


class Passed(Message):
    """Follows a key to where it went, and bubbles back behind it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Keyboard:
    """`deliver(key, mark)` hands one key on and sends `mark` after it; `later(seconds, call)` is a timer.

    While it is `held`, keys wait; `go_on` is to be called when it may be so no longer.
    """

    def __init__(
        self,
        deliver: Callable[[Key, Passed], Awaitable[None]],
        later: Callable[[float, Callable[[], Awaitable[None]]], object],
        held: Callable[[], bool],
    ) -> None:
        self._deliver, self._later, self._held = deliver, later, held
        self._waiting: deque[Key] = deque()
        self._number = 0
        self._under_way: int | None = None

    async def press(self, key: Key) -> None:
        """A key was pressed."""
        self._waiting.append(key)
        await self.go_on()

    async def passed(self, number: int) -> None:
        """The key of this number has been handled."""
        if number == self._under_way:
            self._under_way = None
            await self.go_on()

    async def go_on(self) -> None:
        """Hand the next key on, if there is one and nothing is in its way."""
        if self._waiting and self._under_way is None and not self._held():
            self._number += 1
            number = self._under_way = self._number
            self._later(PATIENCE, lambda: self.passed(number))
            await self._deliver(self._waiting.popleft(), Passed(number))
