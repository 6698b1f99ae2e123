"""History: one row for every act, and what it changed for as long as it may be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain.case import Case
from core.domain.undo import Past
from core.errors import Changed
from core.store import outbox
from core.store.engine import Tx
from core.store.outbox_list import MailRow
from core.store.values import dump, instant, load, maybe_moment, moment


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's history."""

    n: int
    kind: str
    actor: str
    on_behalf_of: str | None
    how: str
    at: datetime
    note: str
    values: Mapping[str, str]
    task: str | None
    version: int


def add(tx: Tx, row: Mapping[str, Any]) -> int:
    """Write one act; answers its number."""
    found = tx.execute(
        'INSERT INTO acts ("case", batch, actor, on_behalf_of, how, kind, task, at, note, "values", before, undo_until,'
        " version, undoes) VALUES (:case, :batch, :actor, :on_behalf_of, :how, :kind, :task, :at, :note, :values,"
        " :before, :undo_until, :version, :undoes) RETURNING n",
        {"batch": None, "on_behalf_of": None, "how": "", "task": None, "note": "", "before": None}
        | {"undo_until": None, "undoes": None}
        | dict(row)
        | {"values": dump(dict(row.get("values", {}))), "at": instant(row["at"])},
    ).fetchone()
    return int(found["n"])


def add_about_mail(tx: Tx, actor: str, verb: str, mail: MailRow, at: datetime) -> None:
    """What a person did to a mail of the outbox: a line of history that leaves the case as it was."""
    row = tx.execute("SELECT version FROM cases WHERE id = :case", {"case": mail.case}).fetchone()
    values = {"mail": str(mail.id), "what": mail.template}
    version = row["version"] if row else 0
    add(
        tx,
        {"case": mail.case, "actor": actor, "kind": f"mail_{verb}", "at": at, "values": values, "version": version},
    )


def of_case(tx: Tx, case: str) -> tuple[Line, ...]:
    """The history of a case, oldest first."""
    rows = tx.execute('SELECT * FROM acts WHERE "case" = :case ORDER BY n', {"case": case})
    return tuple(
        Line(
            n=r["n"],
            kind=r["kind"],
            actor=r["actor"],
            on_behalf_of=r["on_behalf_of"],
            how=r["how"],
            at=moment(r["at"]),
            note=r["note"],
            values=load(r["values"]),
            task=r["task"],
            version=r["version"],
        )
        for r in rows
    )


def notes(tx: Tx, case: str) -> tuple[str, ...]:
    """The words people wrote into the history of a case."""
    rows = tx.execute("SELECT note FROM acts WHERE \"case\" = :case AND note <> '' ORDER BY n", {"case": case})
    return tuple(row["note"] for row in rows)


def require_seen(tx: Tx, case: Case, seen: int | None) -> None:
    """Refuse an act on an older version than the case has: `Changed` says who did what, and when (faults.md G31)."""
    if seen is None or seen == case.version:
        return
    rows = tx.execute(
        'SELECT actor, kind, at FROM acts WHERE "case" = :case AND version > :seen ORDER BY n',
        {"case": case.id, "seen": seen},
    ).fetchall()
    newest = rows[-1] if rows else None
    raise Changed(
        "case.changed",
        by=newest["actor"] if newest else "",
        at=moment(newest["at"]) if newest else "",
        fields=tuple(dict.fromkeys(row["kind"] for row in rows)),
    )


def last(tx: Tx, case: str) -> Past | None:
    """The latest act that has not been taken back, nor is itself a taking back."""
    row = tx.execute(
        "SELECT * FROM acts WHERE \"case\" = :case AND kind <> 'undo' AND kind NOT GLOB 'mail_*'"
        ' AND n NOT IN (SELECT undoes FROM acts WHERE "case" = :case AND undoes IS NOT NULL) ORDER BY n DESC LIMIT 1',
        {"case": case},
    ).fetchone()
    if row is None:
        return None
    undone_to = tx.execute('SELECT max(version) FROM acts WHERE "case" = :case', {"case": case}).fetchone()[0]
    return Past(
        n=row["n"],
        kind=row["kind"],
        actor=row["actor"],
        at=moment(row["at"]),
        # What was undone after this act left the case as this act had made it.
        version=undone_to if _only_undone_since(tx, case, row["n"]) else row["version"],
        # Once `before` is erased the window is shut, whatever it was: too late, which is not the same as never.
        until=maybe_moment(row["undo_until"] and (row["at"] if row["before"] is None else row["undo_until"])),
        untouched=outbox.untouched(tx, row["n"]),
        batch=row["batch"],
    )


def _only_undone_since(tx: Tx, case: str, n: int) -> bool:
    rows = tx.execute(
        'SELECT n, kind, undoes FROM acts WHERE "case" = :case AND n > :n', {"case": case, "n": n}
    ).fetchall()
    undone = {row["undoes"] for row in rows}
    return all(row["kind"] == "undo" or row["kind"].startswith("mail_") or row["n"] in undone for row in rows)


def of_batch(tx: Tx, batch: str) -> tuple[str, ...]:
    """The cases of the acts that were done together, in the order of the acts."""
    rows = tx.execute('SELECT "case" FROM acts WHERE batch = :batch ORDER BY n', {"batch": batch})
    return tuple(row["case"] for row in rows)


def forget_before(tx: Tx, now: datetime) -> int:
    """Erase what acts changed once it can no longer be taken back (design.md); answers how many."""
    return tx.execute(
        "UPDATE acts SET before = NULL WHERE before IS NOT NULL AND undo_until <= :now", {"now": instant(now)}
    ).rowcount


def forget_at(tx: Tx) -> datetime | None:
    """When the next act can no longer be taken back, so that what it changed is to be erased; None when none can."""
    row = tx.execute("SELECT min(undo_until) AS at FROM acts WHERE before IS NOT NULL").fetchone()
    return maybe_moment(row["at"])
