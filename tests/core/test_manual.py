"""docs/workflow.md says what the program does."""

from pathlib import Path

import pytest

from core.domain.case import State
from core.domain.complaint.case import Decision, Phase, Type
from core.domain.complaint.diploma import AT_END, AT_RECEIPT, OWNERS, Held, Outcome
from core.domain.complaint.diploma_held import Issue, Kind
from core.domain.complaint.workflow import TABLE as COMPLAINTS
from core.domain.gate import QUESTIONS
from core.domain.rules import DEFAULT_RULES
from core.domain.workflow import TABLE
from core.manual import document, examples_complaint
from core.manual.examples import Example, examples, registered
from core.messages.facts import FACTS

MANUAL = Path(__file__).parents[2] / "docs" / "workflow.md"
BY_ITSELF = {"register", "lapse"}
"""What is shown of complaints beside the acts of their table."""


@pytest.fixture(scope="module")
def text() -> str:
    return document()


def everything() -> list[Example]:
    return [Example("register", "", registered().case, registered()), *examples(), *examples_complaint.examples()]


def section(text: str, head: str) -> str:
    return text.partition(f"\n## {head}\n")[2].partition("\n## ")[0]


def test_it_is_up_to_date(text: str) -> None:
    assert MANUAL.read_text(encoding="utf-8") == text, "run `make docs`"


def test_every_act_of_either_table_is_called_and_played(text: str) -> None:
    assert {example.name for example in examples()} == {row.name for row in TABLE}
    assert {example.name for example in examples_complaint.examples()} == {row.name for row in COMPLAINTS} | BY_ITSELF
    for row in (*TABLE, *COMPLAINTS):
        assert f"`avvik {row.group} {row.verb} " in text


def test_nothing_is_left_out(text: str) -> None:
    for name in (*FACTS, *(rule.ref for rule in DEFAULT_RULES), *(question.name for question in QUESTIONS), *Type):
        assert name in text
    for state in State:
        assert state in section(text, "States of a deviation")
    for name in (*Phase, *Decision):
        assert name in section(text, "States of a grade complaint")


def test_every_state_of_a_complaint_is_reached(text: str) -> None:
    reached = {example.change.case.state for example in examples_complaint.examples()}
    assert reached == set(Phase)


def test_every_kind_of_deadline_is_opened_and_ended() -> None:
    kinds = {rule.kind for rule in DEFAULT_RULES}
    assert {d.kind for each in everything() for d in each.change.opened} == kinds
    assert {d.kind for each in everything() for d in each.change.updated} == kinds


def test_every_mail_of_the_tables_is_seen_to_be_sent() -> None:
    sent = {notice.template for example in everything() for notice in example.change.notices}
    assert sent == set(FACTS) - {"M1", "M25", "M34", "digest"}, "these come without an act of a table"


def test_every_cell_of_the_diploma_table_is_there(text: str) -> None:
    receipt, end, tasks = (rows for block in blocks(text) if (rows := rows_of(block)))
    for state in Issue:
        assert receipt[state] == [steps(AT_RECEIPT[state, kind]) for kind in Kind]
    for held in Held:
        assert end[held] == [steps(AT_END[held, came]) for came in Outcome]
    assert {step.strip("`") for step in tasks} - {"step", "---"} == OWNERS.keys()


def blocks(text: str) -> list[str]:
    return section(text, "A complaint and a diploma").split("\n\n")


def rows_of(block: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    lines = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in block.splitlines() if line[:1] == "|"]
    return {line[0]: line[1:] for line in lines}


def steps(cell: tuple[str, ...]) -> str:
    return ", ".join(f"`{step}`" for step in cell) or "–"
