"""Who may import whom (design.md §2), and what a start may not cost."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What draws, what sends or builds a mail, and what is slow to load. Any pydantic model loads email.message by itself,
# through importlib.metadata; email.headerregistry is loaded only by whoever builds a mail.
FRONT_END = {"textual", "rich"}
NEVER_IN_CORE = FRONT_END | {"aiosmtplib"}
LATE = NEVER_IN_CORE | {"holidays", "jinja2", "email.headerregistry", "smtplib"}
IO = {"asyncio", "sqlite3", "pysqlite3", "aiosqlite", "socket", "subprocess", "pydantic", "core.config", "core.store"}

DOORS = ["core.errors", "core.text", "core.config", "core.desk", "core.messages", "daemon.__main__", "tui.__main__"]
COMMANDS = [["--version"], ["--help"], ["case", "list", "--help"]]


def loaded(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after `code`."""
    report = "\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + report], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def modules_in(folder: str) -> list[str]:
    files = sorted((ROOT / folder).rglob("*.py"))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


def there(module: str) -> bool:
    """Whether a module has been written yet."""
    package = module.partition(".")[0]
    return module in modules_in(package) and find_spec(package) is not None


def test_the_import_contracts_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_the_rules_load_nothing_that_does_io() -> None:
    modules = modules_in("core/domain")
    assert "core.domain.case" in modules
    assert not loaded("import " + ", ".join(modules)) & (IO | LATE)


def test_core_and_the_daemon_load_nothing_that_draws() -> None:
    modules = [*modules_in("core"), *modules_in("daemon")]
    assert not loaded("import " + ", ".join(modules)) & FRONT_END


def test_core_does_not_speak_smtp() -> None:
    assert not loaded("import " + ", ".join(modules_in("core"))) & NEVER_IN_CORE


@pytest.mark.parametrize("door", [door for door in DOORS if there(door)])
def test_a_door_opens_light(door: str) -> None:
    assert not loaded(f"import {door}") & (LATE - ({"aiosmtplib"} if door.startswith("daemon") else set()))


@pytest.mark.skipif(not there("tui.__main__"), reason="tui.__main__ is not written yet")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_plain_command_never_loads_the_desk(command: list[str]) -> None:
    code = f"""
import sys
sys.argv = ["avvik", *{command!r}]
from tui.__main__ import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""
    assert not loaded(code) & LATE
