"""Whether a daemon lives, as others see it."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.alive import Alive, Sign, look
from core.errors import Unusable

SIGN = Sign(os.getpid(), "1.2.3", "abcdef", "connect 421")


def test_there_never_was_one(tmp_path: Path) -> None:
    assert look(tmp_path / "avvik.db") is None


def test_while_it_lives_and_after(tmp_path: Path) -> None:
    path = tmp_path / "avvik.db"
    alive = Alive.take(path)
    assert alive is not None
    with alive:
        alive.say(SIGN)
        found = look(path)
        assert found is not None
        assert (found.alive, found.sign) == (True, SIGN)
        assert abs((found.progress - datetime.now(UTC)).total_seconds()) < 60
        alive.say(Sign(1, "1", "2"))
        assert (look(path) or found).sign == Sign(1, "1", "2"), "a shorter sign leaves nothing of the longer"
    gone = look(path)
    assert gone is not None
    assert not gone.alive


def test_there_is_one_at_a_time_and_looking_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "avvik.db"
    first = Alive.take(path)
    assert first is not None
    with first:
        assert Alive.take(path) is None
        look(path)
        assert Alive.take(path) is None
    again = Alive.take(path)
    assert again is not None
    again.__exit__()


def test_progress_moves_its_time(tmp_path: Path) -> None:
    path = tmp_path / "avvik.db"
    alive = Alive.take(path)
    assert alive is not None
    with alive:
        os.utime(tmp_path / "avvik.db.daemon", (0, 0))
        alive.progress()
        found = look(path)
        assert found is not None
        assert found.progress.year > 2000


def test_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "avvik.db"
    for content in (b"", b"{", b"[1]", b'{"who": 1}', b"\xff\xfe"):
        (tmp_path / "avvik.db.daemon").write_bytes(content)
        found = look(path)
        assert found is not None
        assert found.sign is None


def test_a_file_that_is_none_is_refused_in_one_line_and_looking_at_it_fails_nobody(tmp_path: Path) -> None:
    path = tmp_path / "avvik.db"
    (tmp_path / "avvik.db.daemon").mkdir()
    with pytest.raises(Unusable) as unusable:
        Alive.take(path)
    assert unusable.value.id == "daemon.no_sign"
    found = look(path)
    assert found is not None
    assert (found.alive, found.sign) == (False, None)


def test_on_a_full_disk_it_lives_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    with Alive.take(tmp_path / "avvik.db") or pytest.fail("somebody else is alive") as alive:
        monkeypatch.setattr(os, "pwrite", full)
        alive.say(SIGN)
        found = look(tmp_path / "avvik.db")
        assert found is not None
        assert found.alive
