"""Checking the set-up without needing it to work: what `avvik doctor` says, each with what to do."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.alive import look
from core.config import Settings
from core.errors import AvvikError
from core.owner import name_of
from core.store import engine, schema

BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right says less."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; its sentences are `doctor.<name>.ok` and `doctor.<name>.bad`, with `value` put in."""

    name: str
    ok: bool
    value: object = ""


def diagnose(settings: Settings, now: datetime) -> Iterator[Check]:
    """Everything that can be looked at from outside; the database need not be there."""
    path = settings.database.path
    yield Check("engine", engine.is_safe(engine.VERSION), engine.VERSION)
    yield _timezone(settings.deadlines.timezone)
    yield Check("clock", now >= BUILT, now)
    yield from _folder(path.parent)
    yield _owner(path if path.exists() else path.parent)
    yield _file_system(path)
    life = look(path) if path.parent.is_dir() else None
    yield Check("daemon", bool(life and life.alive))


def _timezone(name: str) -> Check:
    try:
        return Check("timezone", True, ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return Check("timezone", False, name)


def _folder(folder: Path) -> Iterator[Check]:
    if folder.is_dir():
        mode = stat.S_IMODE(folder.stat().st_mode)
        yield Check("folder", not mode & 0o077, f"{folder}, {mode:04o}")


def _owner(place: Path) -> Check:
    try:
        owner = place.stat().st_uid
    except OSError:
        return Check("owner", False, place)
    return Check("owner", owner == os.geteuid(), name_of(owner))


def _file_system(path: Path) -> Check:
    try:
        schema.check_place(path, must_exist=False)
    except AvvikError as error:
        return Check("file_system", False, error.values["kind"])
    return Check("file_system", True, schema.file_system(path) or "?")
