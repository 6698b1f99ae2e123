"""`make bench`: every measurement, as a table for docs/performance.md. Name some to take only those."""

import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import command, complaints, mail, paint, search, seed, sweep, writers
from bench.measure import HEAD, Result
from core.store import engine


def _all(folder: Path) -> dict[str, Callable[[], list[Result]]]:
    made: list[Path] = []

    def large() -> Path:
        if not made:
            (folder / "large").mkdir()
            seed.database(folder / "large", 100_000)
            made.append(seed.config(folder / "large"))
        return made[0]

    return {
        "paint": lambda: paint.measure(large()),
        "search": lambda: search.measure(large()),
        "sweep": lambda: sweep.measure(folder),
        "mail": lambda: mail.measure(folder),
        "writers": writers.measure,
        "command": lambda: command.measure(large()),
        "complaints": complaints.measure,
    }


def _lines(wanted: list[str], folder: Path) -> Iterator[str]:
    for name, measure in _all(folder).items():
        if not wanted or name in wanted:
            for result in measure():
                yield result.line()


def main() -> None:
    print(f"{platform.machine()}, Python {platform.python_version()}, SQLite {engine.VERSION}\n\n{HEAD}")
    with tempfile.TemporaryDirectory() as folder:
        for line in _lines(sys.argv[1:], Path(folder)):
            print(line, flush=True)


main()
