"""A mail as bytes (RFC 5322, 2045–2047): written by hand, since `EmailMessage` costs sixty times as much per mail.

The tests hold what is written here against the standard library's parser. Whatever could become a header, a second
recipient or a broken line is refused with ValueError, so that the row is parked and the queue goes on.
"""

import binascii
import hmac
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.messages.address import DOMAIN, address_ok, on_envelope
from core.text import one_line

if TYPE_CHECKING:
    from core.messages.render import Text

__all__ = ["address_ok", "build", "message_id"]

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MESSAGE_ID: Final = re.compile(rf"<[A-Za-z0-9._-]{{1,128}}@{DOMAIN.pattern}>")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN_SUBJECT: Final = 68  # with "Subject: " and the line end within 78
_WORD: Final = 42  # octets in an encoded word: with "Subject: " within 78 (RFC 2047, 2)


def build(text: "Text", sender: str, recipient: str, message_id: str, date: datetime, bulk: bool = False) -> bytes:
    """The mail `text` from one address to one address; `date` is aware and stays the same on every try.

    `bulk` is for digests. Every mail says that a machine wrote it, so that no machine answers (RFC 3834; faults.md
    §2.4). ValueError when sender, recipient or Message-ID is not exactly one plain one, or `date` has no zone.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("not one Message-ID")
    if not _LANGUAGE.fullmatch(text.language):
        raise ValueError("not one language")
    head = (
        f"From: {on_envelope(sender)}\r\n"
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


def _subject(text: str) -> str:
    subject = one_line(text).strip()
    if len(subject) <= _PLAIN_SUBJECT and subject.isascii() and "=?" not in subject:
        return subject
    words, octets = [], bytearray()
    for letter in subject:
        encoded = letter.encode("utf-8")
        if len(octets) + len(encoded) > _WORD:
            words.append(octets)
            octets = bytearray()
        octets += encoded
    words.append(octets)
    return "\r\n ".join(f"=?utf-8?b?{binascii.b2a_base64(word, newline=False).decode('ascii')}?=" for word in words)


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
