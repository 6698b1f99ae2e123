"""`avvik init`: create or upgrade the database, and say what was done; harmless to repeat."""

import click

from core.errors import Unusable
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("init", cls=Command, example="avvik --config /etc/avvik/config.toml init")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def init(call: Call, as_json: bool) -> None:
    call.require_no_login()
    try:
        path = call.settings.database.path
    except Unusable as error:
        if error.id == "config.none":
            call.note("cmd.no_configuration")
        raise
    _ = call.who
    from core.desk import initialise

    before, after = initialise(path)
    if as_json:
        call.out(dumps({"path": str(path), "before": before, "after": after}))
        return
    done = "cmd.init_created" if before == 0 else "cmd.init_upgraded" if before < after else "cmd.init_same"
    call.out(call.say(done, path=path, before=before, after=after))
