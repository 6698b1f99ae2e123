"""The plain commands and the daemon over the hostile database: harmless text, JSON that parses, mail only as meant."""

import json
import re
import sys
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

import hostile_house
import pytest
from commands import avvik
from hostile import MUST_SURVIVE
from hostile_house import CANARY, CONTACT, Hostile
from terminal import Terminal, foreign

from core.messages.address import on_envelope

LISTS = (
    ["case", "list"], ["case", "list", "--search", "[b]fet[/b]"], ["case", "list", "'; DROP TABLE cases; --"],
    ["measure", "list"], ["mail", "list"], ["deadline", "list"], ["status"], ["log", "-n", "2000"],
)  # fmt: skip
HEADERS = frozenset(
    [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Content-Language",
        "Reply-To",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "Precedence",
    ]
)
IN_PTY = """
import sys
sys.path[:0] = [{root!r}]
from tui.command import run
for words in {words!r}:
    run(["--config", {config!r}, "--lang", "nb", *words], {{}})
print("FERDIG")
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return hostile_house.build(tmp_path_factory.mktemp("hostile") / "house")


def shown(house: Hostile) -> list[list[str]]:
    """What a person would ask about single things: each case, one measure in two, one mail in four."""
    mails = [str(n) for (n,) in house.ask("SELECT n FROM outbox ORDER BY n")]
    return [
        *(["case", "show", case] for case in house.cases),
        *(["measure", "show", id] for (id,) in house.ask("SELECT id FROM tasks ORDER BY id")[::2]),
        *(["mail", "show", n] for n in mails[::4]),
        *(["deadline", "explain", case] for case in house.cases[::9]),
    ]


def harmless(text: str) -> None:
    """No control sequence; a tab is a tab."""
    assert foreign(text.replace("\t", " ").encode("utf-8", "surrogateescape")) == []


def test_piped_text_is_harmless_and_json_parses(house: Hostile) -> None:
    for words in [*LISTS, *shown(house)[::2]]:
        for who in (None, CONTACT) if words[0] not in ("log", "status") else (None,):
            answer = avvik(house.config, *words, who=who)
            assert answer.code in (0, 1, 2) and (answer.out or answer.err), words
            harmless(answer.out + answer.err)
        answer = avvik(house.config, *words, "--json")
        if answer.code == 0 or words == ["status"]:
            assert answer.json is not None
            harmless(answer.out)


def test_ordinary_words_survive_the_commands(house: Hostile) -> None:
    listed = avvik(house.config, "case", "list").out
    for case, text in house.ordinary.items():
        assert text in listed
        said = avvik(house.config, "case", "show", case)
        assert said.out.count(text) >= 10, said.out
        found = avvik(house.config, "case", "show", case, "--json").json
        assert {found["title"], found["description"], found["outcome"], found["reporter"]["name"]} == {text}
    assert len(house.ordinary) == len(MUST_SURVIVE)


def test_on_a_terminal_nothing_raw(house: Hostile) -> None:
    script = IN_PTY.format(
        root=str(Path(__file__).parents[1]), config=str(house.config), words=[*LISTS, *shown(house)[1::4]]
    )
    with Terminal([sys.executable, "-c", script], columns=120) as terminal:
        terminal.expect("FERDIG", timeout=60)
        assert terminal.wait() == 0
        assert foreign(terminal.raw.replace(b"\t", b" ")) == []
        assert len(terminal.raw) > 50_000


def test_each_mail_reached_its_reader_alone(house: Hostile) -> None:
    assert house.code == 1, "some were refused, and it said so"
    people = dict(house.ask("SELECT login, email FROM people"))
    reporters = dict(house.ask("SELECT \"case\", email FROM parties WHERE kind = 'reporter'"))
    units = dict(house.ask("SELECT code, email FROM units"))
    meant: dict[str, str] = {}
    for message_id, kind, to, case in house.ask('SELECT message_id, to_kind, to_id, "case" FROM outbox'):
        if message_id:
            meant[message_id] = {"person": people, "unit": units}.get(kind, {})[to] if to else reporters[case]
    for mail in house.received:
        assert mail.recipient == meant[mail.message_id]
        head = message_from_bytes(mail.data, policy=policy.default)
        assert set(head.keys()) <= HEADERS and max(Counter(head.keys()).values()) == 1, head.keys()
        assert head["To"].addresses[0].addr_spec == mail.recipient and len(head["To"].addresses) == 1
    told = [line[len("RCPT TO:<") :].partition(">")[0] for line in house.commands if line.startswith("RCPT")]
    assert set(told) == set(meant.values())
    tried = house.ask("SELECT count(*) FROM outbox WHERE message_id IS NOT NULL")
    assert len(told) == tried[0][0] > 500


def test_an_address_that_is_none_is_parked(house: Hostile) -> None:
    for case, email in house.ask("SELECT \"case\", email FROM parties WHERE kind = 'reporter'"):
        try:
            on_envelope(email)
        except ValueError:
            states = house.ask("SELECT DISTINCT state FROM outbox WHERE \"case\" = :c AND to_kind = 'reporter'", c=case)
            assert states == [("failed",)], email


def test_the_log_is_one_object_a_line_and_says_nothing_of_people(house: Hostile) -> None:
    assert len(house.log.splitlines()) > 600
    for text in (house.log, house.stderr):
        assert CANARY.casefold() not in text.casefold()
        assert "@" not in text
        for line in text.split("\n")[:-1]:
            entry = json.loads(line)
            assert isinstance(entry, dict)
            for value in entry.values():
                assert value is None or re.fullmatch(r"[\w.:+ -]*", str(value), re.ASCII), line
