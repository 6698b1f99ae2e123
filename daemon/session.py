"""The daemon from its start to its end: becoming the one daemon, and working until it is told to stop."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from core import desk
from core.alive import Alive, Sign
from core.config import Settings
from core.desk.rulebook import load_checked
from core.doorbell import Doorbell
from core.errors import Unusable
from daemon import journal
from daemon.deliver import Delivery
from daemon.heart import Heart
from daemon.mailer import Mailer
from daemon.rate import Rate
from daemon.service import LOOPS, TICK, Service
from daemon.settings_watch import SettingsWatch
from daemon.systemd import Systemd

TURN: Final = 1.0
"""Seconds between two looks whether the daemon before us is gone."""


def utc() -> datetime:
    return datetime.now(UTC)


def delivery(office: "desk.Desk", settings: Settings) -> Delivery:
    """Delivery by the settings' mail server, on the real clocks."""
    return Delivery(office.mail, Mailer(settings), Rate(settings.mail.rate), utc, time.monotonic)


class Session:
    """One process. `settings` are those in force; a change of the file that is broken leaves them so."""

    def __init__(self, path: Path, settings: Settings, version: str) -> None:
        self.path, self.settings, self.version = path, settings, version
        self.systemd = Systemd()
        self._watch = SettingsWatch(path, settings)
        self._stopping = asyncio.Event()
        self._service: Service | None = None
        self._alive: Alive | None = None
        self._refused = self._trouble = ""

    async def run(self) -> None:
        """Until SIGTERM. Raises: Unusable when the database cannot be used at the start."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        loop.add_signal_handler(signal.SIGHUP, self._look, True)
        async with desk.open(self.settings):
            pass  # a database that cannot be used is told at once, also by a daemon that will stand by
        self._alive = await self._turn()
        if self._alive is not None:
            with self._alive:
                while not self._stopping.is_set():
                    await self._serve()
        journal.event("stopped")

    def stop(self) -> None:
        """Finish the mail in hand and end, within ten seconds."""
        self.systemd.stopping()
        self._stopping.set()
        if self._service is not None:
            self._service.stop()

    async def _turn(self) -> Alive | None:
        """Wait until no other daemon serves this database; None when told to stop before."""
        told = False
        while not self._stopping.is_set():
            if alive := Alive.take(self.settings.database.path):
                return alive
            if not told:
                journal.event("standing_by")
                self.systemd.ready("standing by")
                told = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), TURN)
            self.systemd.alive()
        return None

    async def _serve(self) -> None:
        """Work under one version of the settings, until stopped or until there is another version."""
        async with desk.open(self.settings) as office:
            watchdog, heart = self.systemd.watchdog, Heart(LOOPS, self._beat)
            out = delivery(office, self.settings)
            out.progress = lambda: heart.beat("deliver")
            self._service = Service(
                sweep=office.sweep,
                delivery=out,
                changes=office.lists.changes,
                now=utc,
                heart=heart,
                told=self._tell,
                look=self._look,
                tick=min(TICK, watchdog / 3) if watchdog else TICK,
            )
            self._tell("")
            await office.mail.recover()
            with self._bell():
                journal.event("started", version=self.version, settings=self.settings.digest())
                self.systemd.ready("at work")
                if self._stopping.is_set():
                    self._service.stop()
                await self._service.run()

    @contextlib.contextmanager
    def _bell(self) -> Iterator[None]:
        """The doorbell, where there can be one; without it, the daemon looks by itself."""
        assert self._service is not None
        try:
            bell = Doorbell(self.settings.database.path, self._service.ring)
        except OSError as error:
            journal.trouble("bell.none", error=type(error).__name__)
            yield
            return
        with bell:
            yield

    def _look(self, asked: bool = False) -> None:
        """Take changed settings up; what is broken is refused whole, and the old stay in force.

        Asked to (SIGHUP), begin anew with unchanged ones as well: a mail server that was given up for an hour, perhaps
        for a password that is right by now, is tried at once.
        """
        if not (self._watch.changed(self.settings) or asked):
            return
        self.systemd.reloading()
        try:
            new = self._read()
        except Unusable as error:
            self._refused = error.id
            journal.trouble("settings.refused", error=error.id, where=error.values.get("where", ""))
        else:
            self._refused = ""
            journal.event("settings.read", settings=new.digest())
            changed, self.settings = new.digest() != self.settings.digest(), new
            if self._service is not None and (asked or changed):
                self._service.renew()
        self._tell(self._trouble)
        self.systemd.ready("at work" if self._service else "standing by")

    def _read(self) -> Settings:
        new = load_checked(self.path)
        if new.database.path != self.settings.database.path:
            raise Unusable("config.database_moved", path=str(new.database.path))
        if new.log.path != self.settings.log.path:
            try:
                journal.open_log(new.log.path)
            except Unusable:
                journal.open_log(self.settings.log.path)
                raise
        return new

    def _beat(self) -> None:
        self.systemd.alive()
        if self._alive is not None:
            self._alive.progress()

    def _tell(self, trouble: str) -> None:
        """What is wrong, for `avvik status` and the desk: refused settings, or why no mail leaves."""
        self._trouble = trouble
        if self._alive is not None:
            error = " ".join(filter(None, (self._refused, trouble)))
            self._alive.say(Sign(os.getpid(), self.version, self.settings.digest(), error))
