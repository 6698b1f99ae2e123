"""The way to the mail server: one connection, kept open, one mail at a time, and what was answered at which step.

TLS is demanded and certificates are checked; in the clear only to this machine, when the settings say so by name
(faults.md 31, G16). The password is read at each log-in and kept nowhere.
"""

import asyncio
import contextlib
import re
import ssl
from ipaddress import ip_address
from typing import Final

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from core.config import Settings
from core.crash import point
from core.domain.post import Letter
from core.errors import Unusable
from daemon.conversation import Conversation, Lost
from daemon.retry import Answer, Step

PATIENCE: Final = 60.0
"""Seconds for any answer but the last."""
TEXT_PATIENCE: Final = 600.0
"""Seconds for the answer after the text: a server may scan it first, and giving up leaves the outcome unknown."""
_FAREWELL: Final = 2.0
_LINE_START_DOT: Final = re.compile(rb"(?m)^\.")
_LOST: Final = (SMTPException, OSError)
_GO_ON: Final = {Step.MAIL: (250,), Step.RCPT: (250, 251), Step.DATA: (354,)}


class Down(Exception):
    """No mail can be handed over now; `answer` says at which step it ended."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


class Mailer:
    """`ready()`, then `send` a mail at a time; `close` when idle, `abort` when there is no time left."""

    def __init__(
        self, settings: Settings, tls: ssl.SSLContext | None = None, *, text_patience: float = TEXT_PATIENCE
    ) -> None:
        self._settings, self._tls, self._text_patience = settings, tls, text_patience
        self._server: Conversation | None = None
        self._connecting: asyncio.Task[Conversation] | None = None
        self._used = False
        self._step = Step.MAIL

    @property
    def connected(self) -> bool:
        return self._server is not None and self._server.open

    async def ready(self) -> None:
        """Have a connection: greeted, secured, logged in. Raises: Down."""
        if self.connected:
            return
        self._used = False
        self._connecting = asyncio.create_task(self._connect())
        try:
            await asyncio.wait((self._connecting,))
            if self._connecting.cancelled():
                raise Down(Answer(Step.CONNECT, 0, "aborted"))
            self._server = self._connecting.result()
        finally:
            self._connecting.cancel()
            self._connecting = None

    async def send(self, letter: Letter) -> Answer:
        """Hand one mail over. Raises: Down when a connection that had gone stale cannot be made anew."""
        answer = await self._try(letter)
        stale = self._used and answer.step is Step.MAIL and answer.code in (0, 421)
        if stale:  # it had been closed while nobody looked: nothing was said about this mail
            self.abort()
            await self.ready()
            answer = await self._try(letter)
        self._used = True
        return answer

    async def close(self) -> None:
        """Say goodbye, if the server listens."""
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                async with asyncio.timeout(_FAREWELL):
                    server.say(b"QUIT\r\n")
                    await server.answer()
            server.close()

    def give_up(self) -> None:
        """Stop trying to connect: no mail is in hand yet."""
        if self._connecting is not None:
            self._connecting.cancel()

    def abort(self) -> None:
        """Drop the connection now: whoever waits for an answer learns that it was lost."""
        self.give_up()
        if self._server is not None:
            self._server.abort()

    async def greet(self) -> None:
        """Reach the server as far as its greeting and TLS, and leave. Raises: Down."""
        self._server = await self._connect(log_in=False)
        await self.close()

    async def _connect(self, *, log_in: bool = True) -> Conversation:
        mail = self._settings.mail
        client = aiosmtplib.SMTP(
            hostname=mail.host,
            port=mail.port,
            use_tls=mail.security == "tls",
            start_tls=mail.security == "starttls",
            tls_context=self._tls,
            local_hostname=mail.domain,
            timeout=PATIENCE,
        )
        try:
            await client.connect()
            if mail.security == "none-loopback-only":
                _must_be_here(client)
            await client.ehlo()
            if log_in and mail.username is not None:
                await _log_in(client, mail.username, self._password())
        except SMTPResponseException as refused:
            client.close()
            raise Down(Answer(Step.CONNECT, refused.code, refused.message)) from refused
        except _LOST as lost:
            client.close()
            raise Down(Answer(Step.CONNECT, 0, _why(lost))) from lost
        except Unusable as unusable:
            client.close()
            raise Down(Answer(Step.CONNECT, 0, unusable.id)) from unusable
        if not isinstance(client.transport, asyncio.Transport):
            raise Down(Answer(Step.CONNECT, 0, "lost"))
        return Conversation(client.transport, client.supports_extension("pipelining"))

    def _password(self) -> str:
        """Raises: Unusable when there is none, or none that can be read."""
        password = self._settings.password()
        if password is None:
            raise Unusable("config.password_none")
        return password

    async def _try(self, letter: Letter) -> Answer:
        step, server = Step.MAIL, self._server
        if server is None or not server.open:
            return Answer(step, 0, Lost.__name__)
        try:
            async with asyncio.timeout(PATIENCE):
                refused = await self._address(server, letter)
            if refused is not None:
                return refused
            point("after rcpt")
            step = Step.TEXT
            async with asyncio.timeout(self._text_patience):
                server.say(_LINE_START_DOT.sub(b"..", letter.data), b".\r\n")
                code, text = await server.answer()
        except OSError as lost:
            server.abort()
            return Answer(self._step if step is Step.MAIL else step, 0, type(lost).__name__)
        if code < 0:
            server.abort()  # it talks nonsense
        return Answer(step, code, text)

    async def _address(self, server: Conversation, letter: Letter) -> Answer | None:
        """Say from whom and to whom, and that the text comes; the answer that forbids it, if one does."""
        lines = _envelope(letter)
        if server.pipelining:
            server.say(*(line for _, line in lines))
        for said, (self._step, line) in enumerate(lines, 1):
            if not server.pipelining:
                server.say(line)
            code, text = await server.answer()
            if code not in _GO_ON[self._step]:
                answer = Answer(self._step, code, text)
                await self._start_over(server, answer, len(lines) - said if server.pipelining else 0)
                return answer
        return None

    async def _start_over(self, server: Conversation, answer: Answer, unheard: int) -> None:
        """After a refusal halfway: hear the server out, and have it forget the envelope.

        One that talks nonsense, leaves, or wants the text all the same is left.
        """
        heard = [(await server.answer())[0] for _ in range(unheard)]
        if not 200 <= answer.code < 600 or answer.code == 421 or 354 in heard:
            server.abort()
        elif answer.step is not Step.MAIL:
            server.say(b"RSET\r\n")
            await server.answer()


def _envelope(letter: Letter) -> tuple[tuple[Step, bytes], ...]:
    """What is said before the text. The addresses are plain ASCII ones: what wrote the letter has seen to it."""
    return (
        (Step.MAIL, b"MAIL FROM:<%b>\r\n" % letter.sender.encode("ascii")),
        (Step.RCPT, b"RCPT TO:<%b>\r\n" % letter.recipient.encode("ascii")),
        (Step.DATA, b"DATA\r\n"),
    )


async def _log_in(client: aiosmtplib.SMTP, username: str, password: str) -> None:
    """By one method, once: three refused log-ins for one wrong password can lock the account."""
    offered = client.server_auth_methods
    if "plain" in offered:
        await client.auth_plain(username, password)
    elif "login" in offered:
        await client.auth_login(username, password)
    elif "cram-md5" in offered:
        await client.auth_crammd5(username, password)
    else:
        raise SMTPException("no log-in method in common")


def _must_be_here(client: aiosmtplib.SMTP) -> None:
    """`localhost` is what the machine's own tables say it is: look where the connection really leads."""
    peer = client.get_transport_info("peername")
    if not ip_address(peer[0]).is_loopback:
        raise SMTPException("not this machine")


def _why(lost: Exception) -> str:
    """What went wrong, by its kind alone: the words may hold anything, but for a plain SMTPException's own."""
    if type(lost) is SMTPException:
        return str(lost)
    return type(lost.__cause__ if isinstance(lost.__cause__, OSError) else lost).__name__
