"""`avvikd --once`: all that is due, all that may leave, and the end."""

import asyncio
import contextlib
import os
import signal

from core import desk
from core.alive import Alive, Sign
from core.config import Settings
from daemon import journal
from daemon.deliver import Delivery
from daemon.service import GRACE
from daemon.session import delivery


async def once(settings: Settings, version: str) -> int:
    """0 when every mail that might leave was delivered, else 1. Beside a living daemon it works under leases."""
    async with desk.open(settings) as office:
        with contextlib.ExitStack() as stack:
            if alive := Alive.take(settings.database.path):
                stack.enter_context(alive)
                alive.say(Sign(os.getpid(), version, settings.digest()))
                await office.mail.recover()
            journal.event("sweep", rows=await office.sweep.run())
            out = delivery(office, settings)
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().add_signal_handler(number, _stop, out)
            try:
                await _all(out)
            finally:
                await out.end()
            if alive:
                alive.say(Sign(os.getpid(), version, settings.digest(), out.trouble))
            return 1 if out.undelivered or out.stopping else 0


async def _all(out: Delivery) -> None:
    """Step until nothing may leave now; a limit per minute is waited for."""
    while not out.stopping:
        pause = await out.step()
        if out.throttled and pause:
            await asyncio.sleep(pause)
        elif pause != 0.0:
            return


def _stop(out: Delivery) -> None:
    out.stop()
    asyncio.get_running_loop().call_later(GRACE, out.mailer.abort)
