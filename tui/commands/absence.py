"""`avvik absence set|end|list`: who is away, and who has their rights and mail meanwhile (workflow.md §1, D9)."""

from datetime import date
from typing import Any, Final

import click

from core.desk.absences import Row
from core.domain.absence import Warned
from core.domain.people import Absence
from core.words import shown, word
from tui.commands.as_json import day, dumps
from tui.commands.call import Call
from tui.commands.helped import Command, Lazy
from tui.commands.usage import Day
from tui.format import table

TABLE: Final = {
    "set": "tui.commands.absence:set_absence",
    "end": "tui.commands.absence:end",
    "list": "tui.commands.absence:absence_list",
}
SET_EXAMPLE: Final = "avvik absence set kari --from 2026-12-21 --to 2027-01-03 --substitute ola"


@click.command("absence", cls=Lazy, table=TABLE, example=SET_EXAMPLE)
def absence() -> None:
    pass


@click.command("set", cls=Command, example=SET_EXAMPLE)
@click.argument("login", metavar="LOGIN")
@click.option("--from", "from_", type=Day(), required=True, metavar="DATE")
@click.option("--to", "until", type=Day(), metavar="DATE")
@click.option("--substitute", metavar="LOGIN")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def set_absence(call: Call, login: str, from_: date, until: date | None, substitute: str | None, as_json: bool) -> None:
    new = Absence(login, from_, until, substitute)
    warned = call.work(lambda desk: desk.absences.set(call.who, new))
    if as_json:
        call.out(
            dumps({"login": login, "from": day(from_), "to": day(until), "substitute": substitute} | _warned(warned))
        )
        return
    id = "cmd.absence_set" if until else "cmd.absence_set_open"
    call.out(call.say(id, **{"login": login, "from": from_, "to": until}))
    for warning, values in warned:
        call.note(warning, **values)


@click.command("end", cls=Command, example="avvik absence end kari --on 2026-12-28")
@click.argument("login", metavar="LOGIN")
@click.option("--on", "back", type=Day(), metavar="DATE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def end(call: Call, login: str, back: date | None, as_json: bool) -> None:
    on = call.work(lambda desk: desk.absences.end(call.who, login, back))
    if as_json:
        call.out(dumps({"login": login, "on": day(on)}))
    else:
        call.out(call.say("cmd.absence_ended", login=login, on=on))


@click.command("list", cls=Command, example="avvik absence list --json")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def absence_list(call: Call, as_json: bool) -> None:
    rows = call.work(lambda desk: desk.absences.overview(call.who)).rows
    if as_json:
        call.out(dumps([_json(row) for row in rows]))
    elif rows:
        heads = [call.say(f"label.{name}") for name in ("absent", "from", "until", "substitute", "reached", "source")]
        call.out(table(heads, [_cells(call, row) for row in rows]))
    else:
        call.note("cmd.none")


def _json(row: Row) -> dict[str, Any]:
    found = row.absence
    dates = {"from": day(found.from_on), "to": day(found.to_on)}
    return {
        "login": found.login,
        **dates,
        "substitute": found.substitute,
        "source": found.source,
        "reached": list(row.reached),
        "by_line": row.by_line,
    }


def _cells(call: Call, row: Row) -> list[str]:
    found, language = row.absence, call.language
    return [
        found.login,
        shown(language, found.from_on),
        shown(language, found.to_on),
        shown(language, found.substitute),
        ", ".join(row.reached) or call.say("absence.reached_nobody"),
        word(language, "absence.source", found.source),
    ]


def _warned(warned: tuple[Warned, ...]) -> dict[str, Any]:
    """The warnings for a program: their ids, and the days and people they are about."""
    return {
        "warnings": [{"id": id, **{name: _plain(value) for name, value in values.items()}} for id, values in warned]
    }


def _plain(value: object) -> object:
    return day(value) if isinstance(value, date) else value
