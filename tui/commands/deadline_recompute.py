"""`avvik deadline recompute`: what a changed rule would move; moved only where `--apply` is given, with a reason."""

from collections.abc import Iterator
from typing import Any

import click

from core.desk.recompute import Move, Recomputed
from core.errors import Usage
from core.words import shown, word
from tui.commands.as_json import day, dumps
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.format import table


@click.command("recompute", cls=Command, example='avvik deadline recompute --apply --reason "ny lov"')
@click.option("--apply", is_flag=True)
@click.option("--reason", default="")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def recompute(call: Call, apply: bool, reason: str, as_json: bool) -> None:
    if bool(reason) != apply:
        raise Usage("usage.missing", names="--apply" if reason else "--reason")
    found = call.work(lambda desk: desk.deadlines.recompute(call.who, apply=apply, reason=reason))
    call.out(dumps(_json(found)) if as_json else "\n".join(_text(call, found)))


def _json(found: Recomputed) -> dict[str, Any]:
    return {
        "applied": found.applied,
        "kinds": found.kinds,
        "told": found.told,
        "moves": [_move(each) for each in found.moves],
    }


def _move(each: Move) -> dict[str, Any]:
    before, after = each.days
    return {
        "id": each.after.id,
        "case": each.case,
        "kind": each.after.kind,
        "from": day(before),
        "to": day(after),
        "rule": each.after.rule,
        "rule_before": each.before.rule,
    }


def _text(call: Call, found: Recomputed) -> Iterator[str]:
    if found.moves:
        heads = [call.say(f"label.{name}") for name in ("id", "kind", "from", "to", "rule")]
        yield table(heads, [_cells(call, each) for each in found.moves])
    n = sum(found.kinds.values())
    yield call.say("recompute.none" if not n else "recompute.applied" if found.applied else "recompute.would", n=n)
    for kind, count in found.kinds.items():
        yield call.say("recompute.kind", kind=kind, count=count)
    if found.told:
        yield call.say("recompute.told", n=found.told)


def _cells(call: Call, each: Move) -> list[str]:
    before, after = each.days
    language = call.language
    return [
        each.after.id,
        word(language, "kind", each.after.kind),
        shown(language, before),
        shown(language, after),
        each.after.rule,
    ]
