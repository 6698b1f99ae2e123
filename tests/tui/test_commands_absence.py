"""`avvik absence`: set, end and list, by those who may; each refusal one line (interface.md)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from commands import Answer, avvik
from desk import ADMIN, CONTACT, NOW, OWNER, installation

HANDLER, HEAD, STRANGER = "dagokrin", "henntorr", "vebjkrak"
"""At the owner's faculty: a handler, the owner's head of department; and a handler of another faculty."""
TODAY = NOW.date()


def day(n: int) -> str:
    return (TODAY + timedelta(n)).isoformat()


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Path]:
    with time_machine.travel(NOW):
        yield installation(tmp_path)


def put(config: Path, login: str, *words: str, who: str | None = CONTACT, lang: str = "nb") -> Answer:
    return avvik(config, "absence", "set", login, *words, who=who, lang=lang)


def listed(config: Path, who: str | None = None) -> dict[str, dict[str, object]]:
    return {row["login"]: row for row in avvik(config, "absence", "list", "--json", who=who).json}


def test_set_list_and_end(config: Path) -> None:
    done = put(config, OWNER, "--from", day(1), "--to", day(9), "--substitute", HANDLER)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{OWNER} er borte fra ")
    row = listed(config)[OWNER]
    assert row == {
        "login": OWNER, "from": day(1), "to": day(9), "substitute": HANDLER, "source": "hand", "reached": [HANDLER],
        "by_line": False,
    }  # fmt: skip
    text = avvik(config, "absence", "list").out
    assert "satt for hånd" in next(line for line in text.splitlines() if line.startswith(OWNER))
    ended = avvik(config, "absence", "end", OWNER, "--on", day(5), "--json", who=OWNER)
    assert ended.json == {"login": OWNER, "on": day(5)}
    assert listed(config)[OWNER]["to"] == day(4)
    assert avvik(config, "absence", "end", OWNER, "--on", day(1), who=HEAD).code == 0
    assert OWNER not in listed(config)


@pytest.mark.parametrize("who", [OWNER, CONTACT, HEAD, ADMIN, None])
def test_by_those_who_may(config: Path, who: str | None) -> None:
    assert put(config, OWNER, "--from", day(0), "--substitute", HANDLER, who=who).code == 0


@pytest.mark.parametrize("who", [HANDLER, STRANGER])
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_by_nobody_else(config: Path, who: str, lang: str) -> None:
    done = put(config, OWNER, "--from", day(0), "--substitute", HANDLER, who=who, lang=lang)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert OWNER not in listed(config)


@pytest.mark.parametrize("lang", ["nb", "en"])
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--from", day(0), "--substitute", OWNER), 1),
        (("--from", day(0), "--substitute", "ingen-slik"), 1),
        (("--from", day(5), "--to", day(4)), 1),
        (("--from", day(-1)), 1),
        (("--from", day(0), "--to", day(800)), 1),
        (("--from", "9999-12-31"), 1),
        (("--from", "2026-02-30"), 2),
        (("--from", "i morgen"), 2),
        ((), 2),
    ],
)
def test_what_is_refused_is_one_line(config: Path, words: tuple[str, ...], code: int, lang: str) -> None:
    done = put(config, OWNER, *words, lang=lang)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert OWNER not in listed(config)


def test_a_ring_names_everybody_in_it(config: Path) -> None:
    assert put(config, OWNER, "--from", day(0), "--to", day(9), "--substitute", HANDLER).code == 0
    assert put(config, HANDLER, "--from", day(3), "--substitute", CONTACT).code == 0
    done = put(config, CONTACT, "--from", day(5), "--to", day(6), "--substitute", OWNER)
    assert done.code == 1 and f"{CONTACT} → {OWNER} → {HANDLER} → {CONTACT}" in done.err


def test_a_gap_is_set_and_told_with_its_days(config: Path) -> None:
    assert put(config, HANDLER, "--from", day(2), "--to", day(3)).code == 0
    done = put(config, OWNER, "--from", day(0), "--to", day(5), "--substitute", HANDLER, "--json")
    assert done.code == 0
    assert done.json["warnings"] == [{"id": "absence.gap", "from": day(2), "to": day(3), "login": HEAD, "of": OWNER}]
    told = put(config, OWNER, "--from", day(0), "--to", day(5), "--substitute", HANDLER)
    assert HEAD in told.err and told.err.count("\n") == 1


def test_others_than_colleagues_do_not_know_of_it(config: Path) -> None:
    assert put(config, OWNER, "--from", day(0), "--substitute", HANDLER).code == 0
    assert OWNER in listed(config, HEAD) and OWNER not in listed(config, STRANGER)
