"""Whether the settings files are others than when last looked at: a look at their state, never a watcher's threads."""

from pathlib import Path

from core.config import Settings

_State = tuple[tuple[int, int, int] | None, ...]


class SettingsWatch:
    """`changed(settings)` is True once for each change of the file the settings came from, or of their second file."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        self._known = self._state(settings)

    def changed(self, settings: Settings) -> bool:
        state = self._state(settings)
        changed, self._known = state != self._known, state
        return changed

    def _state(self, settings: Settings) -> _State:
        second = settings.deadlines.file
        return tuple(map(_of, (self._path, second) if second else (self._path,)))


def _of(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
