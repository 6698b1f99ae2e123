"""One function writes what one act does: state, history, deadlines, tasks, mail, search, in the open transaction.

«Nothing is told that did not happen, and nothing happens untold» (design.md §1).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.crash import point
from core.domain.case import Case
from core.domain.notice import NOBODY, Addressed
from core.domain.scene import Change, Scene
from core.domain.scope import tokens_of
from core.domain.undo import Past
from core.store import (
    acts,
    cases,
    complaints,
    deadlines,
    letters,
    masking,
    masks,
    outbox,
    people,
    recipients,
    rules,
    search,
    undoing,
)
from core.store.engine import Tx
from core.store.values import dump, instant


def save(tx: Tx, scene: Scene, change: Change, mails: Iterable[Addressed], batch: str | None = None) -> Case:
    """Write `change` of the scene's case; mail may leave, and the act be taken back, until the hold is over.

    `batch` is shared by acts that are done together.
    """
    old, new = scene.case, change.case
    until = scene.now + scene.terms.hold
    cases.update(tx, new, undoing.changed(old, new))
    point("half an act")
    for task in change.tasks:
        cases.put_task(tx, new.id, task)
    deadlines.update(tx, change.updated)
    rules.keep(tx, change.opened, scene.terms)
    deadlines.insert(tx, new.id, change.opened, scene.today)
    _put_parts(tx, old, new)
    _forget_rendered(tx, old, new)
    told = letters.told(tx, new.id, *change.told) if change.told else []
    refused = recipients.clear_bad(tx, new.reporter.email) if new.reporter.email != old.reporter.email else []
    before = {"before": dump(undoing.before(old, change, told, refused)), "undo_until": instant(until)}
    act = acts.add(tx, _line(scene, change) | {"batch": batch} | (before if change.undoable else {}))
    _put_mails(tx, mails, new.id, act, scene.now, until)
    if change.masks:
        masks.append(tx, new.id, change.masks, scene.now)
        masking.everywhere(tx, new.id, change.masks)
        new = cases.get(tx, new.id)  # more of it was masked than the rule has seen
    refresh(tx, new)
    point("before commit of act")
    return replace(new, version=old.version + 1)


def _line(scene: Scene, change: Change) -> dict[str, Any]:
    """The change as a line of history."""
    return {
        "case": change.case.id,
        "actor": scene.standing.actor.name,
        "on_behalf_of": change.on_behalf_of,
        "how": change.how,
        "kind": change.kind,
        "task": change.task,
        "at": scene.now,
        "note": change.note,
        "values": change.values,
        "version": scene.case.version + 1,
    }


def first(tx: Tx, scene: Scene, change: Change, mails: Iterable[Addressed]) -> Case:
    """Write a new case: itself, its first deadlines, its first line of history, its receipt."""
    case = change.case
    cases.insert(tx, case)
    for task in change.tasks:
        cases.put_task(tx, case.id, task)
    rules.keep(tx, change.opened, scene.terms)
    deadlines.insert(tx, case.id, change.opened, scene.today)
    row = {"case": case.id, "actor": scene.standing.actor.name, "kind": change.kind, "at": scene.now}
    act = acts.add(tx, row | {"how": change.how, "values": change.values, "version": case.version})
    _put_mails(tx, mails, case.id, act, scene.now, scene.now + scene.terms.hold)
    refresh(tx, case)
    return case


def _put_mails(tx: Tx, mails: Iterable[Addressed], case: str, act: int, now: datetime, until: datetime) -> None:
    """An event's mail: once for each act, template and recipient (design.md, "Keys that make repetition harmless").

    An office has no login, and so no other way to hear of a second task: it gets a mail of each.
    """
    for mail in mails:
        task = str(mail.notice.facts.get("task", "")) if mail.to.kind == "named" else ""
        outbox.add(
            tx,
            key=":".join(filter(None, (str(act), mail.notice.template, mail.to.kind, mail.to.id, task))),
            act=act,
            case=case,
            to=mail.to,
            template=mail.notice.template,
            facts=mail.notice.facts,
            not_before=until,
            now=now,
            state="waiting" if mail.reaches else "failed",
            answer="" if mail.reaches else NOBODY,
        )


def refresh(tx: Tx, case: Case) -> None:
    """What is derived from a case: its earliest date for the list, its row in search."""
    deadlines.put_next_due(tx, case.id)
    search.index(tx, case, tokens_of(case, people.directory(tx)))


def undo(tx: Tx, scene: Scene, past: Past) -> Case:
    """Put back what an act changed, cancel its mail, and say so in the history: an event of its own."""
    case = scene.case
    undoing.restore(tx, case, past.n)
    row = {"case": case.id, "actor": scene.standing.actor.name, "kind": "undo", "at": scene.now}
    acts.add(tx, row | {"values": {"act": past.kind}, "version": case.version + 1, "undoes": past.n})
    restored = cases.get(tx, case.id)
    _forget_rendered(tx, case, restored)
    refresh(tx, restored)
    point("before commit of undo")
    return restored


def _put_parts(tx: Tx, old: Case, new: Case) -> None:
    for relation, was, now in undoing.parts(old, new):
        if was != now:
            cases.put_participants(tx, new.id, relation, now)
    if new.consultations != old.consultations:
        cases.put_consultations(tx, new.id, new.consultations)
    if new.complaint and undoing.hanging(old) != (hanging := undoing.hanging(new)):
        complaints.put(tx, new.id, hanging)


def _forget_rendered(tx: Tx, old: Case, new: Case) -> None:
    """Where a case is not the same people's to know of any more, a mail that is to be tried again is written anew."""
    if (old.restricted, old.excluded, old.reporter.email) != (new.restricted, new.excluded, new.reporter.email):
        outbox.forget_bytes(tx, new.id)
