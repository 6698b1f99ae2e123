"""The list of the desk in a real terminal over a real database: bytes, what others commit, search, acts, leaving."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import desk_setup
import pytest
from desk_setup import PROGRAM, OpenDesk
from terminal import Terminal, foreign

from core.alive import Alive, Sign
from core.desk.drafts import Draft
from core.domain.handling import Note
from core.domain.triage import Approve

OK = Approve("no", "no", "yes", "yes", "tried", "no", "no")


def ready(desk: Terminal, *, preview: bool = True) -> Terminal:
    desk.expect("Over ")  # the counts come after the first paint
    if preview:
        desk.expect("Neste: ")
    desk.read(0.4)
    return desk


def approve(config: Path, case: str, who: str = desk_setup.CONTACT) -> None:
    async def act() -> None:
        async with desk_setup.at_work(config) as office:
            await office.cases.act(who, case, OK)

    asyncio.run(act())


def note(config: Path, case: str, who: str = desk_setup.CONTACT) -> None:
    async def act() -> None:
        async with desk_setup.at_work(config) as office:
            await office.cases.act(who, case, Note("Ringte emneansvarlig."))

    asyncio.run(act())


def row_of(desk: Terminal, case: str) -> str:
    return next((line for line in desk.lines() if case in line[:30]), "")


# Bytes: exact, at 80×24 over 500 cases


@pytest.fixture
def large(many: Path, open_desk: OpenDesk) -> Terminal:
    return ready(open_desk(many))


def test_start_is_at_most_12_kilobytes_and_idle_is_silent(large: Terminal) -> None:
    assert len(large.raw) <= 12_000
    assert foreign(large.raw) == []
    assert large.read(quiet=5.0, timeout=5.0) == b""


def test_a_step_without_preview_costs_at_most_250_bytes(large: Terminal) -> None:
    large.press("p", quiet=0.4)
    steps = [len(large.press("j")) for _ in range(30)] + [len(large.press("k")) for _ in range(30)]
    assert 0 < max(steps) <= 250, steps


def test_a_step_with_preview_costs_at_most_2000_bytes(large: Terminal) -> None:
    steps = [len(large.press("j", quiet=0.3)) for _ in range(16)]
    assert 0 < max(steps) <= 2000, steps


def test_a_page_costs_at_most_3000_bytes(large: Terminal) -> None:
    large.press("p", quiet=0.4)
    pages = [len(large.press("pgdn", quiet=0.3)) for _ in range(4)]
    assert 0 < max(pages) <= 3000, pages


def test_a_held_key_reads_no_case_it_passes(large: Terminal) -> None:
    sent = len(large.press("j" * 8, quiet=0.5))
    at = next(line for line in large.lines() if line.startswith(">"))[16:25]
    assert large.lines()[10].startswith(">") and f" {at}  " in large.text().split("─" * 20)[-1]
    assert sent <= 8 * 250 + 2000


# What others commit


def test_a_row_changed_by_another_process_is_drawn_anew_and_keeps_its_place(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.press("j", quiet=0.4)
    before = [line[16:25] for line in desk.lines()[2:12]]
    approve(config, "A-26-0003")
    desk.expect("Under behandl.")
    assert "*" in row_of(desk, "A-26-0003")[:4]
    assert [line[16:25] for line in desk.lines()[2:12]] == before
    assert desk.lines()[3].startswith(">") and "A-26-0002" in desk.lines()[3]
    assert "Nye 29" in desk.text()


def test_what_changed_out_of_sight_costs_no_more_than_the_counts(many: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(many))
    note(many, "A-26-0400")
    assert desk.read(quiet=1.5, timeout=1.6) == b""  # no row on the screen and no count is another


def test_when_nobody_presses_a_key_the_list_is_taken_anew_around_the_cursor(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.press("j", "j", quiet=0.4)
    approve(config, "A-26-0001")
    approve(config, "A-26-0002")
    gone(desk, "A-26-0001")
    here = next(line for line in desk.lines() if line.startswith(">"))
    assert "A-26-0003" in here and "A-26-0002" not in desk.text()


def test_r_takes_the_list_anew_at_once(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    approve(config, "A-26-0001")
    desk.expect("Under behandl.")
    desk.send("R")
    gone(desk, "A-26-0001", seconds=2.0)
    assert "A-26-0002" in next(line for line in desk.lines() if line.startswith(">"))


def gone(desk: Terminal, text: str, seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while text in desk.text():
        assert time.monotonic() < end, desk.text()
        desk.read(0.05, 0.1)


def test_the_daemon_is_seen_in_the_first_line(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    assert "e-post !! ikke startet" in desk.lines()[0]
    alive = Alive.take(config.parent / "avvik.db")
    assert alive is not None
    with alive:
        desk.expect("e-post ok ")
        desk.read(0.3)
        alive.progress()
        assert desk.read(quiet=5.5, timeout=5.5) == b""  # a sign of life is no news
        alive.say(Sign(os.getpid(), "1", "2", "connect 421"))
        desk.expect("avvikd !! har feil")
    desk.expect("e-post !! stoppet ")


# Acts


def test_the_gate_is_told_with_its_mail_and_taken_back(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("b")
    for number, answer in enumerate("nnjjjnn", 1):
        desk.expect(f"Spørsmål {number} av 7")
        desk.read(0.4)  # a key that is held answers nothing
        desk.send(answer)
    desk.expect("Enter Godkjenn for behandling")
    desk.read(0.3)
    desk.send("enter")
    desk.expect("A-26-0001: du godkjente for behandling.")
    assert "E-post sendes om 30 s.  u = angre" in desk.text()
    desk.read(0.5)
    assert "A-26-0002" in next(line for line in desk.lines() if line.startswith(">"))  # the next one
    desk.send("u")
    desk.expect("A-26-0001: angret at du godkjente for behandling.")
    desk.read(0.5)
    assert "A-26-0002" in next(line for line in desk.lines() if line.startswith(">"))


def test_typing_ahead_on_a_slow_line_searches_and_does_nothing_else(config: Path, open_desk: OpenDesk) -> None:
    approve(config, "A-26-0001")
    desk = ready(open_desk(config))
    desk.send("2")
    desk.read(0.5)
    desk.send("/mikrofon\r")  # one packet: the m is a letter here, not «to me»
    desk.expect("/mikrofon")
    desk.read(0.5)
    assert " du " not in desk.lines()[-2] and "A-26-0006" in desk.lines()[2]


def test_a_closed_door_explains_itself(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("t")
    desk.expect("Saken er ikke vurdert ennå.")
    desk.send(".")
    desk.expect("Det er ikke noe å gjenta ennå.")
    desk.send("u")
    desk.read(0.5)
    assert desk.lines()[-2].strip()


def test_two_desks_on_one_case_the_second_is_told_by_whom_when_and_what(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("c")
    desk.expect("ctrl+s")
    desk.read(0.3)
    desk.press(*"Ringte.", quiet=0.3)
    approve(config, "A-26-0001")
    desk.send("ctrl+s")
    desk.expect("Saken er endret av en annen")
    told = " ".join(desk.text().split())
    assert "Maiken Røysteinmo" in told and "A-26-0001" in told and "14:02" in told


# Search


def test_search_as_you_type_with_letters_of_the_north(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("/", *"Øvingsretting")
    desk.expect("1 treff")
    assert "A-26-0008" in desk.lines()[2]
    desk.send("enter")
    desk.read(0.4)
    desk.send("esc")
    desk.expect("A-26-0012")
    assert "treff" not in desk.text() and "A-26-0008" in desk.lines()[2]  # the cursor stays on its case


def test_a_search_that_finds_nothing_here_looks_among_all_cases(config: Path, open_desk: OpenDesk) -> None:
    approve(config, "A-26-0006")
    desk = ready(open_desk(config))
    desk.send("/", *"mikrofon F1", "enter")
    desk.expect("Ingen treff i Innboks; 1 i alle saker.")
    assert "A-26-0006" in desk.lines()[2] and "Alle" in desk.lines()[0]


def test_narrowing_words_and_one_that_is_none(config: Path, open_desk: OpenDesk) -> None:
    approve(config, "A-26-0006")
    desk = ready(open_desk(config))
    desk.send("2")
    desk.expect("Mine")
    desk.send("/", *"status:under", "enter")
    desk.expect("1 treff")
    assert "A-26-0006" in desk.lines()[2]
    desk.send("/", *" farge:rød", "enter")
    desk.expect("Skjønner ikke farge:rød")


# Where one is


def test_help_finds_by_typing_and_runs(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("?")
    desk.expect("Taster her")
    desk.read(0.3)
    desk.send(*"hvorfor frist", "enter")
    desk.expect("Frister i A-26-0001")
    desk.press("esc", quiet=0.4)
    assert "Frister i A-26-0001" not in desk.text()


def test_the_command_line_goes_to_a_case_and_leaves(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send(":")
    desk.expect("Kommando")
    desk.read(0.3)
    desk.send(*"gå A-26-0008", "enter")
    desk.expect("Øvingsretting")
    desk.read(0.4)
    desk.send(":")
    desk.expect("Kommando")
    desk.read(0.3)
    desk.send(*"q", "enter")
    assert desk.wait() == 0


def test_back_from_a_case_the_cursor_is_on_the_one_read_last(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("enter")
    desk.expect("sak 1 av 30")
    desk.read(0.3)
    desk.send("J", "J")
    desk.expect("sak 3 av 30")
    desk.read(0.3)
    desk.send("esc")
    desk.expect("Innboks")
    desk.read(0.5)
    assert desk.lines()[4].startswith(">") and "A-26-0003" in desk.lines()[4]


def test_type_ahead_answers_no_question(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("b" + "n" * 3 + "\r" * 3)
    desk.read(0.8)
    assert "Spørsmål 1 av 7" in desk.text()


def test_opened_on_a_case(config: Path, open_desk: OpenDesk) -> None:
    desk = open_desk(config, "--case", "A-26-0008")
    desk.expect("[Melding]")
    assert "A-26-0008" in desk.lines()[0]


def test_a_key_of_ones_own(config: Path, open_desk: OpenDesk) -> None:
    with config.open("a") as file:
        file.write('[keys]\n"desk.mine" = "9"\n')
    desk = ready(open_desk(config))
    desk.send("9")
    desk.expect("› Mine")


def test_an_unknown_key_of_ones_own_is_refused_in_one_line(config: Path) -> None:
    with config.open("a") as file:
        file.write('[keys]\n"desk.mina" = "9"\n')
    with Terminal.python(PROGRAM, str(config), "maikroys") as desk:
        assert desk.wait() == 3
        assert "desk.mina" in desk.text() and "desk.mine" in desk.text()
        assert b"\x1b" not in desk.raw


def test_demo_stands_first(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config, "--demo"))
    assert desk.lines()[0].startswith(" DEMO ")


# Sizes and terminals


def test_too_small_says_so_and_comes_back(config: Path, open_desk: OpenDesk) -> None:
    desk = open_desk(config, rows=12, columns=52)
    desk.expect("Vinduet er 52x12.")
    assert "Trenger 60x16." in desk.text()
    desk.resize(24, 80)
    desk.expect("Neste: ")
    assert "A-26-0001" in desk.text()
    desk.resize(12, 52)
    desk.expect("Vinduet er 52x12.")
    desk.send("q")
    assert desk.wait() == 0


def test_without_a_terminal_exit_2_and_one_line(config: Path) -> None:
    said = subprocess.run(
        [sys.executable, PROGRAM, str(config), "maikroys"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.count("\n") == 1 and "\x1b" not in said.stderr


def test_no_database_yet_is_offered_to_be_made(config: Path, open_desk: OpenDesk) -> None:
    for file in config.parent.glob("avvik.db*"):
        file.unlink()
    desk = open_desk(config, "--lang", "nb", who="maikroys")
    desk.expect("Fant ingen database")
    desk.send("q")
    assert desk.wait() == 0
    assert not (config.parent / "avvik.db").exists()
    again = open_desk(config)
    again.expect("Fant ingen database")
    again.send("i")
    assert again.wait() == 1  # it is made; but nobody is in its directory yet
    assert (config.parent / "avvik.db").exists() and "maikroys" in again.text()


# Leaving


def test_words_being_written_are_kept_on_sigterm_and_greet_at_the_next_start(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("c")
    desk.expect("ctrl+s")
    desk.read(0.3)
    desk.press(*"Ikke ferdig", quiet=0.05)
    desk.kill(signal.SIGTERM)
    assert desk.wait(timeout=2.0) == 143
    again = open_desk(config)
    again.expect("Utkast til A-26-0001 fra 14:02, Enter åpner")
    again.read(0.3)
    again.send("enter")
    again.expect("Ikke ferdig")


def test_a_dropped_line_keeps_them_too(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("c")
    desk.expect("ctrl+s")
    desk.read(0.3)
    desk.press(*"Ikke ferdig", quiet=0.05)
    desk.hang_up()
    assert desk.wait(timeout=2.0) == 129
    assert [draft.field for draft in drafts(config) if "Ikke ferdig" in draft.text] == ["note"]


def drafts(config: Path) -> tuple[Draft, ...]:
    async def look() -> tuple[Draft, ...]:
        async with desk_setup.at_work(config) as office:
            return await office.drafts.of(desk_setup.CONTACT)

    return asyncio.run(look())


def test_ctrl_z_locks_nobody_out(config: Path, open_desk: OpenDesk) -> None:
    desk = ready(open_desk(config))
    desk.send("ctrl+z")
    end = time.monotonic() + 5
    while desk.state() != "T":
        assert time.monotonic() < end
        desk.read(0.01, 0.02)
    approve(config, "A-26-0001")
    os.kill(desk.pid, signal.SIGCONT)
    desk.expect("Under behandl.")
    desk.send("q")
    assert desk.wait() == 0
