"""What is said to the mail server once it has greeted, secured and let us in: lines out, answers in.

aiosmtplib makes the connection; the mails themselves go by this, since a mail costs it four waits and 0.3 ms
(performance.md A1) and it cannot say at which step a connection was lost. Where the server allows it (RFC 2920), the
envelope goes in one piece.
"""

import asyncio
from collections import deque
from typing import Final

LONGEST: Final = 32_768
"""Bytes of an answer, whatever its lines: no server needs more."""

_ROOM: Final = 4096
_BROKEN: Final = -1


class Lost(ConnectionError):
    """The connection is gone."""


class Conversation(asyncio.BufferedProtocol):
    """Answers in the order in which they came; one to nothing that was said means that the server is leaving.

    Buffered: to any other protocol asyncio gives 256 kB for each answer, which the system maps and unmaps every time.
    """

    def __init__(self, transport: asyncio.Transport, pipelining: bool) -> None:
        self.pipelining = pipelining
        self._transport = transport
        self._open = not transport.is_closing()
        self._buffer = b""
        self._room = bytearray(_ROOM)
        self._part: list[str] = []
        self._answers: deque[tuple[int, str]] = deque()
        self._more: asyncio.Future[None] | None = None
        transport.set_protocol(self)

    @property
    def open(self) -> bool:
        """Whether something may be said: connected, and the server has not spoken out of turn."""
        return self._open and not self._answers and not self._transport.is_closing()

    def say(self, *lines: bytes) -> None:
        """Say lines, each with its end already on it. Raises: Lost."""
        if not self._open or self._transport.is_closing():
            raise Lost
        self._transport.write(b"".join(lines))

    async def answer(self) -> tuple[int, str]:
        """The next answer: its code, -1 where it has none, and its text on one line. Raises: Lost."""
        while not self._answers:
            if not self._open:
                raise Lost
            self._more = asyncio.get_running_loop().create_future()
            await self._more
        return self._answers.popleft()

    def close(self) -> None:
        self._transport.close()

    def abort(self) -> None:
        """Gone at once: whoever waits for an answer learns that the connection was lost."""
        self._transport.abort()

    def get_buffer(self, _sizehint: int) -> bytearray:
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        *lines, self._buffer = (self._buffer + self._room[:nbytes]).split(b"\n")
        for line in lines:
            self._take(line)
        if len(self._buffer) > LONGEST or len(self._part) > LONGEST // 4:
            self._buffer = b""
            self._end(_BROKEN, "an answer without end")
        self._wake()

    def connection_lost(self, _error: Exception | None) -> None:
        self._open = False
        self._wake()

    def _take(self, line: bytes) -> None:
        code = int(line[:3]) if line[:3].isdigit() else _BROKEN
        self._part.append(line[4 if code != _BROKEN else 0 :].decode("utf-8", "replace").strip())
        if line[3:4] != b"-" or code == _BROKEN:
            self._end(code, " ".join(self._part))

    def _end(self, code: int, text: str) -> None:
        self._part = []
        self._answers.append((code, text))

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)
