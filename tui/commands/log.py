"""`avvik log [-f] [-n N]`: the notification log, followed like tail."""

import json
import sys
from datetime import datetime
from typing import Any

import click

from core.errors import Refused
from core.text import one_line
from core.words import shown
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.config import require_administrator
from tui.commands.helped import Command
from tui.commands.tail import Tail
from tui.commands.usage import Number


@click.command("log", cls=Command, example="avvik log -f -n 50")
@click.option("-f", "--follow", is_flag=True)
@click.option("-n", "--lines", type=Number(), default=20, metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def log(call: Call, follow: bool, lines: int, as_json: bool) -> None:
    """With --json one document; followed, one for each line."""
    require_administrator(call)
    path = call.settings.log.path
    if not follow and not path.exists():
        raise Refused("log.none", path=path)
    with Tail(path) as tail:
        last = tail.last(lines)
        if as_json and not follow:
            call.out(dumps([_entry(line) for line in last]))
            return
        for line in last:
            call.out(_shown(call, line, as_json))
        sys.stdout.flush()
        for line in tail.follow() if follow else ():
            call.out(_shown(call, line, as_json))
            sys.stdout.flush()


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
    if "event" not in entry:
        return one_line(line.rstrip("\n"))
    at, event = entry.pop("time", ""), entry.pop("event")
    entry.pop("level", None)
    rest = " ".join(f"{key}={value}" for key, value in entry.items() if value not in (None, ""))
    return one_line(f"{_moment(call, str(at))}  {event}  {rest}".rstrip())


def _moment(call: Call, at: str) -> str:
    try:
        return shown(call.language, datetime.fromisoformat(at))
    except ValueError:
        return at
