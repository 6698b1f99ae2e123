"""`avvik case alike`: the same matter four times, as the contact is told of it."""

from pathlib import Path

import pytest
from commands import avvik
from desk import CONTACT, HANDLER, installation


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def test_the_same_lecture_hall_four_times(config: Path) -> None:
    found = avvik(config, "case", "alike", "A-26-0006", who=CONTACT)
    assert found.code == 0 and found.err == ""
    assert {line.split()[0] for line in found.out.splitlines()} == {"A-26-0003", "A-26-0004", "A-26-0005"}
    assert "mottatt" in found.out and "samme emne, like ord, 4 d" in found.out
    assert "same course, similar words, 4 d" in avvik(config, "case", "alike", "A-26-0006", who=CONTACT, lang="en").out


def test_as_json(config: Path) -> None:
    first = avvik(config, "case", "alike", "A-26-0003", "--json", who=CONTACT).json[0]
    assert set(first) == {"id", "title", "state", "received_on", "days", "score", "why"}
    assert (first["id"], first["received_on"], first["days"]) == ("A-26-0005", "2025-09-04", 1)
    assert first["why"] == ["course", "words", "category"] and 0.35 < first["score"] < 1.3


def test_none(config: Path) -> None:
    assert avvik(config, "case", "alike", "A-26-0001", who=CONTACT).out == "Fant ingen sak som ligner.\n"
    assert avvik(config, "case", "alike", "A-26-0001", "--json", who=CONTACT).json == []


def test_who_may_not_link_is_refused_in_one_line(config: Path) -> None:
    refused = avvik(config, "case", "alike", "A-26-0003", who=HANDLER)
    assert refused.code == 1 and refused.out == "" and refused.err.count("\n") == 1
