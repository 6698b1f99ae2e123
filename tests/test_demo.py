"""`avvik demo`: the story told whole, the seed in every state, and nothing left behind, however it ends."""

import asyncio
import os
import random
import re
import shlex
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from terminal import Terminal

from core import desk
from core.demo import world
from core.demo.player import ZONE
from core.demo.postbox import REFUSED, Postbox
from core.demo.seed import WHO, sow
from core.demo.sink import sink
from core.demo.tales import tales
from core.desk.lists import Filter
from core.desk.shown import Shown
from core.domain.calendar import local
from core.domain.case import State, TaskState
from core.domain.gate import QUESTIONS
from core.words import say
from tui.commands.root import root

AVVIK = [sys.executable, "-m", "tui"]
PATIENCE = 20.0


def environ(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TMPDIR": str(folder), "TERM": "dumb"}


def left_in(folder: Path) -> list[str]:
    """What is still there of a demo whose temporary folder is `folder`: files, and processes that were given it."""
    mark = f"TMPDIR={folder}".encode()
    found = [str(file) for file in folder.iterdir()]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it ended while we looked
            continue
    return found


def wait_until_gone(folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while left := left_in(folder):
        assert time.monotonic() < end, left
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A place for one demo; when the test ends, nothing may be left in it."""
    place = tmp_path / "t"
    place.mkdir()
    yield place
    wait_until_gone(place)


def demo(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [*AVVIK, *words, "demo"]
    return subprocess.run(
        command, env=environ(folder), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )


# ---- Told without a terminal ----


def test_the_story_is_told_act_by_act_with_its_mails(folder: Path) -> None:
    done = demo(folder, "--lang", "nb")
    assert (done.returncode, done.stderr) == (0, "")
    assert not left_in(folder), "gone before the program is"
    acts = (
        "approve assign consult mask rate measure accept decline reassign complete close reject reregistered transfer"
    )
    for kind in (*acts.split(), "receive", "return", "note", "undo"):
        assert f" {say('nb', f'event.{kind}')}: A-" in done.stdout, kind
    for question in QUESTIONS:
        assert say("nb", f"question.{question.name}") in done.stdout
    for subject in (
        "8 nye meldinger å vurdere",
        "Vi har mottatt meldingen din",
        "Meldingen din er tatt til behandling",
        "We have received your report",
        "Vi har fått meldinga di",
        "Sak overført til deg som HMS-koordinator",
        "Saka di er send vidare",
        "Sak sendt tilbake til dere",
        "Du er satt som behandler",
        "Du er satt som tiltaksansvarlig",
        "Tiltaket er avvist av den tiltaksansvarlege",
        "Tiltaket er merkt som gjennomført",
        "Purring om en frist",
        "Saken din er ferdig behandlet",
    ):
        assert subject in done.stdout, subject


def test_each_command_it_tells_is_one_the_shell_takes(folder: Path) -> None:
    """Read as the shell reads it, but not carried out: the cases are the demo's."""
    told = re.findall(r"^ +\$ avvik (.+)$", demo(folder, "--lang", "nb").stdout, re.MULTILINE)
    assert len(told) > 20
    for line in told:
        parsed: click.Command = root
        context, words = None, shlex.split(line)
        while isinstance(parsed, click.Group):
            here = parsed.make_context(parsed.name, words, parent=context)
            _, found, words = parsed.resolve_command(here, [*here._protected_args, *here.args])
            assert found is not None, line
            context, parsed = here, found
        parsed.make_context(parsed.name, words, parent=context)


def test_the_late_one_reaches_owner_and_handler_in_their_digests(folder: Path) -> None:
    text = demo(folder, "--lang", "nb").stdout
    told = re.findall(r"→ (\S+): A-\d\d-0001/1: Purring om en frist", text)
    assert sorted(told) == ["ailu.njargeluokta@example.no", "cathrine.vassmoengen@example.no"]


def test_what_is_undone_is_not_mailed_and_what_is_refused_is_said(folder: Path) -> None:
    text = demo(folder, "--lang", "nb").stdout
    before, _, after = text.partition("angret: A-")
    assert before.rstrip().split("\n\n")[-1].count("→") == 0
    assert after.split("\n\n")[0].count("→") == 0
    assert text.count("550 5.1.1") == 2, "when it happens, and at the end"
    sent = int(re.search(r"E-post: (\d+) sendt, 1 feilet, 1 stoppet", text)[1])  # type: ignore[index]
    assert text.count("    → ") == sent, "each mail that left is told"


def test_it_is_told_in_english_and_loads_nothing_that_draws(folder: Path) -> None:
    code = (
        "import sys; sys.argv = ['avvik', '--lang', 'en', 'demo']; from tui.__main__ import main; code = main();"
        " print(*(m for m in sys.modules if m.partition('.')[0] in ('textual', 'rich', 'aiosmtplib')),"
        " file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ(folder), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "\n")
    assert "approved for treatment: A-" in done.stdout
    assert done.stdout.splitlines()[-1] == say("en", "demo.end")


# ---- Nothing left ----

_POINTS = random.Random(1814)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("lines", [0, 1, _POINTS.randrange(2, 60), _POINTS.randrange(60, 150)])
def test_killed_anywhere_it_leaves_nothing(folder: Path, number: signal.Signals, lines: int) -> None:
    command = [*AVVIK, "--lang", "nb", "demo"]
    running = subprocess.Popen(command, env=environ(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert running.stdout
    with running, running.stdout as out:
        for _ in range(lines):
            out.readline()
        running.send_signal(number)
        assert running.wait(PATIENCE) != 0
    wait_until_gone(folder)


@pytest.mark.parametrize("seconds", [_POINTS.uniform(0.05, 1.5) for _ in range(3)])
def test_killed_at_a_random_moment_it_leaves_nothing(folder: Path, seconds: float) -> None:
    running = subprocess.Popen(
        [*AVVIK, "demo"], env=environ(folder), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    with running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
    wait_until_gone(folder)


def test_a_reader_that_leaves_early_leaves_nothing(folder: Path) -> None:
    running = subprocess.Popen(
        [*AVVIK, "demo"], env=environ(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout and running.stderr
    with running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode != 0


# ---- On a terminal ----


def at_a_terminal(folder: Path, **more: str) -> Terminal:
    return Terminal([*AVVIK, "--lang", "nb", "demo"], environ={"TMPDIR": str(folder), "LANG": "C.UTF-8", **more})


def test_the_desk_says_demo_in_its_first_line_and_leaves_nothing(folder: Path) -> None:
    with at_a_terminal(folder) as terminal:
        terminal.expect("A-", PATIENCE)
        assert "DEMO" in terminal.lines()[0]
        end = time.monotonic() + PATIENCE
        while len(left_in(folder)) != 4:  # the folder, the desk, its other half, the daemon
            assert time.monotonic() < end, left_in(folder)
        terminal.send("q")
        assert terminal.wait(PATIENCE) == 0
        assert not left_in(folder), "gone before the program is"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_desk_that_is_killed_leaves_nothing(folder: Path, number: int) -> None:
    with at_a_terminal(folder) as terminal:
        terminal.expect("A-", PATIENCE)
        terminal.kill(number)
        terminal.wait(PATIENCE)
        wait_until_gone(folder)


def test_a_line_that_drops_leaves_nothing(folder: Path) -> None:
    with at_a_terminal(folder) as terminal:
        terminal.expect("A-", PATIENCE)
        terminal.hang_up()
        terminal.wait(PATIENCE)
        wait_until_gone(folder)


def test_an_unknown_terminal_is_refused_before_anything_is_filled(folder: Path) -> None:
    with at_a_terminal(folder, TERM="teletype") as terminal:
        assert terminal.wait(PATIENCE) == 2
        assert "teletype" in terminal.text()


# ---- The seed ----


async def seeded(now: datetime) -> list[Shown]:
    """Every case there is once a demo's world has been filled."""
    with world.world("nb", local(now, ZONE)) as stage:
        await sow(stage, now)
        async with desk.open(stage.settings, lambda: now) as office:
            keys = await office.lists.keys(None, Filter())
            return [await office.shows.by_key(None, n) for n in keys]


AWKWARD = [datetime(2026, 1, 2, 5, 30, tzinfo=UTC), datetime(2027, 3, 29, 12, 0, tzinfo=UTC)]


@pytest.mark.parametrize("now", AWKWARD, ids=["after New Year", "Easter Monday"])
async def test_the_seed_has_every_state_on_every_day(
    now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(folder))
    shown = await seeded(now)
    cases = [each.case for each in shown]
    assert 55 <= len(cases) <= 70
    assert {case.state for case in cases} == set(State)
    assert {task.state for case in cases for task in case.tasks} >= set(TaskState) - {TaskState.CANCELLED}
    assert sum(min(each.days.values(), default=0) < 0 for each in shown) >= 5, "several are overdue"
    assert [mail.answer[:9] for each in shown for mail in each.mails if mail.state == "failed"] == ["550 5.1.1"]
    assert sum(each.unreached for each in shown) == 1
    assert any(case.restricted for case in cases)
    assert any(case.masked for case in cases)
    assert any(len(case.title) > 200 for case in cases)
    assert {case.language for case in cases} == {"nb", "nn", "en"}
    assert any(case.course == "PSY9011" and "avlyst" in case.title for case in cases)
    assert all(case.reporter.email.endswith("@stud.example.no") for case in cases)
    assert all(line.at <= now for each in shown for line in each.history)


async def test_the_same_day_has_the_same_cases() -> None:
    now = datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
    first, second = [
        [
            (each.case.id, each.case.title, each.case.state, each.case.reporter.name, each.case.received_at)
            for each in shown
        ]
        for shown in [await seeded(now), await seeded(now)]
    ]
    assert first == second


def test_nobody_and_nothing_in_it_is_real() -> None:
    text = world.DIRECTORY.read_text(encoding="utf-8")
    assert set(re.findall(r"@[a-z.]+", text)) == {"@example.no"}
    assert all(re.search(r"9\d\d\d$", tale.said("course")) for tale in tales())
    assert f'login = "{WHO}"' in text
    assert len({tale.reporter for tale in tales()}) == len(tales())


def test_texts_name_no_season_so_that_they_fit_every_day() -> None:
    months = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
    for tale in tales():
        for key, words in tale.texts.items():
            found = re.search(rf"\b({months}|høst|haust|vår|jula|uke \d+)\b", str(words))
            assert not found or found[1] == "vår", (key, words)  # «vår» is also «our»


def test_absences_are_moved_near_today() -> None:
    with world.world("nb", date(2026, 6, 10)) as stage:
        text = stage.directory.read_text(encoding="utf-8")
    assert "absent_from = 2026-06-07" in text
    assert "2000-01" not in text.partition("[meta]")[2]


# ---- The sink ----


async def test_the_sink_takes_mail_whole_and_refuses_one_address(tmp_path: Path) -> None:
    post = Postbox(tmp_path / "post")

    def send(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", port, "test") as client:
            client.noop()
            refused = client.sendmail(
                "a@example.no", ["b@example.no", REFUSED], "Subject: x\r\n\r\n..\r\n.\r\næ".encode()
            )
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@example.no", REFUSED.upper(), "x")
            client.rset()
            assert client.docmd("DATA")[0] == 503
            assert client.docmd("VRFY x")[0] == 502
            client.sendmail("a@example.no", "c@example.no", "second")
        return refused

    async with sink(post) as port:
        refused = await asyncio.to_thread(send, port)
    assert refused == {REFUSED: (550, b"5.1.1 no such mailbox here")}
    assert [file.read_bytes() for file in post.files()] == [b"Subject: x\r\n\r\n..\r\n.\r\n\xc3\xa6\r\n", b"second\r\n"]


async def test_the_sink_survives_a_client_that_says_nothing_sensible(tmp_path: Path) -> None:
    async with sink(Postbox(tmp_path)) as port:
        for raw in (b"\xff\xfe\r\n", b"DATA\r\n" * 3, b"x" * 100_000, b""):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(raw)
            writer.write_eof()
            assert (await reader.read()).startswith(b"220 ")
            writer.close()
