"""Reading the outbox, and what a person may do to one mail of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.case import Party
from core.errors import NotFound, Refused
from core.store import engine
from core.store.engine import Tx
from core.store.outbox import Claimed, claimed
from core.store.values import instant, maybe_moment, moment

STATES: Final = ("waiting", "held", "sent", "unknown", "failed", "cancelled")

FROM: Final = {
    "retry": ("failed", "unknown"),
    "hold": ("waiting", "unknown"),
    "release": ("held",),
    "send": ("waiting", "unknown", "held"),
    "cancel": ("waiting", "unknown", "held", "failed"),
}
"""From which states a person may do what. Nothing is done to a mail that was sent or cancelled."""

_TO: Final = {"retry": "waiting", "hold": "held", "release": "waiting", "send": "waiting", "cancel": "cancelled"}


@dataclass(frozen=True, slots=True)
class MailRow:
    """One mail as lists show it: no address, no text. `id` is its number in the outbox."""

    id: int
    key: str
    to: Party
    template: str
    state: str
    not_before: datetime
    sent_at: datetime | None
    attempts: int
    losses: int
    answer: str
    case: str | None
    act: int | None
    message_id: str | None
    subject: str
    digest: str
    in_hand: bool


def rows(
    tx: Tx, now: datetime, *, state: str | None = None, case: str | None = None, limit: int = 1000
) -> tuple[MailRow, ...]:
    """The newest mails first, of one state, of one case, or all."""
    found = tx.execute(
        'SELECT * FROM outbox WHERE (:state IS NULL OR state = :state) AND (:case IS NULL OR "case" = :case)'
        " ORDER BY n DESC LIMIT :limit",
        {"state": state, "case": case, "limit": limit},
    ).fetchall()
    return tuple(_row(row, now) for row in found)


def row(tx: Tx, n: int, now: datetime) -> MailRow:
    """Raises NotFound("mail.none")."""
    return _row(_get(tx, n), now)


def as_claimed(tx: Tx, n: int) -> Claimed:
    """A mail as a claim would give it, for showing; nothing is claimed. Raises NotFound("mail.none")."""
    return claimed(_get(tx, n))


def counts(tx: Tx) -> dict[str, int]:
    """How many mails are in each state."""
    found = tx.execute("SELECT state, count(*) AS n FROM outbox GROUP BY state").fetchall()
    return dict.fromkeys(STATES, 0) | {row["state"]: row["n"] for row in found}


def oldest(tx: Tx, now: datetime) -> datetime | None:
    """Since when the mail that has waited longest could have left; None when none is late."""
    row = tx.execute(
        "SELECT min(created_at) AS at FROM outbox WHERE state IN ('waiting', 'unknown') AND not_before <= :now",
        {"now": instant(now)},
    ).fetchone()
    return moment(row["at"]) if row["at"] else None


def change(tx: Tx, n: int, verb: str, now: datetime) -> MailRow:
    """What a person does to one mail: retry, hold, release, send (now) or cancel.

    Raises: NotFound("mail.none"); Refused("mail.in_hand") while the daemon is sending it, or "mail.is_…" where the
    mail's state does not allow it.
    """
    before = row(tx, n, now)
    if before.state not in FROM[verb]:
        raise Refused(f"mail.is_{before.state}", id=n)
    if before.in_hand:
        raise Refused("mail.in_hand", id=n)
    at_once = verb in ("retry", "send")
    tx.execute(
        "UPDATE outbox SET state = :state, not_before = CASE WHEN :at_once THEN :now ELSE not_before END,"
        " attempts = CASE WHEN :anew THEN 0 ELSE attempts END, losses = CASE WHEN :anew THEN 0 ELSE losses END,"
        " lease_until = NULL, bytes = CASE WHEN :state = 'cancelled' THEN NULL ELSE bytes END WHERE n = :n",
        {"n": n, "state": _TO[verb], "at_once": at_once, "anew": verb == "retry", "now": instant(now)},
    )
    return row(tx, n, now)


def _get(tx: Tx, n: int) -> engine.Row:
    found: engine.Row | None = tx.execute("SELECT * FROM outbox WHERE n = :n", {"n": n}).fetchone()
    if found is None:
        raise NotFound("mail.none", id=n)
    return found


def _row(row: engine.Row, now: datetime) -> MailRow:
    return MailRow(
        id=row["n"],
        key=row["key"],
        to=Party(row["to_kind"], row["to_id"]),
        template=row["template"],
        state=row["state"],
        not_before=moment(row["not_before"]),
        sent_at=maybe_moment(row["sent_at"]),
        attempts=row["attempts"],
        losses=row["losses"],
        answer=row["answer"],
        case=row["case"],
        act=row["act"],
        message_id=row["message_id"],
        subject=row["subject"],
        digest=row["digest"],
        in_hand=row["lease_until"] is not None and row["lease_until"] > instant(now),
    )
