"""Asking the database how it is: whether the file is sound, and what is over its date."""

from datetime import date

from core.store.engine import Tx


def faults(tx: Tx) -> tuple[str, ...]:
    """What is wrong with the file, as the engine says it; () when it is sound. Reads the whole file."""
    found = [str(row[0]) for row in tx.execute("PRAGMA quick_check(5)")]
    return () if found == ["ok"] else tuple(found)


def overdue(tx: Tx, today: date) -> int:
    """How many cases are over their earliest date."""
    row = tx.execute("SELECT count(*) FROM cases WHERE next_due_on < :today", {"today": today.isoformat()}).fetchone()
    return int(row[0])
