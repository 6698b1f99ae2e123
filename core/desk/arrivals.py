"""M1: telling a faculty's contact of new cases, gathered to one mail for each contact and import (workflow.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.desk.office import Office
from core.domain.case import Case, Party, role_at
from core.domain.notice import NOBODY, address
from core.domain.people import Directory
from core.domain.post import Notice
from core.store import acts, imports, outbox
from core.store.engine import Tx

MOST: Final = 5000
"""Cases in one mail: more than anybody reads, few enough to be written again with every batch."""


@dataclass
class _Mail:
    """One mail to a contact; `written` of its cases stand in the outbox."""

    key: str
    numbers: list[str]
    due_on: str = ""
    written: int = 0


class Arrivals:
    """The mails of one import, each written in the transaction of its cases: no kill leaves a contact untold."""

    def __init__(self, office: Office, now: datetime) -> None:
        self._office, self._now = office, now
        self._act: int | None = None
        self._count = 0
        self._mails: dict[tuple[str, Party], _Mail] = {}

    def tell(self, tx: Tx, directory: Directory, arrived: Iterable[Case]) -> None:
        """Tell of cases that have just been saved; nobody is told of a case they reported (D18)."""
        today = self._office.today(self._now)
        changed: dict[str, tuple[tuple[str, Party], _Mail]] = {}
        for case in arrived:
            self._count += 1
            for mail in address([arrival(case)], case, directory, today, None):
                place = (case.faculty, mail.to)
                told = self._mail(tx, place)
                changed[told.key] = place, told
                told.numbers.append(case.id)
                told.due_on = min(filter(None, (told.due_on, str(mail.notice.facts["due_on"]))), default="")
        for place, told in changed.values():
            self._write(tx, place, told)
        if self._act is not None:
            imports.count(tx, self._act, self._count)

    def _mail(self, tx: Tx, place: tuple[str, Party]) -> _Mail:
        mail = self._mails.get(place)
        if mail is None or len(mail.numbers) >= MOST:
            mail = self._mails[place] = _Mail(self._key(tx, place), [])
        return mail

    def _key(self, tx: Tx, place: tuple[str, Party]) -> str:
        if self._act is None:
            row = {"case": None, "actor": "system", "kind": "import", "at": self._now, "version": 0}
            self._act = acts.add(tx, row)
        faculty, to = place
        return f"{self._act}:M1:{to.kind}:{to.id}:{faculty}:{self._count}"

    def _write(self, tx: Tx, place: tuple[str, Party], mail: _Mail) -> None:
        """Put the mail into the outbox, or the new cases into the one that waits there; it may have left meanwhile."""
        now = self._office.now()
        until = now + self._office.settings.mail.hold
        faculty, to = place
        if mail.written and not imports.may_grow(tx, mail.key):
            mail = self._mails[place] = _Mail(self._key(tx, place), mail.numbers[mail.written :], mail.due_on)
        facts = {"faculty": faculty, "due_on": mail.due_on, "cases": mail.numbers}
        if mail.written:
            imports.grow(tx, mail.key, facts, until)
        else:
            state, answer = ("waiting", "") if to.kind == "person" else ("failed", NOBODY)
            outbox.add(
                tx,
                key=mail.key,
                act=self._act,
                case=None,
                to=to,
                template="M1",
                facts=facts,
                not_before=until,
                now=now,
                state=state,
                answer=answer,
            )
        mail.written = len(mail.numbers)


def arrival(case: Case) -> Notice:
    """M1 of one case: to the contact of the faculty it was set to (R38)."""
    due_on = min((d.due_on.isoformat() for d in case.open_deadlines("triage")), default="")
    facts = {"faculty": case.faculty, "due_on": due_on, "cases": [case.id]}
    return Notice("M1", role_at("contact", case.faculty), facts)
