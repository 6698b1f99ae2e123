"""A file that grows, read from its end and followed, also after it was moved away or cut short."""

import os
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from core.errors import Unusable

PAUSE: Final = 0.5
"""Seconds between two looks at a file that is followed."""


class Tail:
    """To be used in a `with`; a file that is not there yet is waited for. Unusable("log.unreadable")."""

    def __init__(self, path: Path, pause: float = PAUSE) -> None:
        self.path, self._pause = path, pause
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: object, _traceback: TracebackType | None) -> None:
        self._close()

    def last(self, count: int) -> list[str]:
        """The last lines that are there now."""
        return list(deque(self._stream, maxlen=count)) if self._stream else []

    def follow(self) -> Iterator[str]:
        """Every whole line written from now on, for ever; what takes the place of the file is read from its start."""
        part = ""
        while True:
            text = self._stream.readline() if self._stream else ""
            if text:
                part += text
                if part.endswith("\n"):
                    yield part
                    part = ""
            elif self._replaced():
                self._close()
                self._open()
                part = ""
            else:
                time.sleep(self._pause)

    def _open(self) -> None:
        try:
            self._stream = self.path.open(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            self._stream = None
        except OSError as error:
            raise Unusable("log.unreadable", path=self.path, reason=error.strerror or "") from None

    def _close(self) -> None:
        if self._stream:
            self._stream.close()

    def _replaced(self) -> bool:
        """Whether the name stands for another file now, or this one was cut short."""
        try:
            there = self.path.stat()
        except OSError:
            return False
        if self._stream is None:
            return True
        ours = os.fstat(self._stream.fileno())
        return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino) or there.st_size < self._stream.tell()
