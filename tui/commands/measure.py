"""`avvik measure …`: list, show, and the acts on a measure."""

import sys
from typing import Any, Final

import click

from core.desk import Desk
from core.desk.lists import Filter
from core.desk.scenes import parse
from core.desk.shown import Shown
from core.domain.case import Case, Task
from core.domain.deadline import last_day
from core.errors import NotFound, Usage
from core.words import shown as shown_value
from core.words import word
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.case import Acts
from tui.commands.helped import Command
from tui.commands.json_case import measure_json
from tui.format import labelled, table, title_width, who

TABLE: Final = {"list": "tui.commands.measure:measure_list", "show": "tui.commands.measure:measure_show"}
WORKED_ON: Final = ("in_progress", "awaiting_closure")

Found = list[tuple[Case, Task]]


@click.command("measure", cls=Acts, table=TABLE, example="avvik measure accept A-26-0124/1")
def measure() -> None:
    pass


@click.command("list", cls=Command, example="avvik measure list --mine")
@click.option("--mine", is_flag=True)
@click.option("--overdue", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def measure_list(call: Call, mine: bool, overdue: bool, as_json: bool) -> None:
    """The measures of cases under treatment."""

    async def job(desk: Desk) -> Found:
        found: Found = []
        for key in await desk.lists.keys(call.who, Filter(tab="mine" if mine else "all", states=WORKED_ON)):
            shown = await desk.shows.by_key(call.who, key)
            found += [(shown.case, task) for task in shown.case.measures if _wanted(shown, task, overdue)]
        return found

    found = call.work(job)
    if as_json:
        call.out(dumps([{"case": case.id, **measure_json(task, case)} for case, task in found]))
    elif found:
        heads = [call.say(f"label.{name}") for name in ("id", "due_on", "state", "owner", "text")]
        call.out(table(heads, [_cells(call, case, task) for case, task in found], last=title_width(sys.stdout)))
    else:
        call.note("cmd.none")


def _wanted(shown: Shown, task: Task, overdue: bool) -> bool:
    return not overdue or any(d.task == task.id and shown.days[d.id] < 0 for d in shown.case.open_deadlines())


def _cells(call: Call, case: Case, task: Task) -> list[str]:
    due = next((last_day(each) for each in case.open_deadlines("measure") if each.task == task.id), None)
    state = word(call.language, "state", task.state.value)
    return [task.id, shown_value(call.language, due), state, who(call.language, task.owner), task.text]


@click.command("show", cls=Command, example="avvik measure show A-26-0124/1")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def measure_show(call: Call, id: str, as_json: bool) -> None:
    number = parse(id).task
    if number is None:
        raise Usage("usage.measure", ref=id)
    shown = call.work(lambda desk: desk.shows.case(call.who, id))
    case, task = shown.case, shown.case.task(number)
    if task is None:  # another owner's, withheld
        raise NotFound("measure.unknown")
    if as_json:
        call.out(dumps({"case": case.id, **measure_json(task, case)}))
        return
    values: dict[str, Any] = dict(
        zip(("id", "due_on", "state", "owner", "text"), _cells(call, case, task), strict=True)
    )
    values |= {name: getattr(task, name) for name in ("proposal", "cleared_with", "report", "reason")}
    call.out(labelled((call.say(f"label.{name}"), value) for name, value in values.items()))
