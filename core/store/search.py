"""Full-text search: one row a case, written by every save, with a scope so that rights are part of the query.

The only module that may use what FTS5 alone has.
"""

import re
from collections.abc import Iterable

from core.domain.case import Case
from core.store.engine import Tx
from core.store.reach import Where

_WORDS = re.compile(r"\w+", re.UNICODE)


def index(tx: Tx, case: Case, scope: Iterable[str]) -> None:
    """Make the case findable as it now is, by those whose tokens are in `scope`."""
    # No internal words: whoever may only read the report would find out by searching what they say (workflow.md §7).
    # Of a complaint no words either, nor who the student is: its row is its number, reference and course.
    row = {
        "n": case.n,
        "number": f"{case.id} {case.reference} {case.course} {case.programme} {case.unit}",
        "title": case.title,
        "body": " ".join((case.detail.description, case.detail.tried_channels)),
        "scope": " ".join(scope),
    }
    before = tx.execute("SELECT rowid AS n, number, title, body, scope FROM search WHERE rowid = :n", row).fetchone()
    # As after most acts; and a word that many cases have, like a scope, costs the more to take out the more they are.
    if before is not None and dict(before) == row:
        return
    if before is not None:
        tx.execute("DELETE FROM search WHERE rowid = :n", row)
        # To be written out before the row comes anew: FTS5 takes a word that stands there 64 times for one that is not
        # deleted, and would find it for ever (its secure-delete reads the flag from the wrong byte of a long entry).
        tx.execute("SAVEPOINT search")
        tx.execute("RELEASE search")
    tx.execute(
        "INSERT INTO search (rowid, number, title, body, scope) VALUES (:n, :number, :title, :body, :scope)", row
    )


def match(text: str, scope: Iterable[str] | None) -> str | None:
    """The FTS5 question for what somebody typed: every word quoted, the last one a prefix; None without a word.

    `scope` is the asker's tokens; None asks without bounds, and no token at all finds nothing.
    """
    words = _WORDS.findall(text.replace("\0", " "))
    if not words:
        return None
    terms = " AND ".join(f'"{word}" *' if place == len(words) else f'"{word}"' for place, word in enumerate(words, 1))
    wanted = f"{{number title body}} : ({terms})"
    if scope is None:
        return wanted
    allowed = " OR ".join(f'"{token}"' for token in scope) or '"nobody"'
    return f"{wanted} AND scope : ({allowed})"


def find(tx: Tx, question: str, limit: int, among: Iterable[int] | None = None) -> list[int]:
    """The newest cases that answer, of all or `among` these: their `n`, newest first. Rank is never asked for."""
    where = Where()
    within = f" AND rowid IN {where.any_of(among)}" if among is not None else ""
    rows = tx.execute(
        f"SELECT rowid FROM search WHERE search MATCH :question{within} ORDER BY rowid DESC LIMIT :limit",
        where.values | {"question": question, "limit": limit},
    )
    return [row[0] for row in rows]
