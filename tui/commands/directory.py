"""`avvik directory import FILE.toml`: units, people, roles, absences (workflow.md §1); to be repeated at will."""

from pathlib import Path
from typing import Final

import click

from core.desk.people import Imported
from core.errors import Refused
from core.intake.directory_checks import Problem
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command, Lazy

MANY: Final = 10
"""Logins that are named; of more, how many."""
TABLE: Final = {"import": "tui.commands.directory:import_directory"}


@click.command("directory", cls=Lazy, table=TABLE, example="avvik directory import directory.toml --dry-run")
def directory() -> None:
    pass


@click.command("import", cls=Command, example="avvik directory import directory.toml --dry-run")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.toml")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def import_directory(call: Call, file: Path, dry_run: bool, as_json: bool) -> None:
    call.require_no_login()
    try:
        done = call.work(lambda desk: desk.people.import_directory(file, dry_run=dry_run))
    except Refused as refusal:
        if refusal.id == "directory.refused":
            _problems(call, refusal)
        raise
    if as_json:
        counts = {"units": done.units, "people": done.people, "roles": done.roles, "absences": done.absences}
        call.out(dumps(counts | {"new": done.new, "deactivated": done.gone, "changed": done.changed}))
    else:
        _tell(call, done, dry_run)


def _tell(call: Call, done: Imported, dry_run: bool) -> None:
    id = "cmd.directory_done" if done.changed else "cmd.directory_same"
    counts = {"units": done.units, "people": done.people, "roles": done.roles, "absences": done.absences}
    call.out(call.say(id, **counts))
    if done.new:
        call.out(call.say("cmd.directory_new", logins=_some(done.new)))
    if done.gone:
        call.out(call.say("cmd.directory_gone", logins=_some(done.gone)))
    if dry_run:
        call.out(call.say("cmd.dry_run"))


def _some(logins: tuple[str, ...]) -> tuple[str, ...]:
    return logins if len(logins) <= MANY else (*logins[:MANY], f"… ({len(logins)})")


def _problems(call: Call, refusal: Refused) -> None:
    """Every error of the file, a line each, on standard error."""
    found = refusal.values["problems"]
    for problem in found if isinstance(found, list | tuple) else ():
        if isinstance(problem, Problem):
            what = call.say(problem.id, **problem.values)
            call.note("cmd.at", where=_where(call, problem, str(refusal.values["file"])), what=what)


def _where(call: Call, problem: Problem, file: str) -> str:
    if problem.line:
        return call.say("cmd.line", line=problem.line)
    if not problem.key:
        return problem.table or file
    return call.say("cmd.entry", table=problem.table, number=problem.index + 1, key=problem.key)
