"""`avvik backup FILE`: a consistent, verified copy of the database while both programs run (interface.md)."""

from pathlib import Path

import click

from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("backup", cls=Command, example="avvik backup /srv/backup/avvik-2026-11-20.db")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def backup(call: Call, file: Path, as_json: bool) -> None:
    call.require_no_login()
    _ = call.who
    from core.desk.backup import write

    done = write(call.settings.database.path, file)
    size, cases = file.stat().st_size, done.rows["cases"]
    if as_json:
        call.out(dumps({"path": str(file), "bytes": size, "version": done.version, "rows": dict(done.rows)}))
    else:
        call.out(call.say("cmd.backup_done", path=file, bytes=size, cases=cases))
