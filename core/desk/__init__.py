"""The use cases: the only door of the desk and the daemon to everything else (design.md, "Doors").

async with open(settings) as desk:
    await desk.cases.act("kari", "A-26-0124", Approve(…), seen=7)
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.config import Settings
from core.desk.office import Office
from core.store.db import Database

if TYPE_CHECKING:
    from core.desk.absences import Absences
    from core.desk.alike import Suggestions
    from core.desk.cases import Cases
    from core.desk.complaints import Complaints
    from core.desk.deadlines import Deadlines
    from core.desk.drafts import Drafts
    from core.desk.health import Health
    from core.desk.intake import Intake
    from core.desk.lists import Lists
    from core.desk.mail import Mail
    from core.desk.people import People
    from core.desk.privacy import Privacy
    from core.desk.rehearsal import Rehearsals
    from core.desk.shown import Shows
    from core.desk.sweep import Sweep

__all__ = ["Desk", "initialise", "open"]


def _now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """Every use case, one module each, imported when first asked for: a plain list needs one of them."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @cached_property
    def cases(self) -> "Cases":
        from core.desk.cases import Cases

        return Cases(self.office)

    @cached_property
    def complaints(self) -> "Complaints":
        from core.desk.complaints import Complaints

        return Complaints(self.office)

    @cached_property
    def lists(self) -> "Lists":
        from core.desk.lists import Lists

        return Lists(self.office)

    @cached_property
    def shows(self) -> "Shows":
        from core.desk.shown import Shows

        return Shows(self.office)

    @cached_property
    def alike(self) -> "Suggestions":
        from core.desk.alike import Suggestions

        return Suggestions(self.office)

    @cached_property
    def people(self) -> "People":
        from core.desk.people import People

        return People(self.office)

    @cached_property
    def absences(self) -> "Absences":
        from core.desk.absences import Absences

        return Absences(self.office)

    @cached_property
    def privacy(self) -> "Privacy":
        from core.desk.privacy import Privacy

        return Privacy(self.office)

    @cached_property
    def intake(self) -> "Intake":
        from core.desk.intake import Intake

        return Intake(self.office)

    @cached_property
    def mail(self) -> "Mail":
        from core.desk.mail import Mail

        return Mail(self.office)

    @cached_property
    def sweep(self) -> "Sweep":
        from core.desk.sweep import Sweep

        return Sweep(self.office)

    @cached_property
    def rehearsals(self) -> "Rehearsals":
        from core.desk.rehearsal import Rehearsals

        return Rehearsals(self.office)

    @cached_property
    def deadlines(self) -> "Deadlines":
        from core.desk.deadlines import Deadlines

        return Deadlines(self.office)

    @cached_property
    def drafts(self) -> "Drafts":
        from core.desk.drafts import Drafts

        return Drafts(self.office)

    @cached_property
    def health(self) -> "Health":
        from core.desk.health import Health

        return Health(self.office)

    async def quiet(self, during: Callable[[], None]) -> None:
        """Run `during` while this program holds no write turn: for a desk about to be suspended."""
        await self.office.db.hold_turn(during)


@asynccontextmanager
async def open(settings: Settings, now: Callable[[], datetime] = _now) -> AsyncIterator[Desk]:
    """The desk over the settings' database, which must exist and be of this version; `now` is its clock.

    Raises: Unusable with what to do about it.
    """
    from core.doorbell import ring

    async with Database.open(settings.database.path) as database:
        database.on_commit = lambda: ring(settings.database.path)
        yield Desk(Office(database, settings, now))


def initialise(path: Path) -> tuple[int, int]:
    """Create or upgrade the database; answers the schema's versions before and after. Harmless to repeat.

    Raises: Unusable when the place will not do.
    """
    from core.store.create import create

    return create(path)
