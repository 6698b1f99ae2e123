"""Whose turn it is to write: a fair queue over all processes, made of `flock` on a side file."""

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from core.errors import Busy
from core.store import engine
from core.store.transaction import transact

T = TypeVar("T")


class WriteQueue:
    """The side file `<database>.lock`; whoever holds its flock may write."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> "WriteQueue":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)

    def take(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Take it if it is free now."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def free(self) -> None:
        fcntl.flock(self._fd, fcntl.LOCK_UN)


class Turn:
    """One write's place in the queue. Given up, it never runs; once it runs, it runs to its end."""

    def __init__(self, queue: WriteQueue) -> None:
        self._queue = queue
        self._lock = threading.Lock()
        self._running = self._given_up = False

    @property
    def given_up(self) -> bool:
        return self._given_up

    def give_up(self) -> bool:
        """Stop waiting. False when the transaction has begun: its result is on its way."""
        with self._lock:
            self._given_up = not self._running
            return self._given_up

    def transact(self, db: engine.Connection, unit: Callable[[engine.Connection], T]) -> T:
        """Wait for the turn, then BEGIN IMMEDIATE, `unit`, COMMIT; any exception rolls back. On the writer's thread."""
        self._queue.take()
        try:
            with self._lock:
                if self._given_up:
                    raise Busy("database.busy", seconds=0)
                self._running = True
            return transact(db, unit)
        finally:
            self._queue.free()
