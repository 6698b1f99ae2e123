"""The aggregate of a case of either kind in the database: load it whole, save a change whole."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from core.domain.case import (
    NO_DEVIATION,
    Case,
    Consultation,
    Deviation,
    Party,
    Reporter,
    Severity,
    State,
    Task,
    TaskState,
)
from core.domain.complaint.case import Phase
from core.errors import NotFound
from core.store import complaints, deadlines, engine
from core.store.engine import Tx
from core.store.values import dump, instant, load, maybe_moment, moment

HEAD = (
    "reference", "state", "faculty", "unit", "course", "programme", "title", "language", "handler",
    "received_at", "closed_at", "restricted", "lead", "link",
)  # fmt: skip
DETAIL = tuple(field.name for field in fields(Deviation))


def find(tx: Tx, name: str) -> str:
    """The id of a case named by its number or its source's reference; NotFound otherwise."""
    row = tx.execute(
        "SELECT id FROM cases WHERE id = :name OR (reference = :name AND reference <> '')"
        " ORDER BY id = :name DESC, n LIMIT 1",
        {"name": name},
    ).fetchone()
    if row is None:
        raise NotFound("case.unknown")
    return str(row["id"])


def id_of(tx: Tx, n: int) -> str:
    """The id of the case with a list's key."""
    row = tx.execute("SELECT id FROM cases WHERE n = :n", {"n": n}).fetchone()
    if row is None:
        raise NotFound("case.unknown")
    return str(row["id"])


def at_units(tx: Tx, units: Iterable[str]) -> tuple[str, ...]:
    """The cases that stand at one of these units."""
    rows = (tx.execute("SELECT id FROM cases WHERE unit = :unit ORDER BY n", {"unit": unit}) for unit in units)
    return tuple(row["id"] for found in rows for row in found)


def get(tx: Tx, id: str) -> Case:
    """The whole case; NotFound when there is none."""
    row = tx.execute(
        "SELECT c.*, d.*, p.name AS reporter_name, p.email AS reporter_email, p.reporter_kind, p.language AS reads"
        ' FROM cases c LEFT JOIN deviations d ON d."case" = c.id'
        " JOIN parties p ON p.\"case\" = c.id AND p.kind = 'reporter' WHERE c.id = :id",
        {"id": id},
    ).fetchone()
    if row is None:
        raise NotFound("case.unknown")
    complaint, masked = complaints.get(tx, id) if row["kind"] == "complaint" else (None, bool(row["masked"]))
    return Case(
        id=row["id"],
        n=row["n"],
        reference=row["reference"],
        state=Phase(row["state"]) if complaint else State(row["state"]),
        faculty=row["faculty"],
        unit=row["unit"],
        course=row["course"],
        programme=row["programme"],
        title=row["title"],
        language=row["language"],
        received_at=moment(row["received_at"]),
        version=row["version"],
        detail=NO_DEVIATION if complaint else _detail(row),
        reporter=Reporter(row["reporter_name"], row["reporter_email"], row["reporter_kind"], row["reads"]),
        handler=row["handler"],
        restricted=bool(row["restricted"]),
        closed_at=maybe_moment(row["closed_at"]),
        lead=row["lead"],
        link=row["link"],
        tasks=_tasks(tx, id),
        deadlines=deadlines.of_case(tx, id),
        consultations=_consultations(tx, id),
        masked=masked,
        kind=row["kind"],
        complaint=complaint,
        **_around(tx, id),
    )


def _around(tx: Tx, id: str) -> dict[str, tuple[str, ...]]:
    """Who has a part in the case, and which cases are linked to it, by the fields of `Case`."""
    part, linked = _participants(tx, id), _linked_to(tx, id)
    return {
        "readers": part.get("reader", ()),
        "excluded": part.get("excluded", ()),
        "came_from": part.get("from", ()),
        "informed": part.get("informed", ()),
        "duplicates": linked.get("duplicate", ()),
        "recurrences": linked.get("recurrence", ()),
    }


def _detail(row: engine.Row) -> Deviation:
    values = {name: row[name] for name in DETAIL}
    values["severity"] = Severity(row["severity"]) if row["severity"] else None
    values["gate"] = tuple((question, answer) for question, answer in load(row["gate"]))
    return Deviation(**values)


def _participants(tx: Tx, id: str) -> dict[str, tuple[str, ...]]:
    """Who has a part in the case, by relation, in the order they got it."""
    found: dict[str, tuple[str, ...]] = {}
    for row in tx.execute('SELECT relation, who FROM participants WHERE "case" = :id ORDER BY n', {"id": id}):
        found[row["relation"]] = (*found.get(row["relation"], ()), row["who"])
    return found


def _linked_to(tx: Tx, id: str) -> dict[str, tuple[str, ...]]:
    """The cases that are linked to this one, by the kind of link."""
    found: dict[str, tuple[str, ...]] = {}
    for row in tx.execute("SELECT id, link FROM cases WHERE lead = :id ORDER BY n", {"id": id}):
        found[row["link"]] = (*found.get(row["link"], ()), row["id"])
    return found


def above(tx: Tx, id: str) -> tuple[str, ...]:
    """The cases a case is linked to, the nearest first; a ring, which no rule makes, ends it."""
    found: dict[str, None] = {}
    while (row := tx.execute("SELECT lead FROM cases WHERE id = :id", {"id": id}).fetchone()) and row["lead"]:
        id = row["lead"]
        if id in found:
            break
        found[id] = None
    return tuple(found)


def _tasks(tx: Tx, id: str) -> tuple[Task, ...]:
    rows = tx.execute('SELECT * FROM tasks WHERE "case" = :id ORDER BY number', {"id": id})
    return tuple(
        Task(
            id=r["id"],
            number=r["number"],
            kind=r["kind"],
            owner=Party(r["owner_kind"], r["owner"]),
            text=r["text"],
            state=TaskState(r["state"]),
            report=r["report"],
            reason=r["reason"],
            proposal=r["proposal"],
            cleared_with=r["cleared_with"],
        )
        for r in rows
    )


def _consultations(tx: Tx, id: str) -> tuple[Consultation, ...]:
    rows = tx.execute('SELECT * FROM consultations WHERE "case" = :id ORDER BY n', {"id": id})
    return tuple(Consultation(r["with_login"], date.fromisoformat(r["on_day"]), r["result"]) for r in rows)


def columns(case: Case) -> dict[str, dict[str, Any]]:
    """The rows a case stands in, as the database holds them: {table: {column: value}}."""
    head = {name: getattr(case, name) for name in HEAD} | {
        "state": case.state.value,
        "received_at": instant(case.received_at),
        "closed_at": instant(case.closed_at) if case.closed_at else None,
        "restricted": int(case.restricted),
    }
    reporter = {"email": case.reporter.email, "email_key": case.reporter.email.casefold()}
    return {"cases": head, "parties": reporter, **_detail_columns(case)}


def _detail_columns(case: Case) -> dict[str, dict[str, Any]]:
    masked = {"masked": int(case.masked)}
    if case.complaint:
        return {"complaints": complaints.columns(case.complaint) | masked}
    detail = {name: getattr(case.detail, name) for name in DETAIL} | {
        "severity": case.detail.severity.value if case.detail.severity else None,
        "gate": dump(case.detail.gate),
    }
    return {"deviations": detail | masked}


def insert(tx: Tx, case: Case) -> None:
    """A new case with its reporter; its deadlines are saved by `deadlines.insert`."""
    rows = columns(case)
    head = {"n": case.n, "id": case.id, "kind": case.kind, "version": case.version, **rows["cases"]}
    _insert(tx, "cases", head)
    detail = "complaints" if case.complaint else "deviations"
    _insert(tx, detail, {"case": case.id, **rows[detail]})
    if case.complaint:
        complaints.put(tx, case.id, complaints.rows(case.id, case.complaint))
    reporter = case.reporter
    _insert(
        tx,
        "parties",
        {
            **rows["parties"],
            "id": _reporter(case),
            "case": case.id,
            "kind": "reporter",
            "name": reporter.name,
            "reporter_kind": reporter.kind,
            "language": reporter.language,
        },
    )


def update(tx: Tx, case: Case, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the changed columns and move the version on; the caller holds the only transaction that could differ."""
    for table, key, id in (
        ("cases", "id", case.id),
        ("deviations", '"case"', case.id),
        ("complaints", '"case"', case.id),
        ("parties", "id", _reporter(case)),
    ):
        values = dict(changed.get(table, {}))
        sets = [f'"{name}" = :{name}' for name in values]
        if table == "cases":
            sets += ["version = version + 1"]
        if sets:
            tx.execute(f"UPDATE {table} SET {', '.join(sets)} WHERE {key} = :_id", values | {"_id": id})


def put_task(tx: Tx, case: str, task: Task) -> None:
    tx.execute(
        'INSERT INTO tasks (id, "case", number, kind, owner_kind, owner, text, state, report, reason, proposal,'
        " cleared_with) VALUES (:id, :case, :number, :kind, :owner_kind, :owner, :text, :state, :report, :reason,"
        " :proposal, :cleared_with)"
        " ON CONFLICT (id) DO UPDATE SET owner_kind = excluded.owner_kind, owner = excluded.owner,"
        " text = excluded.text, state = excluded.state, report = excluded.report, reason = excluded.reason,"
        " proposal = excluded.proposal, cleared_with = excluded.cleared_with",
        task_columns(task) | {"case": case},
    )


def task_columns(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "number": task.number,
        "kind": task.kind,
        "owner_kind": task.owner.kind,
        "owner": task.owner.id,
        "text": task.text,
        "state": task.state.value,
        "report": task.report,
        "reason": task.reason,
        "proposal": task.proposal,
        "cleared_with": task.cleared_with,
    }


def put_back_task(tx: Tx, id: str, row: Mapping[str, Any] | None) -> None:
    """Make a task what it was: a row of `task_columns`, or not there at all."""
    if row is None:
        tx.execute("DELETE FROM tasks WHERE id = :id", {"id": id})
        return
    sets = ", ".join(f"{name} = :{name}" for name in row if name not in ("id", "number", "kind"))
    tx.execute(f"UPDATE tasks SET {sets} WHERE id = :id", dict(row))


def forget_consultations(tx: Tx, id: str, since: int) -> None:
    """Take back the consultations from number `since` on."""
    tx.execute('DELETE FROM consultations WHERE "case" = :id AND n >= :n', {"id": id, "n": since})


def put_participants(tx: Tx, id: str, relation: str, who: tuple[str, ...]) -> None:
    tx.execute('DELETE FROM participants WHERE "case" = :id AND relation = :relation', {"id": id, "relation": relation})
    for n, name in enumerate(who):
        _insert(tx, "participants", {"case": id, "who": name, "relation": relation, "n": n})


def put_consultations(tx: Tx, id: str, done: tuple[Consultation, ...]) -> None:
    tx.execute('DELETE FROM consultations WHERE "case" = :id', {"id": id})
    for n, each in enumerate(done):
        row = {"case": id, "n": n, "with_login": each.with_login, "on_day": each.on.isoformat(), "result": each.result}
        _insert(tx, "consultations", row)


def _reporter(case: Case) -> str:
    return f"{case.id}:reporter"


def _insert(tx: Tx, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    tx.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})", dict(row))
