"""The doorbell: whoever has committed rings, and the daemon looks at once instead of at the next tick (design.md §4).

A datagram socket beside the database, one per daemon. Ringing never waits and never fails: with nobody at home, or a
full box, the daemon's own timers see to it.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

_LONGEST: Final = 100
"""Bytes an address of this kind may have, with some to spare; a longer path goes by its folder's descriptor."""


def ring(database: Path) -> None:
    """Wake the daemon of this database, if there is one."""
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as caller,
        _address(_place(database)) as address,
    ):
        caller.sendto(b"\n", address)


class Doorbell:
    """The daemon's end. To be hung up by the one daemon only: it takes the place of one left by a daemon that died.

    Raises: OSError where no socket can be made (a file system without them).
    """

    def __init__(self, database: Path, rung: Callable[[], None]) -> None:
        self._place, self._rung = _place(database), rung
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            self._place.unlink(missing_ok=True)
            with _address(self._place) as address:
                self._socket.bind(address)
            self._place.chmod(0o600)
            asyncio.get_running_loop().add_reader(self._socket, self._answer)
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> "Doorbell":
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self._place.unlink(missing_ok=True)

    def _answer(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:  # however often it was rung, one look is enough
                self._socket.recv(16)
        self._rung()


def _place(database: Path) -> Path:
    return database.with_name(f"{database.name}.bell")


@contextlib.contextmanager
def _address(place: Path) -> Iterator[str]:
    if len(os.fsencode(place)) <= _LONGEST:
        yield str(place)
        return
    folder = os.open(place.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{place.name}"
    finally:
        os.close(folder)
