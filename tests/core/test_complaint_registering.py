"""A complaint is registered once, on the right course, part and student; one line for what is wrong (R108–R118)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from complained import MONDAY, Life, lodged, staff

from core.domain.case import HANDLES, Case, role_at
from core.domain.complaint.answering import DecideFormal, GiveReasons
from core.domain.complaint.case import Part, Type
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.ending import WithdrawComplaint
from core.domain.complaint.registering import Lodged, title
from core.domain.complaint.registrable import checked, require_may_register
from core.domain.policy import Actor, Grant
from core.errors import Forbidden, Refused

PARTS = (Part("Skriftlig", 60, "C"), Part("Prosjekt", 40, "B"))


def test_a_complaint_has_the_clocks_of_its_type_and_a_receipt() -> None:
    life = Life()
    assert {d.kind: (d.raw_on, d.owner, d.rule) for d in life.case.deadlines} == {
        "sensurfrist": (date(2026, 9, 28), HANDLES, "sensurfrist@1"),
        "preliminary_reply": (date(2026, 10, 7), HANDLES, "preliminary_reply@1"),
    }
    (receipt,) = life.last.notices
    assert receipt.template == "M29" and receipt.facts["expected_on"] == "2026-09-28"
    assert (life.case.kind, life.case.handles.id) == ("complaint", "caseworker")
    assert replace(life.case, handler=None).handles == role_at("caseworker", "EN")


def test_reasons_have_two_weeks_beside() -> None:
    life = Life(type=Type.REASONS)
    assert [d.kind for d in life.case.deadlines] == ["explanation", "sensurfrist", "preliminary_reply"]
    assert life.last.notices[0].facts["expected_on"] == "2026-09-21"


def test_the_receipt_of_what_came_too_late_promises_nothing_and_tells_the_limit() -> None:
    (receipt,) = Life(announced=date(2026, 8, 14)).last.notices  # limit: Friday 4 September
    assert (receipt.facts["expected_on"], receipt.facts["limit"]) == ("", "2026-09-04")
    assert Life().last.notices[0].facts["limit"] == ""


def test_the_title_says_nothing_of_the_student() -> None:
    assert title(lodged(part="Skriftlig").complaint) == "Klage på karakter, Skriftlig"


@pytest.mark.parametrize(("state", "said"), [(Issue.SENT, ["out"]), (Issue.PRODUCED, ["produced"]), (Issue.NONE, [])])
def test_a_diploma_that_is_there_is_said(state: Issue, said: list[str]) -> None:
    """R111: also where it has been printed only."""
    diploma = Diploma(kinds_of("paper"), state, MONDAY if state is Issue.SENT else None)
    expected = tuple((f"complaint.diploma_{each}", {"kind": "paper"}) for each in said)
    assert Life(diploma=diploma).last.warnings == expected
    assert Life(diploma=diploma, type=Type.REASONS).last.warnings == (), "it is for grades and formal errors (R178)"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"original_grade": "G"}, "grade.off_scale"),
        ({"scale": "passfail"}, "grade.off_scale"),
        ({"received_on": date(2026, 8, 30)}, "complaint.before_announced"),
        ({"sent_on": date(2026, 8, 30)}, "complaint.before_announced"),
        ({"sent_on": date(2026, 9, 8)}, "date.future"),
        ({"received_on": date(2026, 9, 8)}, "date.future"),
        ({"announced": date(2026, 9, 8)}, "date.future"),
        ({"received_on": date(2026, 9, 4), "sent_on": date(2026, 9, 7)}, "complaint.sent_after"),
        ({"part": "Skriftlig", "parts": PARTS[:1]}, "parts.weights"),
        ({"part": "Skriftlig", "parts": (PARTS[0], replace(PARTS[0], weight=40))}, "parts.twice"),
        ({"part": "Muntlig", "parts": PARTS}, "parts.not_there"),
        ({"part": "Skriftlig", "parts": PARTS, "part_weight": 50}, "parts.differ"),
        ({"part": "Prosjekt", "parts": PARTS}, "parts.differ"),
        ({"parts": PARTS}, "complaint.on_total"),
        ({"part": "Skriftlig", "parts": (replace(PARTS[0], grade="Q"), PARTS[1])}, "grade.off_scale"),
        ({"student_number": " "}, "text.empty"),
        ({"term": ""}, "text.empty"),
    ],
)
def test_bad_input_is_one_clear_line(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(lodged(**changes), staff(), MONDAY)
    assert refused.value.id == why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"unit": "XX"}, "unit.unknown"),
        ({"course": "XYZ"}, "course.unknown"),
        ({"caseworker": "xyz"}, "person.unknown"),
    ],
)
def test_what_the_directory_does_not_know_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused) as refused:
        checked(replace(lodged(), **changes), staff(), MONDAY)
    assert refused.value.id == why


def beside(**changes: Any) -> Case:
    return Life(**changes).case


def again(*siblings: Case, **changes: Any) -> Lodged:
    return checked(lodged(**changes), staff(), MONDAY, siblings)


def test_one_open_case_per_student_part_and_type() -> None:
    with pytest.raises(Refused, match=r"complaint\.twice"):
        again(beside())
    assert again(beside(type=Type.REASONS)).complaint.type is Type.GRADE
    part = {"part": "Prosjekt", "parts": PARTS, "original_grade": "B"}
    again(beside(part="Skriftlig", parts=PARTS), **part)
    done = Life()
    done.do(WithdrawComplaint(MONDAY))
    again(done.case)


def test_none_on_the_total_where_a_part_is_known() -> None:
    with pytest.raises(Refused, match=r"complaint\.on_total"):
        again(beside(part="Skriftlig", parts=PARTS), type=Type.REASONS)


def test_a_sibling_starts_the_clock_anew() -> None:
    explained, formal = Life(type=Type.REASONS), Life(type=Type.FORMAL)
    explained.do(GiveReasons(MONDAY))
    formal.do(DecideFormal("no"))
    found = again(explained.case, formal.case).complaint
    assert (found.explanation_given, found.formal_decided_on) == (MONDAY, MONDAY)
    assert again().complaint.explanation_given is None


def test_who_may_register() -> None:
    require_may_register(Actor(None, MONDAY), "EN")
    require_may_register(Actor("caseworker", MONDAY, (Grant("caseworker", "EN"),)), "EN")
    for grants in ((), (Grant("caseworker", "TO"),), (Grant("contact", "EN"),)):
        with pytest.raises(Forbidden):
            require_may_register(Actor("x", MONDAY, grants), "EN")
