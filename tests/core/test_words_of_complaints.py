"""Every act, state, decision, task and ground of a complaint has its words, in both languages (workflow.md §4)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from complained import Life

import core.domain.complaint
from core.domain.complaint.blind import WITHHELD
from core.domain.complaint.blocking import effects
from core.domain.complaint.case import Decision, Phase, Type
from core.domain.complaint.diploma import AT_END, AT_RECEIPT, OWNERS
from core.domain.complaint.diploma_held import Issue, Lock
from core.domain.complaint.dismissal import Ground
from core.domain.complaint.fixed import FIXED
from core.domain.complaint.holding import BY_AN_ACT
from core.domain.complaint.workflow import TABLE
from core.domain.row import Row
from core.errors import Refused
from core.messages.render import render
from core.messages.samples import samples
from core.messages.samples_complaint import COMPLAINTS
from core.messages.words import LANGUAGES
from core.words import known, say, tell, word
from tui.fields import fields_of

BOTH = pytest.mark.parametrize("language", ["nb", "en"])
RULES = Path(core.domain.complaint.__file__).parent
KINDS = ("explanation", "sensurfrist", "third_grading", "diploma_return", "task", "preliminary_reply", "promise")
BASES = (
    *get_args(Ground),
    "second_grading",
    "third_grading",
    "reasons_given",
    "withdrawn",
    "formal_error_upheld",
    "formal_error_not_upheld_send_to_appeal_body",
    "awaiting_reasons",
    "awaiting_formal_decision",
    "awaiting_second_grading",
    "awaiting_third_grading",
    "awaiting_diploma",
)
FLAGS = (
    "journal_number_missing",
    "late_but_accepted",
    "new_oral_exam_required",
    "third_grade_not_allowed",
    "withdrawal_too_late",
)
WARNED = ("commission.too_few", "commission.no_external", "commission.not_new")
"""Said of a commission in round 3, refused in round 2."""


def first_words(*methods: str) -> Iterator[str]:
    """What the rules say to these methods first, literally or by a constant of theirs."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(RULES.glob("*.py"))]
    constants = [each for tree in trees for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)]
    named: dict[str, object] = {}
    for each in constants:
        target = each.target if isinstance(each, ast.AnnAssign) else each.targets[0]
        if isinstance(target, ast.Name) and isinstance(each.value, ast.Constant):
            named[target.id] = each.value.value
    for call in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in methods and call.args:
            said = call.args[0]
            found = said.value if isinstance(said, ast.Constant) else named.get(getattr(said, "id", ""))
            if isinstance(found, str):
                yield found


def steps() -> set[str]:
    cells = (step for cell in (*AT_RECEIPT.values(), *AT_END.values()) for step in cell)
    locks = {f"hold_{lock.value}_until_paper_returned" for lock in Lock}
    return {*cells, *locks, *OWNERS, *first_words("ask", "say")} - {"hold_until_paper_returned"}


@BOTH
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_each_act_is_named_told_and_explained(row: Row, language: str) -> None:
    for id in (f"act.{row.name}", f"event.{row.name}", f"help.complaint.{row.verb}"):
        assert known(language, id), id
    assert say(language, f"act.{row.name}")[0].isupper()
    for field in fields_of(row.act):
        assert known(language, f"field.{field.word}"), field.word


@BOTH
def test_what_is_done_to_a_complaint_is_told_in_its_history(language: str) -> None:
    kinds = {*first_words("change"), "lapse", "flag", "explained", "register"}
    assert len(kinds) > len(TABLE) / 2
    assert [kind for kind in sorted(kinds) if not known(language, f"event.{kind}")] == []


@BOTH
def test_what_stands_in_a_complaint_has_a_word(language: str) -> None:
    ids = [f"state.{phase.value}" for phase in Phase]
    ids += [f"decision.{decision.name}" for decision in Decision]
    ids += [f"complaint.type.{each.name}" for each in Type]
    ids += [f"basis.{code}" for code in BASES] + [f"flag.{code}" for code in FLAGS]
    ids += [f"lock.{lock.value}" for lock in Lock] + [f"diploma.state.{issue.value}" for issue in Issue]
    ids += ["mark.B", "mark.S"] + [f"diploma.{kind}" for kind in ("paper", "digital", "both")]
    ids += [f"kind.{kind}" for kind in (*KINDS, "paper", "digital", "both", "complaint", "deviation")]
    ids += [f"step.{code}" for code in sorted(steps())]
    ids += [f"package.withheld.{what}" for what in WITHHELD] + [f"package.why.{why}" for why in WITHHELD.values()]
    ids += [f"mail.name.{template}" for template in COMPLAINTS] + [f"deadline.fixed.{kind}" for kind in FIXED]
    ids += [f"role.{role}" for role in ("caseworker", "examinations_office")]
    assert [id for id in ids if not known(language, id)] == []


def test_the_tasks_that_are_asked_outside_the_table_are_among_the_steps() -> None:
    """Of the book for a wrong grade, of a missed date, of a withdrawal: each found where it is asked."""
    asked = {"block_now", "delete_from_log", "send_protocol", "recalculate_total", "recall_new_diploma"}
    assert asked | {"decide_on_dismissal", "delete_logged_grade", "check_protocol", "correct_and_unblock"} <= steps()
    assert {"send_to_appeal_body", "no_new_paper_diploma", "refer_to_earlier_information_and_portal"} <= steps()


def test_flags_are_those_the_rules_set() -> None:
    assert set(first_words("flag")) <= set(FLAGS)


@BOTH
def test_what_is_warned_of_is_a_sentence(language: str) -> None:
    for id in WARNED:
        assert known(language, id), id
        assert "{" not in tell(Refused(id), language)


@BOTH
def test_what_a_block_and_a_postponement_do_is_said(language: str) -> None:
    life = Life()
    both = (*effects("block", life.case, life.complaint), *effects("postpone", life.case, life.complaint))
    assert len(both) == 7
    for effect in both:
        assert "{" not in say(language, f"effect.{effect.id}", **effect.values)


def test_decisions_read_as_the_field_writes_them() -> None:
    """Stored GUNST, UGUNST; shown TIL GUNST, TIL UGUNST (workflow.md §4)."""
    shown = [word("nb", "decision", decision.name) for decision in Decision]
    assert shown == ["TIL GUNST", "TIL UGUNST", "UENDRET", "AVVIST", "TRUKKET"]
    assert all(each in word("en", "decision", d.name) for each, d in zip(shown, Decision, strict=True))


@pytest.mark.parametrize(
    ("kind", "said"),
    [("paper", "papirvitnemål"), ("digital", "digitalt vitnemål"), ("both", "vitnemål på papir og digitalt")],
)
def test_a_diploma_that_is_out_is_named_in_words(kind: str, said: str) -> None:
    assert tell(Refused("complaint.diploma_out", kind=kind), "nb").startswith(f"Studenten har fått {said}. ")


def test_an_act_on_the_wrong_kind_of_case_says_which_kind() -> None:
    refusal = Refused("act.kind", act="approve", kind="complaint")
    assert tell(refusal, "nb") == "Dette gjøres ikke i en klagesak: Godkjenn for behandling."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_digest_says_which_task_it_is(language: str) -> None:
    def body(kind: str) -> str:
        line = {"number": "K-26-0007/1", "kind": kind, "role": "caseworker", "due_on": "2026-11-27", "days": 7}
        lines = [{**line, "late": False, "delayed": False, "about": ""}]
        return render("digest", language, {**samples("digest")["one"], "lines": lines}).body

    tasks = {*OWNERS, *BY_AN_ACT, *first_words("ask")}
    assert len({body(task) for task in (*tasks, "task")}) == len(tasks) + 1
