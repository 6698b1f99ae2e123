"""`avvik case undo ID`: take back one's last act on the case, while its mail has not left (design.md)."""

import click

from core.desk import Desk
from core.desk.shown import Shown
from core.domain.case import Case
from tui.commands.acts import seen
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.json_case import case_json


@click.command("undo", cls=Command, example="avvik case undo A-26-0124")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def undo(call: Call, id: str, as_json: bool) -> None:
    async def job(desk: Desk) -> tuple[Case, str, Shown | None]:
        case, kind = await desk.cases.undo(call.who, id)
        return case, kind, await seen(desk, call.who, case)

    case, kind, shown = call.work(job)
    if as_json:
        found = case_json(shown, call.settings) if shown else {"id": case.id, "version": case.version}
        call.out(dumps({**found, "undone": kind}))
    else:
        call.out(call.say("cmd.undone", case=case.id, act=kind, state=case.state.value))
