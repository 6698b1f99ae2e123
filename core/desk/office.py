"""What every use case works with: the database, the settings in force, the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from core.config import Settings
from core.domain import policy
from core.domain.calendar import local
from core.domain.people import Directory
from core.domain.policy import Actor
from core.errors import Forbidden
from core.store.db import Database


@dataclass
class Office:
    """`settings` is replaced whole when the file changes; a use case takes it once."""

    db: Database
    settings: Settings
    now: Callable[[], datetime]

    def today(self, now: datetime) -> date:
        return local(now, self.settings.deadlines.timezone)

    def actor(self, login: str | None, directory: Directory, now: datetime) -> Actor:
        """Who acts, with the roles that count today; None is the installation itself.

        Forbidden: person.unknown_actor for somebody the directory does not have, or has no longer.
        """
        person = directory.people.get(login) if login is not None else None
        if login is not None and (person is None or not person.active):
            raise Forbidden("person.unknown_actor", login=login)
        return policy.actor(login, directory, self.today(now))

    def require_administrator(self, login: str | None, directory: Directory, now: datetime) -> None:
        """For what is done for the installation: by itself, or by an administrator (interface.md, "Common").

        Forbidden: who.installation.
        """
        if login is not None and not self.actor(login, directory, now).units("admin"):
            raise Forbidden("who.installation")
