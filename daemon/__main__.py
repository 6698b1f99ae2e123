"""`avvikd`: the daemon that watches every deadline and sends every e-mail (interface.md, "avvikd")."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from core.errors import AvvikError
from core.words import choose, tell

DELIVERED, FAILED, INTERRUPTED = 0, 1, 130


def our_version() -> str:
    """The installed version; run from a source tree that is not installed, "0"."""
    try:
        return version("avvik")
    except PackageNotFoundError:
        return "0"


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(
        prog="avvikd",
        description="Watches every deadline and sends every e-mail; runs in the foreground.",
        epilog="example: avvikd --config /etc/avvik/config.toml",
    )
    found.add_argument("--config", type=Path, metavar="FILE", help="the settings; else $AVVIK_CONFIG, ./config.toml, …")
    found.add_argument("--once", action="store_true", help="do all that is due, deliver what may leave, and exit")
    found.add_argument("--check", action="store_true", help="check settings and templates, and exit")
    found.add_argument("--connect", action="store_true", help="with --check: also reach the mail server, up to TLS")
    found.add_argument("--lang", choices=("nb", "en"), help="the language of messages")
    found.add_argument("--version", action="version", version=f"avvikd {our_version()}")
    return found


def main(words: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 something failed or was refused, 2 wrong usage, 3 settings or database cannot be used."""
    asked = parser()
    given = asked.parse_args(words)
    if given.connect and not given.check:
        asked.error("--connect goes with --check")
    language = choose(given.lang, os.environ)
    os.umask(0o077)
    try:
        return _run(given, language)
    except AvvikError as error:
        sys.stderr.write(f"avvikd: {tell(error, language)}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: argparse.Namespace, language: str) -> int:
    from core.config import find
    from core.desk.rulebook import load_checked

    path = find(given.config, os.environ)
    if given.check:
        return _check(path, language, given.connect)
    settings = load_checked(path)
    _require_owner(settings.database.path)
    from daemon import journal

    journal.open_log(settings.log.path)
    if given.once:
        from daemon.once import once

        return asyncio.run(once(settings, our_version()))
    from daemon.session import Session

    asyncio.run(Session(path, settings, our_version()).run())
    return DELIVERED


def _require_owner(database: Path) -> None:
    """What another account would leave beside the database, the service account could not open. Unusable."""
    from core.errors import Unusable
    from core.owner import other_owner

    if (owner := other_owner(database)) is not None:
        raise Unusable("daemon.not_owner", owner=owner)


def _check(path: Path, language: str, connect: bool) -> int:
    from core.desk.setup import problems
    from core.errors import Unusable

    for found in (wrong := list(problems(path, os.environ))):
        sys.stdout.write(f"{found.tell(language)}\n")
    if wrong:
        return Unusable.exit_code
    if connect:
        from daemon.check import connects

        if answer := asyncio.run(connects(path, language)):
            sys.stdout.write(f"{answer}\n")
            return FAILED
    return DELIVERED


if __name__ == "__main__":
    sys.exit(main())
