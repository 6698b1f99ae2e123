"""`avvik complaint import FILE`: complaints that run in FS, with what has happened to them (workflow.md §4)."""

import sys
from datetime import date
from pathlib import Path
from typing import BinaryIO

import click

from core.desk import Desk
from core.desk.takeover import Taken
from core.errors import Usage
from core.intake.rows import RefusedRow
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.imports import REFUSED
from tui.commands.usage import Day

FILE = click.Path(path_type=Path, allow_dash=True)


@click.command(
    "import",
    cls=Command,
    example="avvik complaint import complaints.csv --parts complaints-parts.csv --events complaints-events.csv",
)
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--parts", type=FILE, metavar="FILE")
@click.option("--events", type=FILE, metavar="FILE")
@click.option("--as-of", "as_of", type=Day(), metavar="DATE")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def import_(call: Call, file: Path, parts: Path | None, events: Path | None, as_of: date | None, as_json: bool) -> int:
    files = (file, parts, events)
    if any(each is not None and str(each) != "-" for each in files):
        call.require_no_login()
    if sum(str(each) == "-" for each in files) > 1:
        raise Usage("usage.stdin_twice")

    async def job(desk: Desk) -> Taken:
        await call.require_administrator(desk)
        return await desk.complaints.take(
            _source(file),
            parts=_source(parts) if parts else None,
            events=_source(events) if events else None,
            as_of=as_of,
        )

    taken = call.work(job)
    if as_json:
        call.out(dumps(_json(call, taken)))
    else:
        _tell(call, taken)
    return REFUSED if taken.refused else 0


def _source(file: Path) -> Path | BinaryIO:
    return sys.stdin.buffer if str(file) == "-" else file


def _json(call: Call, taken: Taken) -> dict[str, object]:
    return {
        "imported": taken.imported,
        "unchanged": taken.unchanged,
        "refused": [
            {
                "file": row.file or "complaints",
                "line": row.line,
                "reference": row.reference,
                "reason": row.reason,
                "text": _reason(call, row),
            }
            for row in taken.refused
        ],
    }


def _tell(call: Call, taken: Taken) -> None:
    for row in taken.refused:
        id = "cmd.import_ref" if row.reference else "cmd.import_line"
        where = f"{row.file} {row.line}".strip()
        call.note(id, line=where, reference=row.reference, reason=_reason(call, row))
    counts = {"imported": taken.imported, "unchanged": taken.unchanged, "refused": len(taken.refused)}
    call.out(call.say("cmd.complaints_taken", **counts))


def _reason(call: Call, row: RefusedRow) -> str:
    """A rule's own words, or those of reading a file."""
    return call.say(row.reason if "." in row.reason else f"intake.{row.reason}", **row.values)
