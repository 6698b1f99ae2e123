"""A sign of life that only work can give: one ping when every loop has got on since the last one."""

from collections.abc import Callable, Iterable


class Heart:
    """`beat(name)` whenever a loop has done a step. While one of them hangs, no ping is given (faults.md 44, G20)."""

    def __init__(self, names: Iterable[str], ping: Callable[[], None]) -> None:
        self._all = frozenset(names)
        self._missing = set(self._all)
        self._ping = ping

    def beat(self, name: str) -> None:
        self._missing.discard(name)
        if not self._missing:
            self._missing = set(self._all)
            self._ping()
