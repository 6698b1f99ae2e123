"""`avvikd --check --connect`: whether the mail server answers."""

from pathlib import Path

from core.config import load
from core.words import say
from daemon.mailer import Down, Mailer


async def connects(path: Path, language: str) -> str:
    """Reach the mail server, up to its greeting and TLS, without logging in; "" when it answered."""
    mailer = Mailer(load(path))
    try:
        await mailer.greet()
    except Down as down:
        return say(language, "daemon.no_mail_server", answer=f"{down.answer.code or ''} {down.answer.text}".strip())
    return ""
