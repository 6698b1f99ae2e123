"""The two loops: what wakes them, what they survive, and what they tell."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from postbox import NOW

from core.errors import Busy
from daemon import journal
from daemon.heart import Heart
from daemon.service import LOOPS, Service
from daemon.systemd import Systemd


class Mailer:
    def abort(self) -> None: ...


class Delivery:
    """Delivery that does what the test says."""

    def __init__(self, step: Callable[[], Awaitable[float | None]]) -> None:
        self.step, self.trouble, self.mailer, self.ended = step, "", Mailer(), False

    def stop(self) -> None: ...

    async def end(self) -> None:
        self.ended = True


class Sweep:
    """A sweep of one due moment, moved on when it runs."""

    def __init__(self, at: datetime | None = None, error: Exception | None = None) -> None:
        self.at, self.error, self.runs = at, error, 0

    async def next_at(self) -> datetime | None:
        return self.at

    async def run(self) -> int:
        self.runs += 1
        if self.error:
            raise self.error
        self.at = None
        return 3


def service(sweep: Sweep, step: Callable[[], Awaitable[float | None]], told: list[str], beats: list[str]) -> Service:
    async def changes() -> int:
        return 1

    delivery: Any = Delivery(step)
    heart = Heart(LOOPS, lambda: beats.append("alive"))
    return Service(sweep, delivery, changes, lambda: NOW, heart, told.append, lambda: None)


async def test_it_sweeps_what_is_due_once_and_delivers_whenever_rung() -> None:
    steps, told, beats = [], [], []  # type: ignore[var-annotated]

    async def step() -> float | None:
        steps.append(1)
        (at_work.stop if len(steps) == 3 else at_work.ring)()
        return None

    sweep = Sweep(NOW)
    at_work = service(sweep, step, told, beats)
    await asyncio.wait_for(at_work.run(), 5)
    assert (len(steps), sweep.runs) == (3, 1)
    assert beats


async def test_what_is_not_due_is_not_swept() -> None:
    async def step() -> float | None:
        at_work.stop()
        return None

    sweep = Sweep(NOW + timedelta(seconds=1))
    at_work = service(sweep, step, [], [])
    await asyncio.wait_for(at_work.run(), 5)
    assert sweep.runs == 0


async def test_a_database_that_is_busy_is_told_and_tried_again() -> None:
    told: list[str] = []
    calls = 0

    async def step() -> float | None:
        nonlocal calls
        calls += 1
        if calls == 1:
            asyncio.get_running_loop().call_soon(at_work.ring)
            raise Busy("database.busy", seconds=5)
        at_work.stop()
        return None

    at_work = service(Sweep(), step, told, [])
    await asyncio.wait_for(at_work.run(), 5)
    assert told == ["database.busy", ""]


async def test_a_bug_ends_the_daemon_with_an_error() -> None:
    async def step() -> float | None:
        return None

    with pytest.raises(ExceptionGroup) as bug:
        await asyncio.wait_for(service(Sweep(NOW, RuntimeError("bug")), step, [], []).run(), 5)
    assert bug.group_contains(RuntimeError)


def test_a_heart_beats_only_when_every_loop_has_got_on() -> None:
    pings: list[int] = []
    heart = Heart(LOOPS, lambda: pings.append(1))
    for _ in range(10):
        heart.beat("sweep")
    assert pings == []
    heart.beat("deliver")
    assert len(pings) == 1
    for _ in range(10):
        heart.beat("deliver")
    assert len(pings) == 1
    heart.beat("sweep")
    assert len(pings) == 2


def test_systemd_is_told_where_it_listens_and_nobody_elsewhere(tmp_path: Path) -> None:
    Systemd({}).ready("x")
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready("x")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0avvik-test-notify")
        listening.settimeout(5)
        told = Systemd({"NOTIFY_SOCKET": "@avvik-test-notify", "WATCHDOG_USEC": "2000000"})
        told.ready("at work")
        told.alive()
        assert listening.recv(100) == b"READY=1\nSTATUS=at work"
        assert listening.recv(100) == b"WATCHDOG=1"
    assert told.watchdog == 2.0
    assert Systemd({"WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"}).watchdog is None
    assert Systemd({"WATCHDOG_USEC": "x"}).watchdog is None


def test_the_log_is_one_line_an_event_and_survives_being_moved_away(tmp_path: Path) -> None:
    import json

    log = tmp_path / "avvik.log"
    journal.open_log(log)
    try:
        journal.mail("sent", 1, "A-26-0001", "M1\n\x1b[2J", 1, "250")
        log.rename(tmp_path / "avvik.log.1")
        journal.event("after", note="æøå\r\n")
    finally:
        journal.close_log()
    (first,) = (tmp_path / "avvik.log.1").read_text(encoding="utf-8").splitlines()
    (second,) = log.read_text(encoding="utf-8").splitlines()
    assert json.loads(first) | {"time": ""} == {
        "time": "",
        "level": "info",
        "event": "mail.sent",
        "mail": 1,
        "case": "A-26-0001",
        "template": "M1\n\x1b[2J",
        "attempt": 1,
        "answer": "250",
    }
    assert "\x1b" not in first
    assert json.loads(second)["note"] == "æøå\r\n"


def test_a_log_whose_folder_is_gone_is_told_and_written_again_when_it_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    journal.open_log(folder / "avvik.log")
    try:
        journal.event("before")
        folder.rename(tmp_path / "elsewhere")
        journal.mail("sent", 1, None, "M1", 1, "250")
        journal.let_go()
        assert journal.wrong() == "log.unwritable"
        folder.mkdir()
        journal.event("after")
        assert journal.wrong() == ""
    finally:
        journal.close_log()
    assert '"after"' in (folder / "avvik.log").read_text(encoding="utf-8")


async def test_a_full_disk_under_the_log_stops_no_loop() -> None:
    told: list[str] = []
    journal.open_log(Path("/dev/full"))
    try:

        async def step() -> float | None:
            journal.event("something")
            house.stop()
            return None

        house = service(Sweep(), step, told, [])
        await house.run()
    finally:
        journal.close_log()
    assert told == ["log.unwritable"]


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    from core.errors import Unusable

    with pytest.raises(Unusable) as unusable:
        journal.open_log(tmp_path / "no such folder" / "log")
    journal.close_log()
    assert unusable.value.id == "log.unwritable"
