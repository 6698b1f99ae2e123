"""`avvik status`: whether the installation fares well; exit 1 if something needs a person."""

import re
from collections.abc import Iterator
from typing import Any, Final

import click

from core.desk import Desk
from core.desk.health import Status
from tui.commands.as_json import dumps, moment
from tui.commands.call import Call
from tui.commands.helped import Command

_SERVER: Final = re.compile(r"(?:connect|mail|rcpt|data|text) (?:0 )?(\S.*)")
"""The daemon's error while the mail server lets no mail be handed over: the step, and what was answered at it."""


@click.command("status", cls=Command, example="avvik status --json")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def status(call: Call, as_json: bool) -> int:
    async def job(desk: Desk) -> Status:
        await call.require_administrator(desk)
        return await desk.health.status()

    found = call.work(job)
    call.out(dumps(_json(call, found)) if as_json else "\n".join(_lines(call, found)))
    return 1 if found.needs_person else 0


def _json(call: Call, found: Status) -> dict[str, Any]:
    zone, daemon = call.settings.deadlines.timezone, found.daemon
    return {
        "daemon": {
            "alive": found.running,
            "stuck": found.stuck,
            "progress_at": moment(daemon.progress, zone) if daemon else None,
            "version": daemon.sign.version if daemon and daemon.sign else None,
        },
        "queue": found.mails,
        "oldest_waiting_at": moment(found.oldest, zone),
        "overdue": found.overdue,
        "last_error": found.error or None,
        "database": {"ok": not found.faults, "faults": list(found.faults)},
        "rules_changed": list(found.changed),
        "needs_person": found.needs_person,
    }


def _lines(call: Call, found: Status) -> Iterator[str]:
    yield _daemon(call, found)
    yield call.say(
        "status.queue", **{name: found.mails.get(name, 0) for name in ("waiting", "held", "unknown", "failed")}
    )
    if found.oldest:
        yield call.say("status.oldest", at=found.oldest)
    yield call.say("status.overdue", n=found.overdue)
    yield _error(call, found.error)
    yield call.say("status.database_bad", reason=found.faults) if found.faults else call.say("status.database_ok")
    if found.changed:
        yield call.say("status.rules_changed", rules=found.changed)
    if found.mails.get("failed") or found.mails.get("unknown"):
        yield call.say("status.needs_person", failed=found.mails["failed"], unknown=found.mails["unknown"])


def _error(call: Call, error: str) -> str:
    if not error:
        return call.say("status.no_error")
    if server := _SERVER.fullmatch(error):
        return call.say("status.no_server", answer=server[1])
    return call.say("status.error", error=error)


def _daemon(call: Call, found: Status) -> str:
    if found.daemon is None:
        return call.say("status.daemon_never")
    at = found.daemon.progress
    if not found.running:
        return call.say("status.daemon_dead", at=at)
    return call.say("status.daemon_stuck" if found.stuck else "status.daemon_alive", at=at)
