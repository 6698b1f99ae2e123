"""The throw-away world of a demo: a folder of its own, settings, the invented directory, and what runs beside it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final

from core.config import Settings, load
from core.demo.lifeline import CONFIG, POST
from core.demo.postbox import Postbox
from core.errors import Unusable

DIRECTORY: Final = Path(__file__).with_name("directory.toml")
_AWAY: Final = {"2000-01-03": -3, "2000-01-14": 8}
"""Days of the directory's file that stand for a day near today."""
_PATIENCE: Final = 15.0

_SETTINGS: Final = """\
[database]
path = "avvik.db"

[mail]
host = "127.0.0.1"
port = {port}
security = "none-loopback-only"
sender = "Avvik (demo) <avvik@example.no>"

[desk]
language = "{language}"
"""


@dataclass(frozen=True)
class World:
    """What a demo stands on. `directory` is the file to import."""

    folder: Path
    settings: Settings
    postbox: Postbox
    directory: Path
    line: IO[bytes]

    def close_days(self, first: date, count: int) -> None:
        """Let the daemon treat these days as closed, so that it starts no digests of its own."""
        days = ", ".join((first + timedelta(days=n)).isoformat() for n in range(count))
        with (self.folder / CONFIG).open("a", encoding="utf-8") as config:
            config.write(f"\n[deadlines]\nclosed = [{days}]\n")

    def start_daemon(self) -> None:
        """`avvikd` beside the demo, for as long as the demo lives."""
        self.line.write(b"start\n")
        self.line.flush()


@contextmanager
def world(language: str, today: date) -> Iterator[World]:
    """A world of its own; when the block ends, or this process does in whatever way, nothing of it is left.

    Raises: Unusable("demo.no_lifeline") when the other half cannot be started.
    """
    from core.desk import initialise

    command = (sys.executable, "-P", "-m", "core.demo.lifeline")
    # A session of its own: what ends the demo's terminal or process group must not end who tidies up.
    lifeline = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    assert lifeline.stdin
    assert lifeline.stdout
    try:
        port, _, place = lifeline.stdout.readline().decode().strip().partition(" ")
        if not place:
            raise Unusable("demo.no_lifeline")
        folder = Path(place)
        (folder / CONFIG).write_text(_SETTINGS.format(port=port, language=language), encoding="utf-8")
        settings = load(folder / CONFIG)
        initialise(settings.database.path)
        yield World(folder, settings, Postbox(folder / POST), _directory(folder, today), lifeline.stdin)
    finally:
        lifeline.stdin.close()
        lifeline.stdout.close()
        lifeline.wait(_PATIENCE)


def _directory(folder: Path, today: date) -> Path:
    text = DIRECTORY.read_text(encoding="utf-8")
    for day, days in _AWAY.items():
        text = text.replace(day, (today + timedelta(days=days)).isoformat())
    file = folder / DIRECTORY.name
    file.write_text(text, encoding="utf-8")
    return file
