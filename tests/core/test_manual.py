"""docs/workflow.md says what the program does."""

from pathlib import Path

from core.domain.case import State
from core.domain.gate import QUESTIONS
from core.domain.rules import DEFAULT_RULES
from core.domain.workflow import TABLE
from core.manual import document
from core.manual.examples import examples
from core.messages.facts import FACTS

MANUAL = Path(__file__).parents[2] / "docs" / "workflow.md"


def test_it_is_up_to_date() -> None:
    assert MANUAL.read_text(encoding="utf-8") == document(), "run `make docs`"


def test_nothing_is_left_out() -> None:
    text = document()
    assert {example.name for example in examples()} == {row.name for row in TABLE}
    for row in TABLE:
        assert f"`avvik {row.group} {row.verb} " in text
    for name in (*FACTS, *(rule.kind for rule in DEFAULT_RULES), *(question.name for question in QUESTIONS), *State):
        assert name in text


def test_every_mail_of_the_table_is_seen_to_be_sent() -> None:
    sent = {notice.template for example in examples() for notice in example.change.notices}
    assert sent == set(FACTS) - {"M1", "M23", "M25", "digest"}, "these come without an act of the table"
