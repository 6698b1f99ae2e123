"""`avvik complaint total ID [--apply]`: what the parts sum to, first looked at, then written (R137, R138)."""

import click

from core.desk import Desk
from core.domain.complaint.finishing import Total
from core.domain.complaint.protocol import ApplyTotal
from core.errors import Refused
from tui.commands.acts import Seen, answer, as_document, seen
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("total", cls=Command, example="avvik complaint total K-26-0007 --apply")
@click.argument("id", metavar="ID")
@click.option("--apply", "apply", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def total(call: Call, id: str, apply: bool, as_json: bool) -> None:
    if apply:
        _apply(call, id, as_json)
        return
    found = call.work(lambda desk: desk.complaints.total(call.who, id))
    if found is None:
        raise Refused("total.nothing")
    if as_json:
        call.out(dumps({"before": found.before, "after": found.after, "applied": False}))
    else:
        call.out(_said(call, found))


def _apply(call: Call, id: str, as_json: bool) -> None:
    async def job(desk: Desk) -> Seen:
        done = await desk.cases.act(call.who, id, ApplyTotal())
        return done, await seen(desk, call.who, done.case)

    done, shown = call.work(job)
    if as_json:
        call.out(dumps(as_document(call, done, shown)))
    else:
        answer(call, done, shown, "total")


def _said(call: Call, found: Total) -> str:
    return call.say("cmd.total", before=found.before, after=found.after)
