"""Never in the clear: TLS is demanded, certificates are checked, and nothing is said before (G16)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from postbox import Clock, ask, delivering, house, put, states, until_rest
from smtp import Script, serving

PASSWORD = "hemmelig æøå"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def client_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def login(tmp_path: Path) -> str:
    (tmp_path / "password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    return 'username = "avvik"\npassword_file = "password"\n'


class Handler:
    def __init__(self) -> None:
        self.mails: list[tuple[bool, bool, str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert server.transport is not None
        secure = server.transport.get_extra_info("sslcontext") is not None
        self.mails.append((secure, bool(session.authenticated), envelope.rcpt_tos[0]))
        return "250 2.0.0 taken"


def authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"avvik", PASSWORD.encode()))


@asynccontextmanager
async def real(security: str, authority: trustme.CA) -> AsyncIterator[tuple[int, Handler]]:
    """aiosmtpd, which demands TLS, and after STARTTLS a log-in; its port and what it took."""
    handler, context, implicit = Handler(), server_context(authority.issue_cert("localhost")), security == "tls"
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        return SMTP(
            handler,
            loop=loop,
            tls_context=None if implicit else context,
            require_starttls=not implicit,
            auth_required=not implicit,  # from the first byte, aiosmtpd does not know that it speaks TLS
            authenticator=authenticator,
        )

    server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=context if implicit else None)
    async with server:
        yield server.sockets[0].getsockname()[1], handler
    await asyncio.sleep(0.01)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_real_server_takes_our_mail_inside_tls_after_a_log_in(
    tmp_path: Path, security: str, authority: trustme.CA, login: str
) -> None:
    path = house(tmp_path)
    put(path, 3)
    extra = login if security == "starttls" else ""
    async with (
        real(security, authority) as (port, handler),
        delivering(tmp_path, port, Clock(), extra=extra, security=security, tls=client_context(authority)) as out,
    ):
        await until_rest(out)
        assert out.trouble == ""
    assert states(path) == {"sent": 3}
    assert handler.mails == [(True, security == "starttls", f"p{n}@example.org") for n in range(3)]


def self_signed() -> ssl.SSLContext:
    return server_context(trustme.CA().issue_cert("localhost"))


def expired(authority: trustme.CA) -> ssl.SSLContext:
    return server_context(authority.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize("fault", ["stripped", "454", "self-signed", "wrong name", "expired"])
async def test_without_sound_tls_no_log_in_and_no_mail_is_sent(
    tmp_path: Path, authority: trustme.CA, login: str, fault: str
) -> None:
    contexts = {
        "self-signed": self_signed,
        "wrong name": lambda: server_context(authority.issue_cert("elsewhere.example.org")),
        "expired": lambda: expired(authority),
        "454": lambda: server_context(authority.issue_cert("localhost")),
        "stripped": lambda: None,
    }
    replies = {"STARTTLS": "454 4.7.0 not now"} if fault == "454" else {}
    script = Script(replies, extensions=("AUTH PLAIN LOGIN",), tls=contexts[fault]())
    path = house(tmp_path)
    put(path, 3)
    async with (
        serving(script) as server,
        delivering(
            tmp_path, server.port, Clock(), extra=login, security="starttls", tls=client_context(authority)
        ) as out,
    ):
        await until_rest(out)
        assert out.trouble
        assert ("STARTTLS" in out.trouble) is (fault == "stripped")
    said = bytes(server.raw).upper()
    for word in (b"AUTH", b"MAIL", b"DATA"):
        assert word not in said
    assert ask(path, "SELECT DISTINCT state, attempts FROM outbox") == [("waiting", 0)]
    assert server.received == []


@pytest.mark.parametrize("fault", [self_signed, expired])
async def test_the_same_for_tls_from_the_first_byte(
    tmp_path: Path, authority: trustme.CA, login: str, fault: object
) -> None:
    context = self_signed() if fault is self_signed else expired(authority)
    path = house(tmp_path)
    put(path)
    async with (
        serving(Script(tls=context, implicit_tls=True)) as server,
        delivering(tmp_path, server.port, Clock(), extra=login, security="tls", tls=client_context(authority)) as out,
    ):
        await until_rest(out)
        assert out.trouble == "connect 0 SSLCertVerificationError"
    assert bytes(server.raw) == b""
    assert states(path) == {"waiting": 1}


async def test_a_plain_server_is_refused_where_tls_was_asked_for(tmp_path: Path, login: str) -> None:
    path = house(tmp_path)
    put(path)
    async with (
        serving(Script(extensions=("AUTH PLAIN",))) as server,
        delivering(tmp_path, server.port, Clock(), extra=login, security="starttls") as out,
    ):
        await until_rest(out)
    assert b"AUTH" not in bytes(server.raw)
    assert states(path) == {"waiting": 1}


async def test_a_wrong_password_is_tried_once(tmp_path: Path, login: str) -> None:
    path = house(tmp_path)
    put(path, 5)
    script = Script({"AUTH": "535 5.7.8 no"}, extensions=("AUTH PLAIN LOGIN CRAM-MD5",))
    async with serving(script) as server, delivering(tmp_path, server.port, Clock(), extra=login) as out:
        await until_rest(out)
        assert out.trouble == "connect 535 5.7.8"
    assert server.said("AUTH") == 1
    assert states(path) == {"waiting": 5}


async def test_a_password_that_cannot_be_read_stops_the_queue_and_says_why(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path)
    extra = 'username = "avvik"\npassword_file = "nowhere"\n'
    async with serving(Script()) as server, delivering(tmp_path, server.port, Clock(), extra=extra) as out:
        await until_rest(out)
        assert out.trouble == "connect 0 config.password_unreadable"
    assert states(path) == {"waiting": 1}


async def test_without_a_password_no_empty_one_is_tried(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path)
    script = Script(extensions=("AUTH PLAIN",))
    async with (
        serving(script) as server,
        delivering(tmp_path, server.port, Clock(), extra='username = "avvik"\n') as out,
    ):
        await until_rest(out)
        assert out.trouble == "connect 0 config.password_none"
    assert server.said("AUTH") == 0
    assert states(path) == {"waiting": 1}


async def test_the_password_is_read_at_each_log_in(tmp_path: Path, login: str) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    script = Script({"AUTH": ["535 5.7.8 no"]}, extensions=("AUTH PLAIN",))
    async with serving(script) as server, delivering(tmp_path, server.port, clock, extra=login) as out:
        (tmp_path / "password").write_text("gammelt")
        pause = await until_rest(out)
        assert pause is not None
        (tmp_path / "password").write_text("nytt")
        clock.forward(pause)
        await until_rest(out)
    first, second = (command for command in server.commands if command.startswith("AUTH"))
    assert first != second
    assert states(path) == {"sent": 1}
