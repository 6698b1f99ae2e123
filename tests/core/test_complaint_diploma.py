"""Document 004's table, every cell of it: what is held × what came back × what came of the complaint (R173–R184, D4).

`CELLS` is written from the seed and workflow.md §4, not from the program's table.
"""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from complained import MONDAY, TERMS, Life

from core.domain.case import HANDLES
from core.domain.complaint import diploma
from core.domain.complaint.case import Type
from core.domain.complaint.diploma import Held, Outcome
from core.domain.complaint.diploma_held import Diploma, Issue, Kind, Lock, kinds_of
from core.domain.complaint.offices import DOKU, FS_HELP

NEW_PAPER = (
    "new_paper_diploma_and_ds_dated_today tick_delete_previous_diploma doku_mark_old_expired archive_new_diploma"
)
NEW_DIGITAL = "new_digital_diploma_and_ds_dated_today tick_delete_previous_digital_diploma letter_3 kval_mrk_note"
INVALID = "invalidate_qualification_via_fshjelp reopen_study_right kval_mrk_note inform_student_degree_invalid"
RELEASE = "release_withheld_diploma_with_final_grade"

#            changed      unchanged         failed                annulled              withdrawn         dismissed
CELLS = {
    "not_produced": (RELEASE, RELEASE, "", "", RELEASE, RELEASE),
    "produced": (RELEASE, RELEASE, INVALID, INVALID, RELEASE, RELEASE),
    "paper_back": (NEW_PAPER, "send_paper_back", INVALID, INVALID, "send_paper_back", "send_paper_back"),
    "paper_out": ("letter_2", "", f"letter_2 {INVALID}", f"letter_2 {INVALID}", "", ""),
    "digital": (NEW_DIGITAL, "keep_digital", INVALID, INVALID, "keep_digital", "keep_digital"),
}
OUTCOMES = ("changed", "unchanged", "failed", "annulled", "withdrawn", "dismissed")
BACK = {"returned": date(2026, 9, 10), "out": None}


def holding(kind: str, state: str, back: date | None = None) -> Diploma:
    known = MONDAY if state == "sent" else None
    return Diploma(kinds_of(kind), Issue(state), known, known, back)


@pytest.mark.parametrize(("held", "outcome"), [*product(CELLS, OUTCOMES)])
def test_each_cell(held: str, outcome: str) -> None:
    assert diploma.AT_END[Held(held), Outcome(outcome)] == tuple(CELLS[held][OUTCOMES.index(outcome)].split())


def test_the_table_has_no_other_cells() -> None:
    assert set(diploma.AT_END) == set(product(Held, Outcome))
    assert set(diploma.AT_RECEIPT) == set(product(Issue, Kind))


@pytest.mark.parametrize(
    ("kind", "state", "back", "outcome"),
    [*product(("none", "paper", "digital", "both"), ("none", "produced", "sent"), BACK, OUTCOMES)],
)
def test_who_holds_both_gets_the_cells_of_both_each_step_once(kind: str, state: str, back: str, outcome: str) -> None:
    rows = {
        "none": ["not_produced"],
        "produced": ["produced"],
        "sent": [
            row for row in ("paper_back" if BACK[back] else "paper_out", "digital") if row[:5] in kind or kind == "both"
        ],
    }[state]
    if kind == "none":
        rows = []
    steps = [step for row in rows for step in CELLS[row][OUTCOMES.index(outcome)].split()]
    assert list(diploma.at_end(holding(kind, state, BACK[back]), Outcome(outcome))) == list(dict.fromkeys(steps))


@pytest.mark.parametrize("lock", list(Lock))
@pytest.mark.parametrize(
    ("kind", "state", "steps"),
    [
        ("none", "none", ""),
        *(
            (kind, state, "withhold_until_decided")
            for kind in ("paper", "digital", "both")
            for state in ("none", "produced")
        ),
        ("paper", "sent", "letter_1 hold_{}_until_paper_returned"),
        ("digital", "sent", "keep_digital_until_decided"),
        ("both", "sent", "letter_1 hold_{}_until_paper_returned keep_digital_until_decided"),
    ],
)
def test_at_receipt(kind: str, state: str, steps: str, lock: Lock) -> None:
    held = holding(kind, state)
    assert list(diploma.at_receipt(held, lock)) == steps.format(lock.value).split()
    life = Life(diploma=held, terms=replace(TERMS, diploma_lock=lock.value))
    assert life.steps == steps.format(lock.value).split()
    assert life.complaint.locks == ({lock} if "letter_1" in steps else set())
    assert life.asked() == (["letter_1"] if "letter_1" in steps else [])
    assert ("M18" in life.mails()) is ("letter_1" in steps)


def test_whose_task_each_step_is() -> None:
    steps = {step for cell in (*diploma.AT_END.values(), *diploma.AT_RECEIPT.values()) for step in cell}
    assert diploma.OWNERS.keys() < steps
    assert {step for step, owner in diploma.OWNERS.items() if owner == DOKU} == {"doku_mark_old_expired"}
    assert {step for step, owner in diploma.OWNERS.items() if owner == FS_HELP} == set(INVALID.split()[:2])
    assert set(diploma.OWNERS.values()) == {HANDLES, DOKU, FS_HELP}


def test_reasons_touch_no_diploma() -> None:
    assert Life(type=Type.REASONS, diploma=holding("both", "sent")).steps == []
