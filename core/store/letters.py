"""What has been written to the reporter of a case, and what never reached them (workflow.md §6)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from core.domain.answers import ANSWERS, Written
from core.store.engine import Tx
from core.store.values import instant, load

STOPPED: Final = "(state = 'failed' OR (state = 'cancelled' AND (attempts > 0 OR answer <> '')))"
"""Failed, or stopped by a person after a try: an undone act's mail was never tried."""


def to_reporter(tx: Tx, case: str) -> tuple[Written, ...]:
    """The letters to the reporter of a case, oldest first, without those of acts that were taken back."""
    rows = tx.execute(
        f"SELECT template, facts, {STOPPED} AND told_on IS NULL AS unreached FROM outbox"
        f" WHERE \"case\" = :case AND to_kind = 'reporter' AND (state <> 'cancelled' OR {STOPPED}) ORDER BY n",
        {"case": case},
    )
    return tuple(Written(row["template"], load(row["facts"]), bool(row["unreached"])) for row in rows)


def unreached(tx: Tx, case: str) -> bool:
    """Whether the newest answer to the reporter never arrived: «Melder ikke nådd» (§6)."""
    answers = [letter for letter in to_reporter(tx, case) if letter.template in ANSWERS]
    return bool(answers) and answers[-1].unreached


def reporters(tx: Tx, case: str) -> tuple[tuple[str, str], ...]:
    """The case and its duplicates, each with what its reporter is: student or employee."""
    rows = tx.execute(
        "SELECT c.id, p.reporter_kind FROM cases c JOIN parties p ON p.\"case\" = c.id AND p.kind = 'reporter'"
        " WHERE c.id = :case OR (c.lead = :case AND c.link = 'duplicate') ORDER BY c.n",
        {"case": case},
    )
    return tuple((row["id"], row["reporter_kind"]) for row in rows)


def written_since(tx: Tx, case: str, template: str, since: datetime) -> bool:
    """Whether the reporter was written such a letter after an instant."""
    row = tx.execute(
        'SELECT 1 FROM outbox WHERE "case" = :case AND template = :template AND created_at > :since',
        {"case": case, "template": template, "since": instant(since)},
    ).fetchone()
    return row is not None


def told(tx: Tx, case: str, template: str, on: date) -> list[int]:
    """Note that the message of these letters reached the reporter by other means; the numbers of those concerned."""
    rows = tx.execute(
        "UPDATE outbox SET told_on = :day WHERE \"case\" = :case AND template = :template AND to_kind = 'reporter'"
        " AND told_on IS NULL RETURNING n",
        {"case": case, "template": template, "day": on.isoformat()},
    )
    return [row["n"] for row in rows.fetchall()]


def untold(tx: Tx, ns: Iterable[int]) -> None:
    """Take back what `told` noted."""
    tx.executemany("UPDATE outbox SET told_on = NULL WHERE n = :n", [{"n": n} for n in ns])
