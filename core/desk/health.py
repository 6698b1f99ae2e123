"""Whether the installation fares well: what `avvik status` says, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.alive import Life, look
from core.desk.office import Office
from core.store import health, outbox_list, rules
from core.store.engine import Tx

STUCK: Final = timedelta(minutes=15)
"""A daemon that has shown no progress for so long is not at work, whatever it holds."""
LATE: Final = timedelta(hours=1)
"""A mail that could have left for so long needs a person."""


@dataclass(frozen=True, slots=True)
class Status:
    """How the installation fares. `daemon` is None where none has ever run; `oldest` is the mail that waits longest
    past its time; `faults` is what the engine finds wrong with the file; `changed` the rules in use that the settings
    say otherwise.
    """

    daemon: Life | None
    mails: dict[str, int]
    oldest: datetime | None
    overdue: int
    faults: tuple[str, ...]
    at: datetime
    changed: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        return self.daemon is not None and self.daemon.alive

    @property
    def stuck(self) -> bool:
        return self.daemon is not None and self.running and self.at - self.daemon.progress > STUCK

    @property
    def error(self) -> str:
        """The daemon's last error, a short code; "" while all is well."""
        return self.daemon.sign.error if self.daemon and self.daemon.sign else ""

    @property
    def needs_person(self) -> bool:
        """Whether somebody must do something: overdue cases are reminded of and need nobody here."""
        late = self.oldest is not None and self.at - self.oldest > LATE
        mails = self.mails.get("failed", 0) + self.mails.get("unknown", 0)
        return bool(not self.running or self.stuck or self.error or mails or late or self.faults or self.changed)


class Health:
    """`desk.health`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def status(self) -> Status:
        now = self._office.now()
        daemon = look(self._office.settings.database.path)
        in_force = self._office.settings.for_faculty("").rules

        def unit(tx: Tx) -> Status:
            return Status(
                daemon=daemon,
                mails=outbox_list.counts(tx),
                oldest=outbox_list.oldest(tx, now),
                overdue=health.overdue(tx, self._office.today(now)),
                faults=health.faults(tx),
                at=now,
                changed=tuple(rule.ref for rule in rules.changed(tx, in_force)),
            )

        return await self._office.db.read(unit)
