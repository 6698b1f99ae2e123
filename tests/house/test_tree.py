"""What may stand where in the tree."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written so that the pattern does not find itself.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|Users)/|/tmp/[p]lan\b|\.\./[s]hared\b"
    r"|/opt/(?:pypi|wheels)|\bpypi\.org|\bpythonhosted\.org|\bnpmjs\.(?:com|org)|\bdebian\.org"
)


@pytest.fixture
def tracked(host_tool: Callable[[str], str]) -> list[Path]:
    """Every file git knows and the work tree still has."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    command = [host_tool("git"), "-C", str(ROOT), "ls-files", "-z"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py")), "with one in tests/core, `import core` finds the tests"


def test_test_files_have_names_of_their_own() -> None:
    names = [file.name for file in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_no_file_names_one_machine_or_a_registry(tracked: list[Path]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if OF_ONE_MACHINE.search(line)
    ]
    assert not found


@pytest.mark.parametrize("line", ["cat /{}work/x", "--find-links=/{}opt/wheels", "see ../{}shared/spec"])
def test_a_place_on_one_machine_is_seen(line: str) -> None:
    assert OF_ONE_MACHINE.search(line.format(""))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_pin_each_package_by_hash_and_name_no_place(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9._-]+==.*\\$", text, re.MULTILINE)
    assert len(packages) > 20
    assert len(re.findall(r"\\\n    --hash=sha256:", text)) >= len(packages)
    assert "://" not in text
    assert not re.findall(r"^-", text, re.MULTILINE), "no index, no link, no editable"


def test_what_runs_is_pinned_the_same_in_tests() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==[^ ;]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_and_ci_give_the_same_commands(command: str) -> None:
    for name in ("README.md", ".ci/run"):
        assert re.search(rf"\b{command}\b", (ROOT / name).read_text(encoding="utf-8")), name
