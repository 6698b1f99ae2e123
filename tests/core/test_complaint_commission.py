"""Klagekommisjon: two new examiners, one external; what they are told, by when (R119–R121, M31; law.md L16)."""

from datetime import date

import pytest
from complained import MONDAY, STUDENT, Life

from core.domain.complaint.case import Phase, Type
from core.domain.complaint.commission import Appoint, Send
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.outside import reminders
from core.errors import Refused

ANNE, BERIT, CARL = "Anne Ås <anne@example.org>", "Berit <berit@example.com>", "Carl <carl@example.net>"
PAIR = Appoint(2, "17", (ANNE,), (BERIT,))
OUT = Send(2, MONDAY, date(2026, 9, 21))


def test_two_examiners_one_of_them_external() -> None:
    life = Life()
    change = life.do(PAIR)
    (commission,) = life.complaint.commissions
    assert [(e.name, e.email, e.external) for e in commission.examiners] == [
        ("Anne Ås", "anne@example.org", False),
        ("Berit", "berit@example.com", True),
    ]
    assert [(mail.template, mail.to.kind, mail.facts["what"]) for mail in change.notices] == [
        ("M31", "named", "appointed"),
        ("M31", "named", "appointed"),
    ]
    assert life.case.state is Phase.REGISTERED
    life.do(OUT)
    assert life.case.state is Phase.GRADING and life.complaint.commissions[0].sent_on == MONDAY


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (Appoint(2, "17", (ANNE,)), "commission.too_few"),
        (Appoint(2, "17", (), (BERIT,)), "commission.too_few"),
        (Appoint(2, "17", (ANNE, CARL)), "commission.no_external"),
        (Appoint(2, "17"), "commission.nobody"),
        (Appoint(2, "17", (ANNE,), ("Anne <ANNE@example.org>",)), "examiner.twice"),
        (Appoint(2, "17", (ANNE,), (f"Ho <{STUDENT.email}>",)), "examiner.student"),
        (Appoint(2, "17", (ANNE,), ("berit@example.com",)), "examiner.unreadable"),
        (Appoint(2, "17", (ANNE,), ("Berit <berit>",)), "examiner.unreadable"),
        (Appoint(2, " ", (ANNE,), (BERIT,)), "text.empty"),
        (Appoint(3, "18", (ANNE,), (BERIT,)), "grade.third_not_due"),
        (OUT, "commission.none"),
    ],
)
def test_round_two_refuses(act: object, why: str) -> None:
    life = Life()
    with pytest.raises(Refused) as refused:
        life.do(act)
    assert refused.value.id == why


def in_third() -> Life:
    life = Life()
    for act in (PAIR, OUT, EnterGrade(2, "A")):
        life.do(act)
    return life


def test_round_three_warns() -> None:
    life = in_third()
    change = life.do(Appoint(3, "18", (ANNE,)))
    assert [id for id, _ in change.warnings] == ["commission.too_few", "commission.no_external", "commission.not_new"]
    assert not life.do(Appoint(3, "18", (CARL,), ("Dag <dag@example.org>",))).warnings
    assert [commission.round for commission in life.complaint.commissions] == [2, 3]
    with pytest.raises(Refused, match=r"commission\.round_over"):
        life.do(PAIR)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (Send(2, date(2026, 9, 8), date(2026, 9, 21)), "date.future"),
        (Send(2, date(2026, 9, 4), date(2026, 9, 21)), "complaint.before_received"),
        (Send(2, MONDAY, date(2026, 9, 4)), "commission.due_before"),
    ],
)
def test_days_that_cannot_be(act: Send, why: str) -> None:
    life = Life()
    life.do(PAIR)
    with pytest.raises(Refused) as refused:
        life.do(act)
    assert refused.value.id == why


def test_a_date_later_than_ours_is_said() -> None:
    life = Life()
    life.do(PAIR)
    assert [id for id, _ in life.do(Send(2, MONDAY, date(2026, 10, 1))).warnings] == ["commission.after_ours"]


def test_a_late_complaint_gets_no_commission() -> None:
    late = date(2026, 9, 22)
    with pytest.raises(Refused, match=r"complaint\.late"):
        Life(late, received_on=late).do(PAIR)


@pytest.mark.parametrize("type", [Type.REASONS, Type.FORMAL])
def test_only_a_grade_has_a_commission(type: Type) -> None:
    with pytest.raises(Refused, match=r"act\.type"):
        Life(type=type).do(PAIR)


def test_examiners_are_reminded_until_they_have_graded() -> None:
    life = Life()
    life.do(PAIR)
    (ours,) = life.case.open_deadlines("sensurfrist")
    assert not reminders(life.case, ours, "-7")  # not sent yet
    life.do(OUT)
    told = reminders(life.case, ours, "-7")
    assert [(mail.template, mail.facts["what"], mail.facts["due_on"]) for mail in told] == [
        ("M31", "reminded", "2026-09-21")
    ] * 2
    assert not reminders(life.case, ours, "+1")
    life.do(EnterGrade(2, "A"))
    assert not reminders(life.case, ours, "-1")
