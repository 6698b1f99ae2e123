"""`avvik case alike ID`: what may be the same matter, to whoever may link the case (workflow.md §3)."""

import click

from core.desk import Desk
from core.desk.alike import Alike
from core.text import one_line
from core.words import say, word
from tui.commands.as_json import day, dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("alike", cls=Command, example="avvik case alike A-26-0124")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def alike(call: Call, id: str, as_json: bool) -> None:
    async def job(desk: Desk) -> tuple[Alike, ...]:
        return await desk.alike.of(call.who, id)

    found = call.work(job)
    if as_json:
        call.out(dumps([_json(each) for each in found]))
    elif not found:
        call.out(call.say("cmd.alike_nothing"))
    else:
        call.out("\n".join(_row(call, each) for each in found))


def _json(each: Alike) -> dict[str, object]:
    return {
        "id": each.id,
        "title": each.title,
        "state": each.state,
        "received_on": day(each.received_on),
        "days": each.days,
        "score": each.score,
        "why": list(each.why),
    }


def _row(call: Call, each: Alike) -> str:
    state, why = word(call.language, "state", each.state), ", ".join(word(call.language, "alike", w) for w in each.why)
    days = say(call.language, "alike.days", n=each.days) if each.days else say(call.language, "alike.same_day")
    return f"{each.id:<10}  {state:<18}  {one_line(each.title)[:48]:<48}  {why}, {days}"
