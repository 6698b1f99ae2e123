"""Mail on its way from the outbox to the sink, by the daemon beside the demo."""

import asyncio
from typing import Final

from core.demo.mail_text import Taken, read
from core.demo.postbox import Postbox
from core.desk import Desk
from core.desk.mail import MailRow
from core.errors import Unusable

PATIENCE: Final = 15.0
_LOOK: Final = 0.02


class Outgoing:
    """`real` is a desk on the clock on the wall, which is the daemon's."""

    def __init__(self, real: Desk, postbox: Postbox) -> None:
        self._mail, self._postbox = real.mail, postbox
        self._read: set[str] = set()
        self._failed: set[int] = set()

    async def leave(self) -> list[Taken | MailRow]:
        """Let every waiting mail go before its time; what arrived, and the rows of what did not.

        Raises: Unusable("demo.no_mail") when it does not leave.
        """
        for row in reversed(await self._mail.list(None, "waiting")):  # the newest come first
            await self._mail.send(None, row.id)
        try:
            async with asyncio.timeout(PATIENCE):
                while (counts := await self._mail.counts())["waiting"] or counts["unknown"]:  # noqa: ASYNC110  it is another process that empties it
                    await asyncio.sleep(_LOOK)
        except TimeoutError:
            raise Unusable("demo.no_mail") from None
        return [*self._arrived(), *await self._refused()]

    def _arrived(self) -> list[Taken]:
        new = [file for file in self._postbox.files() if file.name not in self._read]
        self._read |= {file.name for file in new}
        return [read(file) for file in new]

    async def _refused(self) -> list[MailRow]:
        new = [row for row in await self._mail.list(None, "failed") if row.id not in self._failed]
        self._failed |= {row.id for row in new}
        return new
