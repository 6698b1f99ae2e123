"""Masking personal data everywhere it was kept, not only where it is shown (R4, faults.md G25)."""

from collections.abc import Sequence
from typing import Any, Final

from core.domain.privacy import FREE_TEXT, mask
from core.store import engine, outbox
from core.store.values import dump, load

Tx = engine.Connection

# Where a case's words stand besides its own head and detail: (table, key column, text columns, the case's column).
_KEPT: Final = (
    ("deviations", '"case"', ("consequence", "cause", "reason", "outcome", "answer", "no_measure"), '"case"'),
    ("tasks", "id", ("text", "report", "reason"), '"case"'),
    ("acts", "n", ("note", '"values"', "before"), '"case"'),
    ("outbox", "n", ("facts", "subject"), '"case"'),
    ("drafts", "rowid", ("text",), '"case"'),
)
_STRUCTURES: Final = frozenset({'"values"', "before", "facts"})
_WORDS: Final = frozenset(column for _, column in FREE_TEXT)


def everywhere(tx: Tx, case: str, spans: Sequence[str]) -> None:
    """Replace the spans in every kept text of the case; mail that waits is rendered anew when it is next claimed.

    A draft may stand under one of the case's measures.
    """
    for table, key, columns, owner in _KEPT:
        for column in columns:
            rows = tx.execute(
                f"SELECT {key} AS k, {column} AS t FROM {table}"
                f" WHERE ({owner} = :case OR {owner} LIKE :measures) AND {column} IS NOT NULL",
                {"case": case, "measures": f"{case}/%"},
            ).fetchall()
            for row in rows:
                masked = _structure(row["t"], spans) if column in _STRUCTURES else mask(row["t"], spans)
                if masked != row["t"]:
                    tx.execute(f"UPDATE {table} SET {column} = :t WHERE {key} = :k", {"t": masked, "k": row["k"]})
    outbox.forget_bytes(tx, case)


def _structure(text: str, spans: Sequence[str]) -> str:
    """JSON with the words in it masked: not its names, codes, logins and dates, or it could not be read again."""
    try:
        return dump(_masked(load(text), spans, words=False))
    except ValueError:  # a spoilt row keeps nothing either
        return mask(text, spans)


def _masked(value: Any, spans: Sequence[str], words: bool) -> Any:
    match value:
        case dict():
            return {name: _masked(each, spans, words or name in _WORDS) for name, each in value.items()}
        case list():
            return [_masked(each, spans, words) for each in value]
        case str() if words:
            return mask(value, spans)
    return value
