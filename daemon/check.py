"""`avvikd --check`: whether the settings and templates can be used; with --connect, whether the mail server answers."""

from collections.abc import Iterator
from pathlib import Path

from core.config import Problem, load
from core.config.loading import load_with_sources
from core.desk.rulebook import clashes
from core.errors import Unusable
from core.words import say
from daemon.mailer import Down, Mailer


def faults(path: Path, language: str) -> Iterator[str]:
    """Every fault of the settings in `path` and of the templates they name, a line each, in the reader's language."""
    try:
        loaded = load_with_sources(path)
    except Unusable as error:
        found = error.values.get("problems", ())
        for problem in found if isinstance(found, tuple) else ():
            if isinstance(problem, Problem):
                yield problem.tell(language)
        return
    settings = loaded.settings
    yield from (problem.tell(language) for problem in clashes(loaded))
    if settings.mail.templates is not None:
        from core.messages.overrides import check_overrides

        for fault in check_overrides(settings.mail.templates):
            yield f"{fault.file}:{fault.line}: {say(language, f'config.{fault.id}')}"


async def connects(path: Path, language: str) -> str:
    """Reach the mail server, up to its greeting and TLS, without logging in; "" when it answered."""
    mailer = Mailer(load(path))
    try:
        await mailer.greet()
    except Down as down:
        return say(language, "daemon.no_mail_server", answer=f"{down.answer.code or ''} {down.answer.text}".strip())
    return ""
