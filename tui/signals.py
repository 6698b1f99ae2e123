"""Leaving when told to: a dropped line (SIGHUP) and SIGTERM keep the drafts, restore the terminal, and take a second
at most. Textual alone would die on the spot (faults.md §1).
"""

import asyncio
import os
import signal
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

SECONDS: Final = 0.9  # from the signal to the end, whatever hangs
SECONDS_TO_SAVE: Final = 0.5
_MODES_OFF: Final = "".join(f"\x1b[?{mode}l" for mode in (2004, 2048, 1000, 1003, 1015, 1006, 1004))
_RESTORE: Final = f"\x1b[r\x1b[?7h{_MODES_OFF}\x1b[<u\x1b[?1049l\x1b[?25h".encode()


def install(leave: Callable[[int], None]) -> None:
    """On SIGHUP or SIGTERM call `leave(129 or 143)` on the running loop, once; after 0.9 s end the process.

    For the main thread, while the terminal is still as it was found.
    """
    loop = asyncio.get_running_loop()
    before = _attributes()

    def told(number: int, _frame: FrameType | None) -> None:
        code = 128 + number
        for each in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        if not os.isatty(0):
            _hush()
        last = threading.Timer(SECONDS, _end, [code, before])
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(leave, code)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, told)


def uninstall() -> None:
    """When the app has ended by itself: from then on a signal ends the process as it does any other."""
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def line_dropped() -> bool:
    """Whether the terminal is gone."""
    return not os.isatty(0)


def _attributes() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _hush() -> None:
    """Let what is still written go nowhere: a write to a line that dropped would end the thread that does it."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end(code: int, attributes: list[Any] | None) -> None:
    """The last resort, on a thread of its own: whatever hung was given its time."""
    try:
        os.set_blocking(2, False)
        os.write(2, _RESTORE)
        if attributes is not None:
            termios.tcsetattr(0, termios.TCSANOW, attributes)
    except (OSError, termios.error):
        pass  # the terminal is gone or full; there is nobody to tell
    os._exit(code)
