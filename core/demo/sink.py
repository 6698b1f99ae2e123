"""A mail server of a few lines on loopback, for the demo's daemon to talk to. It sends nothing on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.demo.postbox import Postbox

_LIMIT = 2**22


@asynccontextmanager
async def sink(postbox: Postbox) -> AsyncIterator[int]:
    """The port of a server that puts what it gets into `postbox`; gone afterwards."""
    talks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            talks.add(task)
            task.add_done_callback(talks.discard)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            await _Talk(postbox, reader, writer).run()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=_LIMIT)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


class _Talk:
    """One connection."""

    def __init__(self, postbox: Postbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._postbox, self._reader, self._writer = postbox, reader, writer
        self._reached = False

    async def run(self) -> None:
        await self._say("220 demo ESMTP, takes everything, sends nothing")
        while line := await self._reader.readline():
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].upper()
            await self._say(await self._obey(verb, words))
            if verb == "QUIT":
                return

    async def _obey(self, verb: str, words: str) -> str:
        match verb:
            case "EHLO" | "HELO":
                return "250-demo\r\n250 8BITMIME" if verb == "EHLO" else "250 demo"
            case "MAIL" | "RSET":
                self._reached = False
            case "RCPT":
                answer = self._postbox.answer(words.partition("<")[2].partition(">")[0])
                self._reached = self._reached or answer.startswith("250")
                return answer
            case "DATA":
                return await self._take() if self._reached else "503 5.5.1 to whom?"
            case "QUIT":
                return "221 2.0.0 bye"
            case "NOOP":
                pass
            case _:
                return "502 5.5.1 not here"
        return "250 2.0.0 fine"

    async def _take(self) -> str:
        await self._say("354 go ahead")
        data = await self._reader.readuntil(b"\r\n.\r\n")
        self._reached = False
        return self._postbox.take((b"\r\n" + data[:-3]).replace(b"\r\n..", b"\r\n.")[2:])

    async def _say(self, answer: str) -> None:
        self._writer.write(answer.encode() + b"\r\n")
        await self._writer.drain()
