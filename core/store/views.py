"""Lists: the keys of a question in their order, the rows of one page, the counts of the first line (design.md).

A list is a snapshot of keys; pages are fetched by key, so that a row never moves under the cursor.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from core.domain.answers import ANSWERS
from core.domain.case import HANDLES, Kind, Party, handled_by
from core.domain.deadline import INSTITUTION
from core.store import engine
from core.store.engine import Tx
from core.store.letters import STOPPED
from core.store.reach import Reach, Where, full, treated, within
from core.store.values import instant, maybe_day

ENDED: Final = ("closed", "rejected", "transferred", "finished", "dismissed", "withdrawn")
"""States of either kind in which nothing more is to be done to a case itself."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. `tab` is inbox, mine, deadlines or all (workflow.md §8); `only` are search hits, by key.

    `kind`: of which kind of case; "" for every kind.
    """

    tab: str = "all"
    kind: Kind | Literal[""] = "deviation"
    states: tuple[str, ...] = ()
    unit: str | None = None
    overdue_on: date | None = None
    since: datetime | None = None
    only: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list. `title` is empty where the reader may not see text; `owner` is who owes the earliest date.

    `lead` and `link` are empty for whoever does not treat the case.
    """

    n: int
    id: str
    kind: str
    reference: str
    title: str
    state: str
    faculty: str
    unit: str
    course: str
    handler: str | None
    due_on: date | None
    due_kind: str | None
    owner: Party | None
    with_owner: bool
    unreached: bool
    restricted: bool
    version: int
    lead: str | None = None
    link: str = ""


# No answer after it left or may, and nobody has said it otherwise.
_UNREACHED = (
    f"c.id IN (SELECT o.\"case\" FROM outbox o WHERE o.to_kind = 'reporter' AND o.template IN {ANSWERS}"
    f" AND o.told_on IS NULL AND {STOPPED}"
    ' AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x."case" = o."case" AND x.n > o.n'
    f" AND x.state NOT IN ('failed', 'cancelled') AND x.to_kind = 'reporter' AND x.template IN {ANSWERS}))"
)
_DECLINED = "c.id IN (SELECT t.\"case\" FROM tasks t WHERE t.state = 'declined')"


def _handled(reach: Reach, where: Where, faculty: str) -> str:
    """Cases that are the reader's to handle; `faculty` says which of those of a faculty's contact or caseworkers."""
    units, logins = where.any_of(reach.contact), where.any_of(reach.logins)
    theirs = (
        f"c.faculty IN {units} AND c.kind = 'deviation' OR"
        f" c.faculty IN {where.any_of(reach.caseworker)} AND c.kind = 'complaint'"
    )
    return f"(c.handler IN {logins} OR ({faculty} ({theirs})) OR c.n IN {where.any_of(reach.also)})"


def _owed(reach: Reach, where: Where) -> str:
    """Cases in which the reader, or a role of theirs, owes something."""
    logins, roles = where.any_of(reach.logins), where.any_of(reach.roles)
    return (
        "c.id IN (SELECT d.\"case\" FROM deadlines d WHERE d.state = 'open' AND d.owner_kind = 'person'"
        f" AND d.owner IN {logins} UNION ALL SELECT d.\"case\" FROM deadlines d WHERE d.state = 'open'"
        f" AND d.owner_kind = 'role' AND d.owner IN {roles})"
    )


def _tab(asked: Filter, reach: Reach, where: Where) -> None:
    if asked.tab == "inbox":
        where.parts.append(
            f"(c.state IN ('received', 'awaiting_closure', 'registered') OR {_DECLINED} OR {_UNREACHED})"
        )
        if not reach.all:
            where.parts.append(_handled(reach, where, ""))
    elif asked.tab == "mine" and not reach.all:
        where.parts.append(
            f"(c.next_due_on IS NOT NULL OR c.state NOT IN {where.any_of(ENDED)})"
            f" AND ({_handled(reach, where, 'c.handler IS NULL AND')} OR {_owed(reach, where)})"
        )
    elif asked.tab == "deadlines":
        where.parts.append("c.next_due_on IS NOT NULL")


def _where(asked: Filter, reach: Reach) -> Where:
    where = Where()
    within(reach, where)
    _tab(asked, reach, where)
    if asked.kind:
        where.parts.append(f"c.kind IN {where.any_of([asked.kind])}")
    if asked.states:
        where.parts.append(f"c.state IN {where.any_of(asked.states)}")
    if asked.unit:
        where.values["unit"] = asked.unit
        where.parts.append("(c.unit = :unit OR c.faculty = :unit)")
    if asked.overdue_on:
        where.values["overdue"] = asked.overdue_on.isoformat()
        where.parts.append("c.next_due_on < :overdue")
    if asked.since:
        where.values["since"] = instant(asked.since)
        where.parts.append("c.received_at >= :since")
    if asked.only is not None:
        where.parts.append(f"c.n IN {where.any_of(asked.only)}")
    return where


def keys(tx: Tx, asked: Filter, reach: Reach, limit: int = -1) -> "array[int]":
    """The keys of the cases that answer, the earliest date first, in eight bytes each; the first `limit`, or all."""
    where = _where(asked, reach)
    order = "c.n DESC" if asked.only is not None else "c.next_due_on NULLS LAST, c.n"
    where.values["limit"] = limit
    rows = tx.execute(f"SELECT c.n FROM cases c WHERE {where.text} ORDER BY {order} LIMIT :limit", where.values)
    return array("q", (row[0] for row in rows))


def rows(tx: Tx, wanted: Sequence[int], reach: Reach) -> dict[int, ListRow]:
    """The rows of one page, by key; keys the reader may not see, or that are gone, are left out."""
    where = _where(Filter(kind="", only=tuple(wanted)), reach)
    found = tx.execute(
        f"SELECT c.*, ({full(reach, where)}) AS full, ({treated(reach, where)}) AS treated,"
        f" ({_UNREACHED}) AS unreached, EXISTS (SELECT 1 FROM tasks t"
        " WHERE t.\"case\" = c.id AND t.kind = 'measure' AND t.state IN ('assigned', 'accepted')) AS with_owner,"
        " d.kind AS due_kind, d.owner_kind, d.owner, d.due_on FROM cases c"
        " LEFT JOIN deadlines d ON d.id = (SELECT x.id FROM deadlines x WHERE x.\"case\" = c.id AND x.state = 'open'"
        f" ORDER BY CASE WHEN x.kind IN {where.any_of(sorted(INSTITUTION))} THEN x.raw_on ELSE x.due_on END, x.rowid"
        " LIMIT 1)"
        f" WHERE {where.text}",
        where.values,
    )
    return {row["n"]: _row(row) for row in found}


def _owner(row: engine.Row) -> Party | None:
    owner = Party(row["owner_kind"], row["owner"]) if row["owner_kind"] else None
    return handled_by(row["kind"], row["faculty"], row["handler"]) if owner == HANDLES else owner


def _row(row: engine.Row) -> ListRow:
    shows_text = row["full"] or (row["kind"] == "deviation" and row["state"] != "received")
    return ListRow(
        n=row["n"],
        id=row["id"],
        kind=row["kind"],
        reference=row["reference"],
        title=row["title"] if shows_text else "",
        state=row["state"],
        faculty=row["faculty"],
        unit=row["unit"],
        course=row["course"],
        handler=row["handler"],
        due_on=maybe_day(row["next_due_on"]),
        due_kind=row["due_kind"],
        owner=_owner(row),
        with_owner=bool(row["with_owner"]),
        unreached=bool(row["unreached"]),
        restricted=bool(row["restricted"]),
        version=row["version"],
        lead=row["lead"] if row["treated"] else None,
        link=row["link"] if row["treated"] else "",
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the first line, within the reader's reach."""

    new: int
    over: int
    today: int
    by_state: dict[str, int] = field(default_factory=dict)


def counts(tx: Tx, reach: Reach, today: date, kind: Kind | Literal[""] = "deviation") -> Counts:
    where = _where(Filter(kind=kind), reach)
    where.values["today"] = today.isoformat()
    found = tx.execute(
        "SELECT c.state, count(*) AS cases, sum(c.next_due_on < :today) AS over, sum(c.next_due_on = :today) AS today"
        f" FROM cases c WHERE {where.text} GROUP BY c.state",
        where.values,
    ).fetchall()
    by_state = {row["state"]: row["cases"] for row in found}
    over, due = (sum(row[name] or 0 for row in found) for name in ("over", "today"))
    return Counts(by_state.get("received", 0) + by_state.get("registered", 0), over, due, by_state)
