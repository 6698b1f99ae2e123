"""How the installation fares: status, doctor, config check, and the log."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from commands import avvik
from desk import NOW, Clock, installation, opened, written

from core.alive import Alive, Sign
from core.desk.health import Health, Status
from tui.commands.tail import Tail


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def test_status_says_whether_a_person_is_needed(config: Path) -> None:
    done = avvik(config, "status", "--json")
    assert done.code == 1
    assert done.json["daemon"] == {"alive": False, "stuck": False, "progress_at": None, "version": None}
    assert done.json["overdue"] > 0
    assert done.json["database"]["ok"] is True
    assert avvik(config, "status", lang="en").out.startswith("avvikd has never run here")


async def test_a_daemon_at_work_and_nothing_late_needs_nobody(tmp_path: Path) -> None:
    clock = Clock()
    async with opened(tmp_path, clock) as desk:
        alive = Alive.take(tmp_path / "db/avvik.db")
        assert alive is not None
        with alive:
            alive.say(Sign(1, "0.1.0", "abc"))
            clock.at = (await Health(desk.office).status()).daemon.progress  # type: ignore[union-attr]
            for mail in await desk.mail.list(None):
                await desk.mail.cancel(None, mail.id)
            found = await desk.health.status()
            assert found.running
            assert not found.needs_person
            clock.forward(hours=1)
            assert (await desk.health.status()).stuck
            alive.say(Sign(1, "0.1.0", "abc", "smtp_down"))
            assert (await desk.health.status()).error == "smtp_down"
        assert not (await desk.health.status()).running


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("connect 0 ConnectionRefusedError", "avvikd cannot deliver to the mail server (ConnectionRefusedError); "),
        ("mail 550 5.7.1", "avvikd cannot deliver to the mail server (550 5.7.1); "),
        ("log.unwritable", "last error of avvikd: log.unwritable"),
    ],
)
def test_what_is_wrong_with_the_daemon_is_said(config: Path, error: str, line: str) -> None:
    alive = Alive.take(config.parent / "db/avvik.db")
    assert alive is not None
    with alive:
        alive.say(Sign(1, "0.1.0", "abc", error))
        done = avvik(config, "status", lang="en")
    assert any(each.startswith(line) for each in done.out.splitlines())
    assert done.code == 1


@pytest.mark.parametrize(
    ("mails", "late", "faults", "needed"),
    [
        ({}, None, (), False),
        ({"waiting": 9}, timedelta(minutes=1), (), False),
        ({"waiting": 9}, timedelta(hours=2), (), True),
        ({"failed": 1}, None, (), True),
        ({"unknown": 1}, None, (), True),
        ({}, None, ("row missing",), True),
    ],
)
def test_what_needs_a_person(
    mails: dict[str, int], late: timedelta | None, faults: tuple[str, ...], needed: bool
) -> None:
    from core.alive import Life

    life = Life(True, NOW, Sign(1, "x", "y"))
    assert Status(life, mails, NOW - late if late else None, 7, faults, NOW).needs_person is needed


def test_doctor_says_what_to_do(config: Path) -> None:
    def failed() -> set[str]:
        done = avvik(config, "doctor", "--json", TERM="xterm")
        assert done.code == 1  # no daemon runs
        return {each["check"] for each in done.json if not each["ok"]}

    assert failed() == {"daemon"}
    (config.parent / "db").chmod(0o755)
    assert failed() == {"daemon", "folder"}
    (config.parent / "db/avvik.db").write_bytes(b"x" * 5000)
    assert failed() == {"daemon", "folder", "database"}
    text = avvik(config, "doctor", lang="en", TERM="dumb").out
    assert "chmod 700" in text
    assert "Set TERM" in text
    assert "ok  SQLite" in text


def test_config_check_tells_everything(tmp_path: Path) -> None:
    config = written(tmp_path, f'password_file = "{tmp_path}/secret"\ntemplates = "{tmp_path}/templates"\n')
    with config.open("a") as file:
        file.write('[import]\ncolumns = { "Tittel" = "titel" }\n[keys]\n"desk.mina" = "9"\n')
    (tmp_path / "secret").write_text("hemmelig\n")
    (tmp_path / "secret").chmod(0o644)
    (tmp_path / "templates/nb").mkdir(parents=True)
    (tmp_path / "templates/nb/M2.txt").write_text("ingen emnelinje\n")
    (tmp_path / "templates/nb/M99.txt").write_text("Subject: x\n\ny\n")
    found = avvik(config, "config", "check", "--json")
    assert found.code == 3
    assert [Path(each["file"]).name for each in found.json["problems"]] == [
        *("config.toml", "secret", "M2.txt", "M99.txt", "config.toml"),
    ]
    assert found.json["problems"][0]["line"]
    assert "titel" in found.json["problems"][0]["what"]
    assert "desk.mine" in found.json["problems"][-1]["what"]
    assert "hemmelig" not in found.out
    broken = tmp_path / "broken.toml"
    broken.write_text("[databse]\n[mail]\nhost = 1\n")
    told = avvik(config, "config", "check", str(broken))
    assert told.code == 3
    assert len(told.out.splitlines()) > 2
    assert f"{broken}:1: databse" in told.out
    shown = avvik(config, "config", "show").out
    assert "********" in shown


def entry(number: int) -> str:
    line = {
        "time": "2026-11-20T12:00:00.000+00:00",
        "level": "info",
        "event": "mail.sent",
        "mail": number,
        "case": None,
    }
    return json.dumps(line) + "\n"


def test_the_log_is_read_from_its_end(config: Path) -> None:
    assert avvik(config, "log").code == 1
    log = config.parent / "db/avvik.db.log"
    log.write_text("".join(entry(n) for n in range(100)) + "not json \x1b[31m\n", encoding="utf-8")
    shown = avvik(config, "log", "-n", "3").out.splitlines()
    assert shown[0] == "20.11.2026 13:00  mail.sent  mail=98"
    assert shown[-1].endswith("not json ␛[31m")
    assert [each.get("mail") for each in avvik(config, "log", "-n", "2", "--json").json] == [99, None]


def test_the_log_is_followed_over_rotation_and_cutting(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def write(*texts: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.writelines(texts)

    with Tail(log, pause=0.01) as tail:
        assert tail.last(5) == []
        lines = tail.follow()
        write(entry(0))
        assert next(lines) == entry(0)
        write(entry(1)[:10])
        finish = threading.Timer(0.05, write, [entry(1)[10:]])
        finish.start()
        assert next(lines) == entry(1)
        finish.join()
        log.rename(tmp_path / "log.1")
        write(entry(2), entry(3))
        assert [next(lines), next(lines)] == [entry(2), entry(3)]
        log.write_text(entry(4), encoding="utf-8")
        assert next(lines) == entry(4)
