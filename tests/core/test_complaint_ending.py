"""Ends without a grade: reasons given, formal errors, AVVIST, TRUKKET, and what is told (R128–R129, R146; L10–L15)."""

from dataclasses import replace
from datetime import date
from typing import Literal, get_args

import pytest
from complained import MONDAY, Life, acting, complaint, graded

from core.domain import workflow
from core.domain.case import REPORTER, Due
from core.domain.clock import Extend, Move, Pause, Resume
from core.domain.complaint.answering import DecideFormal, GiveReasons, SendToAppealBody
from core.domain.complaint.blocking import effects, padlock, postpone_until
from core.domain.complaint.case import Part, Phase, Type
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.dismissal import BY_THE_DIPLOMA, Ground, not_appealable
from core.domain.complaint.ending import Dismiss, WithdrawComplaint
from core.domain.complaint.fixed import FIXED
from core.domain.complaint.holding import Block, Postpone, Remark, Unblock
from core.domain.handling import Note, Rate
from core.domain.policy import Relation
from core.domain.replying import Reply
from core.errors import Refused


def test_reasons_end_a_request_without_a_decision() -> None:
    life = Life(type=Type.REASONS)
    (clock,) = life.case.open_deadlines("explanation")
    assert (clock.raw_on, clock.rule) == (date(2026, 9, 21), "explanation@2")
    life.do(GiveReasons(date(2026, 9, 9)), on=date(2026, 9, 10))
    found = life.complaint
    assert (found.basis, found.decision, found.decided_on, found.explanation_given) == (
        "reasons_given",
        None,
        None,
        date(2026, 9, 9),
    )
    assert life.case.state is Phase.FINISHED and not life.case.open_deadlines()


def test_an_upheld_formal_error_is_to_the_students_favour() -> None:
    life = Life(type=Type.FORMAL)
    life.do(DecideFormal("yes"))
    assert (life.complaint.decision, life.complaint.basis) == ("GUNST", "formal_error_upheld")
    assert life.asked() == []
    with pytest.raises(Refused, match=r"appeal\.not_due"):
        life.do(SendToAppealBody(MONDAY))


def test_a_remark_on_the_decision_is_written_when_there_is_one() -> None:
    """R123, R146: what it says is in FS579.001, not in the history."""
    life = Life()
    life.do(WithdrawComplaint(MONDAY))
    change = life.do(Remark(" Trukket i e-post. "))
    assert life.complaint.remark == "Trukket i e-post." and (change.values, change.note, change.notices) == ({}, "", ())
    with pytest.raises(Refused, match=r"text\.empty"):
        life.do(Remark("  "))


def test_block_and_postponement_at_once_is_said() -> None:
    """FS takes either (R115); neither is forced (R148)."""
    for first, then in ((Block(), Postpone(date(2026, 10, 1))), (Postpone(date(2026, 10, 1)), Block())):
        life = Life()
        assert life.do(first).warnings == ()
        assert life.do(then).warnings == (("block.both", {}),)


@pytest.mark.parametrize("upheld", ["yes", "no"])
def test_a_formal_decision_is_not_called_told_before_somebody_says_so(upheld: Literal["yes", "no"]) -> None:
    """FS tells the student of a new grade and nothing else (R126, R135)."""
    life = Life(type=Type.FORMAL)
    change = life.do(DecideFormal(upheld))
    assert life.complaint.told_on is None and change.warnings == (("complaint.untold", {}),)
    life = Life(type=Type.FORMAL)
    assert life.do(DecideFormal(upheld, told=MONDAY)).warnings == () and life.complaint.told_on == MONDAY
    with pytest.raises(Refused, match=r"date\.future"):
        Life(type=Type.FORMAL).do(DecideFormal(upheld, told=date(2026, 9, 8)))


def test_one_that_is_not_goes_on_to_the_appeal_body() -> None:
    life = Life(type=Type.FORMAL)
    life.do(DecideFormal("no"))
    assert life.complaint.basis == "formal_error_not_upheld_send_to_appeal_body"
    (due,) = life.case.open_deadlines("task")
    assert due.due_on == date(2026, 9, 14) and life.asked() == ["send_to_appeal_body"]
    life.do(SendToAppealBody(date(2026, 9, 9)), on=date(2026, 9, 10))
    assert life.complaint.appealed_on == date(2026, 9, 9) and not life.case.open_deadlines()


@pytest.mark.parametrize("ground", [each for each in get_args(Ground) if each not in (*BY_THE_DIPLOMA, "late")])
def test_a_complaint_is_dismissed_with_reasons_to_the_student(ground: Ground) -> None:
    life = Life()
    change = life.do(Dismiss(ground, "Muntlig eksamen kan ikke etterprøves."))
    assert (life.complaint.decision, life.complaint.basis, life.complaint.decided_on) == ("AVVIST", ground, MONDAY)
    (mail,) = change.notices
    assert (mail.template, mail.to) == ("M30", REPORTER)
    assert mail.facts["reason"] == "Muntlig eksamen kan ikke etterprøves." and mail.facts["ground"] == ground
    assert not life.case.open_deadlines()


def test_a_dismissal_says_why_and_names_nobody_by_number() -> None:
    for reason, why in ((" ", "text.empty"), ("Født 01019012480", "privacy.identity_number")):
        with pytest.raises(Refused) as refused:
            Life().do(Dismiss("not_a_party", reason))
        assert refused.value.id == why


@pytest.mark.parametrize(
    ("part", "type", "ground"),
    [
        ("Muntlig eksamen", Type.GRADE, "not_appealable_oral"),
        ("Praksis", Type.GRADE, "not_appealable_practice"),
        ("Skriftlig eksamen", Type.GRADE, None),
        ("Praksis", Type.FORMAL, None),
    ],
)
def test_what_cannot_be_tried_again_is_seen_and_said(part: str, type: Type, ground: str | None) -> None:
    assert not_appealable(complaint(part=part, type=type)) == ground
    life = Life(part=part, part_weight=100, parts=(Part(part, 100, "C"),), type=type)
    assert [id for id, _ in life.last.warnings] == (["complaint.not_appealable"] if ground else [])


def test_withdrawn_before_the_third_grade_deletes_the_second() -> None:
    life = graded("A")
    life.do(WithdrawComplaint(MONDAY))
    found = life.complaint
    assert (found.decision, found.basis, found.grades, found.log_deleted) == ("TRUKKET", "withdrawn", (), True)
    assert (found.gap, found.third) == (2, True) and life.asked() == ["delete_logged_grade"]
    assert life.case.state is Phase.WITHDRAWN and not life.case.open_deadlines("third_grading", "sensurfrist")
    assert all("grade" not in change.values for change in life.changes), "nor does the history keep it"


def test_too_late_to_withdraw() -> None:
    with pytest.raises(Refused, match=r"act\.state"):
        graded("B").do(WithdrawComplaint(MONDAY))


@pytest.mark.parametrize(
    ("on", "why"), [(date(2026, 9, 8), "date.future"), (date(2026, 9, 4), "complaint.before_received")]
)
def test_a_day_that_cannot_be(on: date, why: str) -> None:
    with pytest.raises(Refused) as refused:
        Life().do(WithdrawComplaint(on))
    assert refused.value.id == why


def test_block_and_postpone_are_said_before_they_are_done() -> None:
    life = Life()
    assert [each.id for each in effects("block", life.case, life.complaint)] == [
        "block.unsettled",
        "block.no_diploma",
        "block.not_on_transcript",
        "block.shown_as_blocked",
        "block.no_admission",
    ]
    (until, remark) = effects("postpone", life.case, life.complaint)
    assert until.values == {"until": date(2026, 9, 28)} and remark.values == {"type": "VTM-UTSETTELSE"}
    assert postpone_until(life.case) == date(2026, 9, 28)
    life.do(Block())
    assert life.complaint.blocked
    with pytest.raises(Refused, match=r"block\.already"):
        life.do(Block())
    life.do(Unblock())
    with pytest.raises(Refused, match=r"block\.not"):
        life.do(Unblock())
    life.do(Postpone(date(2026, 9, 28)))
    assert life.complaint.postponed_until == date(2026, 9, 28)
    with pytest.raises(Refused, match=r"date\.past"):
        life.do(Postpone(date(2026, 9, 4)))


def test_the_padlock_of_670_001_stands_while_the_complaint_runs() -> None:
    life = Life()
    assert padlock(life.case) == "Det eksisterer en klage på vurdering EMN101"
    life.do(WithdrawComplaint(MONDAY))
    assert padlock(life.case) is None


def test_a_preliminary_reply_promises_a_date_that_the_end_keeps() -> None:
    life = Life()
    change = life.do(Reply("Sensorene er bedt om mer tid", date(2026, 10, 20)))
    assert [mail.template for mail in change.notices] == ["M9"]
    (promise,) = life.case.open_deadlines("promise")
    assert not life.case.open_deadlines("preliminary_reply")
    life.do(WithdrawComplaint(MONDAY))
    assert next(d for d in life.case.deadlines if d.id == promise.id).state is Due.MET


def test_no_date_is_moved_by_hand_and_each_says_what_moves_it() -> None:
    life = graded("A", "B", diploma=Diploma(kinds_of("paper"), Issue.SENT, date(2026, 9, 1)))
    life.do(Reply("Sensorene er bedt om mer tid", date(2026, 10, 20)))
    life.do(WriteLetter(1, date(2026, 9, 21)))
    other = Life(type=Type.REASONS)
    found = set()
    for each, deadline in ((case, d) for case in (life.case, other.case) for d in case.deadlines):
        scene = replace(life.scene(), case=each, deadline=deadline)
        for act in (Move(date(2026, 12, 1), "x"), Extend(date(2026, 12, 1), "x"), Pause("outage"), Resume("over")):
            with pytest.raises(Refused) as refused:
                workflow.perform(scene, act)
            found.add(refused.value.id.removeprefix("deadline.fixed."))
        with pytest.raises(Refused, match=r"act\.kind"):
            workflow.perform(replace(scene, standing=acting(Relation.EXAMS)), Pause("outage"))
    assert found == set(FIXED) - {"diploma_return_after"}


def test_the_date_of_letter_2_stands() -> None:
    life = graded("B")
    life.do(RecordDiploma(kind="paper", state="sent", issued=MONDAY))
    life.do(WriteLetter(2, date(2026, 9, 21)))
    (owed,) = life.case.open_deadlines("diploma_return")
    with pytest.raises(Refused, match=r"deadline\.fixed\.diploma_return_after"):
        workflow.perform(replace(life.scene(), deadline=owed), Move(date(2026, 12, 1), "x"))


def test_acts_of_the_other_kind_are_refused() -> None:
    life = Life()
    with pytest.raises(Refused, match=r"act\.kind"):
        life.do(Rate("low", "Ingen"))
    life.do(Note("Ringte studenten"))
    with pytest.raises(Refused, match=r"act\.type"):
        life.do(GiveReasons(MONDAY))
