"""Mail servers for tests: one that does what a script says, in the test's own loop, and remembers every byte."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Received:
    """A mail the server took over, whether or not it could say so."""

    sender: str
    recipient: str
    data: bytes

    @property
    def message_id(self) -> str:
        found = re.search(rb"(?im)^message-id: (\S+)", self.data)
        return found[1].decode() if found else ""


@dataclass
class Script:
    """What the server says. A reply may be a text, "drop" (close the connection), "hang", or a list, one for each time.

    Verbs: banner, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, text (the end of a mail), QUIT, RSET.
    """

    replies: dict[str, str | list[str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("8BITMIME",)
    tls: ssl.SSLContext | None = None
    implicit_tls: bool = False
    delay: float = 0.0
    careless: bool = False
    """Asks for the text even when it took no recipient."""
    on_text: Callable[[Received], None] = lambda _mail: None
    received: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    connections: int = 0
    port: int = 0

    def reply(self, verb: str, usual: str) -> str:
        script = self.replies.get(verb, usual)
        if isinstance(script, list):
            return script.pop(0) if script else usual
        return script

    def said(self, verb: str) -> int:
        """How often a verb came."""
        return sum(command.upper().startswith(verb) for command in self.commands)


@asynccontextmanager
async def serving(script: Script | None = None) -> AsyncIterator[Script]:
    """A server on loopback, gone with its connections afterwards."""
    script = script or Script()
    talks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talks.add(task)
        script.connections += 1
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await _Talk(script, reader, writer).run()
        finally:
            writer.transport.abort()

    context = script.tls if script.implicit_tls else None
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context, limit=2**20)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0.01)  # both ends' transports close in the loop


class _Talk:
    def __init__(self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.script, self.reader, self.writer = script, reader, writer
        self.sender = self.recipient = ""
        self.secure = script.implicit_tls

    async def run(self) -> None:
        if not await self.say("banner", "220 test ESMTP"):
            return
        while line := await self.reader.readline():
            self.script.raw += line
            text = line.decode("utf-8", "replace").strip()
            self.script.commands.append(text)
            if not await self.obey(text):
                return

    async def obey(self, text: str) -> bool:
        verb = text.split(" ")[0].split(":")[0].upper()
        match verb:
            case "EHLO":
                offered = [*self.script.extensions]
                if self.script.tls and not self.secure:
                    offered.append("STARTTLS")
                usual = "\r\n".join(["250-test", *(f"250-{each}" for each in offered), "250 HELP"])
                return await self.say("EHLO", usual)
            case "STARTTLS":
                return await self.start_tls()
            case "DATA":
                return await self.take()
            case "QUIT":
                await self.say("QUIT", "221 bye")
                return False
            case "MAIL":
                reply = self.script.reply("MAIL", "250 fine")
                self.sender = text.partition("<")[2].partition(">")[0] if reply.startswith("25") else ""
                self.recipient = ""
                return await self.send(reply)
            case "RCPT":
                reply = self.script.reply("RCPT", "250 fine" if self.sender else "503 5.5.1 MAIL first")
                self.recipient = text.partition("<")[2].partition(">")[0] if reply.startswith("25") else ""
                return await self.send(reply)
            case "RSET":
                self.sender = self.recipient = ""
        return await self.say(verb, "235 fine" if verb == "AUTH" else "250 fine")

    async def start_tls(self) -> bool:
        reply = self.script.reply("STARTTLS", "220 go ahead")
        self.writer.write(f"{reply}\r\n".encode())
        if not reply.startswith("220"):
            return True
        assert self.script.tls
        await self.writer.start_tls(self.script.tls)
        self.secure = True
        return True

    async def take(self) -> bool:
        reply = "554 5.5.1 no valid recipient"
        if self.recipient or self.script.careless:
            reply = self.script.reply("DATA", "354 go ahead")
        if not await self.send(reply):
            return False
        if not reply.startswith("354"):
            return True
        data = await self.reader.readuntil(b"\r\n.\r\n")
        self.script.raw += data
        mail = Received(self.sender, self.recipient, data[:-3])
        reply = self.script.reply("text", "250 2.0.0 taken")
        if reply[0] not in "45":
            self.script.received.append(mail)
            self.script.on_text(mail)
        if self.script.delay:
            await asyncio.sleep(self.script.delay)
        return await self.send(reply)

    async def say(self, verb: str, usual: str) -> bool:
        return await self.send(self.script.reply(verb, usual))

    async def send(self, reply: str) -> bool:
        if reply == "drop":
            return False
        if reply == "hang":
            await asyncio.Event().wait()
        self.writer.write(f"{reply}\r\n".encode())
        await self.writer.drain()
        return True
