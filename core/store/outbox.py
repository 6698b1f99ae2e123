"""The outbox: mail on its way, from the act that asked for it to the mail server's answer (design.md §4).

waiting   may leave at `not_before`            sent       the server took it
held      waits for a person                   failed     it will not be sent: refused, or cannot be built
unknown   nobody knows if the last try arrived; it is tried again, under the same Message-ID
cancelled its act was undone, or a person stopped it

A row is claimed with a lease. The attempt counts from the claim on, so a mail that kills the daemon cannot be tried
for ever: after three such losses it is claimed alone, after `MOST_LOSSES` it is given up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from core.crash import point
from core.domain.case import Party
from core.store import engine
from core.store.engine import Tx
from core.store.values import dump, instant, load, moment

LEASE: Final = timedelta(minutes=40)
"""Longer than the worst send, so that no other daemon takes a mail that is still in hand."""
ALONE: Final = 3
MOST_LOSSES: Final = 8

_DUE: Final = "state IN ('waiting', 'unknown')"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed row as it is stored, unread: a spoilt one stops nobody but itself. `data`: an earlier try's bytes."""

    n: int
    key: str
    case: str | None
    to: Party
    template: str
    facts: str
    attempts: int
    losses: int
    message_id: str | None
    date: str | None
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """What the first claim made of a row, kept until the row is settled; `facts` as they were claimed.

    Not `fresh` when it is what an earlier try left.
    """

    n: int
    facts: str
    message_id: str
    date: datetime
    subject: str
    recipient: str
    data: bytes
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Settled:
    """The state a try leads to, with the server's answer; `not_before` when it is to be tried again."""

    n: int
    state: str
    answer: str
    not_before: datetime | None = None
    sent_at: datetime | None = None


def add(
    tx: Tx,
    *,
    key: str,
    act: int | None,
    case: str | None,
    to: Party,
    template: str,
    facts: Mapping[str, Any],
    not_before: datetime,
    now: datetime,
    priority: int = 0,
    state: str = "waiting",
    answer: str = "",
) -> int | None:
    """Put a mail into the outbox; its `n`, or None when one with this key is there already: repetition is harmless."""
    row = tx.execute(
        'INSERT INTO outbox (key, act, "case", to_kind, to_id, template, facts, priority, state, not_before, attempts,'
        " subject, digest, answer, created_at) VALUES (:key, :act, :case, :to_kind, :to_id, :template, :facts,"
        " :priority, :state, :not_before, 0, '', '', :answer, :now) ON CONFLICT (key) DO NOTHING RETURNING n",
        {
            "key": key,
            "act": act,
            "case": case,
            "to_kind": to.kind,
            "to_id": to.id,
            "template": template,
            "facts": dump(facts),
            "priority": priority,
            "state": state,
            "not_before": instant(not_before),
            "answer": answer,
            "now": instant(now),
        },
    ).fetchone()
    return int(row["n"]) if row else None


def claim(tx: Tx, now: datetime, limit: int) -> list[Claimed]:
    """Take up to `limit` mails that may leave, the most urgent and oldest first, also those whose lease ran out.

    A mail that was lost several times comes alone: if it is the one that kills, it takes no other with it.
    """
    due = tx.execute(
        f"SELECT n, losses + (lease_until IS NOT NULL) AS losses FROM outbox INDEXED BY outbox_due WHERE {_DUE}"
        " AND not_before <= :now AND (lease_until IS NULL OR lease_until <= :now)"
        " ORDER BY priority, not_before, n LIMIT :limit",
        {"now": instant(now), "limit": limit},
    ).fetchall()
    suspect = next((i for i, row in enumerate(due) if row["losses"] >= ALONE), len(due))
    taken = due[: max(suspect, 1)]
    point("before claim")
    names = {f"n{i}": row["n"] for i, row in enumerate(taken)}
    rows = tx.execute(
        "UPDATE outbox SET attempts = attempts + 1, losses = losses + (lease_until IS NOT NULL), lease_until = :until"
        f" WHERE n IN ({', '.join(f':{name}' for name in names)}) RETURNING *",
        {"until": instant(now + LEASE), **names},
    ).fetchall()
    by_n = {row["n"]: row for row in rows}
    return [claimed(by_n[row["n"]]) for row in taken]


def claimed(row: engine.Row) -> Claimed:
    return Claimed(
        n=row["n"],
        key=row["key"],
        case=row["case"],
        to=Party(row["to_kind"], row["to_id"]),
        template=row["template"],
        facts=row["facts"],
        attempts=row["attempts"],
        losses=row["losses"],
        message_id=row["message_id"],
        date=row["date"],
        data=row["bytes"],
    )


def keep(tx: Tx, rendered: Iterable[Rendered]) -> frozenset[int]:
    """Store what was rendered, so that every try sends the same bytes; the rows that may now be sent.

    A row whose facts were masked while it was being rendered is not among them.
    """
    kept = (
        tx.execute(
            "UPDATE outbox SET message_id = :message_id, date = :date, subject = :subject, bytes = :bytes,"
            " digest = :digest WHERE n = :n AND facts = :facts AND lease_until IS NOT NULL RETURNING n",
            {
                "n": each.n,
                "facts": each.facts,
                "message_id": each.message_id,
                "date": instant(each.date),
                "subject": each.subject,
                "bytes": each.data,
                "digest": digest(each.data),
            },
        ).fetchone()
        for each in rendered
    )
    return frozenset(row["n"] for row in kept if row)


def digest(data: bytes) -> str:
    """What is kept of a mail's bytes when they are gone."""
    return sha256(data).hexdigest()


def settle(tx: Tx, settled: Iterable[Settled]) -> None:
    """Write down how tries ended. What was sent or has failed for good loses its bytes and keeps its digest."""
    tx.executemany(
        "UPDATE outbox SET state = :state, answer = :answer, not_before = coalesce(:not_before, not_before),"
        " sent_at = coalesce(:sent_at, sent_at), lease_until = NULL, losses = losses + (:state = 'unknown'),"
        f" bytes = CASE WHEN :state IN ('sent', 'failed') THEN NULL ELSE bytes END WHERE n = :n AND {_DUE}",
        [
            {
                "n": each.n,
                "state": each.state,
                "answer": each.answer,
                "not_before": instant(each.not_before) if each.not_before else None,
                "sent_at": instant(each.sent_at) if each.sent_at else None,
            }
            for each in settled
        ],
    )


def hand_back(tx: Tx, ns: Sequence[int]) -> None:
    """Give claimed mails back untried: the attempt does not count."""
    tx.executemany(
        f"UPDATE outbox SET attempts = attempts - 1, lease_until = NULL WHERE n = :n AND {_DUE}"
        " AND lease_until IS NOT NULL",
        [{"n": n} for n in ns],
    )


def recover(tx: Tx) -> int:
    """End every lease: for the one daemon, at its start, when whoever held them is surely gone. How many there were."""
    return int(
        tx.execute("UPDATE outbox SET lease_until = NULL, losses = losses + 1 WHERE lease_until IS NOT NULL").rowcount
    )


def next_at(tx: Tx) -> datetime | None:
    """When the next mail may leave, in the past if one may leave now; None when none waits."""
    row = tx.execute(
        f"SELECT min(max(not_before, coalesce(lease_until, ''))) AS at FROM outbox WHERE {_DUE}"
    ).fetchone()
    return moment(row["at"]) if row["at"] else None


def untouched(tx: Tx, act: int) -> bool:
    """True when no mail of the act was ever claimed: then it can be undone."""
    return (
        tx.execute(
            "SELECT 1 FROM outbox WHERE act = :act AND (attempts > 0 OR lease_until IS NOT NULL OR state = 'sent')",
            {"act": act},
        ).fetchone()
        is None
    )


def cancel(tx: Tx, act: int) -> int:
    """Stop every mail of an act that is undone; how many there were. To be called where `untouched`.

    What has failed although it was never tried is an alarm that the act reached nobody; it goes with the act.
    """
    return int(
        tx.execute(
            "UPDATE outbox SET state = 'cancelled' WHERE act = :act AND state IN ('waiting', 'held', 'failed')",
            {"act": act},
        ).rowcount
    )


def forget_bytes(tx: Tx, case: str) -> None:
    """Drop what was rendered about a case, where other cases are told of as well too: the next try renders anew, under
    the same Message-ID. It was masked, or is not everybody's to know of any more."""
    told = tx.execute(f"SELECT n, facts FROM outbox WHERE {_DUE} AND template = 'M1' AND bytes IS NOT NULL").fetchall()
    gathered = [row["n"] for row in told if case in load(row["facts"])["cases"]]
    tx.execute('UPDATE outbox SET bytes = NULL WHERE "case" = :case AND bytes IS NOT NULL', {"case": case})
    tx.execute(
        "UPDATE outbox SET bytes = NULL WHERE bytes IS NOT NULL AND n IN"
        ' (SELECT l.outbox FROM outbox_lines l JOIN deadlines d ON d.id = l.deadline WHERE d."case" = :case)',
        {"case": case},
    )
    tx.executemany("UPDATE outbox SET bytes = NULL WHERE n = :n", [{"n": n} for n in gathered])
