"""`avvik deadline recompute`: what a changed rule would move, and, when that is asked for, moving it.

In batches, each one transaction; a case's new dates and its line of history are there together or not at all.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from secrets import token_hex
from typing import Final

from core.crash import point
from core.desk.office import Office
from core.domain.case import Deadline
from core.domain.deadline import last_day
from core.domain.privacy import require_no_identity_number
from core.domain.recompute import named, recomputed
from core.domain.scene import required
from core.errors import Refused
from core.store import acts, cases, deadlines, people, recomputing, reminders, rules
from core.store.engine import Tx

BATCH: Final = 200
"""Cases in one transaction: few enough that nobody waits long for the write turn."""


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline, from its last day in time to another."""

    case: str
    before: Deadline
    after: Deadline

    @property
    def days(self) -> tuple[date, date]:
        return last_day(self.before), last_day(self.after)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a rule moves, or would move: by kind how many, and which, for whoever may know of the cases.

    `told` is how many stay because somebody has been told their date.
    """

    applied: bool
    kinds: dict[str, int]
    told: int
    moves: tuple[Move, ...] = ()


async def recompute(office: Office, who: str | None, *, apply: bool = False, reason: str = "") -> Recomputed:
    """Date open deadlines by the rules now in force; nothing is written unless `apply`.

    By the installation or an administrator, who gets counts alone (workflow.md §7). Refused: text.empty without a
    reason to apply; deadline.rule_changed before anything is done; Forbidden for anybody else.
    """
    reason = required("reason", reason) if apply else ""
    require_no_identity_number("reason", reason)
    run = _Run(office, who, reason)
    ids = await office.db.read(run.begin)
    moves: list[Move] = []
    for first in range(0, len(ids), BATCH):
        work = partial(run.batch, ids=ids[first : first + BATCH])
        moves += await (office.db.write(work) if apply else office.db.read(work))
        point("after recompute batch")
    kinds = dict(Counter(move.before.kind for move in moves).most_common())
    return Recomputed(apply, kinds, run.told, tuple(moves) if who is None else ())


class _Run:
    """One run over all cases; `reason` is empty for a dry run."""

    def __init__(self, office: Office, who: str | None, reason: str) -> None:
        self._office, self._who, self._reason = office, who, reason
        self._now, self._id = office.now(), token_hex(8)
        self._arrivals: dict[str, frozenset[str]] = {}
        self.told = 0

    def begin(self, tx: Tx) -> Sequence[str]:
        """The cases to look into, once it is clear that this may be done at all."""
        office = self._office
        office.require_administrator(self._who, people.directory(tx), self._now)
        if changed := rules.changed(tx, office.settings.for_faculty("").rules):
            raise Refused("deadline.rule_changed", rule=changed[0].ref)
        self._arrivals = recomputing.told_on_arrival(tx)
        return recomputing.cases_with_open(tx)

    def batch(self, tx: Tx, ids: Sequence[str]) -> list[Move]:
        """The moves of some cases, written unless this is a dry run."""
        found: list[Move] = []
        for id in ids:
            moves = list(self._moves(tx, id))
            if moves and self._reason:
                self._write(tx, id, moves)
            found += moves
        point("before commit of recompute")
        return found

    def _moves(self, tx: Tx, case: str) -> Iterator[Move]:
        today = self._office.today(self._now)
        for owed in reminders.of_case(tx, case):
            terms = self._office.settings.for_faculty(owed.case.faculty)
            after = recomputed(owed, terms, today)
            if after is None:
                continue
            known = recomputing.told_in_mails(tx, case) | self._arrivals.get(case, frozenset())
            if named(owed.deadline) & known or recomputing.reminded(tx, owed.deadline):
                self.told += 1
            else:
                yield Move(case, owed.deadline, after)

    def _write(self, tx: Tx, id: str, moves: Sequence[Move]) -> None:
        case, after = cases.get(tx, id), [move.after for move in moves]
        rules.keep(tx, after, replace(self._office.settings.for_faculty(case.faculty), kept=rules.kept(tx)))
        recomputing.redate(tx, after)
        cases.update(tx, case, {})
        row = {"case": id, "batch": self._id, "actor": self._who or "system", "kind": "recompute", "at": self._now}
        acts.add(tx, row | {"note": self._reason, "values": _said(moves), "version": case.version + 1})
        deadlines.put_next_due(tx, id)


def _said(moves: Sequence[Move]) -> dict[str, str]:
    """What the line of history says of each deadline, by its id: from → to, and the rule that moved it."""
    return {m.after.id: f"{m.days[0].isoformat()} → {m.days[1].isoformat()}, {m.after.rule}" for m in moves}
