"""Utsending: what waits, fails and is stopped, in a real terminal (desk.md §4.4)."""

import asyncio
from pathlib import Path

import desk_setup
import pytest
from desk_setup import OpenDesk
from terminal import Terminal, foreign

from core.domain.post import Outcome
from core.domain.triage import Approve

OK = Approve("no", "no", "yes", "yes", "tried", "no", "no")


async def _fill(config: Path) -> None:
    """Three approvals: one mail sent, one refused by the server, one still waiting."""
    from datetime import timedelta

    async with desk_setup.at_work(config, desk_setup.NOW - timedelta(hours=1)) as office:
        for case in ("A-26-0001", "A-26-0002"):
            await office.cases.act(desk_setup.CONTACT, case, OK)
    async with desk_setup.at_work(config) as office:
        batch = await office.mail.claim(10)
        results = {"A-26-0001": ("sent", "250 2.0.0 ok"), "A-26-0002": ("failed", "550 5.1.1 unknown user")}
        outcomes = [
            Outcome(letter.n, *results.get(letter.case or "", ("sent", "250 2.0.0 ok"))) for letter in batch.letters
        ]
        await office.mail.settle(outcomes)
        await office.cases.act(desk_setup.CONTACT, "A-26-0003", OK)


@pytest.fixture
def desk(config: Path, open_desk: OpenDesk) -> Terminal:
    asyncio.run(_fill(config))
    desk = open_desk(config)
    desk.expect("Over ")
    desk.send("5")
    desk.expect("feilet 1")
    desk.read(0.3)
    return desk


def test_the_newest_first_with_how_it_went(desk: Terminal) -> None:
    rows = desk.lines()[2:6]
    assert rows[0].startswith(">") and "A-26-0003" in rows[0] and "melder" in rows[0] and "u = stopp" in rows[0]
    assert "A-26-0002" in rows[1] and "!! " in rows[1]
    assert "A-26-0001" in rows[2] and "(250)" in rows[2]
    assert "@" not in desk.text()  # whom it is to, never at which address
    assert desk.lines()[0].startswith(" Utsending   feilet 1   i kø 2   sendt 1 ")


def test_to_the_failure_and_send_again(desk: Terminal) -> None:
    desk.send("e")
    desk.expect("550 5.1.1 unknown user")
    desk.send("enter")
    desk.expect("Send på nytt")
    desk.read(0.3)
    assert "> Ferdig lest" in desk.text()
    desk.press("j", quiet=0.2)
    desk.send("enter")
    desk.expect("E-posten sendes på nytt.")
    desk.expect("feilet 0")


def test_enter_alone_changes_nothing(desk: Terminal) -> None:
    desk.send("enter")
    desk.expect("Ferdig lest")
    desk.read(0.3)
    before = desk.lines()[0]
    desk.send("enter")
    desk.read(0.6)
    assert "Ferdig lest" not in desk.text() and desk.lines()[0] == before


def test_u_stops_the_mail_that_waits_and_only_that(desk: Terminal) -> None:
    desk.send("u")
    desk.expect("E-posten er stoppet.")
    desk.expect("i kø 1")
    desk.press("j", "j", quiet=0.2)
    desk.send("u")
    desk.read(0.5)
    assert desk.lines()[-2].strip() and "stoppet" not in desk.lines()[-2]


def test_what_comes_is_shown_and_a_reader_is_left_where_they_read(desk: Terminal, config: Path) -> None:
    desk.press("j", quiet=0.2)
    here = next(line for line in desk.lines() if line.startswith(">"))

    async def another() -> None:
        async with desk_setup.at_work(config) as office:
            await office.cases.act(desk_setup.CONTACT, "A-26-0004", OK)

    asyncio.run(another())
    desk.expect("A-26-0004")
    assert next(line for line in desk.lines() if line.startswith(">")) == here
    desk.send("end")
    desk.read(0.3)
    assert desk.lines()[2].startswith(">") and "A-26-0004" in desk.lines()[2]


def test_filter_and_back(desk: Terminal) -> None:
    desk.send("/", *"unknown", "enter")
    desk.read(0.6)
    assert "A-26-0002" in desk.lines()[2] and "A-26-0001" not in desk.text()
    desk.send("esc")
    desk.expect("A-26-0001")
    desk.send("esc")
    desk.expect("Innboks")
    assert foreign(desk.raw) == []


def test_idle_is_silent(desk: Terminal) -> None:
    assert desk.read(quiet=3.0, timeout=3.0) == b""
