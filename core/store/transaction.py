"""One write, whole or not at all."""

from collections.abc import Callable
from typing import TypeVar

from core.store import engine

T = TypeVar("T")


def transact(db: engine.Connection, unit: Callable[[engine.Connection], T]) -> T:
    """BEGIN IMMEDIATE, `unit`, COMMIT; any exception rolls back."""
    db.execute("BEGIN IMMEDIATE")
    try:
        result = unit(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return result
