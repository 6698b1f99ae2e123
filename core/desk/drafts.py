"""Words somebody was writing when the line dropped: kept, and offered again (desk.md §5.6)."""

from dataclasses import dataclass
from datetime import datetime

from core.desk.office import Office
from core.store import drafts


@dataclass(frozen=True, slots=True)
class Draft:
    """`case` is a case's or measure's id, `field` the box it was written in."""

    case: str
    field: str
    text: str
    at: datetime


class Drafts:
    """`desk.drafts`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def keep(self, who: str | None, case: str, field: str, text: str) -> None:
        """Keep these words; none at all forgets the draft."""
        now = self._office.now()
        await self._office.db.write(lambda tx: drafts.put(tx, who or "system", case, field, text, now))

    async def forget(self, who: str | None, case: str, field: str) -> None:
        await self.keep(who, case, field, "")

    async def of(self, who: str | None) -> tuple[Draft, ...]:
        """The person's drafts, the newest first."""
        rows = await self._office.db.read(lambda tx: drafts.of(tx, who or "system"))
        return tuple(Draft(*row) for row in rows)
