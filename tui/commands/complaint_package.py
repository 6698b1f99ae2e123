"""`avvik complaint package ID --round N`: what a commission gets, and what is withheld from it (law.md L16, L17)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Literal

import click

from core.domain.complaint.blind import Package
from core.words import shown, word
from tui.commands.as_json import day, dumps
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.usage import NumberChoice
from tui.format import labelled


@click.command("package", cls=Command, example="avvik complaint package K-26-0007 --round 2")
@click.argument("id", metavar="ID")
@click.option("--round", "round", type=NumberChoice(["2", "3"]), required=True, metavar="N")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def package(call: Call, id: str, round: Literal[2, 3], as_json: bool) -> None:
    found = call.work(lambda desk: desk.complaints.package(call.who, id, round))
    if as_json:
        call.out(dumps(_json(found)))
    else:
        call.out("\n\n".join(_parts(call, found)))


def _json(found: Package) -> dict[str, object]:
    told = found.revealed
    return {
        **asdict(found.shown),
        "due_on": day(found.shown.due_on),
        "withheld": [{"what": what, "why": why} for what, why in found.withheld],
        "revealed": told and {**asdict(told), "explanation_given": day(told.explanation_given)},
    }


def _parts(call: Call, found: Package) -> Iterator[str]:
    told = asdict(found.shown) | {"scale": word(call.language, "scale", found.shown.scale)}
    yield labelled((call.say(f"label.{name}"), shown(call.language, value)) for name, value in told.items())
    if found.revealed:
        told = asdict(found.revealed)
        yield labelled((call.say(f"label.{name}"), shown(call.language, value)) for name, value in told.items())
    if found.withheld:
        lines = (
            f"{call.say(f'package.withheld.{what}')}: {call.say(f'package.why.{why}')}" for what, why in found.withheld
        )
        yield "\n".join((call.say("package.withheld"), *(f"  {line}" for line in lines)))
