"""Masking personal data everywhere it was kept, not only where it is shown (R4, faults.md G25)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from unicodedata import normalize

from core.domain.privacy import FREE_TEXT, mask
from core.store import acts, cases, masks, outbox
from core.store.engine import Tx
from core.store.values import dump, load

_CASE: Final = '"case" = :case'
# Where a case's words stand: (table, key column, text columns, its rows). The search row is written by `save`.
_KEPT: Final = (
    ("cases", "n", ("title",), "id = :case"),
    (
        "deviations",
        '"case"',
        ("description", "tried_channels", "consequence", "cause", "reason", "outcome", "answer", "no_measure"),
        _CASE,
    ),
    ("complaints", '"case"', ("student_reasons", "remark", "late_accepted", "reason"), _CASE),
    ("tasks", "id", ("text", "report", "reason", "proposal"), _CASE),
    ("acts", "n", ("note", '"values"', "before"), _CASE),
    ("outbox", "n", ("facts", "subject"), _CASE),
    ("drafts", "rowid", ("text",), f'({_CASE} OR "case" LIKE :measures)'),
)
_STRUCTURES: Final = frozenset({'"values"', "before", "facts"})
_WORDS: Final = frozenset(column for _, column in FREE_TEXT) | {"ref"}  # M16 holds a note under this name


def everywhere(tx: Tx, case: str, spans: Sequence[str], words: Sequence[str] = ()) -> None:
    """Replace the spans in every kept text of the case; mail that waits is rendered anew when it is next claimed.

    `words` are masked as words of their own only. A draft may stand under one of the case's measures.
    """

    def masked(text: str) -> str:
        return mask(text, spans, words)

    for table, key, column, k, text in _kept(tx, case):
        new = _structure(text, masked) if column in _STRUCTURES else masked(text)
        if new != text:
            tx.execute(f"UPDATE {table} SET {column} = :t WHERE {key} = :k", {"t": new, "k": k})
    outbox.forget_bytes(tx, case)


def again(tx: Tx, case: str, marks: Iterable[masks.Mark], now: datetime) -> int:
    """Mask in an older copy what the ledger says was masked since; answers how many spans stood there.

    The history says so, by the installation; what was taken back before cannot be taken back any more.
    """
    texts: list[str] = []

    def gather(text: str) -> str:
        texts.append(text)
        return text

    for _, _, column, _, text in _kept(tx, case):
        gather(text) if column not in _STRUCTURES else _structure(text, gather)
    spans, words = masks.recognise(tx, case, marks, texts)
    count = len({masks.fold(normalize("NFC", span)) for span in spans | words})  # one in many ways is one
    if count:
        everywhere(tx, case, sorted(spans), sorted(words))
        version = cases.get(tx, case).version + 1
        row = {"case": case, "actor": "system", "kind": "mask", "at": now, "values": {"count": str(count)}}
        acts.add(tx, row | {"version": version})
        tx.execute("UPDATE cases SET version = :version WHERE id = :case", {"version": version, "case": case})
        for table in ("deviations", "complaints"):
            tx.execute(f'UPDATE {table} SET masked = 1 WHERE "case" = :case', {"case": case})
    return count


def _kept(tx: Tx, case: str) -> Iterator[tuple[str, str, str, Any, str]]:
    """Every kept text of the case: table, key column, column, key, text."""
    for table, key, columns, rows in _KEPT:
        for column in columns:
            found = tx.execute(
                f"SELECT {key} AS k, {column} AS t FROM {table} WHERE {rows} AND {column} IS NOT NULL",
                {"case": case, "measures": f"{case}/%"},
            ).fetchall()
            for row in found:
                yield table, key, column, row["k"], row["t"]


def _structure(text: str, change: Callable[[str], str]) -> str:
    """JSON with the words in it changed: not its names, codes, logins and dates, or it could not be read again."""
    try:
        return dump(_changed(load(text), change, words=False))
    except ValueError:  # a spoilt row keeps nothing either
        return change(text)


def _changed(value: Any, change: Callable[[str], str], words: bool) -> Any:
    match value:
        case dict():
            return {name: _changed(each, change, words or name in _WORDS) for name, each in value.items()}
        case list():
            return [_changed(each, change, words) for each in value]
        case str() if words:
            return change(value)
    return value
