"""The demo's other half: holds the mail sink, `avvikd` and the folder, and takes all of it away when the demo is gone.

    python -m core.demo.lifeline

Its standard input is a pipe whose other end only the demo holds: however the demo ends, also by `kill -9`, the pipe
closes. It answers its port and folder on standard output, and starts the daemon when it is sent a line.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from core.demo.postbox import Postbox
from core.demo.sink import sink

CONFIG: Final = "config.toml"
POST: Final = "post"
GRACE: Final = 5.0
"""Seconds the daemon may take to end when asked to."""


async def hold() -> None:
    """From the first breath to the last of one demo."""
    line = await _line_in()
    folder = Path(tempfile.mkdtemp(prefix="avvik-demo-"))
    try:
        async with sink(Postbox(folder / POST)) as port:
            sys.stdout.write(f"{port} {folder}\n")
            sys.stdout.flush()
            if await line.readline():
                await _with_daemon(folder / CONFIG, line)
    finally:
        shutil.rmtree(folder)


async def _line_in() -> asyncio.StreamReader:
    """Standard input; it ends, too, when somebody asks this process to."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, reader.feed_eof)
    return reader


async def _with_daemon(config: Path, line: asyncio.StreamReader) -> None:
    nothing = asyncio.subprocess.DEVNULL
    command = (sys.executable, "-P", "-m", "daemon", "--config", str(config))
    daemon = await asyncio.create_subprocess_exec(*command, stdin=nothing, stdout=nothing, stderr=nothing)
    try:
        await line.read()
    finally:
        with contextlib.suppress(ProcessLookupError):
            daemon.terminate()
        try:
            await asyncio.wait_for(daemon.wait(), GRACE)
        except TimeoutError:
            daemon.kill()
            await daemon.wait()


if __name__ == "__main__":
    os.umask(0o077)
    with contextlib.suppress(BrokenPipeError):  # the demo was gone before it could be answered
        asyncio.run(hold())
