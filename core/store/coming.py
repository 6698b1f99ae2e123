"""What is on its way to people: mails that wait, and what was reminded of already."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.case import Party
from core.store.engine import Tx
from core.store.values import instant, moment


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that leaves by itself, at `not_before` or as soon as it can."""

    n: int
    to: Party
    template: str
    case: str | None
    state: str
    not_before: datetime


def waiting(tx: Tx, before: datetime) -> tuple[Waiting, ...]:
    """The mails that may leave before an instant; those a person holds back do not."""
    rows = tx.execute(
        "SELECT * FROM outbox WHERE state IN ('waiting', 'unknown') AND not_before < :before ORDER BY not_before, n",
        {"before": instant(before)},
    )
    return tuple(
        Waiting(
            row["n"],
            Party(row["to_kind"], row["to_id"]),
            row["template"],
            row["case"],
            row["state"],
            moment(row["not_before"]),
        )
        for row in rows
    )


def noted(tx: Tx, until: date) -> frozenset[tuple[str, str, str]]:
    """The reminders there have been of deadlines that are looked at until a day: deadline, date and stage."""
    rows = tx.execute(
        "SELECT r.deadline, r.due_on, r.stage FROM reminders r JOIN deadlines d ON d.id = r.deadline"
        " WHERE d.state = 'open' AND d.next_on <= :until",
        {"until": until.isoformat()},
    )
    return frozenset((row["deadline"], row["due_on"], row["stage"]) for row in rows)


def asked(tx: Tx) -> dict[str, str]:
    """By the id of each open task of a complaint, what it asks, as a code."""
    rows = tx.execute(
        "SELECT t.id, t.text FROM deadlines d JOIN tasks t ON t.id = d.task WHERE d.state = 'open' AND t.kind = 'task'"
    )
    return {row["id"]: row["text"] for row in rows}


def digests_begun(tx: Tx, since: datetime) -> Iterator[str]:
    """The keys of the digests from an instant on that a daemon has taken in hand: nothing more goes into them."""
    for row in tx.execute(
        "SELECT key FROM outbox WHERE template = 'digest' AND not_before >= :since"
        " AND NOT (state = 'waiting' AND attempts = 0 AND message_id IS NULL)",
        {"since": instant(since)},
    ):
        yield str(row["key"])
