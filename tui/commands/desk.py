"""`avvik` and `avvik open ID`: the full-screen desk."""

import click

from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("open", cls=Command, example="avvik open A-26-0124")
@click.argument("id", metavar="ID")
@click.pass_obj
def open_case(call: Call, id: str) -> int:
    return open_desk(call, id)


def open_desk(call: Call, case: str | None) -> int:
    """The desk until the person leaves; its exit code."""
    from tui import start

    settings, who = call.settings, call.who
    return start.run(settings, who, language=call.language, case=case, confined=call.confined, config=call.path)
