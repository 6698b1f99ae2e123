"""A mail as bytes (RFC 5322, 2045–2047): written by hand, since `EmailMessage` costs sixty times as much per mail.

The tests hold what is written here against the standard library's parser. Whatever could become a header, a second
recipient or a broken line is refused with ValueError, so that the row is parked and the queue goes on.
"""

import binascii
import hmac
import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from core.messages.address import DOMAIN, on_envelope
from core.text import one_line

if TYPE_CHECKING:
    from core.messages.render import Text

__all__ = ["build", "message_id"]

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MESSAGE_ID: Final = re.compile(rf"<[A-Za-z0-9._-]{{1,128}}@{DOMAIN.pattern}>")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE: Final = 78
_FOLD: Final = "\r\n "
_PLAIN_SUBJECT: Final = 68  # with "Subject: " and the line end within 78
_PLAIN_NAME: Final = 64  # quoted, each letter but a quote or backslash as it is; with "Reply-To: " within 78
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_WORD: Final = 42  # octets in an encoded word: with "Reply-To: " within 78 (RFC 2047, 2)


def build(
    text: "Text",
    sender: str,
    recipient: str,
    message_id: str,
    date: datetime,
    bulk: bool = False,
    *,
    name: str = "",
    reply_to: tuple[str, str] | None = None,
) -> bytes:
    """The mail `text` from one address to one address; `date` is aware and stays the same on every try.

    `name` is the sender's as its reader sees it, `reply_to` name and address of where answers go when not to the
    sender. `bulk` is for digests. Every mail says that a machine wrote it, so that no machine answers (RFC 3834;
    faults.md §2.4). ValueError when an address or Message-ID is not exactly one plain one, a name is more than one line
    of printable text, or `date` has no zone.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not one Message-ID")
    if not _LANGUAGE.fullmatch(text.language):
        raise ValueError("not one language")
    head = (
        f"From: {_mailbox(name, sender)}\r\n"
        f"To: {on_envelope(recipient)}\r\n"
        f"Subject: {_subject(text.subject)}\r\n"
        f"Date: {_date(date)}\r\n"
        f"Message-ID: {message_id}\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Language: {text.language}\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "X-Auto-Response-Suppress: All\r\n"
    )
    if reply_to:
        head += f"Reply-To: {_mailbox(*reply_to)}\r\n"
    return (head + ("Precedence: bulk\r\n\r\n" if bulk else "\r\n")).encode("ascii") + _body(text.body)


def message_id(secret: bytes, key: str, domain: str) -> str:
    """The Message-ID of the outbox row `key`: the same on every try, and nobody can guess the case from it."""
    if not secret:
        raise ValueError("no secret to make Message-IDs with")
    if not DOMAIN.fullmatch(domain):
        raise ValueError("not one domain")
    return f"<{hmac.digest(secret, key.encode('utf-8', 'surrogatepass'), 'sha256').hex()[:40]}@{domain}>"


def _date(date: datetime) -> str:
    if date.utcoffset() is None:
        raise ValueError("a date without a zone")
    return f"{_DAYS[date.weekday()]}, {date.day:02} {_MONTHS[date.month - 1]} {date.year:04} {date:%H:%M:%S %z}"


@lru_cache(maxsize=8)  # an installation has one sender and one place for answers
def _mailbox(name: str, address: str) -> str:
    """`Name <address>` (RFC 5322, 3.4), or the bare address; the address goes to a line of its own when it must."""
    if not name.isprintable():
        raise ValueError("not one printable name")
    name, bare = " ".join(name.split()), on_envelope(address)
    if not name:
        return bare
    quoted = name if _ATOMS.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not name.isascii() or "=?" in name or len(quoted) > _PLAIN_NAME:
        quoted = _encoded(name)
    last = len("Reply-To: " + quoted.rpartition("\r\n")[2])
    return f"{quoted}{' ' if last + len(bare) + 3 <= _LINE else _FOLD}<{bare}>"


def _subject(text: str) -> str:
    subject = one_line(text).strip()
    if len(subject) <= _PLAIN_SUBJECT and subject.isascii() and "=?" not in subject:
        return subject
    return _encoded(subject)


def _encoded(text: str) -> str:
    """As encoded words, no letter torn in two (RFC 2047, 5)."""
    words, octets = [], bytearray()
    for letter in text:
        encoded = letter.encode("utf-8")
        if len(octets) + len(encoded) > _WORD:
            words.append(octets)
            octets = bytearray()
        octets += encoded
    words.append(octets)
    return _FOLD.join(f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode('ascii')}?=" for word in words)


def _body(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    if " \n" in lines or "\t\n" in lines:
        lines = "\n".join(
            line.rstrip(" \t") for line in lines.split("\n")
        )  # b2a_qp writes blanks at a line's end beyond its 76 columns
    try:
        octets = lines.replace("\n", "\r\n").encode("utf-8")
    except UnicodeEncodeError:
        octets = _SURROGATE.sub("\ufffd", lines).replace("\n", "\r\n").encode("utf-8")
    return binascii.b2a_qp(octets)
