"""One command for each act of the workflow's table; what is missing is asked on a terminal, refused elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from core.desk import Desk
from core.desk.cases import Done
from core.desk.shown import Shown
from core.domain.case import Case
from core.domain.complaint.workflow import TABLE as COMPLAINTS
from core.domain.workflow import TABLE, Row
from core.errors import NotFound
from core.words import Said
from tui.commands.as_json import dumps
from tui.commands.asking import fill
from tui.commands.call import Call
from tui.commands.document import document
from tui.commands.fields import example_of, params_of
from tui.commands.helped import OF_ACTS, Command
from tui.commands.subject import require_subject
from tui.fields import fields_of

Seen = tuple[Done, Shown | None]
Warnings = Sequence[tuple[str, Mapping[str, Any]]]


class ActCommand(Command):
    """The command of one act. A part that takes several words takes them one by one or in a row: --span A B."""

    families = OF_ACTS

    def __init__(self, row: Row) -> None:
        perform = click.pass_obj(self._perform)
        super().__init__(row.verb, params=params_of(row), callback=perform, example=example_of(row))
        self.row = row

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        flags = [field.flag for field in fields_of(self.row.act) if field.many]
        return super().parse_args(ctx, spread(args, flags))

    def _perform(self, call: Call, /, id: str, as_json: bool, **given: Any) -> None:
        require_subject(call, self.row, id)
        act = self.row.act(**fill(call, self.row, given))
        several = self.row.on == "case" and "," in id  # no number and no reference holds a comma

        async def job(desk: Desk) -> list[Seen]:
            if several:
                refs = [(ref.strip(), None) for ref in id.split(",") if ref.strip()]
                done = await desk.cases.bulk(call.who, refs, act)
            else:
                done = (await desk.cases.act(call.who, id, act),)
            return [(each, await seen(desk, call.who, each.case)) for each in done]

        found = call.work(job)
        if as_json:
            cases = [as_document(call, *each) for each in found]
            call.out(dumps(cases if several else cases[0]))
        else:
            for each in found:
                answer(call, *each, self.row.name)


def spread(args: Sequence[str], flags: Sequence[str]) -> list[str]:
    """Repeat a flag before each word that follows it: --span A B --why C becomes --span A --span B --why C.

    Only once the case has been named, so that no word is taken for it.
    """
    found: list[str] = []
    flag, named = "", False
    for word in args:
        if flag and found[-1] != flag and not word.startswith("-"):
            found.append(flag)
        elif word.startswith("-"):
            flag = word if word in flags and named else ""
        elif not found or not found[-1].startswith("-"):
            named = True
        found.append(word)
    return found


async def seen(desk: Desk, who: str | None, case: Case) -> Shown | None:
    """The case after the act, as the person may see it; None when it has left their reach."""
    try:
        return await desk.shows.case(who, case.id)
    except NotFound:
        return None


def as_document(call: Call, done: Done, shown: Shown | None) -> dict[str, Any]:
    """The case as it then is, for a program."""
    case = document(shown, call.settings) if shown else {"id": done.case.id, "version": done.case.version}
    return {**case, "warnings": warnings_json(done.warnings)}


def answer(call: Call, done: Done, shown: Shown | None, name: str) -> None:
    """What was done, for a person."""
    call.out(call.say("cmd.done", case=done.case.id, event=Said(f"event.{name}"), state=done.case.state.value))
    warn(call, done.warnings)
    if shown is None:
        call.note("cmd.unseen")


def warnings_json(warnings: Warnings) -> list[dict[str, Any]]:
    """What the person should know besides, for a program."""
    return [{"id": id, **{name: _plain(value) for name, value in values.items()}} for id, values in warnings]


def warn(call: Call, warnings: Warnings) -> None:
    """The same for a person."""
    for id, values in warnings:
        call.note(id, **{name: as_day(value) for name, value in values.items()})


def as_day(value: object) -> object:
    """A date that a warning carries as text, as the date it is."""
    if isinstance(value, str) and len(value) == len("2026-12-24"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return value


def of_group(group: str) -> dict[str, Row]:
    """The acts that stand under `avvik case`, `measure`, `deadline` or `complaint`, by their words."""
    return {row.verb: row for row in (*TABLE, *COMPLAINTS) if row.group == group}


def _plain(value: object) -> object:
    """A value of a warning as JSON holds it: a date in ISO form."""
    return value.isoformat() if isinstance(value, date) else value
