"""Reminding in the database: which deadlines are due for it, what was said when, and the digests it stands in."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Final

from core.domain.calendar import local
from core.domain.case import Reporter
from core.domain.digest import Head, Owed, Told, Written
from core.store import deadlines
from core.store.engine import Tx
from core.store.values import day_text, dump, instant, moment

_OWED: Final = (
    "SELECT d.*, c.kind AS case_kind, c.faculty, c.unit, c.handler, c.restricted, p.email AS reporter, p.reporter_kind"
    " FROM deadlines d"
    ' JOIN cases c ON c.id = d."case" LEFT JOIN parties p ON p."case" = c.id AND p.kind = \'reporter\''
)
_DUE: Final = "state = 'open' AND next_on <= :today ORDER BY next_on, rowid LIMIT :limit"
_UNTOUCHED: Final = "template = 'digest' AND state = 'waiting' AND attempts = 0 AND message_id IS NULL"


def due(tx: Tx, today: date, limit: int) -> tuple[Owed, ...]:
    """The open deadlines whose day to look again has come, the longest waiting first."""
    values = {"today": today.isoformat(), "limit": limit}
    rows = tx.execute(f"{_OWED} WHERE d.rowid IN (SELECT rowid FROM deadlines WHERE {_DUE})", values).fetchall()
    excluded: dict[str, tuple[str, ...]] = {}
    for row in tx.execute(
        'SELECT "case", who FROM participants WHERE relation = \'excluded\' AND "case" IN'
        f' (SELECT "case" FROM deadlines WHERE {_DUE})',
        values,
    ):
        excluded[row["case"]] = (*excluded.get(row["case"], ()), row["who"])
    return tuple(_owed(row, excluded.get(row["case"], ())) for row in rows)


def of_case(tx: Tx, case: str) -> tuple[Owed, ...]:
    """All deadlines of a case, ended ones too, in the order they were opened."""
    rows = tx.execute(f'{_OWED} WHERE d."case" = :case ORDER BY d.rowid', {"case": case}).fetchall()
    excluded = tuple(_excluded(tx, case))
    return tuple(_owed(row, excluded) for row in rows)


def owed(tx: Tx, where: str) -> tuple[Owed, ...]:
    """The deadlines that a condition of ours names."""
    rows = tx.execute(f"{_OWED}{where}").fetchall()
    return tuple(_owed(row, tuple(_excluded(tx, row["case"]))) for row in rows)


def any_due(tx: Tx, today: date) -> bool:
    day = next_on(tx)
    return day is not None and day <= today


def next_on(tx: Tx) -> date | None:
    """The first day on which an open deadline is to be looked at; None when none ever is."""
    row = tx.execute("SELECT min(next_on) AS day FROM deadlines WHERE state = 'open'").fetchone()
    return date.fromisoformat(row["day"]) if row["day"] else None


def remember(tx: Tx, reached: Iterable[tuple[Owed, str]], now: datetime) -> list[tuple[Owed, str]]:
    """Note which stages deadlines have reached; those that nobody had noted before."""
    at = instant(now)
    return [
        (owed, stage)
        for owed, stage in reached
        if tx.execute(
            "INSERT INTO reminders (deadline, due_on, stage, at) VALUES (:deadline, :due_on, :stage, :at)"
            " ON CONFLICT (deadline, due_on, stage) DO NOTHING",
            {"deadline": owed.deadline.id, "due_on": owed.deadline.due_on.isoformat(), "stage": stage, "at": at},
        ).rowcount
    ]


def look_again(tx: Tx, turns: Iterable[tuple[str, date | None]]) -> None:
    """Set, by deadline, the day on which to look again."""
    tx.executemany(
        "UPDATE deadlines SET next_on = :day WHERE id = :id",
        [{"id": id, "day": day_text(day)} for id, day in turns],
    )


def add_lines(tx: Tx, lines: Iterable[tuple[int, Owed, str, str]]) -> None:
    """Put deadlines into digests: outbox number, deadline, stage, role. A deadline stands once in a digest, newest."""
    tx.executemany(
        "INSERT INTO outbox_lines (outbox, deadline, due_on, stage, role)"
        " VALUES (:outbox, :deadline, :due_on, :stage, :role)"
        " ON CONFLICT (outbox, deadline) DO UPDATE SET due_on = excluded.due_on, stage = excluded.stage,"
        " role = excluded.role",
        [
            {
                "outbox": n,
                "deadline": owed.deadline.id,
                "due_on": owed.deadline.due_on.isoformat(),
                "stage": stage,
                "role": role,
            }
            for n, owed, stage, role in lines
        ],
    )


def open_digests(tx: Tx) -> dict[str, int]:
    """By login, the digest that nobody has claimed yet and that may take more lines."""
    rows = tx.execute(f"SELECT n, to_id FROM outbox WHERE {_UNTOUCHED} AND to_kind = 'person' ORDER BY n DESC")
    return {row["to_id"]: row["n"] for row in rows}


def left_over(tx: Tx, before: datetime) -> tuple[tuple[int, str], ...]:
    """Digests of earlier days that nobody has claimed: number and login."""
    rows = tx.execute(
        f"SELECT n, to_id FROM outbox WHERE {_UNTOUCHED} AND to_kind = 'person' AND not_before < :before ORDER BY n",
        {"before": instant(before)},
    )
    return tuple((row["n"], row["to_id"]) for row in rows)


def redate(tx: Tx, n: int, key: str, day: date, not_before: datetime) -> None:
    """Make a digest that never left the one of another day; nothing happens where that day has one."""
    tx.execute(
        "UPDATE outbox SET key = :key, facts = :facts, not_before = :not_before WHERE n = :n"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.key = :key)",
        {"n": n, "key": key, "facts": dump({"day": day.isoformat()}), "not_before": instant(not_before)},
    )


def lines(tx: Tx, n: int, timezone: str) -> tuple[Written, ...]:
    """What was written into a digest and still holds: the deadline is open and its date is the same."""
    rows = tx.execute(
        f"{_OWED.replace('SELECT', 'SELECT l.role, l.stage, o.to_id, r.at AS written_at, t.text AS task_text,', 1)}"
        " JOIN outbox_lines l ON l.deadline = d.id AND l.due_on = d.due_on JOIN outbox o ON o.n = l.outbox"
        " JOIN reminders r ON r.deadline = d.id AND r.due_on = d.due_on AND r.stage = l.stage"
        " LEFT JOIN tasks t ON t.id = d.task AND t.kind = 'task'"
        " WHERE l.outbox = :n AND d.state = 'open'",
        {"n": n},
    ).fetchall()
    return tuple(
        Written(
            _owed(row, tuple(_excluded(tx, row["case"]))),
            Told(row["to_id"], row["role"]),
            local(moment(row["written_at"]), timezone),
            row["stage"],
            row["task_text"] or "",
        )
        for row in rows
    )


def forget(tx: Tx, deadline: str) -> None:
    """Take a deadline out of all digests, and forget that it was reminded of: it was never opened (undo)."""
    tx.execute("DELETE FROM outbox_lines WHERE deadline = :deadline", {"deadline": deadline})
    tx.execute("DELETE FROM reminders WHERE deadline = :deadline", {"deadline": deadline})


def swept_on(tx: Tx) -> date | None:
    """The latest local date on which something was found due: later than today when the clock has gone back."""
    row = tx.execute("SELECT value FROM counters WHERE kind = 'swept' AND year = 0").fetchone()
    return date.fromordinal(row["value"]) if row else None


def swept(tx: Tx, today: date) -> None:
    tx.execute(
        "INSERT INTO counters (kind, year, value) VALUES ('swept', 0, :today)"
        " ON CONFLICT (kind, year) DO UPDATE SET value = excluded.value",
        {"today": today.toordinal()},
    )


def look_at_all(tx: Tx, today: date) -> None:
    """Have every open deadline looked at again, whatever day had been set by a clock that was wrong."""
    tx.execute("UPDATE deadlines SET next_on = :today WHERE state = 'open'", {"today": today.isoformat()})


def _excluded(tx: Tx, case: str) -> Iterator[str]:
    for row in tx.execute(
        "SELECT who FROM participants WHERE \"case\" = :case AND relation = 'excluded'", {"case": case}
    ):
        yield row["who"]


def _owed(row: Any, excluded: tuple[str, ...]) -> Owed:
    head = Head(
        id=row["case"],
        faculty=row["faculty"],
        unit=row["unit"],
        handler=row["handler"],
        kind=row["case_kind"],
        restricted=bool(row["restricted"]),
        reporter=Reporter("", row["reporter"] or "", row["reporter_kind"] or "", ""),
        excluded=excluded,
    )
    return Owed(deadlines.read(row), date.fromisoformat(row["opened_on"]), head)
