"""The database's own key: for what is kept of an imported row or of a mask, and for Message-IDs nobody can guess."""

from core.store.engine import Tx


def secret(tx: Tx) -> bytes:
    """Made with the database, and carried by every copy of it."""
    return bytes(tx.execute("SELECT value FROM secrets WHERE name = 'hmac'").fetchone()["value"])
