"""The daemon as a service: woken, stopped, standing by, reading its settings anew, telling how it fares."""

import asyncio
import json
import os
import signal
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from postbox import ask, configure, house, put, states
from running import eventually, running
from smtp import Script, serving

from core import alive, doorbell

AT_WORK = "READY=1\nSTATUS=at work"
STANDING_BY = "STATUS=standing by"


def now() -> datetime:
    return datetime.now(UTC)


def events(path: Path) -> list[dict[str, object]]:
    log = path.with_name("avvik.db.log")
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def names(path: Path) -> list[object]:
    return [event["event"] for event in events(path)]


async def test_the_doorbell_wakes_it_and_each_mail_leaves_a_line(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server, running(configure(tmp_path, server.port)) as daemon:
        await daemon.notified.until(AT_WORK)
        put(path, at=now())
        began = time.monotonic()
        doorbell.ring(path)
        await eventually(lambda: states(path) == {"sent": 1})
        assert time.monotonic() - began < 5, "sooner than any timer would have seen it"
        daemon.process.send_signal(signal.SIGTERM)
        assert await daemon.end() == 0
    assert daemon.notified.count("STOPPING=1") == 1
    (line,) = [event for event in events(path) if event["event"] == "mail.sent"]
    assert (line["mail"], line["template"], line["attempt"], line["answer"]) == (1, "M1", 1, "250 2.0.0")
    assert datetime.fromisoformat(str(line["time"])).tzinfo is not None
    assert names(path)[0] == "started"
    assert names(path)[-1] == "stopped"
    assert not path.with_name("avvik.db.bell").exists()


async def test_a_mail_that_is_due_later_needs_no_bell(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server, running(configure(tmp_path, server.port)) as daemon:
        put(path, at=datetime.fromtimestamp(time.time() + 2, UTC))
        await daemon.notified.until(AT_WORK)
        await eventually(lambda: states(path) == {"sent": 1})
        ((not_before, sent_at),) = ask(path, "SELECT not_before, sent_at FROM outbox")
        assert sent_at >= not_before


@pytest.mark.parametrize("where", ["banner", "MAIL", "text"])
async def test_told_to_stop_it_stops_within_ten_seconds_whatever_the_server_does(tmp_path: Path, where: str) -> None:
    path = house(tmp_path)
    put(path, 30, at=now())
    script = Script({where: ["250 fine", "250 fine", "hang"] if where == "text" else "hang"})
    async with serving(script) as server, running(configure(tmp_path, server.port)) as daemon:
        await daemon.notified.until(AT_WORK)
        await eventually(
            lambda: {"banner": script.connections, "MAIL": script.said("MAIL")}.get(where, len(script.received) == 3)
        )
        began = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        assert await daemon.end() == 0
        assert time.monotonic() - began < (2 if where == "banner" else 10)
    expected = {"banner": {"waiting": 30}, "MAIL": {"waiting": 30}, "text": {"sent": 2, "unknown": 1, "waiting": 27}}
    assert states(path) == expected[where]
    assert ask(path, "SELECT count(*) FROM outbox WHERE lease_until IS NOT NULL") == [(0,)]


async def test_told_to_stop_it_finishes_the_mail_in_hand(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 10, at=now())
    script = Script(delay=0.5)
    async with serving(script) as server, running(configure(tmp_path, server.port)) as daemon:
        await eventually(lambda: len(script.received) == 1)
        daemon.process.send_signal(signal.SIGTERM)
        assert await daemon.end() == 0
    assert states(path) == {"sent": 1, "waiting": 9}
    assert ask(path, "SELECT DISTINCT attempts FROM outbox WHERE state = 'waiting'") == [(0,)]


async def test_a_second_daemon_stands_by_until_the_first_is_gone(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server, AsyncExitStack() as stack:
        config = configure(tmp_path, server.port)
        async with running(config) as first:
            await first.notified.until(AT_WORK)
            second = await stack.enter_async_context(running(config))
            await second.notified.until(STANDING_BY)
            put(path, at=now())
            doorbell.ring(path)
            await eventually(lambda: states(path) == {"sent": 1})
            first.process.kill()
            await second.notified.until(AT_WORK)
            put(path, at=now())
            doorbell.ring(path)
            await eventually(lambda: states(path) == {"sent": 2})
            life = alive.look(path)
            assert life is not None
            assert life.sign is not None
            assert (life.alive, life.sign.pid) == (True, second.process.pid)
    assert len(server.received) == 2


async def test_one_that_stands_by_stops_when_told(tmp_path: Path) -> None:
    path = house(tmp_path)
    with alive.Alive.take(path) or pytest.fail("somebody else is alive"):
        async with running(configure(tmp_path, 1)) as daemon:
            await daemon.notified.until(STANDING_BY)
            daemon.process.send_signal(signal.SIGTERM)
            assert await daemon.end() == 0


async def test_changed_settings_are_taken_up_and_broken_ones_refused_whole(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as old, serving() as new:
        config = configure(tmp_path, old.port)
        async with running(config) as daemon:
            await daemon.notified.until(AT_WORK)
            before = alive.look(path)
            config.write_text(config.read_text().replace("security", "secrity") + "\nhold = 3\n")
            daemon.process.send_signal(signal.SIGHUP)
            await eventually(lambda: "settings.refused" in names(path))
            put(path, at=now())
            doorbell.ring(path)
            await eventually(lambda: states(path) == {"sent": 1})
            assert len(old.received) == 1, "the old settings stay in force"
            life = alive.look(path)
            assert life is not None
            assert life.sign is not None
            assert life.sign.error == "config.broken"
            configure(tmp_path, new.port)
            daemon.process.send_signal(signal.SIGHUP)
            await daemon.notified.until("RELOADING=1", 2)
            await eventually(lambda: names(path).count("started") == 2)
            put(path, at=now())
            doorbell.ring(path)
            await eventually(lambda: states(path) == {"sent": 2})
            assert len(new.received) == 1
            life = alive.look(path)
            assert before is not None
            assert life is not None
            assert before.sign is not None
            assert life.sign is not None
            assert life.sign.error == ""
            assert life.sign.settings != before.sign.settings
    (refused,) = [event for event in events(path) if event["event"] == "settings.refused"]
    assert "secrity" in str(refused["where"])


async def test_what_is_wrong_with_the_mail_server_is_told_and_taken_back(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, at=now())
    script = Script({"banner": "421 busy"})
    async with serving(script) as server, running(configure(tmp_path, server.port)) as daemon:
        await daemon.notified.until(AT_WORK)
        await eventually(lambda: (life := alive.look(path)) and life.sign and life.sign.error == "connect 421")
        assert states(path) == {"waiting": 1}


async def test_told_to_look_anew_it_tries_a_server_it_had_given_up(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, at=now())
    script = Script({"banner": ["421 busy"]})
    async with serving(script) as server, running(configure(tmp_path, server.port)) as daemon:
        await eventually(lambda: "mail.closed" in names(path))
        daemon.process.send_signal(signal.SIGHUP)
        await eventually(lambda: states(path) == {"sent": 1})
        life = alive.look(path)
        assert life is not None
        assert life.sign is not None
        assert life.sign.error == ""


async def test_settings_read_while_it_stands_by_are_those_it_works_under(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as old, serving() as new, AsyncExitStack() as stack:
        with alive.Alive.take(path) or pytest.fail("somebody else is alive"):
            daemon = await stack.enter_async_context(running(configure(tmp_path, old.port)))
            await daemon.notified.until(STANDING_BY)
            configure(tmp_path, new.port)
            daemon.process.send_signal(signal.SIGHUP)
            await daemon.notified.until(STANDING_BY, 2)
        await daemon.notified.until(AT_WORK)
        put(path, at=now())
        doorbell.ring(path)
        await eventually(lambda: states(path) == {"sent": 1})
    assert (len(old.received), len(new.received)) == (0, 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("words", [(), ("--once",)])
async def test_only_the_owner_of_the_database_may_run_it(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = house(tmp_path)
    beside = {each.name for each in tmp_path.iterdir()}
    os.chown(path, 65534, 65534)
    async with running(configure(tmp_path, 1), *words) as daemon:
        assert await daemon.end() == 3
        assert daemon.log.count("\n") == 1
    assert {each.name for each in tmp_path.iterdir()} <= beside | {"config.toml"}


async def test_signs_of_life_come_from_work_and_end_when_it_hangs(tmp_path: Path) -> None:
    path = house(tmp_path)
    script = Script({"text": "hang"})
    async with (
        serving(script) as server,
        running(configure(tmp_path, server.port), WATCHDOG_USEC="600000", WATCHDOG_PID="") as daemon,
    ):
        await daemon.notified.until("WATCHDOG=1", 5)
        put(path, at=now())
        doorbell.ring(path)
        await eventually(lambda: len(script.received) == 1)
        seen = daemon.notified.count("WATCHDOG=1")
        await asyncio.sleep(1.5)
        assert daemon.notified.count("WATCHDOG=1") <= seen + 1


async def test_idle_it_writes_nothing_to_the_database(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server, running(configure(tmp_path, server.port), WATCHDOG_USEC="600000") as daemon:
        await daemon.notified.until("WATCHDOG=1", 2)
        files = [path, path.with_name("avvik.db-wal")]
        before = [file.stat().st_mtime_ns for file in files]
        await daemon.notified.until("WATCHDOG=1", 6)
        assert [file.stat().st_mtime_ns for file in files] == before


@pytest.mark.parametrize(
    ("replies", "code"),
    [({}, 0), ({"RCPT": "550 5.1.1 nobody"}, 1), ({"text": "451 later"}, 1), ({"banner": "421 no"}, 1)],
)
async def test_once_says_by_its_exit_code_whether_all_was_delivered(
    tmp_path: Path, replies: dict[str, str], code: int
) -> None:
    path = house(tmp_path)
    put(path, 25, at=now())
    put(path, at=datetime(2100, 1, 1, tzinfo=UTC))
    async with serving(Script(replies)) as server, running(configure(tmp_path, server.port), "--once") as daemon:
        assert await daemon.end() == code
        assert len(server.received) == (25 if code == 0 else 0)
    assert ask(path, "SELECT state, attempts FROM outbox WHERE key = 'm25'") == [("waiting", 0)]


@pytest.mark.parametrize("words", [("--once",), ("--check", "--connect")])
async def test_interrupted_it_says_nothing_more(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = house(tmp_path)
    put(path, at=now())
    async with (
        serving(Script({"banner": "hang"})) as server,
        running(configure(tmp_path, server.port), *words) as daemon,
    ):
        await eventually(lambda: server.connections == 1)
        daemon.process.send_signal(signal.SIGINT)
        assert await daemon.end() in (1, 130)
        assert "Traceback" not in daemon.log
    assert states(path) == {"waiting": 1}


async def test_once_works_beside_a_living_daemon(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 3, at=now())
    with alive.Alive.take(path) or pytest.fail("somebody else is alive"):
        async with serving() as server, running(configure(tmp_path, server.port), "--once") as daemon:
            assert await daemon.end() == 0
    assert states(path) == {"sent": 3}


@pytest.mark.parametrize("words", [(), ("--once",), ("--check",)])
async def test_settings_that_cannot_be_used_exit_3_on_one_line_each(tmp_path: Path, words: tuple[str, ...]) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[database]\npth = 3\n")
    async with running(config, *words) as daemon:
        assert await daemon.end() == 3
        assert "Traceback" not in daemon.log


@pytest.mark.parametrize("words", [(), ("--once",)])
async def test_no_database_exits_3(tmp_path: Path, words: tuple[str, ...]) -> None:
    async with running(configure(tmp_path, 1), *words) as daemon:
        assert await daemon.end() == 3
        assert "Traceback" not in daemon.log


async def test_wrong_words_exit_2(tmp_path: Path) -> None:
    async with running(configure(tmp_path, 1), "--connect") as daemon:
        assert await daemon.end() == 2


async def test_check_reaches_the_mail_server_without_logging_in(tmp_path: Path) -> None:
    script = Script(extensions=("AUTH PLAIN",))
    async with serving(script) as server:
        config = configure(tmp_path, server.port, extra='username = "avvik"\npassword_file = "password"\n')
        (tmp_path / "password").touch(mode=0o600)
        (tmp_path / "password").write_text("hemmelig")
        async with running(config, "--check", "--connect") as daemon:
            assert await daemon.end() == 0
        assert (server.said("EHLO"), server.said("AUTH"), server.said("QUIT")) == (1, 0, 1)
    async with running(config, "--check", "--connect") as daemon:
        assert await daemon.end() == 1


async def test_a_broken_template_fails_the_check(tmp_path: Path) -> None:
    (tmp_path / "templates/nb").mkdir(parents=True)
    (tmp_path / "templates/nb/M1.txt").write_text("no subject")
    async with running(configure(tmp_path, 1, extra='templates = "templates"\n'), "--check") as daemon:
        assert await daemon.end() == 3


async def test_the_check_is_that_of_the_command(tmp_path: Path) -> None:
    config = configure(tmp_path, 1, extra='password_file = "nowhere"\n')
    with config.open("a") as file:
        file.write('[import]\ncolumns = { "Tittel" = "titel" }\n')
    async with running(config, "--check") as daemon:
        assert await daemon.end() == 3


async def test_what_it_makes_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = house(tmp_path)
    async with serving() as server, running(configure(tmp_path, server.port)) as daemon:
        await daemon.notified.until(AT_WORK)
        for name in ("avvik.db.daemon", "avvik.db.bell", "avvik.db.log", "avvik.db.lock"):
            assert os.stat(tmp_path / name).st_mode & 0o077 == 0, name
    assert path.exists()
