"""The notification log and the daemon's own: one line an event, ids only (faults.md G29).

No address, name or text is ever given to these functions, nor the server's words, which often repeat the address.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Final

from core.errors import Unusable
from core.text import one_line

_LOG: Final = logging.getLogger("avvikd")


class _Json(logging.Formatter):
    """An event as one line of JSON, made once for all who write it."""

    def format(self, record: logging.LogRecord) -> str:
        line = record.__dict__.get("line")
        if line is None:
            line = record.__dict__["line"] = json.dumps(_content(record), ensure_ascii=False)
        return str(line)


class _Plain(logging.Formatter):
    """An event as people read it, on a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        content = _content(record)
        head = f"{content.pop('time')} {content.pop('level')} {content.pop('event')}"
        return one_line(" ".join([head, *(f"{key}={value}" for key, value in content.items())]))


def open_log(path: Path) -> None:
    """Log to standard error and to `path`, which may be moved away at any time (logrotate).

    Raises: Unusable("log.unwritable").
    """
    close_log()
    screen = logging.StreamHandler()
    screen.setFormatter(_Plain() if sys.stderr.isatty() else _Json())
    _LOG.addHandler(screen)
    try:
        file = WatchedFileHandler(path, encoding="utf-8")
    except OSError as error:
        raise Unusable("log.unwritable", path=str(path), reason=error.strerror or "") from error
    file.setFormatter(_Json())
    _LOG.addHandler(file)
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def close_log() -> None:
    for handler in list(_LOG.handlers):
        _LOG.removeHandler(handler)
        handler.close()


def mail(result: str, id: int, case: str | None, template: str, attempt: int, answer: str) -> None:
    """What became of one try of one mail."""
    level = logging.INFO if result == "sent" else logging.WARNING
    _write(level, f"mail.{result}", mail=id, case=case, template=template, attempt=attempt, answer=answer)


def event(name: str, **values: object) -> None:
    """Something worth knowing."""
    _write(logging.INFO, name, **values)


def trouble(name: str, **values: object) -> None:
    """Something that may need a person."""
    _write(logging.ERROR, name, **values)


def _write(level: int, event: str, **values: object) -> None:
    _LOG.log(level, "%s", event, extra={"values": values})


def _content(record: logging.LogRecord) -> dict[str, object]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    values = getattr(record, "values", {})
    return {"time": at, "level": record.levelname.lower(), "event": record.getMessage(), **values}
