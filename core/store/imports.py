"""What has been imported, and the numbers of cases."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from core.store.engine import Tx
from core.store.values import dump, instant

_UNTOUCHED: Final = "key = :key AND attempts = 0 AND lease_until IS NULL AND state IN ('waiting', 'held', 'failed')"


def mark(key: bytes, fingerprint: bytes) -> bytes:
    """What is kept of an imported row: enough to know it again, nothing of what it says."""
    return hmac.digest(key, fingerprint, "sha256")


def known(tx: Tx, source: str, reference: str) -> bytes | None:
    """The mark of the row imported under this reference, None when there is none."""
    row = tx.execute(
        "SELECT hmac FROM imports WHERE source = :source AND reference = :reference",
        {"source": source, "reference": reference},
    ).fetchone()
    return bytes(row["hmac"]) if row else None


def remember(tx: Tx, source: str, reference: str, hmac: bytes, case: str) -> None:
    """Keep the mark of a row, the newest where more has been read of it since."""
    tx.execute(
        'INSERT INTO imports (source, reference, hmac, "case") VALUES (:source, :reference, :hmac, :case)'
        " ON CONFLICT (source, reference) DO UPDATE SET hmac = excluded.hmac",
        {"source": source, "reference": reference, "hmac": hmac, "case": case},
    )


def next_number(tx: Tx, kind: str, year: int) -> int:
    """The next number of a year's series; an aborted transaction gives it back."""
    row = tx.execute(
        "INSERT INTO counters (kind, year, value) VALUES (:kind, :year, 1)"
        " ON CONFLICT (kind, year) DO UPDATE SET value = value + 1 RETURNING value",
        {"kind": kind, "year": year},
    ).fetchone()
    return int(row["value"])


def may_grow(tx: Tx, key: str) -> bool:
    """Whether the mail with this key still waits as it was written, so that more cases can go into it."""
    return tx.execute(f"SELECT 1 FROM outbox WHERE {_UNTOUCHED}", {"key": key}).fetchone() is not None


def grow(tx: Tx, key: str, facts: Mapping[str, Any], not_before: datetime) -> None:
    """Write the mail of a running import anew, with more cases; it waits for the next batch."""
    tx.execute(
        f"UPDATE outbox SET facts = :facts, not_before = :not_before WHERE {_UNTOUCHED}",
        {"key": key, "facts": dump(facts), "not_before": instant(not_before)},
    )


def count(tx: Tx, act: int, imported: int) -> None:
    """How many cases the import has brought so far, in its line of history."""
    tx.execute(
        'UPDATE acts SET "values" = :values WHERE n = :n', {"n": act, "values": dump({"imported": str(imported)})}
    )
