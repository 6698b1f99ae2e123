"""The weekly list in the database: the open cases that somebody handles, and which week's list was made."""

from datetime import date

from core.domain.deadline import INSTITUTION
from core.domain.digest import Owed
from core.store import reminders
from core.store.engine import Tx

_HANDLED = "kind = 'deviation' AND handler IS NOT NULL AND next_due_on IS NOT NULL AND NOT restricted"


def any_handled(tx: Tx) -> bool:
    """Whether there is anything to list."""
    return tx.execute(f"SELECT 1 FROM cases WHERE {_HANDLED} LIMIT 1").fetchone() is not None


def handled(tx: Tx) -> tuple[Owed, ...]:
    """Of every case that somebody handles, the earliest date that runs."""
    duty = ", ".join(f"'{kind}'" for kind in sorted(INSTITUTION))
    return reminders.owed(
        tx,
        " WHERE d.rowid IN (SELECT (SELECT x.rowid FROM deadlines x WHERE x.\"case\" = h.id AND x.state = 'open'"
        f" ORDER BY CASE WHEN x.kind IN ({duty}) THEN x.raw_on ELSE x.due_on END, x.rowid LIMIT 1)"
        f" FROM cases h WHERE {_HANDLED})",
    )


def last(tx: Tx) -> date | None:
    """The Monday of the week whose list was made last."""
    row = tx.execute("SELECT value FROM counters WHERE kind = 'weekly' AND year = 0").fetchone()
    return date.fromordinal(row["value"]) if row else None


def made(tx: Tx, monday: date) -> None:
    tx.execute(
        "INSERT INTO counters (kind, year, value) VALUES ('weekly', 0, :day)"
        " ON CONFLICT (kind, year) DO UPDATE SET value = excluded.value",
        {"day": monday.toordinal()},
    )
