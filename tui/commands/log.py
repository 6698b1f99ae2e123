"""`avvik log [-f] [-n N]`: the notification log, followed like tail, also after it was moved away."""

import json
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TextIO

import click

from core.errors import Refused, Unusable
from core.text import one_line
from core.words import shown
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.config import require_administrator
from tui.commands.helped import Command
from tui.commands.usage import Number

PAUSE: Final = 0.5
"""Seconds between two looks at a log that is followed."""


@click.command("log", cls=Command, example="avvik log -f -n 50")
@click.option("-f", "--follow", is_flag=True)
@click.option("-n", "--lines", type=Number(), default=20, metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def log(call: Call, follow: bool, lines: int, as_json: bool) -> None:
    require_administrator(call)
    _ = call.who
    path = call.settings.log.path
    stream = _open(path, must_exist=not follow)
    last = deque(stream, maxlen=lines) if stream else deque[str]()
    if as_json and not follow:
        call.out(dumps([_entry(line) for line in last]))
        return
    for line in last:
        call.out(_shown(call, line, as_json))
    if follow:
        for line in follow_file(path, stream):
            call.out(_shown(call, line, as_json))
            sys.stdout.flush()


def _open(path: Path, *, must_exist: bool) -> TextIO | None:
    try:
        return path.open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        if must_exist:
            raise Refused("log.none", path=path) from None
        return None
    except OSError as error:
        raise Unusable("log.unreadable", path=path, reason=error.strerror or "") from None


def follow_file(path: Path, stream: TextIO | None, pause: float = PAUSE) -> Iterator[str]:
    """Every whole line written from now on, for ever; one that takes the place of this file is read whole."""
    sys.stdout.flush()
    part = ""
    while True:
        text = stream.readline() if stream else ""
        if text:
            part += text
            if part.endswith("\n"):
                yield part
                part = ""
            continue
        if stream is None or _replaced(path, stream):
            newer = _open(path, must_exist=False)
            if newer:
                if stream:
                    stream.close()
                stream, part = newer, ""
                continue
        time.sleep(pause)


def _replaced(path: Path, stream: TextIO) -> bool:
    """Whether the name now stands for another file, or this one was cut short."""
    ours = os.fstat(stream.fileno())
    try:
        there = path.stat()
    except OSError:
        return False
    return (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino) or there.st_size < stream.tell()


def _entry(line: str) -> dict[str, Any]:
    """A line of the log; one that is not ours is passed on as `text`."""
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    return entry if isinstance(entry, dict) else {"text": line.rstrip("\n")}


def _shown(call: Call, line: str, as_json: bool) -> str:
    entry = _entry(line)
    if as_json:
        return dumps(entry, indent=None)
    at, event = entry.pop("time", ""), entry.pop("event", "")
    entry.pop("level", None)
    rest = " ".join(f"{key}={value}" for key, value in entry.items() if value not in (None, ""))
    return one_line(f"{_moment(call, str(at))}  {event}  {rest}".rstrip())


def _moment(call: Call, at: str) -> str:
    try:
        return shown(call.language, datetime.fromisoformat(at))
    except ValueError:
        return at
