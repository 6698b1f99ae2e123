"""Deadlines of a case in the database; reminding of them is in `reminders`."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from core.domain.calendar import DAY
from core.domain.case import Deadline, Due, Party
from core.domain.deadline import last_day
from core.store import engine
from core.store.engine import Tx
from core.store.values import maybe_day

_CHANGING: Final = ("raw_on", "due_on", "act_on", "trace", "state", "next_on", "paused_on")


def of_case(tx: Tx, case: str) -> tuple[Deadline, ...]:
    """All deadlines of a case, ended ones too, in the order they were opened."""
    rows = tx.execute('SELECT * FROM deadlines WHERE "case" = :case ORDER BY rowid', {"case": case})
    return tuple(map(read, rows))


def read(row: engine.Row) -> Deadline:
    return Deadline(
        id=row["id"],
        kind=row["kind"],
        owner=Party(row["owner_kind"], row["owner"]),
        raw_on=date.fromisoformat(row["raw_on"]),
        due_on=date.fromisoformat(row["due_on"]),
        act_on=date.fromisoformat(row["act_on"]),
        rule=row["rule"],
        trace=row["trace"],
        task=row["task"],
        state=Due(row["state"]),
        next_on=maybe_day(row["next_on"]),
        paused_on=maybe_day(row["paused_on"]),
    )


def insert(tx: Tx, case: str, opened: Iterable[Deadline], on: date) -> None:
    tx.executemany(
        'INSERT INTO deadlines (id, "case", task, kind, owner_kind, owner, raw_on, due_on, act_on, opened_on, rule,'
        " trace, state, next_on, paused_on) VALUES (:id, :case, :task, :kind, :owner_kind, :owner, :raw_on, :due_on,"
        " :act_on, :opened_on, :rule, :trace, :state, :next_on, :paused_on)",
        [_columns(d) | {"case": case, "opened_on": on.isoformat()} for d in opened],
    )


def update(tx: Tx, updated: Iterable[Deadline]) -> None:
    """Write what an act can change of a deadline: its dates, their trace, and whether it runs."""
    put_back(tx, (changing(d) for d in updated))


def put_back(tx: Tx, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Write rows as `changing` made them."""
    sets = ", ".join(f"{name} = :{name}" for name in _CHANGING)
    tx.executemany(f"UPDATE deadlines SET {sets} WHERE id = :id", list(rows))


def changing(d: Deadline) -> dict[str, str | None]:
    """What an act can change of a deadline, as the database holds it."""
    row = _columns(d)
    return {name: row[name] for name in ("id", *_CHANGING)}


def _columns(d: Deadline) -> dict[str, str | None]:
    return {
        "id": d.id,
        "task": d.task,
        "kind": d.kind,
        "owner_kind": d.owner.kind,
        "owner": d.owner.id,
        "raw_on": d.raw_on.isoformat(),
        "due_on": d.due_on.isoformat(),
        "act_on": d.act_on.isoformat(),
        "rule": d.rule,
        "trace": d.trace,
        "state": d.state.value,
        "next_on": d.next_on.isoformat() if d.next_on else None,
        "paused_on": d.paused_on.isoformat() if d.paused_on else None,
    }


def put_next_due(tx: Tx, case: str) -> None:
    """Keep the case's earliest open date on its head, for the list (workflow.md §8)."""
    earliest = min((last_day(d) for d in of_case(tx, case) if d.state is Due.OPEN), default=None)
    tx.execute(
        "UPDATE cases SET next_due_on = :day WHERE id = :case",
        {"day": earliest.isoformat() if earliest else None, "case": case},
    )


_LAPSING: Final = {
    "diploma_return": "d.state = 'open' AND d.kind = 'diploma_return' AND c.kind = 'complaint'",
}
"""By kind of deadline: open, and of the kind of case that it lapses in; as the index over them has it."""


def lapsed(tx: Tx, kind: str, today: date, limit: int = -1) -> tuple[str, ...]:
    """Cases with an open deadline of a kind that lapses and is over, the longest missed first; all, or so many."""
    rows = tx.execute(
        f'SELECT DISTINCT d."case" FROM deadlines d JOIN cases c ON c.id = d."case" WHERE {_LAPSING[kind]}'
        " AND d.due_on < :today ORDER BY d.due_on LIMIT :limit",
        {"today": today.isoformat(), "limit": limit},
    )
    return tuple(row["case"] for row in rows)


def first_due(tx: Tx, kind: str) -> date | None:
    """The earliest date of the open deadlines of a kind that lapses."""
    row = tx.execute(
        f'SELECT d.due_on FROM deadlines d JOIN cases c ON c.id = d."case" WHERE {_LAPSING[kind]}'
        " ORDER BY d.due_on LIMIT 1"
    ).fetchone()
    return maybe_day(row["due_on"]) if row else None


def open_since(tx: Tx, taken_over: Iterable[Deadline], on: date) -> None:
    """Those of these that are owed are owed here since this day: nothing before it was missed here."""
    tx.executemany(
        "UPDATE deadlines SET opened_on = :day, next_on = max(next_on, :day) WHERE id = :id AND state = 'open'",
        [{"id": d.id, "day": on.isoformat()} for d in taken_over],
    )


def untold(tx: Tx, opened: Iterable[Deadline], today: date) -> None:
    """Remind of these today already: what the installation opened by itself nobody has been told of."""
    tx.executemany(
        "UPDATE deadlines SET opened_on = :before, next_on = :today WHERE id = :id",
        [{"id": d.id, "before": (today - DAY).isoformat(), "today": today.isoformat()} for d in opened],
    )


def reopen(tx: Tx, case: str, kinds: Iterable[str]) -> None:
    """Owe the newest met deadline of each kind again, on its old date; what was reminded of is not repeated."""
    for kind in kinds:
        tx.execute(
            "UPDATE deadlines SET state = 'open', next_on = opened_on WHERE id = (SELECT id FROM deadlines"
            " WHERE \"case\" = :case AND kind = :kind AND state = 'met' ORDER BY rowid DESC LIMIT 1)",
            {"case": case, "kind": kind},
        )


def meet_again(tx: Tx, case: str, kinds: Iterable[str]) -> None:
    """What `reopen` opened is met as before, on a case that is still over; a case reopened owes anew."""
    tx.executemany(
        "UPDATE deadlines SET state = 'met', next_on = NULL WHERE \"case\" = :case AND kind = :kind AND state = 'open'"
        " AND EXISTS (SELECT 1 FROM cases WHERE id = :case AND state IN"
        " ('closed', 'rejected', 'finished', 'dismissed'))",
        [{"case": case, "kind": kind} for kind in kinds],
    )
