"""Holding the database's writer still while the desk is stopped by ctrl+z, so that nobody is locked out meanwhile."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.desk import Desk


@asynccontextmanager
async def paused(desk: "Desk") -> AsyncIterator[None]:
    """No transaction of this process is open inside; those that were begun have ended."""
    held, over, loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()

    def during() -> None:
        loop.call_soon_threadsafe(held.set)
        over.wait()

    holding = asyncio.create_task(desk.quiet(during))
    await held.wait()
    try:
        yield
    finally:
        over.set()
        await holding
