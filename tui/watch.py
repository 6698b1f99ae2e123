"""The one refresh path (design.md §3): whoever commits, here or elsewhere, the screen that is shown looks again."""

from datetime import date
from typing import TYPE_CHECKING, Final

from core.domain.calendar import local
from core.errors import AvvikError
from tui.refresh import Committed

if TYPE_CHECKING:
    from tui.app import DeskApp

LOOK: Final = 0.5
"""Seconds between two looks at whether somebody committed: microseconds in the database, no byte on the wire."""
HEALTH: Final = 5.0
"""Seconds between two looks at the daemon's sign of life."""


class Watch:
    """`changes` is the number the database gave before anything was read from it."""

    def __init__(self, app: "DeskApp", changes: int) -> None:
        self._app, self._changes = app, changes
        self._day = self._today()

    def begin(self) -> None:
        """Look from now on."""
        self._app.set_interval(LOOK, self.look)
        self._app.set_interval(HEALTH, self._look_at_mail)

    async def look(self, ours: str | None = None) -> None:
        """Whether anything is another since the last look; `ours`: the case this desk has just acted on."""
        app = self._app
        try:
            changes = await app.desk.lists.changes()
            if changes != self._changes:
                app.directory = await app.desk.people.directory()
        except AvvikError as error:
            app.refuse(error)
            return
        if not app.is_running:  # left while it was read: there is no screen any more
            return
        today = self._today()
        if changes != self._changes or today != self._day:
            # At midnight every «2 d» is another: the whole list is news then, as after an act of one's own.
            app.screen.post_message(Committed(ours if today == self._day else "day"))
        self._changes, self._day = changes, today

    def _look_at_mail(self) -> None:
        from tui.screens.head import Head

        if self._app.is_running:
            for head in self._app.screen.query(Head):
                head.watch_mail()

    def _today(self) -> date:
        return local(self._app.now, self._app.settings.deadlines.timezone)
