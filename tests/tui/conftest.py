"""Databases of the desk's tests: made once, copied for every test that changes one."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import desk_setup
import pytest
from desk_setup import PROGRAM, OpenDesk
from terminal import Terminal


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    made: dict[int, Path] = {}

    def of(cases: int) -> Path:
        if cases not in made:
            made[cases] = desk_setup.make(tmp_path_factory.mktemp("desk") / "made", cases).parent
        return made[cases]

    return of


@pytest.fixture
def config(_made: Callable[[int], Path], tmp_path: Path) -> Path:
    """The export of the tests, in a database of one's own."""
    return Path(shutil.copytree(_made(0), tmp_path / "desk")) / "config.toml"


@pytest.fixture
def many(_made: Callable[[int], Path], tmp_path: Path) -> Path:
    """500 cases at one faculty."""
    return Path(shutil.copytree(_made(500), tmp_path / "many")) / "config.toml"


@pytest.fixture
def open_desk() -> Iterator[OpenDesk]:
    """Desks in real terminals; whatever happens they are gone after the test."""
    opened: list[Terminal] = []

    def start(
        config: Path, *options: str, rows: int = 24, columns: int = 80, who: str = desk_setup.CONTACT, **environ: str
    ) -> Terminal:
        desk = Terminal.python(
            PROGRAM, str(config), who, *options, rows=rows, columns=columns, environ={"TZ": "Europe/Oslo", **environ}
        )
        opened.append(desk)
        return desk

    yield start
    for desk in opened:
        desk.close()
