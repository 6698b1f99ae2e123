"""The example unit: every key is one systemd knows, and the daemon is shut in (G23)."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.mailer import PATIENCE, TEXT_PATIENCE
from daemon.service import TICK

UNIT = Path(__file__).parents[2] / "docs/avvikd.service"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is there."""
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/avvik/bin/avvikd", "/bin/true"), encoding="utf-8")
    return copy


def test_systemd_knows_every_key(unit: Path, host_tool: Callable[[str], str]) -> None:
    command = [host_tool("systemd-analyze"), "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert ours == [], "it exits 0 for a misspelt key and only prints it"


def test_a_misspelt_key_would_be_seen(unit: Path, host_tool: Callable[[str], str]) -> None:
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec", "WatchdogSecs"), encoding="utf-8")
    command = [host_tool("systemd-analyze"), "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "WatchdogSecs" in done.stdout + done.stderr


def test_it_is_exposed_no_more_than_it_must_be(unit: Path, host_tool: Callable[[str], str]) -> None:
    command = [host_tool("systemd-analyze"), "security", "--offline=true", "--threshold=15", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_the_watchdog_is_more_patient_than_the_longest_wait_for_a_server() -> None:
    (line,) = [line for line in UNIT.read_text(encoding="utf-8").splitlines() if line.startswith("WatchdogSec=")]
    minutes = int(line.removeprefix("WatchdogSec=").removesuffix("min"))
    assert minutes * 60 > 4 * PATIENCE + TEXT_PATIENCE + TICK
