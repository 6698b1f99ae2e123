"""One of many inside a transaction: there whole, or not at all, and the others go on."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.store import engine


@contextmanager
def whole(tx: engine.Connection) -> Iterator[None]:
    """What is written inside is undone when it raises; what came before it in the transaction stays."""
    tx.execute("SAVEPOINT whole")
    try:
        yield
    except BaseException:
        tx.execute("ROLLBACK TO whole")
        raise
    finally:
        tx.execute("RELEASE whole")
