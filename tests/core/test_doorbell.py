"""The doorbell: it wakes, it never waits, it never fails."""

import asyncio
import socket
from pathlib import Path

import pytest

from core.doorbell import Doorbell, ring


async def answered(bell: asyncio.Event) -> None:
    await asyncio.wait_for(bell.wait(), 5)
    bell.clear()


async def test_whoever_rings_is_heard(tmp_path: Path) -> None:
    path, heard = tmp_path / "avvik.db", asyncio.Event()
    with Doorbell(path, heard.set):
        ring(path)
        await answered(heard)
        ring(path)
        await answered(heard)
    assert list(tmp_path.iterdir()) == []


async def test_a_path_longer_than_a_socket_may_have(tmp_path: Path) -> None:
    folder = tmp_path / ("æ" * 60) / ("b" * 100)
    folder.mkdir(parents=True)
    path, heard = folder / "avvik.db", asyncio.Event()
    with Doorbell(path, heard.set):
        ring(path)
        await answered(heard)


async def test_it_takes_the_place_of_one_left_behind(tmp_path: Path) -> None:
    path, heard = tmp_path / "avvik.db", asyncio.Event()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(tmp_path / "avvik.db.bell"))
    ring(path)
    with Doorbell(path, heard.set):
        ring(path)
        await answered(heard)


def test_nobody_at_home(tmp_path: Path) -> None:
    ring(tmp_path / "avvik.db")
    ring(tmp_path / "no such folder" / "avvik.db")


async def test_a_full_box_keeps_nobody_waiting(tmp_path: Path) -> None:
    path, heard = tmp_path / "avvik.db", asyncio.Event()
    with Doorbell(path, heard.set):
        for _ in range(5000):  # nobody reads while this loop runs: far more than the box holds
            ring(path)
        await answered(heard)


async def test_where_no_socket_can_be_made_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Doorbell(tmp_path / "no such folder" / "avvik.db", lambda: None)
