"""`avvik complaint block|postpone ID`: what it would do to the student is said before it is done (R148–R155)."""

from typing import Any, Literal

import click

from core.domain.complaint.workflow import TABLE
from tui.commands.acts import ActCommand
from tui.commands.call import Call


class Explained(ActCommand):
    """An act on a complaint; with --dry-run it is only explained."""

    def __init__(self, name: Literal["block", "postpone"]) -> None:
        super().__init__(next(row for row in TABLE if row.name == name))
        self._act = name
        self.params.append(click.Option(["--dry-run", "dry_run"], is_flag=True))

    def _perform(self, call: Call, /, id: str, as_json: bool, **given: Any) -> None:
        rehearsal = given.pop("dry_run")
        for effect in call.work(lambda desk: desk.complaints.effects(call.who, id, self._act)):
            call.note(f"effect.{effect.id}", **effect.values)
        if not rehearsal:
            super()._perform(call, id, as_json, **given)


block = Explained("block")
postpone = Explained("postpone")
