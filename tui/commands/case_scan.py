"""`avvik case scan ID`: what may be personal data in a case, to whoever may mask it (R4, R56)."""

import click

from core.desk import Desk
from core.desk.privacy import Suggestion
from core.text import one_line
from core.words import word
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("scan", cls=Command, example="avvik case scan A-26-0124")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def scan(call: Call, id: str, as_json: bool) -> None:
    async def job(desk: Desk) -> tuple[Suggestion, ...]:
        return await desk.privacy.suggestions(call.who, id)

    found = call.work(job)
    if as_json:
        call.out(dumps([_json(each) for each in found]))
    elif not found:
        call.out(call.say("cmd.scan_nothing"))
    else:
        call.out("\n".join(_row(call, each) for each in found))


def _json(each: Suggestion) -> dict[str, object]:
    find = each.find
    return {
        "field": each.field,
        "of": each.of or None,
        "start": find.start,
        "end": find.end,
        "kind": find.kind,
        "text": find.text,
    }


def _row(call: Call, each: Suggestion) -> str:
    place = word(call.language, "field", each.field) + (f" {each.of}" if each.of else "")
    return f"{word(call.language, 'find', each.find.kind):<20}  {place:<24}  {one_line(each.find.text)}"
