"""`avvik complaint list`: the complaints within one's reach, the earliest date first."""

import sys
from datetime import date, time
from typing import Any

import click

from core.desk import Desk
from core.desk.lists import Filter, ListRow
from core.domain.calendar import instant
from core.domain.complaint.case import Phase
from core.words import shown, word
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.case_list import listed, row_json
from tui.commands.helped import Command
from tui.commands.usage import Choice, Day, Number
from tui.format import table, title_width, who


@click.command("list", cls=Command, example="avvik complaint list --mine --overdue")
@click.option("--state", "states", multiple=True, type=Choice([each.value for each in Phase]))
@click.option("--unit", metavar="CODE")
@click.option("--mine", is_flag=True)
@click.option("--overdue", is_flag=True)
@click.option("--search", metavar="TEXT", default="")
@click.option("--since", type=Day(), metavar="DATE")
@click.option("--limit", type=Number(), metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def complaint_list(call: Call, /, as_json: bool, search: str, limit: int | None, **given: Any) -> None:
    async def job(desk: Desk) -> list[ListRow]:
        return await listed(desk, call.who, _filter(desk, **given), search, limit)

    rows = call.work(job)
    if as_json:
        call.out(dumps([row_json(row) for row in rows]))
    elif rows:
        heads = [call.say(f"label.{name}") for name in ("complaint", "due_on", "course", "state", "owner", "title")]
        call.out(table(heads, [_cells(call, row) for row in rows], last=title_width(sys.stdout)))
    else:
        call.note("cmd.none")


def _filter(
    desk: Desk, states: tuple[str, ...], unit: str | None, mine: bool, overdue: bool, since: date | None
) -> Filter:
    office = desk.office
    return Filter(
        tab="mine" if mine else "all",
        kind="complaint",
        states=states,
        unit=unit,
        overdue_on=office.today(office.now()) if overdue else None,
        since=instant(since, time.min, office.settings.deadlines.timezone) if since else None,
    )


def _cells(call: Call, row: ListRow) -> list[str]:
    owes = who(call.language, row.owner, row.id) if row.owner else ""
    state = word(call.language, "state", row.state)
    return [row.id, shown(call.language, row.due_on), row.course, state, owes, row.title]
