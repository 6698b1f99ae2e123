"""From a grade to an end: decision, third grading, total, journal number, correction (R124–R146; workflow.md §4)."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from complained import MONDAY, PAIR, TERMS, THIRD, Life, acting, graded

from core.domain.case import Due
from core.domain.complaint import decision
from core.domain.complaint.case import Part, Phase, Round
from core.domain.complaint.commission import Send
from core.domain.complaint.correcting import Correct
from core.domain.complaint.ending import Dismiss, WithdrawComplaint
from core.domain.complaint.finishing import totals
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.holding import Journal, TickOff
from core.domain.complaint.protocol import ApplyTotal, SendProtocol
from core.domain.policy import Relation
from core.domain.replying import Reply
from core.errors import Forbidden, Refused

PARTS = (Part("Skriftlig", 60, "C"), Part("Muntlig", 40, "B"))


def test_a_grade_finishes_the_complaint_by_itself() -> None:
    life = graded("B")
    found = life.complaint
    assert (found.decision, found.basis, found.final_grade) == ("GUNST", "second_grading", "B")
    assert (found.decided_on, found.told_on) == (MONDAY, MONDAY)
    assert life.case.state is Phase.FINISHED and life.case.closed_at
    assert not life.case.open_deadlines("sensurfrist", "preliminary_reply", "third_grading")
    assert life.asked() == ["send_protocol"]
    assert life.last.values == {"round": "2", "grade": "B", "mark": "B"}


def test_the_day_the_student_was_told_is_corrected() -> None:
    life = Life()
    life.do(PAIR)
    life.do(Send(2, MONDAY, date(2026, 9, 21)))
    life.do(EnterGrade(2, "C", told=date(2026, 9, 9)), on=date(2026, 9, 10))
    assert (life.complaint.decided_on, life.complaint.told_on) == (date(2026, 9, 10), date(2026, 9, 9))


def test_who_tells_the_student_is_a_setting() -> None:
    assert "M17" not in graded("B").mails()
    assert graded("B", terms=replace(TERMS, sensurvarsel="avvik")).mails()[-1] == "M17"


def test_two_grades_apart_the_student_hears_nothing_until_the_third() -> None:
    life = graded("A", terms=replace(TERMS, sensurvarsel="avvik"))
    found = life.complaint
    assert life.case.state is Phase.THIRD_GRADING
    assert (found.gap, found.third, found.decision, found.told_on, found.final_grade) == (2, True, None, None, None)
    assert found.grades[0].logged_only and decision.tell_after_second(found) is False
    assert life.last.notices == () and life.asked() == []
    (third,) = life.case.open_deadlines("third_grading")
    assert third.raw_on == date(2026, 9, 28)
    life.do(THIRD)
    life.do(Send(3, MONDAY, date(2026, 9, 21)))
    life.do(EnterGrade(3, "C"))
    assert (life.complaint.decision, life.complaint.basis) == ("UENDRET", "third_grading")
    assert [(grade.round, grade.logged_only) for grade in life.complaint.grades] == [(2, True), (3, False)]
    assert life.last.notices[-1].template == "M17" and decision.in_protocol(life.complaint) == 3
    assert not life.case.open_deadlines("third_grading", "sensurfrist")


@pytest.mark.parametrize(
    ("grade", "text", "told"),
    [
        ("A", "Andre sensur ga A.", True),
        ("A", "Resultatet ble en A", True),
        ("A", "A third examiner has been appointed.", False),
        ("E", "Kommisjonen satte E.", True),
        ("E", "E-post til sensor kom i retur. EKS har den nå.", False),
        ("E", "Du fikk C, og vi venter på tredje sensur.", False),
    ],
)
def test_no_text_to_the_student_names_a_grade_that_is_only_logged(grade: str, text: str, told: bool) -> None:
    for act in (Reply(text, date(2026, 9, 30)), Dismiss("not_a_party", text)):
        with pytest.raises(Refused, match=r"grade\.not_to_be_told") if told else nullcontext():
            graded(grade).do(act)


def test_pass_and_fail_know_no_third() -> None:
    life = graded("Ikke bestått", scale="passfail", original_grade="Bestått")
    assert (life.complaint.decision, life.complaint.gap) == ("UGUNST", None)


@pytest.mark.parametrize(
    ("round", "grade", "why"),
    [(2, "G", "grade.off_scale"), (2, "Bestått", "grade.off_scale"), (3, "B", "grade.third_not_due")],
)
def test_grades_that_cannot_be(round: Round, grade: str, why: str) -> None:
    life = Life()
    life.do(PAIR)
    life.do(Send(2, MONDAY, date(2026, 9, 21)))
    with pytest.raises(Refused) as refused:
        life.do(EnterGrade(round, grade))
    assert refused.value.id == why


def test_no_decision_without_a_commission_that_has_the_case() -> None:
    life = Life()
    with pytest.raises(Refused, match=r"grade\.no_commission"):
        life.do(EnterGrade(2, "B"))
    life.do(PAIR)
    with pytest.raises(Refused, match=r"grade\.not_sent"):
        life.do(EnterGrade(2, "B"))
    life = graded("A")
    with pytest.raises(Refused, match=r"grade\.round_over"):
        life.do(EnterGrade(2, "B"))
    with pytest.raises(Refused, match=r"grade\.no_commission"):
        life.do(EnterGrade(3, "B"))


def test_no_end_without_a_journal_number() -> None:
    life = Life(journal_number="")
    life.do(PAIR)
    life.do(Send(2, MONDAY, date(2026, 9, 21)))
    with pytest.raises(Refused, match=r"complaint\.no_journal"):
        life.do(EnterGrade(2, "B"))
    with pytest.raises(Refused, match=r"complaint\.no_journal"):
        life.do(WithdrawComplaint(MONDAY))
    life.do(Journal(" 2026/9-9 "))
    life.do(EnterGrade(2, "B"))
    assert life.complaint.journal_number == "2026/9-9" and life.case.state is Phase.FINISHED


def test_a_part_waits_for_the_total() -> None:
    life = graded("A", part="Skriftlig", part_weight=60, parts=PARTS, original_grade="C")
    assert life.case.state is Phase.THIRD_GRADING  # part grade against part grade
    life = graded("B", part="Skriftlig", part_weight=60, parts=PARTS)
    assert life.complaint.decision == "GUNST" and life.case.state is Phase.GRADING and not life.case.closed_at
    assert totals(life.complaint) is not None and life.asked() == ["send_protocol", "recalculate_total"]
    for act in (WithdrawComplaint(MONDAY), EnterGrade(2, "A"), PAIR):
        with pytest.raises(Refused, match=r"complaint\.decided"):
            life.do(act)
    life.do(ApplyTotal())
    assert life.case.state is Phase.FINISHED and life.last.values == {"before": "C", "after": "B"}
    assert life.asked() == ["send_protocol"] and "new_oral_exam_required" in life.complaint.flags


def test_an_unchanged_part_needs_no_total() -> None:
    life = graded("C", part="Skriftlig", part_weight=60, parts=PARTS)
    assert life.case.state is Phase.FINISHED and "new_oral_exam_required" not in life.complaint.flags


def test_a_total_that_is_not_waited_for_is_refused() -> None:
    with pytest.raises(Refused, match=r"total\.not_due"):
        Life(part="Skriftlig", part_weight=60, parts=PARTS).do(ApplyTotal())
    with pytest.raises(Refused, match=r"act\.state"):
        graded("B").do(ApplyTotal())


def test_the_protocol_goes_to_the_examinations_office_which_checks_it() -> None:
    life = graded("B")
    with pytest.raises(Refused, match=r"protocol\.signed_after"):
        life.do(SendProtocol(date(2026, 9, 9), date(2026, 9, 8)), on=date(2026, 9, 9))
    change = life.do(SendProtocol(date(2026, 9, 8), date(2026, 9, 9)))
    assert (change.notices[0].template, change.notices[0].to.id) == ("M22", "examinations_office@U")
    assert change.notices[0].facts["what"] == "check_protocol"
    task = life.case.tasks[-1]
    stranger = acting(Relation.EXAMS)
    with pytest.raises(Forbidden, match=r"act\.not_you"):
        life.do(TickOff(task.number, MONDAY), standing=stranger)
    life.do(TickOff(task.number, date(2026, 9, 9)), standing=acting(Relation.EXAMS, frozenset({task.id})))
    assert life.asked() == [] and not life.case.open_deadlines()
    with pytest.raises(Refused, match=r"protocol\.not_due"):
        life.do(SendProtocol(date(2026, 9, 8), date(2026, 9, 9)))


def test_a_wrong_grade_is_put_right_by_the_book() -> None:
    life = graded("B")
    change = life.do(Correct("Tastefeil: skulle vært C"), on=date(2026, 9, 11))  # a Friday
    found = life.complaint
    assert (found.decision, found.final_grade, found.decided_on, found.blocked) == (None, None, None, True)
    assert life.case.state is Phase.GRADING and life.case.closed_at is None
    due = {
        task.text: d.due_on for task in life.case.tasks for d in life.case.open_deadlines("task") if d.task == task.id
    }
    assert due == {
        "block_now": date(2026, 9, 11),
        "delete_from_log": date(2026, 9, 11),
        "send_protocol_with_note": date(2026, 9, 14),
        "correct_and_unblock": date(2026, 9, 16),
    }
    assert [mail.template for mail in change.notices] == ["M22", "M32"]
    assert [d.raw_on for d in life.case.open_deadlines("sensurfrist")] == [date(2026, 9, 16)]
    life.do(SendProtocol(date(2026, 9, 11), date(2026, 9, 11)))
    assert life.complaint.protocol and life.complaint.protocol.note
    unblock = next(task for task in life.case.tasks if task.text == "correct_and_unblock")
    life.do(TickOff(unblock.number, date(2026, 9, 11)), standing=acting(Relation.EXAMS, frozenset({unblock.id})))
    assert not life.complaint.blocked
    life.do(EnterGrade(2, "C"))
    assert life.complaint.decision == "UENDRET" and life.case.state is Phase.FINISHED
    assert "send_protocol" not in life.asked(), "the office has it already, with the note"


def test_a_correction_that_leads_to_a_third_grading_has_a_protocol_of_that() -> None:
    life = graded("B")
    life.do(Correct("Tastefeil: skulle vært A"))
    life.do(SendProtocol(MONDAY, MONDAY))
    life.do(EnterGrade(2, "A"))
    life.do(THIRD)
    life.do(Send(3, MONDAY, MONDAY))
    life.do(EnterGrade(3, "B"))
    assert "send_protocol" in life.asked()


def test_a_wrong_third_grade_opens_the_third_grading_again() -> None:
    life = graded("A", "B")
    life.do(Correct("Tastefeil"))
    assert life.case.state is Phase.THIRD_GRADING and [grade.round for grade in life.complaint.grades] == [2]
    life.do(EnterGrade(3, "C"))
    assert (life.complaint.decision, life.complaint.gap) == ("UENDRET", 2)


def test_there_must_be_a_grade_to_correct() -> None:
    with pytest.raises(Refused, match=r"correct\.nothing"):
        Life().do(Correct("Tastefeil"))


def test_a_task_is_ticked_off_once_and_some_by_their_own_act() -> None:
    life = graded("B")
    with pytest.raises(Refused, match=r"task\.by_act"):
        life.do(TickOff(1, MONDAY))
    with pytest.raises(Refused, match=r"task\.unknown"):
        life.do(TickOff(9, MONDAY))
    life.do(Correct("Tastefeil"))
    block = next(task for task in life.case.tasks if task.text == "block_now")
    life.do(TickOff(block.number, MONDAY))
    with pytest.raises(Refused, match=r"task\.over"):
        life.do(TickOff(block.number, MONDAY))


def test_every_task_has_one_deadline_that_ends_with_it() -> None:
    life = graded("B")
    life.do(Correct("Tastefeil"))
    for task in life.case.tasks:
        (deadline,) = (d for d in life.case.deadlines if d.task == task.id)
        assert (deadline.state is Due.OPEN) is task.open
    assert len({task.id for task in life.case.tasks}) == len(life.case.tasks)
    assert len({deadline.id for deadline in life.case.deadlines}) == len(life.case.deadlines)
