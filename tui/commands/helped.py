"""Commands whose help is in the reader's language, each with an example; groups that import what is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from core.errors import Usage
from core.words import choose, known, say
from tui.commands.call import Call

FAMILIES: Final = ("question", "option", "field")
"""Where the help of a parameter is looked for, by its name."""
OF_ACTS: Final = ("question", "field", "option")
"""The same for an act, whose parameters are its parts: `--until` of one is not that of an absence."""


class Command(click.Command):
    """A command with an example; its help is `help.<path>` of the catalogue, that of a parameter by `families`."""

    families = FAMILIES

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help(self, ctx, formatter, [])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        call = ctx.find_object(Call)
        if call:
            call.command = ctx.command_path
        return super().parse_args(ctx, args)


class Lazy(click.Group):
    """A group whose commands are imported when called: `table` holds `module:name` by the command's word."""

    families = FAMILIES

    def __init__(self, *args: Any, table: Mapping[str, str], example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.example = table, example

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self.table.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        call = ctx.find_object(Call)
        if call:
            call.command, call.lang = ctx.command_path, ctx.find_root().params.get("lang")
        if args and not name.startswith("-") and name not in self.table and name not in self.list_commands(ctx):
            from difflib import get_close_matches

            if near := get_close_matches(name, self.list_commands(ctx), 1):
                raise Usage("usage.no_command_near", command=name, near=near[0])
            raise Usage("usage.no_command", command=name)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_help(self, ctx, formatter, self.list_commands(ctx))


def write_help(
    command: "Command | Lazy", ctx: click.Context, formatter: click.HelpFormatter, commands: list[str]
) -> None:
    """Usage, what it does, what it takes, and an example."""
    language = language_of(ctx)
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{say(language, 'cmd.help_usage')}: ")
    path = ".".join(ctx.command_path.split(" ")[1:])
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(say(language, f"help.{path or 'avvik'}"))
    with formatter.section(say(language, "cmd.help_options")):
        formatter.write_dl(
            [(left(param, ctx), right(param, language, command.families)) for param in command.get_params(ctx)]
        )
    if commands:
        with formatter.section(say(language, "cmd.help_commands")):
            formatter.write_dl([(name, _short(language, f"{path}.{name}".strip("."))) for name in commands])
    with formatter.section(say(language, "cmd.help_example")):
        formatter.write_text(f"{command.example}")


def language_of(ctx: click.Context) -> str:
    call = ctx.find_object(Call)
    return choose(ctx.find_root().params.get("lang"), call.environ if call else {})


def left(param: click.Parameter, ctx: click.Context) -> str:
    record = param.get_help_record(ctx)
    return record[0] if isinstance(param, click.Option) and record else param.make_metavar(ctx)


def right(param: click.Parameter, language: str, families: tuple[str, ...] = FAMILIES) -> str:
    name = (param.name or "").rstrip("_")
    ids = [id for family in families if known(language, id := f"{family}.{name}")]
    return say(language, ids[0]) if ids else ""


def _short(language: str, path: str) -> str:
    """The first sentence of a command's help."""
    return say(language, f"help.{path}").partition(". ")[0].rstrip(".")
