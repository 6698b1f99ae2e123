"""The first painted list at 100,000 cases, in a real pty, beside what importing Textual costs."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

from bench.measure import Result, interleaved, run

CASE = re.compile(rb"A-26-\d{6}")
PATIENCE = 20.0


def first_case(config: Path) -> float:
    """Seconds from the start of `avvik` until a case's number stands on its screen of 80×24."""
    avvik = Path(sys.executable).with_name("avvik")
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "LANG": "nb_NO.UTF-8"}
        os.execv(avvik, [str(avvik), "--config", str(config), "--as", "person0"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        seen = b""
        while not CASE.search(seen):
            ready, _, _ = select.select([terminal], [], [], PATIENCE)
            if not ready:
                raise RuntimeError(f"no case on the screen after {PATIENCE:.0f} s")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - start
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with contextlib.suppress(OSError):
            os.close(terminal)


def measure(config: Path) -> list[Result]:
    first_case(config)
    painted, textual = interleaved(lambda: first_case(config), lambda: run("import textual.app"), 9)
    return [
        Result(
            "first painted list, 100,000 cases", painted * 1000, textual * 1000, "ms", "import textual.app", at_most=2.0
        )
    ]
