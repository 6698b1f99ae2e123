"""The acts of a case's life on the shell: several at once, parts by their numbers, and the case as JSON after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import GATE, avvik
from desk import CONTACT, HANDLER, OWNER, installation

CASE, OTHER, THIRD = "A-26-0001", "A-26-0002", "A-26-0003"
TODAY = datetime.now(UTC).date()
LATER, LAST = ((TODAY + timedelta(days=days)).isoformat() for days in (40, 50))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    config = installation(tmp_path)
    for case in (CASE, OTHER):
        assert avvik(config, "case", "approve", case, *GATE, who=CONTACT).code == 0
    return config


def case(config: Path, *words: str, who: str = CONTACT) -> Any:
    """What an act answers, or the case as it is."""
    done = avvik(config, *words, "--json", who=who)
    assert (done.code, done.err) == (0, ""), words
    return done.json


def test_a_hearing_round_and_a_question_to_the_reporter(config: Path) -> None:
    heard = case(config, "case", "hear", CASE, "--ask", OWNER, HANDLER, "--question", "Hva vet dere?", "--due", LATER)
    assert [(one["id"], one["asked"], one["state"], one["due_on"]) for one in heard["hearings"]] == [
        (f"{CASE}/1", OWNER, "assigned", heard["hearings"][0]["due_on"]),
        (f"{CASE}/2", HANDLER, "assigned", heard["hearings"][1]["due_on"]),
    ]
    own = case(config, "case", "answer", f"{CASE}/1", "--text", "Alt", who=OWNER)
    assert [(one["id"], one["answer"]) for one in own["hearings"]] == [(f"{CASE}/1", "Alt")]
    case(config, "case", "answer", f"{CASE}/2", "--text", "Intet", "--for", HANDLER, "--how", "phone")
    case(config, "case", "ask", CASE, "--question", "Hvilken dag?")
    done = case(config, "case", "answered", CASE, "--text", "Tirsdag")
    assert done["hearings"][2] == {
        "id": f"{CASE}/3", "asked": "reporter", "kind": "question", "question": "Hvilken dag?", "state": "completed",
        "due_on": None, "answer": "Tirsdag", "reason": None,
    }  # fmt: skip
    text = avvik(config, "case", "show", CASE, who=CONTACT).out
    assert "Høring og spørsmål" in text
    assert "Tirsdag" in text
    hidden = avvik(config, "case", "show", CASE, who=OWNER).out
    assert "Tirsdag" not in hidden


def test_links_are_told_from_both_ends(config: Path) -> None:
    linked = case(config, "case", "link", OTHER, "--to", CASE, "--kind", "duplicate")
    assert linked["links"] == [{"id": CASE, "kind": "duplicate", "as": "lead"}]
    assert {one["state"] for one in linked["deadlines"]} <= {"follows", "met"}
    lead = case(config, "case", "show", CASE)
    assert lead["links"] == [{"id": OTHER, "kind": "duplicate", "as": "duplicate"}]
    assert f"følger {CASE}" in avvik(config, "case", "show", OTHER, who=CONTACT).out
    assert case(config, "case", "unlink", OTHER)["links"] == []


def test_several_cases_at_once_all_or_none(config: Path) -> None:
    done = avvik(config, "case", "note", f"{CASE},{OTHER}", "Samme rom", "--json", who=CONTACT)
    assert [one["id"] for one in done.json] == [CASE, OTHER]
    refused = avvik(config, "case", "assign", f"{CASE},{THIRD}", HANDLER, who=CONTACT)
    assert (refused.code, THIRD in refused.err, refused.err.count("\n")) == (1, True, 1)
    assert case(config, "case", "show", CASE)["handler"] is None
    assert avvik(config, "case", "inform", f"{CASE}, {OTHER}", OWNER, who=CONTACT).out.count("\n") == 2
    assert avvik(config, "case", "undo", OTHER, who=CONTACT).code == 0
    assert [case(config, "case", "show", ref)["informed"] for ref in (CASE, OTHER)] == [[], []]
    closed = avvik(config, "case", "close", f"{CASE},{OTHER}", "--outcome", "x", "--answer", "y", who=CONTACT)
    assert (closed.code, closed.err.count("\n")) == (1, 1)


def test_a_deadline_is_moved_paused_and_run_again_by_its_number(config: Path) -> None:
    case(config, "case", "measure", CASE, "--owner", OWNER, "--text", "Rydd")
    none = avvik(config, "deadline", "move", CASE, LATER, "--reason", "x", who=CONTACT)
    assert (none.code, none.err.count("\n")) == (2, 1)
    assert f"{CASE}:2 (følge opp saken)" in none.err
    assert f"{CASE}:5 (gjennomføre tiltaket)" in none.err
    moved = case(config, "deadline", "extend", f"{CASE}:5", LATER, "--reason", "Bedt om")
    due = next(one for one in moved["deadlines"] if one["id"] == f"{CASE}:5")
    assert due["raw_on"] == LATER
    paused = case(config, "deadline", "pause", f"{CASE}:5", "--reason", "third_party")
    due = next(one for one in paused["deadlines"] if one["id"] == f"{CASE}:5")
    assert (due["state"], due["paused_on"]) == ("paused", TODAY.isoformat())
    assert "står stille siden" in avvik(config, "case", "show", CASE, who=CONTACT).out
    case(config, "deadline", "resume", f"{CASE}:5", "--reason", "over")
    case(config, "deadline", "move", f"{CASE}:2", LAST, "--reason", "Eksamen")


def test_the_shell_names_what_could_be_meant(config: Path) -> None:
    case(config, "case", "hear", CASE, "--ask", OWNER, "--question", "Hva?")
    wrong = avvik(config, "case", "withdraw", CASE, "--reason", "x", who=CONTACT)
    assert (wrong.code, f"{CASE}/1 ({OWNER})" in wrong.err) == (2, True)
    assert avvik(config, "case", "withdraw", f"{CASE}/1", "--reason", "x", who=CONTACT).code == 0
    wrong = avvik(config, "deadline", "pause", "A-26-0099", "--reason", "outage", who=CONTACT)
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)


def test_whoever_is_not_on_the_case_reads_none_of_it(config: Path) -> None:
    case(config, "case", "inform", CASE, OWNER, "IE-IDI")
    case(config, "case", "exclude", CASE, HANDLER, "--why", "Gift med melder")
    shown = case(config, "case", "show", CASE)
    assert (len(shown["informed"]), shown["exclusions"]) == (2, [HANDLER])
    theirs = case(config, "case", "show", CASE, who=OWNER)
    assert (theirs["informed"], theirs["exclusions"], theirs["links"]) == ([], [], [])
    assert avvik(config, "case", "show", CASE, who=HANDLER).code == 1


def test_the_rest_of_a_life(config: Path) -> None:
    case(config, "case", "reply", CASE, "--reason", "Mye å gjøre", "--expected", LATER)
    case(config, "case", "told", CASE, "--what", "M9", "--how", "phone", "--on", TODAY.isoformat())
    case(config, "case", "reporter", CASE, "--email", "ny@example.org", "--why", "Ringte")
    case(config, "case", "lift", CASE, "--to", "IE", "--reason", "Gjelder alle")
    case(config, "case", "measure", CASE, "--owner", OWNER, "--text", "Rydd")
    case(config, "measure", "propose", f"{CASE}/1", "--text", "Kjøp skap", who=OWNER)
    shown = case(config, "measure", "clear", f"{CASE}/1", "--with", HANDLER, "--note", "Penger", "--for", OWNER,
                 "--how", "mail")  # fmt: skip
    assert shown["measures"][0]["proposal"] == "Kjøp skap"
    assert shown["measures"][0]["cleared_with"] == HANDLER
    case(config, "case", "rate", CASE, "--severity", "low", "--consequence", "Liten")
    case(config, "measure", "complete", f"{CASE}/1", "--report", "Ryddet", who=OWNER)
    case(config, "case", "link", OTHER, "--to", CASE, "--kind", "duplicate")
    left = avvik(config, "case", "close", CASE, "--outcome", "x", "--answer", "Takk", who=CONTACT)
    assert left.code == 1
    closed = case(config, "case", "close", CASE, "--outcome", "x", "--answer", "Takk", "--with-duplicates")
    assert (closed["state"], case(config, "case", "show", OTHER)["state"]) == ("closed", "closed")
    assert case(config, "case", "reopen", CASE, "--reason", "Nytt", "--due", LATER)["state"] == "in_progress"
