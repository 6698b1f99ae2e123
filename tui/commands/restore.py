"""`avvik restore FILE`: the database of a copy, masked again of what was masked since; never over another."""

from dataclasses import asdict
from pathlib import Path

import click

from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command


@click.command("restore", cls=Command, example="avvik restore /srv/backup/avvik-2026-11-20.db")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def restore(call: Call, file: Path, as_json: bool) -> None:
    call.require_no_login()
    _ = call.who
    from core.desk.backup import restore

    database = call.settings.database.path
    done = restore(database, file)
    if as_json:
        call.out(dumps({"path": str(database), "from": str(file), **asdict(done)}))
        return
    call.out(call.say("cmd.restore_done", path=database, n=done.cases))
    if done.before < done.after:
        call.out(call.say("cmd.init_upgraded", path=database, before=done.before, after=done.after))
    if done.masks is None:
        call.note("cmd.restore_no_ledger", path=f"{database}.masks")
    else:
        call.out(call.say("cmd.restore_masks", n=done.masks, cases=done.masked))
    if done.foreign:
        call.note("cmd.restore_foreign", n=done.foreign)
    if done.unreadable:
        call.note("cmd.restore_unreadable", n=done.unreadable)
    if done.waiting:
        call.note("cmd.restore_waiting", n=done.waiting)
