"""Reminding those who have no login, and so no digest: a student, an examiner, an office (workflow.md §4–5, M31)."""

from datetime import datetime

from core.domain.complaint.outside import reminders
from core.domain.digest import Owed
from core.domain.post import Notice
from core.store import cases, outbox
from core.store.engine import Tx


def outside(tx: Tx, owed: Owed, stage: str) -> tuple[Notice, ...]:
    """The letters of one stage of a deadline, beside the lines of a digest; of complaints alone."""
    return reminders(cases.get(tx, owed.case.id), owed.deadline, stage) if owed.case.kind == "complaint" else ()


def remind_outside(tx: Tx, owed: Owed, stage: str, now: datetime) -> None:
    """Write them: once for each date, stage and reader, however often the sweep runs."""
    for notice in outside(tx, owed, stage):
        what = f"{owed.deadline.id}:{owed.deadline.due_on.isoformat()}:{stage}:{notice.template}"
        outbox.add(
            tx,
            key=f"remind:{what}:{notice.to.kind}:{notice.to.id}",
            act=None,
            case=owed.case.id,
            to=notice.to,
            template=notice.template,
            facts=notice.facts,
            not_before=now,
            now=now,
        )
