"""`avvik case list`: the cases within one's reach, by the desk's own filter."""

import sys
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any, Final

import click

from core.desk import Desk
from core.desk.lists import Filter, ListRow
from core.domain.calendar import instant
from core.errors import Usage
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.usage import Choice, Day, Number
from tui.format import table, title_width, who

STATES: Final = ("received", "in_progress", "awaiting_closure", "closed", "rejected", "transferred")
PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter: `words` as the desk reads them behind `/`, the rest as options."""

    words: tuple[str, ...]
    states: tuple[str, ...]
    unit: str | None
    mine: bool
    overdue: bool
    search: str
    since: date | None
    limit: int | None


@click.command("list", cls=Command, example="avvik case list --overdue status:mottatt pensum")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--state", "states", multiple=True, type=Choice(STATES))
@click.option("--unit", metavar="CODE")
@click.option("--mine", is_flag=True)
@click.option("--overdue", is_flag=True)
@click.option("--search", metavar="TEXT", default="")
@click.option("--since", type=Day(), metavar="DATE")
@click.option("--limit", type=Number(), metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def case_list(call: Call, /, as_json: bool, **given: Any) -> None:
    asked = Asked(**given)

    async def job(desk: Desk) -> list[ListRow]:
        wanted, text = _question(desk, asked)
        return await listed(desk, call.who, wanted, text, asked.limit)

    rows = call.work(job)
    if as_json:
        from tui.commands.as_json import dumps

        call.out(dumps([row_json(row) for row in rows]))
    elif rows:
        call.out(_lines(call, rows))
    else:
        call.note("cmd.none")


async def listed(desk: Desk, who: str | None, wanted: Filter, text: str, limit: int | None) -> list[ListRow]:
    """The rows that answer, read page by page; the first `limit`, or all."""
    keys = await desk.lists.keys(who, wanted, text, -1 if limit is None else limit)
    found: list[ListRow] = []
    for start in range(0, len(keys), PAGE):
        page = keys[start : start + PAGE]
        rows = await desk.lists.rows(who, page)
        found += [rows[key] for key in page if key in rows]
    return found


def _question(desk: Desk, asked: Asked) -> tuple[Filter, str]:
    """What to list, and the text to search for. Usage("usage.filter") for a word that names nothing."""
    wanted = _filter(desk, asked)
    if not asked.words:
        return wanted, asked.search
    from tui.query import parse

    office = desk.office
    query = parse(" ".join(asked.words), wanted.tab, office.today(office.now()))
    if query.odd:
        raise Usage("usage.filter", words=query.odd)
    said = query.asked
    both = replace(
        wanted,
        states=(*wanted.states, *said.states),
        unit=said.unit or wanted.unit,
        overdue_on=said.overdue_on or wanted.overdue_on,
    )
    return both, f"{asked.search} {query.text}".strip()


def _filter(desk: Desk, asked: Asked) -> Filter:
    office = desk.office
    return Filter(
        tab="mine" if asked.mine else "all",
        states=asked.states,
        unit=asked.unit,
        overdue_on=office.today(office.now()) if asked.overdue else None,
        since=instant(asked.since, time.min, office.settings.deadlines.timezone) if asked.since else None,
    )


def _lines(call: Call, rows: list[ListRow]) -> str:
    say = call.say
    heads = [say(f"label.{name}") for name in ("case", "due_on", "course", "state", "owner", "title")]
    most = title_width(sys.stdout)
    return table(heads, [_cells(call, row) for row in rows], last=most)


def _cells(call: Call, row: ListRow) -> list[str]:
    from core.words import shown, word

    state = "with_owner" if row.with_owner and row.state == "in_progress" else row.state
    owes = who(call.language, row.owner, row.id) if row.owner else ""
    return [
        row.id,
        shown(call.language, row.due_on),
        row.course,
        word(call.language, "state", state),
        owes,
        row.title,
    ]


def row_json(row: ListRow) -> dict[str, Any]:
    """One line of a list of either kind."""
    return {
        "id": row.id,
        "reference": row.reference,
        "state": row.state,
        "title": row.title or None,
        "faculty": row.faculty,
        "unit": row.unit,
        "course": row.course,
        "handler": row.handler,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "due_kind": row.due_kind,
        "owner": (row.owner.id or row.owner.kind) if row.owner else None,
        "with_owner": row.with_owner,
        "unreached": row.unreached,
        "restricted": row.restricted,
        "version": row.version,
    }
