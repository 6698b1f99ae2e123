"""`avvik config check|show`: every error of the settings with its line, and what is in force and from where."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import click

from core.config import Settings
from core.config.loading import Loaded, load_with_sources
from core.desk import Desk
from core.errors import AvvikError, Forbidden, Unusable
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
        call.out(dumps({"file": str(path), "problems": found}))
    elif found:
        call.out("\n".join(call.say("cmd.at", where=each["where"], what=each["what"]) for each in found))
    else:
        call.out(call.say("config.fine", file=path))
    return Unusable.exit_code if found else 0


def problems(call: Call, path: Path) -> Iterator[dict[str, Any]]:
    """Everything wrong with a settings file and with what it names: {where, file, line, key, what}."""
    try:
        loaded = load_with_sources(path)
    except Unusable as error:
        found = error.values.get("problems")
        for problem in found if isinstance(found, tuple) else ():
            yield _problem(problem.file, problem.line, problem.key, shown(call.language, problem))
        return
    settings = loaded.settings
    yield from _rules(call, loaded)
    yield from _columns(call, path, settings)
    yield from _password(call, settings)
    yield from _templates(call, settings)


def _problem(file: Path, line: int | None, key: str, what: str) -> dict[str, Any]:
    where = ": ".join(part for part in (f"{file}:{line}" if line else str(file), key) if part)
    return {"where": where, "file": str(file), "line": line, "key": key, "what": what}


def _rules(call: Call, loaded: Loaded) -> Iterator[dict[str, Any]]:
    from core.desk.rulebook import clashes

    for problem in clashes(loaded):
        yield _problem(problem.file, problem.line, problem.key, shown(call.language, problem))


def _columns(call: Call, path: Path, settings: Settings) -> Iterator[dict[str, Any]]:
    from core.intake.columns import check as check_columns

    try:
        check_columns(settings.import_.columns)
    except AvvikError as error:
        yield _problem(path, None, "import.columns", call.say(error.id, **error.values))


def _password(call: Call, settings: Settings) -> Iterator[dict[str, Any]]:
    from core.config.password import check as check_password

    for problem in check_password(settings.mail.password_file, os.environ):
        yield _problem(problem.file, problem.line, "mail.password_file", shown(call.language, problem))


def _templates(call: Call, settings: Settings) -> Iterator[dict[str, Any]]:
    if settings.mail.templates is None:
        return
    from core.messages.overrides import check_overrides

    for fault in check_overrides(settings.mail.templates):
        yield _problem(fault.file, fault.line, "", call.say(f"config.{fault.id}"))


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
