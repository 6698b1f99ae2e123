"""A mail from the sink as a few lines of plain text."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail as it arrived: whom it reached, its subject, and the lines of its text that are not empty."""

    to: str
    subject: str
    lines: tuple[str, ...]


def read(file: Path) -> Taken:
    """One mail of the postbox."""
    return text_of(file.read_bytes())


def text_of(data: bytes) -> Taken:
    """A mail as it stands on the wire."""
    message = message_from_bytes(data, EmailMessage, policy=SMTP)
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    lines = tuple(line.rstrip() for line in text.splitlines() if line.strip())
    return Taken(str(message["To"]), str(message["Subject"]), lines)
