"""`avvik deadline preview`: every mail that will go out, and when."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from core.desk.preview import Coming
from core.domain.digest import Line
from core.words import known, shown, word
from tui.commands.as_json import dumps, moment, party
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.usage import Day
from tui.format import indented, table, who


@click.command("preview", cls=Command, example="avvik deadline preview --until 2026-12-24")
@click.option("--until", "until_day", type=Day())
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def preview(call: Call, until_day: date | None, as_json: bool) -> None:
    found = call.work(lambda desk: desk.deadlines.preview(call.who, until_day))
    if as_json:
        call.out(dumps([_json(call, each) for each in found]))
    elif found:
        call.out("\n".join(line for each in found for line in _text(call, each)))
    else:
        call.note("cmd.none")


def _json(call: Call, each: Coming) -> dict[str, Any]:
    return {
        "at": moment(each.at, call.settings.deadlines.timezone),
        "to": party(each.to),
        "template": each.template,
        "case": each.case,
        "state": each.state,
        "n": each.n,
        "lines": [dict(line) for line in each.lines],
    }


def _text(call: Call, each: Coming) -> Iterator[str]:
    language = call.language
    name = word(language, "mail.name", each.template)
    what = call.say("preview.lines", n=each.n) if each.template == "digest" else each.case or ""
    state = call.say("preview.nobody") if each.state == "nobody" else ""
    row = [shown(language, each.at), who(language, each.to, each.case), name, what, state]
    yield "  ".join(filter(None, row))
    if each.lines:
        yield indented(table([""] * 4, [_line(call, line) for line in each.lines]).partition("\n")[2])


def _line(call: Call, line: Line) -> list[str]:
    language, kind = call.language, str(line["kind"])
    return [
        str(line["number"]),
        word(language, "step" if known(language, f"step.{kind}") else "kind", kind),  # a task of a complaint by its own
        shown(language, date.fromisoformat(str(line["due_on"]))),
        call.say("preview.late" if line["late"] else "preview.ahead"),
    ]
