"""A rule that was changed after it had been used is refused with the whole file: at the start, and while at work."""

import json
import signal
from pathlib import Path

import pytest
from postbox import configure, house
from running import eventually, running
from smtp import serving

from core import alive

AT_WORK = "READY=1\nSTATUS=at work"
RULE = """
[[rule]]
id = "hearing_x"
version = 1
kind = "hearing"
valid_from = 2020-01-01
period = "2 weeks"
basis = "vedtak"
"""


def used(path: Path, config: Path) -> None:
    """As when a deadline has been opened under the rule of the file."""
    from core.config import load
    from core.store import rules
    from core.store.db import connect

    (rule,) = load(config).rule
    with connect(path) as db:
        db.execute(
            "INSERT INTO rules (id, version, faculty, content) VALUES ('hearing_x', 1, '', :content)",
            {"content": json.dumps({"id": "hearing_x", "version": 1, "kind": "hearing", "faculty": None}
             | {"valid_from": "2020-01-01", "period": "2 weeks", "basis": "vedtak"}
             | {"remind": [7, 1], "repeat": 7, "escalate": [14, 28]})},
        )  # fmt: skip
        assert rules.kept(db) == (rule.as_rule(),)


async def test_at_work_the_old_settings_stay_in_force(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server:
        config = configure(tmp_path, server.port)
        config.write_text(config.read_text() + RULE)
        used(path, config)
        async with running(config) as daemon:
            await daemon.notified.until(AT_WORK)
            before = alive.look(path)
            config.write_text(config.read_text().replace("2 weeks", "3 weeks"))
            daemon.process.send_signal(signal.SIGHUP)
            log = path.with_name("avvik.db.log")
            await eventually(lambda: "settings.refused" in log.read_text(encoding="utf-8"))
            life = alive.look(path)
            assert life and life.sign and before and before.sign
            assert (life.sign.error, life.sign.settings) == ("config.broken", before.sign.settings)
            (refused,) = [
                json.loads(x) for x in log.read_text(encoding="utf-8").splitlines() if "settings.refused" in x
            ]
            assert str(refused["where"]).startswith(f"{config}:")
            config.write_text(config.read_text().replace("3 weeks", "2 weeks"))
            daemon.process.send_signal(signal.SIGHUP)
            await eventually(lambda: (alive.look(path) or life).sign.error == "")  # type: ignore[union-attr]


@pytest.mark.parametrize("words", [(), ("--once",), ("--check",)])
async def test_at_the_start_it_is_told_and_nothing_runs(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = house(tmp_path)
    config = configure(tmp_path, 1)
    config.write_text(config.read_text() + RULE)
    used(path, config)
    config.write_text(config.read_text().replace("2 weeks", "3 weeks"))
    async with running(config, *words) as daemon:
        assert await daemon.end() == 3
        assert "Traceback" not in daemon.log
