"""kill -9 of the daemon: nothing lost, at most the unsettled sent twice, every copy the same (faults.md G3, G4)."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from postbox import ask, configure, house, opened, put, states
from running import ROOT, running
from smtp import Received, Script, serving

UNSETTLED = 20


class Warm:
    """A program that forks `avvikd --once` whenever it is asked to."""

    def __init__(self, process: asyncio.subprocess.Process, config: Path) -> None:
        self._process, self._config = process, config

    async def begin(self, point: str = "") -> int:
        """Start one; its pid."""
        assert self._process.stdin
        self._process.stdin.write(f"{point}|--config {self._config} --once\n".encode())
        return await self._number()

    async def end(self) -> int:
        """Its exit code."""
        return await self._number()

    async def once(self, point: str = "") -> int:
        await self.begin(point)
        return await self.end()

    async def _number(self) -> int:
        assert self._process.stdout
        async with asyncio.timeout(30):
            return int(await self._process.stdout.readline())


@asynccontextmanager
async def warm(config: Path) -> AsyncIterator[Warm]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests/warm_daemon.py"),
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield Warm(process, config)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


def copies(server: Script) -> Counter[str]:
    return Counter(mail.message_id for mail in server.received)


def assert_every_copy_is_the_same(server: Script) -> None:
    different = {(mail.message_id, mail.sender, mail.recipient, mail.data) for mail in server.received}
    assert len(different) == len(copies(server))


@pytest.mark.parametrize(
    ("point", "twice"),
    [
        ("before claim", 0),
        ("after claim", 0),
        ("after rcpt", 0),
        ("after 250", 1),
        ("before commit of settle", UNSETTLED),
    ],
)
async def test_killed_at_a_named_point_all_arrives_and_little_arrives_twice(
    tmp_path: Path, point: str, twice: int
) -> None:
    path = house(tmp_path)
    put(path, 50)
    async with serving() as server, warm(configure(tmp_path, server.port)) as daemon:
        assert await daemon.once(point) == 9
        assert states(path) == {"waiting": 50}
        assert await daemon.once() == 0
    assert states(path) == {"sent": 50}
    assert len(copies(server)) == 50
    assert sum(copies(server).values()) - 50 <= twice
    assert (sum(copies(server).values()) > 50) == (twice > 0)
    assert_every_copy_is_the_same(server)


async def test_killed_after_the_text_and_before_the_answer(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 50)
    script = Script()
    pids: list[int] = []

    def kill(_mail: Received) -> None:
        if len(script.received) == 7:
            os.kill(pids.pop(), signal.SIGKILL)

    script.on_text = kill
    async with serving(script) as server, warm(configure(tmp_path, server.port)) as daemon:
        pids.append(await daemon.begin())
        assert await daemon.end() == -signal.SIGKILL
        assert await daemon.once() == 0
    assert states(path) == {"sent": 50}
    assert len(copies(server)) == 50
    assert 1 <= sum(copies(server).values()) - 50 <= UNSETTLED
    assert_every_copy_is_the_same(server)


async def test_killed_at_sixty_random_moments_nothing_is_lost(tmp_path: Path) -> None:
    path, chance = house(tmp_path), random.Random(60)
    put(path, 1500)
    killed = 0
    async with serving(Script(delay=0.002)) as server, warm(configure(tmp_path, server.port)) as daemon:
        for _ in range(60):
            pid = await daemon.begin()
            await asyncio.sleep(chance.uniform(0.02, 0.2))
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed += await daemon.end() == -signal.SIGKILL
        assert killed > 50
        server.delay = 0.0
        assert await daemon.once() == 0
    assert states(path) == {"sent": 1500}
    assert len(copies(server)) == 1500
    assert sum(copies(server).values()) - 1500 <= killed * UNSETTLED
    assert_every_copy_is_the_same(server)
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]


async def test_a_mail_that_kills_the_daemon_each_time_is_given_up_and_takes_no_other_with_it(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 30)
    script = Script()
    pids: list[int] = []

    def kill(mail: Received) -> None:
        if b"A-26-0666" in mail.data and pids:
            os.kill(pids.pop(), signal.SIGKILL)

    with opened(path) as tx:
        tx.execute("UPDATE outbox SET facts = replace(facts, 'A-26-0001', 'A-26-0666') WHERE n = 5")
    script.on_text = kill
    async with serving(script) as server, warm(configure(tmp_path, server.port)) as daemon:
        for _ in range(20):
            pids[:] = [await daemon.begin()]
            if await daemon.end() >= 0:
                break
    assert states(path) == {"sent": 29, "failed": 1}
    assert ask(path, "SELECT n, answer FROM outbox WHERE state = 'failed'") == [(5, "mail.lost_too_often")]
    assert len(copies(server)) == 30


async def test_the_variable_ends_a_real_process_and_without_it_nothing_does(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path)
    async with serving() as server:
        config = configure(tmp_path, server.port)
        async with running(config, "--once", AVVIK_CRASH_AT="after 250") as daemon:
            assert await daemon.end() == 9
        async with running(config, "--once", AVVIK_CRASH_AT="") as daemon:
            assert await daemon.end() == 0
            log = daemon.log + (tmp_path / "avvik.db.log").read_text(encoding="utf-8")
    assert states(path) == {"sent": 1}
    assert "mail.sent" in log
    for secret in ("example.org", "Person", "A-26-0001", "Fakultet"):
        assert secret not in log
