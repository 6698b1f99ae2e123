"""Telling the reporter that the answer is late, and what the law lets them do (M25; D7, R31, R32)."""

from datetime import datetime, timedelta
from typing import Final

from core.domain.case import REPORTER
from core.domain.deadline import last_day
from core.domain.digest import Owed
from core.store import letters, outbox
from core.store.engine import Tx

AGAIN: Final = timedelta(days=28)
"""Two answers of one case may be late a few days apart; its reporter is told once."""


def tell_reporters(tx: Tx, owed: Owed, now: datetime) -> None:
    """A letter to the reporter of the case, and to those of its duplicates, whose answer is its answer."""
    day = last_day(owed.deadline).isoformat()
    for case, kind in letters.reporters(tx, owed.case.id):
        if letters.written_since(tx, case, "M25", now - AGAIN):
            continue
        outbox.add(
            tx,
            key=f"late:{case}:{owed.deadline.id}:{day}",
            act=None,
            case=case,
            to=REPORTER,
            template="M25",
            facts={"number": case, "faculty": owed.case.faculty, "due_on": day, "reporter_kind": kind},
            not_before=now,
            now=now,
        )
