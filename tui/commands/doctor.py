"""`avvik doctor`: checks the set-up, each with what to do; exit 1 if something must be mended."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from core.desk import Desk
from core.desk.doctor import Check, diagnose
from core.errors import AvvikError, Unusable
from core.words import shown
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.config import problems, require_administrator
from tui.commands.helped import Command


@click.command("doctor", cls=Command, example="avvik doctor")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def doctor(call: Call, as_json: bool) -> int:
    require_administrator(call)
    found = list(_checks(call))
    if as_json:
        call.out(dumps([{"check": each.name, "ok": each.ok, "text": _sentence(call, each)} for each in found]))
    else:
        call.out("\n".join(f"{'ok' if each.ok else '!!'}  {_sentence(call, each)}" for each in found))
    return 0 if all(each.ok for each in found) else 1


def _sentence(call: Call, check: Check) -> str:
    return call.say(f"doctor.{check.name}.{'ok' if check.ok else 'bad'}", value=check.value)


def _checks(call: Call) -> Iterator[Check]:
    wrong = [each.tell(call.language) for each in problems(call, call.path)]
    yield from (Check("settings", False, each) for each in wrong)
    try:
        settings = call.settings
    except Unusable:
        return  # every error of the file has been said
    if not wrong:
        yield Check("settings", True, call.path)
    yield from diagnose(settings, datetime.now(UTC))
    yield _database(call)
    yield _terminal(call)


def _database(call: Call) -> Check:
    async def job(desk: Desk) -> Check:
        found = await desk.health.status()
        return Check("database", not found.faults, found.faults or settings.database.path)

    settings = call.settings
    try:
        return call.work(job)
    except AvvikError as error:
        return Check("database", False, shown(call.language, error))


def _terminal(call: Call) -> Check:
    term = call.environ.get("TERM", "")
    return Check("terminal", term not in ("", "dumb"), term)
