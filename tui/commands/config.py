"""`avvik config check|show`: every error of the settings with its line, and what is in force and from where."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click

from core.config import Problem
from core.config.loading import Loaded, load_with_sources
from core.desk import Desk
from core.errors import Forbidden, Unusable
from core.words import shown
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command, Lazy
from tui.format import table

TABLE: Final = {"check": "tui.commands.config:check", "show": "tui.commands.config:show"}


@click.command("config", cls=Lazy, table=TABLE, example="avvik config check /etc/avvik/config.toml")
def config() -> None:
    pass


@click.command("check", cls=Command, example="avvik config check /etc/avvik/config.toml")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def check(call: Call, file: Path | None, as_json: bool) -> int:
    if file is not None:
        call.require_no_login()
    require_administrator(call)
    path = file or call.path
    found = list(problems(call, path))
    if as_json:
        call.out(dumps({"file": str(path), "problems": [_json(call, each) for each in found]}))
    elif found:
        call.out("\n".join(each.tell(call.language) for each in found))
    else:
        call.out(call.say("config.fine", file=path))
    return Unusable.exit_code if found else 0


def problems(call: Call, path: Path) -> Iterator[Problem]:
    """Everything wrong with a settings file, with what it names, and with the keys it gives acts of the desk."""
    from core.desk import setup

    yield from setup.problems(path, call.environ)
    with suppress(Unusable):  # it has been told
        yield from _keys(load_with_sources(path))


def _keys(loaded: Loaded) -> Iterator[Problem]:
    from tui.keys import remap

    source = loaded.sources[0]
    try:
        remap(loaded.settings.keys)
    except Unusable as error:
        yield Problem(source.file, source.line(("keys", str(error.values.get("id")))), "", error.id, error.values)


def _json(call: Call, problem: Problem) -> dict[str, Any]:
    return {
        "where": problem.where,
        "file": str(problem.file),
        "line": problem.line,
        "key": problem.key,
        "what": shown(call.language, problem),
    }


@click.command("show", cls=Command, example="avvik config show --json")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def show(call: Call, as_json: bool) -> None:
    from core.config.shown import show as settings_in_force

    require_administrator(call)
    found = settings_in_force(call.path)
    if as_json:
        rows = [{"key": each.key, "value": each.value, "source": each.source} for each in found]
        call.out(dumps({"file": str(call.path), "settings": rows}))
        return
    heads = [call.say(f"label.{name}") for name in ("key", "value", "source")]
    default = call.say("cmd.default")
    call.out(table(heads, [[each.key, _value(each.value), each.source or default] for each in found]))


def _value(value: object) -> str:
    return "" if value is None else str(value)


def require_administrator(call: Call) -> None:
    """The owner, or under --as an administrator: the settings must then be whole enough to ask the directory."""
    if call.login is None:
        with suppress(Unusable):  # settings that cannot be read name no database that somebody could own
            _ = call.who
        return

    async def job(desk: Desk) -> None:
        await call.require_administrator(desk)

    try:
        call.work(job)
    except Unusable:
        raise Forbidden("who.installation") from None
