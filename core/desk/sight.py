"""What one reader may know of mails to come: the rights of the cases they are about, and of the outbox (§7)."""

from core.desk.reach import reach_of
from core.domain.case import Case, Party, person
from core.domain.digest import Head
from core.domain.people import Directory
from core.domain.policy import Actor, standing, view
from core.domain.reached import barred
from core.store import cases, views
from core.store.engine import Tx
from core.store.views import Filter


class Sight:
    """The installation sees all; who sees a case's mails, those about it; anybody their own; administrators counts."""

    def __init__(self, tx: Tx, actor: Actor, directory: Directory) -> None:
        self._tx, self._actor, self._directory = tx, actor, directory
        self._all = actor.login is None
        self._counts = bool(actor.units("admin"))
        self._known: dict[str, bool] = {}
        self._reached: frozenset[str] | None = None

    def mail(self, to: Party, case: str | None) -> bool:
        """Whether it may be known that a mail goes to somebody. A restricted case is the contact's alone, and who is
        barred knows nothing of theirs (D18).
        """
        if self._all or (case is not None and self._sees(case)):
            return True
        if case is not None and self._shut(cases.get(self._tx, case)):
            return False
        return self._mine(to) or self._counts

    def _shut(self, case: Case) -> bool:
        return case.restricted or self._actor.login in barred(case, self._directory)

    def line(self, case: Head, to: Party) -> bool:
        """Whether a line about the case may be read in somebody's digest."""
        return self._all or self._mine(to) or (case.id in self._reach() and self._sees(case.id))

    def counts(self, case: Head, to: Party) -> bool:
        """Whether a line about the case counts for the reader."""
        return (self._counts and not case.restricted) or self.line(case, to)

    def _mine(self, to: Party) -> bool:
        return self._actor.login is not None and to == person(self._actor.login)

    def _sees(self, id: str) -> bool:
        if id not in self._known:
            case = cases.get(self._tx, id)
            seen = view(case, standing(case, self._actor, self._directory))
            self._known[id] = bool(seen and seen.mails)
        return self._known[id]

    def _reach(self) -> frozenset[str]:
        """The cases with a date in the reader's lists: few of them need to be looked at one by one."""
        if self._reached is None:
            keys = views.keys(
                self._tx, Filter(tab="deadlines", kind=""), reach_of(self._tx, self._actor, self._directory)
            )
            self._reached = frozenset(cases.id_of(self._tx, n) for n in keys)
        return self._reached
