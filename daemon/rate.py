"""At most so many mails in any minute (faults.md G18)."""

from collections import deque
from typing import Final

MINUTE: Final = 60.0


class Rate:
    """Counts what was sent during the last minute. `limit` 0 sets none. Times are of a clock that never jumps."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._sent: deque[float] = deque(maxlen=limit or None)

    @property
    def limited(self) -> bool:
        return self._limit > 0

    def room(self, now: float, most: int) -> int:
        """How many of `most` may leave now."""
        if not self._limit:
            return most
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        return min(most, self._limit - len(self._sent))

    def wait(self, now: float) -> float:
        """Seconds until there is room for one."""
        return 0.0 if self.room(now, 1) else self._sent[0] + MINUTE - now

    def sent(self, now: float) -> None:
        if self._limit:
            self._sent.append(now)
