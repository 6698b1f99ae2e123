"""A paper diploma on its way back: letters, locks, posted, late, found out too late, what lapses (R179–R188, D4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from complained import MONDAY, PAIR, TERMS, Life

from core.domain.case import REPORTER
from core.domain.complaint.answering import DecideFormal
from core.domain.complaint.case import Phase, Type
from core.domain.complaint.commission import Send
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.diploma_held import Diploma, Issue, Lock, kinds_of
from core.domain.complaint.ending import AcceptLate, Dismiss, WithdrawComplaint
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.lapse import lapse
from core.domain.complaint.offices import DOKU
from core.domain.complaint.outside import reminders
from core.errors import Refused

NEW_PAPER = (
    "new_paper_diploma_and_ds_dated_today tick_delete_previous_diploma doku_mark_old_expired archive_new_diploma"
)
INVALID = "invalidate_qualification_via_fshjelp reopen_study_right kval_mrk_note inform_student_degree_invalid"


def holding(kind: str, state: str) -> Diploma:
    known = MONDAY if state == "sent" else None
    return Diploma(kinds_of(kind), Issue(state), known, known)


BY = date(2026, 9, 21)


def asked_back(kind: str = "paper", **changes: Any) -> Life:
    """A diploma is out, and letter 1 asks for it back by BY, a Monday."""
    life = Life(diploma=holding(kind, "sent"), **changes)
    life.do(WriteLetter(1, BY))
    return life


def commissioned(life: Life) -> Life:
    life.do(PAIR)
    life.do(Send(2, life.today, date(2026, 9, 28)))
    return life


def test_the_letter_sets_the_students_own_date_and_reminds_once() -> None:
    life = asked_back()
    (due,) = life.case.open_deadlines("diploma_return")
    assert (due.owner, due.raw_on, due.rule) == (REPORTER, BY, "diploma_return@1")
    assert [(letter.number, letter.on, letter.return_by) for letter in life.complaint.letters] == [(1, MONDAY, BY)]
    assert life.asked() == [] and [m.template for m in reminders(life.case, due, "-7")] == ["M34"]
    assert reminders(life.case, due, "+1") == ()
    default = Life(diploma=holding("paper", "sent"))
    default.do(WriteLetter(1))
    assert default.complaint.letters[0].return_by == date(2026, 9, 21)


def test_a_letter_that_is_not_due_is_refused() -> None:
    with pytest.raises(Refused, match=r"letter\.not_due"):
        Life().do(WriteLetter(1, BY))
    with pytest.raises(Refused, match=r"letter\.not_due"):
        asked_back().do(WriteLetter(2, BY))
    with pytest.raises(Refused, match=r"date\.past"):
        Life(diploma=holding("paper", "sent")).do(WriteLetter(1, date(2026, 9, 4)))


def test_the_commission_works_while_verification_is_held() -> None:
    life = commissioned(asked_back())
    life.do(EnterGrade(2, "B"))
    assert life.case.state is Phase.AWAITING_DIPLOMA and life.last.notices == ()
    assert life.complaint.decision is None and life.complaint.grades[0].logged_only
    life.do(RecordDiploma(returned=date(2026, 9, 10)), on=date(2026, 9, 10))
    assert life.case.state is Phase.FINISHED and life.complaint.decided_on == date(2026, 9, 10)
    assert life.complaint.locks == set() and life.steps[2:] == NEW_PAPER.split()
    assert [(mail.template, mail.to) for mail in life.last.notices] == [("M22", DOKU)]


def test_a_grade_that_waits_is_told_nobody() -> None:
    with pytest.raises(Refused, match=r"grade\.not_to_be_told"):
        commissioned(asked_back()).do(EnterGrade(2, "B", told=MONDAY))


def test_the_other_lock_stops_the_grading_itself() -> None:
    life = asked_back(terms=replace(TERMS, diploma_lock="grading"))
    with pytest.raises(Refused, match=r"complaint\.locked"):
        life.do(PAIR)
    life.do(RecordDiploma(returned=MONDAY))
    commissioned(life).do(EnterGrade(2, "C"))
    assert life.case.state is Phase.FINISHED and life.steps[-1] == "send_paper_back"


def test_a_formal_error_waits_for_the_paper() -> None:
    life = asked_back(type=Type.FORMAL)
    with pytest.raises(Refused, match=r"complaint\.locked"):
        life.do(DecideFormal("yes"))
    life.do(RecordDiploma(returned=MONDAY))
    life.do(DecideFormal("yes"))
    assert life.steps[2:] == INVALID.split() and life.mails()[-3:] == ["M22", "M22", "M21"]


def test_posted_in_time_is_in_time_and_the_lock_waits_for_the_paper() -> None:
    life = asked_back()
    life.do(RecordDiploma(posted=BY), on=BY)
    assert not life.case.open_deadlines("diploma_return") and life.complaint.locks
    life.today = date(2026, 9, 25)
    life.do(RecordDiploma(returned=life.today))
    assert not life.complaint.locks and not life.last.warnings and life.asked() == []


def late() -> Life:
    life = asked_back()
    life.today = date(2026, 9, 22)
    change = lapse(life.scene())
    life.changes.append(change)
    life.case = change.case
    return life


def test_nothing_is_dismissed_by_itself() -> None:
    life = late()
    assert life.case.state is Phase.REGISTERED and life.asked() == ["decide_on_dismissal"]
    (due,) = (d for d in life.case.open_deadlines("task"))
    assert due.due_on == date(2026, 9, 23) and not life.case.open_deadlines("diploma_return")
    life.do(Dismiss("diploma_not_returned", "Vitnemålet kom ikke"))
    assert life.case.state is Phase.DISMISSED and life.complaint.basis == "diploma_not_returned"
    assert life.asked() == [] and life.steps[-1] == "reject_because_not_returned"
    life.do(RecordDiploma(returned=date(2026, 9, 24)), on=date(2026, 9, 24))
    assert life.complaint.basis == "diploma_returned_late" and life.asked() == ["send_paper_back"]


def test_a_late_paper_is_taken_by_a_reason_or_dismissed() -> None:
    life = late()
    life.do(RecordDiploma(returned=date(2026, 9, 22)))
    assert life.last.warnings == (("diploma.late", {}),) and life.complaint.locks
    with pytest.raises(Refused, match=r"dismiss\.returned"):
        life.do(Dismiss("diploma_not_returned", "Kom ikke"))
    life.do(AcceptLate("Posten var i streik"))
    assert not life.complaint.locks and life.asked() == []
    again = late()
    again.do(RecordDiploma(returned=date(2026, 9, 22)))
    again.do(Dismiss("diploma_returned_late", "Kom for sent"))
    assert again.steps[-2:] == ["reject_because_not_returned", "send_paper_back"]


def test_a_late_paper_lets_a_grade_that_waited_stand() -> None:
    life = commissioned(asked_back())
    life.do(EnterGrade(2, "B"))
    life.do(RecordDiploma(returned=date(2026, 9, 23)), on=date(2026, 9, 23))
    assert life.case.state is Phase.AWAITING_DIPLOMA and life.asked() == ["decide_on_dismissal"]
    life.do(AcceptLate("Feil adresse i brevet"))
    assert life.case.state is Phase.FINISHED and life.complaint.decision == "GUNST"


def test_a_new_date_may_be_given() -> None:
    life = late()
    life.do(WriteLetter(1, date(2026, 9, 30)))
    assert life.asked() == [] and [d.raw_on for d in life.case.open_deadlines("diploma_return")] == [date(2026, 9, 30)]


@pytest.mark.parametrize(
    ("ground", "why"), [("diploma_not_returned", "dismiss.not_missed"), ("diploma_returned_late", "dismiss.not_missed")]
)
def test_before_the_date_nothing_is_missed(ground: Any, why: str) -> None:
    with pytest.raises(Refused) as refused:
        asked_back().do(Dismiss(ground, "Kom ikke"))
    assert refused.value.id == why


def test_a_diploma_found_to_be_out_while_the_complaint_runs_asks_for_letter_1() -> None:
    life = Life(diploma=holding("paper", "none"))
    assert life.steps == ["withhold_until_decided"]
    life.do(RecordDiploma(state="sent", issued=date(2026, 9, 8)), on=date(2026, 9, 10))
    assert life.complaint.diploma.known_on == date(2026, 9, 10) and life.complaint.locks == {Lock.VERIFICATION}
    assert life.asked() == ["letter_1"]


def found_after(grade: str) -> Life:
    life = commissioned(Life(diploma=holding("paper", "none")))
    life.do(EnterGrade(2, grade))
    life.do(RecordDiploma(state="sent", issued=MONDAY))
    return life


def test_a_diploma_found_to_be_out_after_the_protocol_asks_for_letter_2() -> None:
    life = found_after("B")
    assert life.steps == ["withhold_until_decided", "letter_2"] and life.complaint.locks == set()
    life.do(WriteLetter(2, BY))
    life.do(RecordDiploma(returned=BY), on=BY)
    assert life.steps[2:] == NEW_PAPER.split()


def test_letter_2_missed_ends_the_offer() -> None:
    life = found_after("B")
    life.do(WriteLetter(2, BY))
    life.today = date(2026, 9, 22)
    change = lapse(life.scene())
    found = change.case.complaint
    assert found and [(step.step, step.on) for step in found.steps[-2:]] == [
        ("no_new_paper_diploma", date(2026, 9, 22)),
        ("refer_to_earlier_information_and_portal", None),
    ]
    assert change.case.state is Phase.FINISHED and not change.case.open_deadlines("diploma_return")
    life.case = change.case
    life.do(RecordDiploma(returned=date(2026, 9, 22)))
    assert life.steps[-1] == "refer_to_earlier_information_and_portal" and life.last.warnings


def test_an_unchanged_grade_asks_nothing_of_a_paper_found_to_be_out() -> None:
    assert found_after("C").steps == ["withhold_until_decided"]


def test_letter_3_says_that_the_new_one_has_been_produced() -> None:
    life = commissioned(Life(diploma=holding("digital", "sent")))
    life.do(EnterGrade(2, "B"))
    assert "M20" in life.mails()
    with pytest.raises(Refused, match=r"letter\.no_date"):
        life.do(WriteLetter(3, BY))
    life.do(WriteLetter(3))
    assert life.asked() == ["send_protocol", "kval_mrk_note"]


def test_withdrawn_before_the_paper_came_leaves_it_with_the_student() -> None:
    life = asked_back()
    life.do(WithdrawComplaint(MONDAY))
    assert not life.case.open_deadlines() and life.steps == ["letter_1", "hold_verification_until_paper_returned"]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (RecordDiploma(), "diploma.nothing"),
        (RecordDiploma(state="sent"), "diploma.which"),
        (RecordDiploma(returned=MONDAY), "diploma.not_out"),
        (RecordDiploma(kind="paper", issued=date(2026, 9, 8)), "date.future"),
        (RecordDiploma(kind="paper", state="sent", issued=MONDAY, returned=date(2026, 9, 4)), "diploma.before_issued"),
        (RecordDiploma(kind="digital", state="sent", returned=MONDAY), "diploma.not_out"),
    ],
)
def test_what_cannot_be_is_refused(act: RecordDiploma, why: str) -> None:
    with pytest.raises(Refused) as refused:
        Life().do(act)
    assert refused.value.id == why


def test_a_paper_is_not_posted_after_it_came() -> None:
    with pytest.raises(Refused, match=r"diploma\.posted_after"):
        asked_back().do(RecordDiploma(posted=date(2026, 9, 9), returned=date(2026, 9, 8)), on=date(2026, 9, 9))
