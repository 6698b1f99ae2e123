"""`avvikd` as a process of its own, and what it tells systemd."""

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 20.0
"""Far longer than anything should take: a test that reaches it has failed."""


class Notified:
    """The socket systemd would listen on."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="avvik")
        self.address = f"{self.folder}/notify"
        self.messages: list[str] = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(self.address)
        self._more = asyncio.Event()
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                self.messages.append(self._socket.recv(4096).decode())
        self._more.set()

    def count(self, part: str) -> int:
        return sum(part in message for message in self.messages)

    async def until(self, part: str, times: int = 1) -> None:
        """Wait until it was told so often."""
        async with asyncio.timeout(PATIENCE):
            while self.count(part) < times:
                self._more.clear()
                await self._more.wait()

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        shutil.rmtree(self.folder)


class Running:
    """One process; `log` is what it wrote to standard error."""

    def __init__(self, process: asyncio.subprocess.Process, notified: Notified, log: Path) -> None:
        self.process, self.notified, self._log = process, notified, log

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    async def end(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def running(config: Path, *words: str, **environ: str) -> AsyncIterator[Running]:
    """`avvikd --config …`; killed at the end if it still runs."""
    notified = Notified()
    log = Path(notified.folder, "stderr")
    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "daemon", "--config", str(config), *words),
            cwd=ROOT,
            env=os.environ | {"NOTIFY_SOCKET": notified.address, "LC_ALL": "en"} | environ,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=stderr,
        )
    try:
        yield Running(process, notified, log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        notified.close()


async def eventually(met: object) -> None:
    """Until `met()` is true."""
    assert callable(met)
    async with asyncio.timeout(PATIENCE):
        while not met():
            await asyncio.sleep(0.01)
