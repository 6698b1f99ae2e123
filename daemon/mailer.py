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
from daemon.retry import Answer, Step

PATIENCE: Final = 60.0
"""Seconds for any answer but the last."""
TEXT_PATIENCE: Final = 600.0
"""Seconds for the answer after the text: a server may scan it first, and giving up leaves the outcome unknown."""
_FAREWELL: Final = 2.0
_LINE_START_DOT: Final = re.compile(rb"(?m)^\.")
_LOST: Final = (SMTPException, OSError)


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
        self._client: aiosmtplib.SMTP | None = None
        self._connecting: asyncio.Task[aiosmtplib.SMTP] | None = None
        self._used = False

    @property
    def connected(self) -> bool:
        return self._client is not None and self._client.is_connected

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
            self._client = self._connecting.result()
        finally:
            self._connecting.cancel()
            self._connecting = None

    async def send(self, letter: Letter) -> Answer:
        """Hand one mail over. Raises: Down when a connection that had gone stale cannot be made anew."""
        answer = await self._try(letter)
        stale = self._used and answer.step is Step.MAIL and answer.code in (0, 421)
        if stale:  # it had been closed while nobody looked: nothing was said about this mail
            await self.ready()
            answer = await self._try(letter)
        self._used = True
        return answer

    async def close(self) -> None:
        """Say goodbye, if the server listens."""
        client, self._client = self._client, None
        if client is not None and client.is_connected:
            with contextlib.suppress(*_LOST):
                await client.quit(timeout=_FAREWELL)
            client.close()

    def give_up(self) -> None:
        """Stop trying to connect: no mail is in hand yet."""
        if self._connecting is not None:
            self._connecting.cancel()

    def abort(self) -> None:
        """Drop the connection now: whoever waits for an answer learns that it was lost."""
        self.give_up()
        if self._client is not None and isinstance(self._client.transport, asyncio.WriteTransport):
            self._client.transport.abort()

    async def greet(self) -> None:
        """Reach the server as far as its greeting and TLS, and leave. Raises: Down."""
        self._client = await self._connect(log_in=False)
        await self.close()

    async def _connect(self, *, log_in: bool = True) -> aiosmtplib.SMTP:
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
                await _log_in(client, mail.username, self._settings.password() or "")
        except SMTPResponseException as refused:
            client.close()
            raise Down(Answer(Step.CONNECT, refused.code, refused.message)) from refused
        except _LOST as lost:
            client.close()
            raise Down(Answer(Step.CONNECT, 0, _why(lost))) from lost
        except Unusable as unusable:
            client.close()
            raise Down(Answer(Step.CONNECT, 0, unusable.id)) from unusable
        return client

    async def _try(self, letter: Letter) -> Answer:
        step, client = Step.MAIL, self._client
        if client is None:
            return Answer(step, 0, "not connected")
        try:
            await client.mail(letter.sender)
            step = Step.RCPT
            await client.rcpt(letter.recipient)
            point("after rcpt")
            step = Step.DATA
            go_ahead = await client.execute_command(b"DATA")
            if go_ahead.code != aiosmtplib.SMTPStatus.start_input:
                raise SMTPResponseException(go_ahead.code, go_ahead.message)
            step = Step.TEXT
            code, text = await self._hand_over(client, letter.data)
        except SMTPResponseException as refused:
            await self._start_over(client, step, refused.code)
            return Answer(step, refused.code, refused.message)
        except _LOST as lost:
            client.close()
            return Answer(step, 0, _why(lost))
        return Answer(step, code, text)

    async def _hand_over(self, client: aiosmtplib.SMTP, data: bytes) -> tuple[int, str]:
        """Send the text and wait for the last answer; lost before or after is told apart by the step."""
        if client.protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("lost")
        client.protocol.write(_LINE_START_DOT.sub(b"..", data) + b".\r\n")
        return await client.protocol.read_response(timeout=self._text_patience)

    async def _start_over(self, client: aiosmtplib.SMTP, step: Step, code: int) -> None:
        """After a refusal halfway, the server is to forget the envelope; one that talks nonsense is left."""
        if not 200 <= code < 600:
            client.close()
        elif step in (Step.RCPT, Step.DATA) and client.is_connected:
            try:
                await client.rset()
            except _LOST:
                client.close()


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
    """What went wrong, by its kind alone: the words may hold anything."""
    return type(lost.__cause__ if isinstance(lost.__cause__, OSError) else lost).__name__
