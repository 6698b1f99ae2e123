"""Every act, letter and date of the life of a case has its words, in both languages (workflow.md §3–6)."""

from datetime import date

import pytest

from core.domain.answers import MET_BY
from core.domain.case import Due, TaskState
from core.domain.clock import MOVABLE
from core.domain.dates import Step
from core.domain.deadline import Rule
from core.domain.policy import Relation
from core.domain.rules import DEFAULT_RULES
from core.domain.workflow import TABLE, Row
from core.errors import Refused
from core.messages.facts import FACTS
from core.trace import sentences
from core.words import known, tell

BOTH = pytest.mark.parametrize("language", ["nb", "en"])


@BOTH
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_each_act_is_named_told_and_explained(row: Row, language: str) -> None:
    for id in (f"act.{row.name}", f"event.{row.name}", f"help.{row.group}.{row.verb}"):
        assert known(language, id), id


@BOTH
def test_what_acts_are_about_has_a_word(language: str) -> None:
    kinds = {rule.kind for rule in DEFAULT_RULES if isinstance(rule, Rule)} | MOVABLE
    ids = [f"mail.name.{template}" for template in {*FACTS, *MET_BY}]
    ids += [f"kind.{kind}" for kind in kinds] + [f"deadline.{state}" for state in Due]
    ids += [f"state.{state}" for state in TaskState] + [f"role.{r}" for r in Relation if r is not Relation.READER]
    assert [id for id in ids if not known(language, id)] == []


@pytest.mark.parametrize(
    ("state", "said"),
    [("paused", "på pause"), ("follows", "overlatt til hovedsaken"), ("met", "overholdt"), ("cancelled", "trukket")],
)
def test_a_deadline_that_does_not_run_says_how_it_stands(state: str, said: str) -> None:
    assert tell(Refused("deadline.not_open", state=state), "nb") == f"Fristen løper ikke, den er {said}."


def test_a_refusal_says_which_case_would_not_have_it() -> None:
    why = Refused("link.ring", lead="A-26-0007")
    line = tell(Refused("bulk.case", case="A-26-0009", why=why), "nb")
    assert line.startswith("A-26-0009: A-26-0007 er allerede koblet")
    assert line.endswith("Ingenting er gjort i noen av sakene.")


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("nb", 4, "sto stille fra fredag 20.11 til tirsdag 24.11: 4 dager"),
        ("nb", 1, "sto stille fra fredag 20.11 til lørdag 21.11: 1 dag"),
        ("en", 4, "stood still from Friday 20 Nov to Tuesday 24 Nov: 4 days"),
    ],
)
def test_a_trace_tells_how_long_a_date_stood_still(language: str, days: int, said: str) -> None:
    since, until = date(2026, 11, 20), date(2026, 11, 20 + days)
    steps = (Step("paused", (since.isoformat(), until.isoformat(), str(days))), Step("given", ("2026-12-18",)))
    assert sentences(steps, language)[0] == said


def test_a_trace_tells_when_it_was_moved() -> None:
    steps = (Step("moved", ("2026-11-24",)), Step("given", ("2026-12-18",)))
    assert sentences(steps, "nb") == ("ny dato gitt tirsdag 24.11", "satt for hånd til fredag 18.12")
