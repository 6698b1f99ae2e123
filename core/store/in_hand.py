"""What each person has in hand: shown beside whoever may be given more (desk.md §5.7)."""

from datetime import date

from core.store.engine import Tx


def in_hand(tx: Tx, today: date) -> dict[str, tuple[int, int]]:
    """(Open cases and measures, of them over the date), by login."""
    found = tx.execute(
        "SELECT login, count(*) AS open, sum(over) AS over FROM ("
        " SELECT handler AS login, coalesce(next_due_on < :today, 0) AS over FROM cases"
        " WHERE handler IS NOT NULL AND state IN ('in_progress', 'awaiting_closure')"
        " UNION ALL SELECT t.owner, EXISTS (SELECT 1 FROM deadlines d WHERE d.task = t.id AND d.state = 'open'"
        " AND d.due_on < :today) FROM tasks t WHERE t.owner_kind = 'person' AND t.state IN ('assigned', 'accepted')"
        ") GROUP BY login",
        {"today": today.isoformat()},
    )
    return {row["login"]: (row["open"], row["over"]) for row in found}
