"""The notification log and the daemon's own: one line an event, ids only (faults.md G29).

No address, name or text is ever given to these functions, nor the server's words, which often repeat the address.
A log that cannot be written (a full disk, a folder that is gone) stops no mail, and sends none twice: `wrong` tells.
"""

import contextlib
import json
import logging
import os
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Final, TextIO

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


class _Patient(logging.Handler):
    """What is written stays in the stream's buffer until `let_go`: see `mail`. What cannot be written is tried again
    with the next line, and `failed` meanwhile.
    """

    failed = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:  # the file was moved away, and there can be no other
            self.failed = True

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name for it
        self.failed = True

    def flush(self) -> None:
        """Called after every record."""


class _Screen(_Patient, logging.StreamHandler[TextIO]):
    """Standard error."""

    def close(self) -> None:
        super().close()
        self.stream.close()


class _File(_Patient, WatchedFileHandler):
    """The notification log, which may be moved away at any time (logrotate)."""


def open_log(path: Path) -> None:
    """Log to standard error and to `path`.

    Raises: Unusable("log.unwritable").
    """
    close_log()
    screen = _Screen(os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace"))
    screen.setFormatter(_Plain() if sys.stderr.isatty() else _Json())
    _LOG.addHandler(screen)
    try:
        file = _File(path, encoding="utf-8")
    except OSError as error:
        raise Unusable("log.unwritable", path=str(path), reason=error.strerror or "") from error
    file.setFormatter(_Json())
    _LOG.addHandler(file)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line tells, and asking costs
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


def close_log() -> None:
    for handler in list(_LOG.handlers):
        _LOG.removeHandler(handler)
        with contextlib.suppress(OSError):  # what could not be written has been told
            handler.close()


def mail(result: str, id: int, case: str | None, template: str, attempt: int, answer: str) -> None:
    """What became of one try of one mail. Of mail sent the lines are gathered: they are seen when it is settled."""
    level = logging.INFO if result == "sent" else logging.WARNING
    _write(level, f"mail.{result}", mail=id, case=case, template=template, attempt=attempt, answer=answer)
    if result != "sent":
        let_go()


def event(name: str, **values: object) -> None:
    """Something worth knowing."""
    _write(logging.INFO, name, **values)
    let_go()


def trouble(name: str, **values: object) -> None:
    """Something that may need a person."""
    _write(logging.ERROR, name, **values)
    let_go()


def let_go() -> None:
    """Let everything written so far be seen."""
    for handler in _LOG.handlers:
        if isinstance(handler, _Screen | _File) and handler.stream is not None:
            try:
                handler.stream.flush()
            except OSError:
                handler.failed = True
            else:
                handler.failed = False


def wrong() -> str:
    """The id of what is wrong while the notification log cannot be written, else ""."""
    return "log.unwritable" if any(isinstance(each, _File) and each.failed for each in _LOG.handlers) else ""


def _write(level: int, event: str, **values: object) -> None:
    _LOG.log(level, "%s", event, extra={"values": values})


def _content(record: logging.LogRecord) -> dict[str, object]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    values = getattr(record, "values", {})
    return {"time": at, "level": record.levelname.lower(), "event": record.getMessage(), **values}
