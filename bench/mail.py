"""Mails a second of the daemon, settled in the database, beside aiosmtplib that sends ready bytes on one connection."""

import asyncio
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.queues import Queue
from pathlib import Path
from statistics import median

import aiosmtplib

from bench import seed
from bench.measure import Result
from core.domain.case import REPORTER
from core.store import outbox
from core.store.db import connect

MAILS = 4_000
ROUNDS = 5
FACTS = {"number": "A-26-000001", "faculty": "F", "expected_on": "2026-12-18"}


class _Sink(asyncio.Protocol):
    """An SMTP server that takes everything; tells after each `MAILS` how long they took from first to last."""

    def __init__(self, taken: "Queue[float]", times: list[float], hello: bytes) -> None:
        self._taken, self._times, self._hello = taken, times, hello
        self._in_data, self._buffer = False, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            end = b"\r\n.\r\n" if self._in_data else b"\r\n"
            line, found, rest = self._buffer.partition(end)
            if not found:
                return
            self._buffer = rest
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        if self._in_data:
            self._in_data = False
            self._count()
            self._transport.write(b"250 taken\r\n")
        elif line[:4].upper() == b"DATA":
            self._in_data = True
            self._transport.write(b"354 go on\r\n")
        elif line[:4].upper() == b"EHLO":
            self._transport.write(self._hello)
        else:
            self._transport.write(b"250 sink\r\n")

    def _count(self) -> None:
        self._times.append(time.monotonic())
        if len(self._times) == MAILS:
            self._taken.put(self._times[-1] - self._times[0])
            self._times.clear()


def _serve(port: "Queue[int]", taken: "Queue[float]", hello: bytes) -> None:
    async def serve() -> None:
        times: list[float] = []
        server = await asyncio.get_running_loop().create_server(lambda: _Sink(taken, times, hello), "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _fill(path: Path) -> bytes:
    """Put the mails into the outbox; answers one of them as it will stand on the wire."""
    from datetime import UTC, datetime

    now = datetime.now(UTC)
    db = connect(path)
    db.execute("BEGIN IMMEDIATE")
    for n in range(1, MAILS + 1):
        case = f"A-26-{n:06d}"
        facts = FACTS | {"number": case}
        outbox.add(
            db, key=str(n), act=None, case=case, to=REPORTER, template="M2", facts=facts, not_before=now, now=now
        )
    db.execute("COMMIT")
    db.close()
    return b"Subject: x\r\n\r\n" + b"Meldingen din er til behandling.\r\n" * 30


async def _bare(port: int, data: bytes) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        for n in range(MAILS):
            await client.sendmail("avvik@example.no", [f"s{n}@stud.example.no"], data)


def _daemon(config: Path) -> None:
    """Its log goes to a file: who reads it meanwhile takes a core that belongs to the two that are measured."""
    avvikd = Path(sys.executable).with_name("avvikd")
    with config.with_name("stderr").open("wb") as log:
        subprocess.run([avvikd, "--config", str(config), "--once"], check=True, stderr=log)


def measure(folder: Path) -> list[Result]:
    """Against a server that offers pipelining, as those in use do, and against one that does not."""
    against = "aiosmtplib, ready bytes, one connection"
    results: list[Result] = []
    for name, hello in (("", b"250-sink\r\n250 PIPELINING\r\n"), (", no pipelining", b"250 sink\r\n")):
        ours, bare = _rates(folder / f"mail{len(results)}", hello)
        results.append(Result(f"mails a second, settled{name}", ours, bare, "/s", against, at_least=0.7))
    return results


@contextmanager
def _apart(server: int) -> Iterator[None]:
    """The server on a core of its own and the sender on the others, where there are two: left to the scheduler, both
    share a core now and then, and whoever does little but wait is twice as fast that time.
    """
    cores = os.sched_getaffinity(0)
    first, *others = sorted(cores)
    os.sched_setaffinity(server, {first})
    os.sched_setaffinity(0, others or cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def _rates(folder: Path, hello: bytes) -> tuple[float, float]:
    context = multiprocessing.get_context("fork")
    port, taken = context.Queue(), context.Queue()
    sink = context.Process(target=_serve, args=(port, taken, hello), daemon=True)
    sink.start()
    number, rounds = port.get(), []
    assert sink.pid
    with _apart(sink.pid):
        for n in range(ROUNDS):
            place = folder / str(n)
            place.mkdir(parents=True)
            data = _fill(seed.database(place, MAILS))
            asyncio.run(_bare(number, data))
            bare = MAILS / taken.get()
            _daemon(seed.config(place, number))
            rounds.append((MAILS / taken.get(), bare))
    sink.kill()
    ours, bare = (median(side) for side in zip(*rounds, strict=True))
    return ours, bare
