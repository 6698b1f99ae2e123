"""`avvik case undo ID`: take back one's last act on the case, while its mail has not left (design.md)."""

import click

from core.desk import Desk
from core.desk.cases import Undone
from core.desk.shown import Shown
from tui.commands.acts import seen
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.document import document
from tui.commands.helped import Command


@click.command("undo", cls=Command, example="avvik case undo A-26-0124")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def undo(call: Call, id: str, as_json: bool) -> None:
    async def job(desk: Desk) -> tuple[Undone, Shown | None]:
        undone = await desk.cases.undo(call.who, id)
        return undone, await seen(desk, call.who, undone.case)

    undone, shown = call.work(job)
    case = undone.case
    if as_json:
        found = document(shown, call.settings) if shown else {"id": case.id, "version": case.version}
        call.out(dumps({**found, "undone": undone.act}))
    else:
        call.out(call.say("cmd.undone", case=case.id, act=undone.act, state=case.state.value))
        if undone.cases > 1:
            call.out(call.say("cmd.undone_all", n=undone.cases))
