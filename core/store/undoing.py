"""What an act changes, as it was, and putting it back (design.md, "Undo instead of are you sure")."""

from collections.abc import Iterable
from typing import Any

from core.domain.case import Case
from core.domain.scene import Change
from core.store import cases, complaints, deadlines, letters, outbox, recipients, reminders
from core.store.engine import Tx
from core.store.values import load


def before(old: Case, change: Change, told: Iterable[int], refused: list[str]) -> dict[str, Any]:
    """Enough for `restore` to put back what `change` does to the case.

    `told` are the letters it settles, `refused` what it makes forgotten of an address.
    """
    new = change.case
    was = {task.id: cases.task_columns(task) for task in old.tasks}
    updated = {deadline.id for deadline in change.updated}
    kept: dict[str, Any] = {
        "columns": changed(new, old),
        "tasks": [[task.id, was.get(task.id)] for task in change.tasks],
        "deadlines": [
            *([d.id, deadlines.changing(d)] for d in old.deadlines if d.id in updated),
            *([d.id, None] for d in change.opened),
        ],
        "parts": {relation: was for relation, was, now in parts(old, new) if was != now},
        "told": list(told),
    }
    if refused:
        kept["refused"] = refused
    if len(new.consultations) != len(old.consultations):
        kept["consultations"] = len(old.consultations)
    if hanging(old) != hanging(new):
        kept["hanging"] = hanging(old)
    return kept


def restore(tx: Tx, case: Case, act: int) -> None:
    """Put back what an act changed: columns, tasks, deadlines, parts; cancel its mail."""
    kept = load(tx.execute("SELECT before FROM acts WHERE n = :n", {"n": act}).fetchone()["before"])
    cases.update(tx, case, kept["columns"])
    for relation, who in kept["parts"].items():
        cases.put_participants(tx, case.id, relation, tuple(who))
    if "consultations" in kept:
        cases.forget_consultations(tx, case.id, kept["consultations"])
    if "hanging" in kept:
        complaints.put(tx, case.id, kept["hanging"])
    for id, row in kept["deadlines"]:
        if row is None:
            reminders.forget(tx, id)
            tx.execute("DELETE FROM deadlines WHERE id = :id", {"id": id})
        else:
            deadlines.put_back(tx, [row])
    for id, row in kept["tasks"]:
        cases.put_back_task(tx, id, row)
    letters.untold(tx, kept["told"])
    if "refused" in kept:
        recipients.mark_again(tx, *kept["refused"])
    tx.execute("UPDATE acts SET before = NULL WHERE n = :n", {"n": act})
    outbox.cancel(tx, act)


def changed(old: Case, new: Case) -> dict[str, dict[str, Any]]:
    """The columns that differ, with their new values."""
    was, now = cases.columns(old), cases.columns(new)
    return {t: {name: v for name, v in now[t].items() if v != was[t][name]} for t in now}


def hanging(case: Case) -> complaints.Rows:
    """What hangs on a complaint in tables of its own: its parts, its commissions and their examiners."""
    return complaints.rows(case.id, case.complaint) if case.complaint else {}


def parts(old: Case, new: Case) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Who and which units have a part in the case, by relation, before and after."""
    return (
        ("reader", old.readers, new.readers),
        ("excluded", old.excluded, new.excluded),
        ("informed", old.informed, new.informed),
        ("from", old.came_from, new.came_from),
    )
