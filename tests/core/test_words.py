"""The catalogues say the same things in both languages, and everything the code may say is in them."""

import ast
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from core import words
from core.errors import NotFound, Refused, Unusable
from core.words import LOCALE, NOT_COMPILED, Said, Unsaid, choose, say, shown, tell

CODE = Path(words.__file__).parent.parent
LANGUAGES = ("nb", "en")

FAMILIES: tuple[str, ...] = (
    "absence.source.",
    "alike.",
    "effect.",
    "package.why.",
    "package.withheld.",
    "act.",
    "answer.",
    "basis.",
    "cmd.mail_",
    "complaint.type.",
    "config.",
    "decision.",
    "mark.",
    "deadline.",
    "deadline.fixed.",
    "desk.",
    "diploma.",
    "desk.ask.how.",
    "desk.column.",
    "desk.due.",
    "desk.role.",
    "desk.setup.part.",
    "desk.state.",
    "doctor.",
    "event.",
    "field.",
    "find.",
    "flag.",
    "gate.exit.",
    "help.",
    "intake.",
    "kind.",
    "label.",
    "lock.",
    "mail.is_",
    "mail.name.",
    "mail.state.",
    "option.",
    "party.",
    "privacy.found.",
    "question.",
    "rejection.",
    "reporter.",
    "role.",
    "scale.",
    "severity.",
    "state.",
    "step.",
    "trace.",
    "trace.day.",
    "weekday.",
)
"""Prefixes of ids that code puts together: `say(language, f"state.{state}")` needs "state." here."""

# Where in a call the id of a sentence stands.
CALLS = dict.fromkeys(
    ("AvvikError", "Refused", "Forbidden", "NotFound", "Changed", "Busy", "Usage", "Unusable", "Said", "wrong"), 0
) | {"say": 1, "Problem": 3}

Texts = dict[str, tuple[str, ...]]


def catalogue(language: str) -> Texts:
    with (LOCALE / language / "LC_MESSAGES" / "avvik.po").open("rb") as file:
        messages = list(read_po(file, abort_invalid=True))
    texts = [message.string if isinstance(message.string, tuple) else (message.string,) for message in messages]
    ids = [message.id[0] if isinstance(message.id, tuple) else message.id for message in messages]
    return {id: text for id, text in zip(ids, texts, strict=True) if id}


def fields(text: str) -> list[tuple[str, str, str | None]]:
    return [(name, spec or "", conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]


def trees() -> Iterator[ast.AST]:
    for package in ("core", "daemon", "tui"):
        for file in sorted((CODE / package).rglob("*.py")):
            yield ast.parse(file.read_text(encoding="utf-8"))


def said(tree: ast.AST) -> Iterator[str | ast.JoinedStr]:
    """Ids in the calls of `CALLS`: literals, both branches of a conditional, and f-strings as they are."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        at = CALLS.get(name)
        if at is None or len(call.args) <= at:
            continue
        argument = call.args[at]
        for each in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and "." in each.value:
                yield each.value
            elif isinstance(each, ast.JoinedStr):
                yield each


def test_both_catalogues_have_the_same_ids_in_the_same_order() -> None:
    assert list(catalogue("nb")) == list(catalogue("en")) != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_stands_twice_and_each_prefix_stands_together(language: str) -> None:
    text = (LOCALE / language / "LC_MESSAGES" / "avvik.po").read_text(encoding="utf-8")
    ids = [line[7:-1] for line in text.splitlines() if line.startswith('msgid "') and line != 'msgid ""']
    prefixes = [prefix for prefix, _ in groupby(id.partition(".")[0] for id in ids)]
    assert sorted(ids) == sorted(set(ids))
    assert sorted(prefixes) == sorted(set(prefixes))


def test_placeholders_are_the_same_in_both_languages_and_only_names() -> None:
    norwegian, english = catalogue("nb"), catalogue("en")
    for id, texts in norwegian.items():
        assert {name for text in texts for name, _, _ in fields(text)} == {
            name for text in english[id] for name, _, _ in fields(text)
        }, id
        for text in (*texts, *english[id]):
            assert all(name.isidentifier() and not spec and not by for name, spec, by in fields(text)), id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    for id, texts in catalogue(language).items():
        values = {name: f"‹{name}›" for text in texts for name, _, _ in fields(text)}
        if len(texts) == 1:
            assert say(language, id, **values) == texts[0].format_map(values)
        for n, text in enumerate(texts if len(texts) > 1 else (), 1):
            assert say(language, id, **values | {"n": n}) == text.format_map(values | {"n": n})
        assert all(text and text == text.strip() for text in texts), id


def test_everything_the_code_says_is_in_the_catalogues() -> None:
    known = catalogue("nb").keys() | {NOT_COMPILED}
    ids = [each for tree in trees() for each in said(tree)]
    assert sorted({id for id in ids if isinstance(id, str)} - known) == []
    computed = [each.values[0] for each in ids if isinstance(each, ast.JoinedStr)]
    assert all(isinstance(first, ast.Constant) and first.value in FAMILIES for first in computed), [
        ast.unparse(each) for each in ids if isinstance(each, ast.JoinedStr)
    ]


def test_nothing_in_the_catalogues_is_left_over() -> None:
    constants = {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = {id for id in catalogue("nb") if id not in constants and not id.startswith(FAMILIES)}
    assert sorted(unused) == []


def test_a_value_is_put_in_and_never_parsed() -> None:
    hostile = "{where.__class__} %s \x1b[31m\nrød\u202e"
    line = say("nb", "config.at", where="{what}", what=hostile)
    assert line == "{what}: {where.__class__} %s ␛[31m rød�"


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (date(2026, 11, 5), "05.11.2026", "5 Nov 2026"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02.07.2026 00:30", "2 Jul 2026 00:30"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "01.01.2027 00:30", "1 Jan 2027 00:30"),
        (time(6, 0), "06:00", "06:00"),
        (("a", date(2026, 1, 2)), "a, 02.01.2026", "a, 2 Jan 2026"),
        (None, "–", "–"),
        (Said("config.kind_table"), "en tabell", "a table"),
        (NotFound("config.least", least=3), "Må være minst 3.", "Must be at least 3."),
        (Path("/x/æ\x07"), "/x/æ␇", "/x/æ␇"),
    ],
)
def test_values_read_as_people_write_them(value: object, nb: str, en: str) -> None:
    assert shown("nb", value) == nb
    assert shown("en", value) == en


def test_a_code_is_said_in_words() -> None:
    refusal = Refused("act.state", act="approve", state="in_progress")
    assert tell(refusal, "nb") == "Dette kan ikke gjøres når saken er under behandling: Godkjenn for behandling."
    assert tell(Refused("gate.missing", question="hse"), "en").endswith("Is it about HSE or the physical environment?")
    assert (
        tell(Refused("close.not_you", roles="contact, handler"), "nb")
        == "Her er det kontakt, behandler som lukker saker."
    )
    assert tell(Refused("text.empty", field="\x1b[2J"), "en").endswith(": ␛[2J.")


def test_only_a_value_that_holds_a_code_is_looked_up() -> None:
    assert "unknown" in tell(Refused("unit.unknown", unit="unknown"), "en")
    assert say("en", "cmd.registered", case="state.received") == "Registered as state.received."


def test_a_number_chooses_the_form() -> None:
    values = {"where": "f", "what": "x"}
    assert say("en", "config.broken", n=1, **values) == "f: x"
    assert say("en", "config.broken", n=2, **values).startswith("2 errors")


def test_a_hole_in_a_catalogue_fails_here_and_shows_the_id_to_people() -> None:
    with pytest.raises(Unsaid):
        say("nb", "no.such_sentence")
    with pytest.raises(Unsaid):
        say("nb", "config.at", where="x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert tell(Refused("no.such_sentence", who="x"), "en") == "no.such_sentence"
        assert say("nb", "config.at", where="x") == "x: {what}"


def test_catalogues_that_were_not_compiled_are_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(words, "LOCALE", tmp_path)
    words._catalogue.cache_clear()
    try:
        with pytest.raises(Unusable) as refused:
            say("nb", "config.at", where="x", what="y")
    finally:
        words._catalogue.cache_clear()
    assert "make setup" in tell(refused.value, "nb")


@pytest.mark.parametrize(
    ("wanted", "environ", "language"),
    [
        ("en", {"LANG": "nb_NO.UTF-8"}, "en"),
        ("nb", {"LANG": "en_GB.UTF-8"}, "nb"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "nn_NO.UTF-8"}, "nb"),
        (None, {"LANG": "no_NO"}, "nb"),
        (None, {"LC_ALL": "nb_NO.UTF-8", "LC_MESSAGES": "en_US", "LANG": "en_US"}, "nb"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "en_US", "LANG": "nb_NO"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "nb"),
        (None, {}, "nb"),
    ],
)
def test_the_language_is_asked_for_or_the_terminals(wanted: str | None, environ: dict[str, str], language: str) -> None:
    assert choose(wanted, environ) == language


def test_without_either_the_settings_decide() -> None:
    assert choose(None, {"LANG": "C"}, default="en") == "en"
