"""Masking personal data everywhere it was kept, not only where it is shown (R4, faults.md G25)."""

from collections.abc import Iterable
from typing import Final

from core.domain.privacy import mask
from core.store import engine, outbox
from core.store.values import dump

Tx = engine.Connection

# Where a case's words stand besides its own head and detail: (table, key column, text columns, the case's column).
_KEPT: Final = (
    ("deviations", '"case"', ("consequence", "cause", "reason", "outcome", "answer", "no_measure"), '"case"'),
    ("tasks", "id", ("text", "report", "reason"), '"case"'),
    ("acts", "n", ("note", '"values"', "before"), '"case"'),
    ("outbox", "n", ("facts", "subject"), '"case"'),
    ("drafts", "rowid", ("text",), '"case"'),
)


def everywhere(tx: Tx, case: str, spans: Iterable[str]) -> None:
    """Replace the spans in every kept text of the case; mail that waits is rendered anew when it is next claimed.

    Structures are kept as JSON text, in which a span may be written otherwise: both forms are replaced.
    """
    wanted = [form for span in spans for form in (span, _in_json(span))]
    for table, key, columns, owner in _KEPT:
        for column in columns:
            rows = tx.execute(
                f"SELECT {key} AS k, {column} AS t FROM {table} WHERE {owner} = :case AND {column} IS NOT NULL",
                {"case": case},
            ).fetchall()
            for row in rows:
                masked = mask(row["t"], wanted)
                if masked != row["t"]:
                    tx.execute(f"UPDATE {table} SET {column} = :t WHERE {key} = :k", {"t": masked, "k": row["k"]})
    outbox.forget_bytes(tx, case)


def _in_json(span: str) -> str:
    return dump(span)[1:-1]
