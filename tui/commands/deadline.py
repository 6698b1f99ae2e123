"""`avvik deadline list|explain|preview|recompute` and the acts: what is owed by when, and why then."""

import sys
from typing import Any, Final

import click

from core.desk.deadlines import Explained, Running
from core.domain.deadline import last_day
from core.words import shown, word
from tui.commands.as_json import day, dumps
from tui.commands.call import Call
from tui.commands.case import Acts
from tui.commands.helped import Command
from tui.commands.json_case import deadline_json
from tui.format import indented, table, title_width, who

TABLE: Final = {
    "list": "tui.commands.deadline:deadline_list",
    "explain": "tui.commands.deadline:explain",
    "preview": "tui.commands.deadline_preview:preview",
    "recompute": "tui.commands.deadline_recompute:recompute",
}


@click.command("deadline", cls=Acts, table=TABLE, example="avvik deadline explain A-26-0124")
def deadline() -> None:
    pass


@click.command("list", cls=Command, example="avvik deadline list --overdue --mine")
@click.option("--overdue", is_flag=True)
@click.option("--mine", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def deadline_list(call: Call, overdue: bool, mine: bool, as_json: bool) -> None:
    found = call.work(lambda desk: desk.deadlines.list(call.who, overdue=overdue, mine=mine))
    if as_json:
        call.out(dumps([_running(each) for each in found]))
    elif found:
        heads = [call.say(f"label.{name}") for name in ("id", "due_on", "owner", "kind")]
        call.out(table(heads, [_cells(call, each) for each in found], last=title_width(sys.stdout)))
    else:
        call.note("cmd.none")


def _running(each: Running) -> dict[str, Any]:
    return {"case": each.case, **deadline_json(each.deadline, each.deadline.owner), "days": each.days}


def _cells(call: Call, each: Running) -> list[str]:
    found, language = each.deadline, call.language
    late = "!! " if each.days < 0 else ""
    return [
        found.id,
        late + shown(language, last_day(found)),
        who(language, found.owner, each.case),
        word(language, "kind", found.kind),
    ]


@click.command("explain", cls=Command, example="avvik deadline explain A-26-0124:2")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def explain(call: Call, id: str, as_json: bool) -> None:
    found = call.work(lambda desk: desk.deadlines.explain(call.who, id))
    if as_json:
        call.out(dumps([_explained(call, each) for each in found]))
    elif found:
        call.out("\n\n".join(_text(call, each) for each in found))
    else:
        call.note("cmd.none")


def _explained(call: Call, each: Explained) -> dict[str, Any]:
    return {
        "case": each.case,
        **deadline_json(each.deadline, each.deadline.owner),
        "opened_on": day(each.opened_on),
        "basis": each.basis,
        "trace": [{"id": step.id, "values": list(step.values)} for step in each.trace],
        "sentences": list(each.sentences(call.language)),
        "reminders": [{"on": day(stage.on), "stage": stage.id} for stage in each.reminders],
        "days": each.days,
    }


def _text(call: Call, each: Explained) -> str:
    found, language = each.deadline, call.language
    kind = word(language, "kind", found.kind)
    head = f"{found.id}  {kind}: {shown(language, last_day(found))} ({call.say(f'deadline.{found.state.value}')})"
    lines = list(each.sentences(language))
    if each.reminders:
        days = tuple(stage.on for stage in each.reminders)
        lines.append(call.say("deadline.reminders", days=days))
    return head + "\n" + indented("\n".join(lines))
