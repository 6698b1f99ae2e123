"""Drafts in the database: one a person, case and field."""

from datetime import datetime

from core.store.engine import Tx
from core.store.values import instant, moment


def put(tx: Tx, login: str, case: str, field: str, text: str, now: datetime) -> None:
    where = {"login": login, "case": case, "field": field}
    if not text:
        tx.execute('DELETE FROM drafts WHERE login = :login AND "case" = :case AND field = :field', where)
        return
    tx.execute(
        'INSERT INTO drafts (login, "case", field, text, at) VALUES (:login, :case, :field, :text, :at)'
        ' ON CONFLICT (login, "case", field) DO UPDATE SET text = excluded.text, at = excluded.at',
        where | {"text": text, "at": instant(now)},
    )


def of(tx: Tx, login: str) -> list[tuple[str, str, str, datetime]]:
    rows = tx.execute(
        'SELECT "case", field, text, at FROM drafts WHERE login = :login ORDER BY at DESC', {"login": login}
    )
    return [(row["case"], row["field"], row["text"], moment(row["at"])) for row in rows]
