"""Open deadlines on other dates: which cases have any, which dates have been told, and writing the new ones."""

from collections.abc import Iterable
from datetime import date

from core.domain.case import Deadline
from core.store.engine import Tx
from core.store.values import load


def cases_with_open(tx: Tx) -> tuple[str, ...]:
    """Cases with a deadline that runs, in the order they came."""
    rows = tx.execute(
        "SELECT id FROM cases WHERE id IN (SELECT \"case\" FROM deadlines WHERE state = 'open') ORDER BY n"
    )
    return tuple(row["id"] for row in rows)


def told_in_mails(tx: Tx, case: str) -> frozenset[str]:
    """Every text of the facts of the case's mails, dates among them; those that were cancelled told nobody anything."""
    rows = tx.execute("SELECT facts FROM outbox WHERE \"case\" = :case AND state <> 'cancelled'", {"case": case})
    return frozenset(value for row in rows for value in load(row["facts"]).values() if isinstance(value, str))


def told_on_arrival(tx: Tx) -> dict[str, frozenset[str]]:
    """By case, the dates in the mails that told a contact of many at once (M1)."""
    found: dict[str, frozenset[str]] = {}
    for row in tx.execute(
        "SELECT facts FROM outbox WHERE \"case\" IS NULL AND template = 'M1' AND state <> 'cancelled'"
    ):
        facts = load(row["facts"])
        for case in facts["cases"]:
            found[case] = found.get(case, frozenset()) | {facts["due_on"]}
    return found


def reminded(tx: Tx, deadline: Deadline) -> bool:
    """Whether somebody has been reminded of the deadline on this date."""
    row = tx.execute(
        "SELECT 1 FROM reminders WHERE deadline = :id AND due_on = :due_on",
        {"id": deadline.id, "due_on": deadline.due_on.isoformat()},
    ).fetchone()
    return row is not None


def redate(tx: Tx, moved: Iterable[Deadline]) -> None:
    """Write new dates with the rule and the trace that made them."""
    tx.executemany(
        "UPDATE deadlines SET raw_on = :raw_on, due_on = :due_on, act_on = :act_on, rule = :rule, trace = :trace,"
        " next_on = :next_on WHERE id = :id",
        [
            {name: _text(getattr(d, name)) for name in ("id", "raw_on", "due_on", "act_on", "rule", "trace", "next_on")}
            for d in moved
        ],
    )


def _text(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
