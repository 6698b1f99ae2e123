"""A migration that has landed is never edited (design.md §4).

`make freeze` writes landed.sha256, a line for each migration, as the last thing before a change lands. A line that was
once committed stays as it was first written; CI lets no migration through without its line.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "core/store/migrations"
LANDED = FOLDER / "landed.sha256"


def frozen(text: str) -> dict[str, str]:
    """Name → checksum, from text as `sha256sum` writes it; of a name that stands twice the first counts."""
    lines = [line.split(maxsplit=1) for line in text.splitlines() if re.match(r"[0-9a-f]{64} ", line)]
    return {name: checksum for checksum, name in reversed(lines)}


def test_the_numbers_follow_each_other() -> None:
    numbers = [int(file.name.partition("_")[0]) for file in sorted(FOLDER.glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_frozen_migration_was_edited() -> None:
    now = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FOLDER.glob("*.sql")}
    landed = frozen(LANDED.read_text(encoding="ascii")) if LANDED.exists() else {}
    assert {name: now.get(name) for name in landed} == landed
    if os.environ.get("AVVIK_CI"):
        assert set(now) == set(landed), "run `make freeze` before this lands"


def test_no_line_of_a_frozen_migration_was_edited(host_tool: Callable[[str], str]) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone, so there is no history to compare with")
    command = [host_tool("git"), "-C", str(ROOT), "log", "--reverse", "--patch", "--format=", "--", str(LANDED)]
    history = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    added = "\n".join(line[1:] for line in history.splitlines() if re.match(r"\+[0-9a-f]{64} ", line))
    landed = frozen(LANDED.read_text(encoding="ascii")) if LANDED.exists() else {}
    first = frozen(added)
    assert {name: landed.get(name) for name in first} == first


def test_of_two_lines_the_first_counts() -> None:
    assert frozen(f"{'a' * 64}  0001_x.sql\n{'b' * 64}  0001_x.sql\n") == {"0001_x.sql": "a" * 64}
