"""`avvik import FILE`: reports from another system's export, each refused row named, the others in (workflow.md §3)."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import click

from core.desk import Desk
from core.desk.intake import Tally
from core.intake.rows import RefusedRow
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command
from tui.commands.usage import Choice

REFUSED: Final = 1
BAR: Final = 30


@click.command("import", cls=Command, example="avvik import sifra-export.csv --receipts none --dry-run")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE")
@click.option("--dry-run", is_flag=True)
@click.option("--receipts", type=Choice(["recent", "all", "none"]), default="recent")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def import_(call: Call, file: Path, dry_run: bool, receipts: str, as_json: bool) -> int:
    if str(file) != "-":
        call.require_no_login()
    source, bar = _source(file)

    async def job(desk: Desk) -> Tally:
        await call.require_administrator(desk)
        return await desk.intake.take(source, receipts=receipts, dry_run=dry_run, progress=bar)

    try:
        tally = call.work(job)
    finally:
        if not isinstance(source, Path) and source is not sys.stdin.buffer:
            source.close()
            sys.stderr.write("\r\x1b[K")
    if as_json:
        call.out(dumps(_json(call, tally, dry_run)))
    else:
        _tell(call, tally, dry_run)
    return REFUSED if tally.refused else 0


def _source(file: Path) -> tuple[Path | BinaryIO, Callable[[int], None]]:
    """What to read, and how to show how far it has come: a bar on a terminal, nothing elsewhere."""
    if str(file) == "-":
        return sys.stdin.buffer, _silent
    if not sys.stderr.isatty() or not file.is_file():
        return file, _silent
    try:
        stream = file.open("rb")
    except OSError:
        return file, _silent  # reading it says what is wrong
    size = max(os.fstat(stream.fileno()).st_size, 1)

    def bar(rows: int) -> None:
        done = BAR * min(stream.tell(), size) // size
        sys.stderr.write(f"\r[{'#' * done}{'.' * (BAR - done)}] {rows}")
        sys.stderr.flush()

    return stream, bar


def _silent(_rows: int) -> None:
    pass


def _json(call: Call, tally: Tally, dry_run: bool) -> dict[str, object]:
    return {
        "imported": tally.imported,
        "unchanged": tally.unchanged,
        "refused": [
            {"line": row.line, "reference": row.reference, "reason": row.reason, "text": _reason(call, row)}
            for row in tally.refused
        ],
        "warnings": [{"line": line, "warning": code} for line, code in tally.warnings],
        "dry_run": dry_run,
    }


def _tell(call: Call, tally: Tally, dry_run: bool) -> None:
    for row in tally.refused:
        id = "cmd.import_ref" if row.reference else "cmd.import_line"
        where = f"{row.line}–{row.last_line}" if row.last_line > row.line else str(row.line)
        call.note(id, line=where, reference=row.reference, reason=_reason(call, row))
    for line, code in tally.warnings:
        call.note("cmd.import_line", line=line, reason=call.say(f"intake.{code}"))
    counts = {"imported": tally.imported, "unchanged": tally.unchanged, "refused": len(tally.refused)}
    call.out(call.say("cmd.import_done", **counts))
    if dry_run:
        call.out(call.say("cmd.dry_run"))


def _reason(call: Call, row: RefusedRow) -> str:
    return call.say(f"intake.{row.reason}", **row.values)
