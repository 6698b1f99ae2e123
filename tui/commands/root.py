"""`avvik [--config FILE] [--as LOGIN] [--lang nb|en] COMMAND …` (interface.md, "Common")."""

from pathlib import Path
from typing import Final

import click

from tui.commands.call import Call
from tui.commands.helped import Lazy
from tui.commands.usage import Choice

TABLE: Final = {
    "case": "tui.commands.case:case",
    "measure": "tui.commands.measure:measure",
    "complaint": "tui.commands.complaint:complaint",
    "deadline": "tui.commands.deadline:deadline",
    "mail": "tui.commands.mail:mail",
    "absence": "tui.commands.absence:absence",
    "open": "tui.commands.desk:open_case",
    "demo": "tui.commands.demo:demo",
    "import": "tui.commands.imports:import_",
    "directory": "tui.commands.directory:directory",
    "init": "tui.commands.init:init",
    "backup": "tui.commands.backup:backup",
    "restore": "tui.commands.restore:restore",
    "config": "tui.commands.config:config",
    "status": "tui.commands.status:status",
    "doctor": "tui.commands.doctor:doctor",
    "log": "tui.commands.log:log",
}


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from tui.__main__ import VERSION

        click.echo(f"avvik {VERSION}")
        ctx.exit()


@click.command(
    "avvik",
    cls=Lazy,
    table=TABLE,
    example="avvik case list --overdue",
    invoke_without_command=True,
    no_args_is_help=False,
)
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--as", "as_", metavar="LOGIN")
@click.option("--lang", type=Choice(["nb", "en"]))
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
@click.pass_context
def root(ctx: click.Context, config: Path | None, as_: str | None, lang: str | None) -> int | None:
    call = ctx.find_object(Call)
    if call is None:
        raise TypeError("a call is needed")
    call.config, call.login, call.lang = config, as_, lang
    if ctx.invoked_subcommand is None:
        from tui.commands.desk import open_desk

        return open_desk(call, None)
    return None
