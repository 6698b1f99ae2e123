"""A shell for tests, to be started in a pty: runs desks and commands without loading them anew, and kills them.

Each line it reads is `<number> <calls> desk|avvik <words>`, and the program is a fork of this one. From when its act
begins it counts what Python calls and returns from, there and on the thread that writes, and ends itself as `kill -9`
would when there were so many (0: never). Then the shell says `<number> ended <exit code> <calls of a whole act> calls`.
"""

import itertools
import os
import shlex
import signal
import sys
import termios
from multiprocessing.sharedctypes import RawValue
from pathlib import Path

from desk_setup import NOW

import tui.dialogs.gate
import tui.screens.case
import tui.screens.list
from core.config import load
from core.desk.cases import Cases
from tui import start
from tui.command import run

LOADED = (tui.dialogs.gate, tui.screens.case, tui.screens.list)
TOOK = RawValue("l")


def count(deadly: int) -> None:
    """Have the act of this process counted, and cut off."""
    act, counter = Cases.act, itertools.count(1)

    def called(*_: object) -> None:
        if next(counter) == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    async def counted(self: Cases, *arguments: object, **options: object) -> object:
        await self._office.db._writer.run(lambda _db: sys.setprofile(called))
        sys.setprofile(called)
        done = await act(self, *arguments, **options)  # type: ignore[arg-type]
        TOOK.value = next(counter)
        return done

    Cases.act = counted  # type: ignore[assignment,method-assign]


def desk(config: str, who: str, case: str) -> int:
    return start.run(load(Path(config)), who, case=case, now=lambda: NOW)


def main() -> None:
    cooked = termios.tcgetattr(0)
    for line in iter(sys.stdin.readline, ""):
        number, deadly, program, *words = shlex.split(line)
        os.write(1, b"\x1bc\r\n")  # the first line is the shell's
        child = os.fork()
        if child == 0:
            count(int(deadly))
            os._exit(desk(*words) if program == "desk" else run(words))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        termios.tcsetattr(0, termios.TCSAFLUSH, cooked)
        os.write(1, f"\x1b[H{number} ended {code} {TOOK.value} calls\x1b[K\r\n".encode())


if __name__ == "__main__":
    main()
