"""`[mail]`: the way out (interface.md, "Configuration keys")."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from core.config.section import Section
from core.config.values import Address, Duration, FilePath, Host, Line, split_address, wrong

PORTS: Final = {"starttls": 587, "tls": 465, "none-loopback-only": 25}
CASE: Final = "{case}"


def _link(value: str) -> str:
    web = value.startswith(("https://", "http://")) and value.isprintable() and " " not in value
    if value and not (web and CASE in value):
        raise wrong("config.link")
    return value


class Mail(Section):
    """How mail leaves: `port` follows `security` and `domain` the sender where they are not given."""

    host: Host
    """The mail server: a name or an IP address."""
    security: Literal["starttls", "tls", "none-loopback-only"] = "starttls"
    """TLS is demanded, never just tried; in the clear only to this very machine (faults.md 31)."""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    """The server's port; not given, it follows `security`: 587, 465 or 25."""
    username: Line | None = None
    """Who we are to the server; not given, we do not log in."""
    password_file: FilePath | None = None
    """Holds the password, read at each log-in; not given, the systemd credential `smtp-password` is read."""
    sender: Address
    """From whom mails come, and where bounces go: `address` or `Name <address>`."""
    reply_to: Address | None = None
    """Where answers go, when not to the sender."""
    domain: Host = "localhost"
    """The right side of a Message-ID; not given, the sender's."""
    hold: Duration = timedelta(seconds=30)
    """How long a mail waits for an undo before it may leave."""
    rate: Annotated[int, Field(ge=0, le=100_000)] = 0
    """Mails a minute at most; 0 sets no limit."""
    templates: FilePath | None = None
    """A folder whose templates take the place of ours of the same name."""
    link: Annotated[str, AfterValidator(_link)] = ""
    """A web address for a case in staff mails, `{case}` being its number; empty, mails name the command."""

    @model_validator(mode="before")
    @classmethod
    def _what_follows(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        port = PORTS.get(str(data.get("security")), PORTS["starttls"])
        _, sender = split_address(str(data.get("sender", "")))
        follows = {"port": port} | ({"domain": sender.rpartition("@")[2]} if sender else {})
        return follows | dict(data)

    @field_validator("security")
    @classmethod
    def _in_the_clear_only_here(cls, value: str, info: ValidationInfo) -> str:
        if value == "none-loopback-only" and not loopback(info.data.get("host", "localhost")):
            raise wrong("config.clear_text")
        return value

    @property
    def sender_address(self) -> str:
        """The bare address: the envelope's sender."""
        return split_address(self.sender)[1]

    @property
    def sender_name(self) -> str:
        """The name before the address, or ""."""
        return split_address(self.sender)[0]


def loopback(host: str) -> bool:
    """Whether `host` is this machine by its name alone, without asking anybody: localhost, 127.0.0.0/8, ::1."""
    from ipaddress import AddressValueError, IPv4Address, IPv6Address

    if host in ("localhost", "::1"):
        return True
    try:
        return IPv4Address(host).is_loopback
    except AddressValueError:
        pass
    try:
        return IPv6Address(host) == IPv6Address(1)
    except AddressValueError:
        return False
