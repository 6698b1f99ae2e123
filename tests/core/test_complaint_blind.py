"""The blind package lacks original grade and every reason, by proof; the one of round 3 has them (law.md L16, L17)."""

from dataclasses import asdict, fields, replace
from datetime import date

import pytest
from complained import MONDAY, PAIR, STUDENT, THIRD, Life, graded
from hypothesis import given
from hypothesis import strategies as st

from core.domain.case import Case
from core.domain.complaint.blind import WITHHELD, Package, Shown, package
from core.domain.complaint.case import Complaint, Decision, Part
from core.domain.complaint.commission import Send
from core.domain.complaint.grades import SCALES
from core.errors import Refused

SECRETS = {
    "original_grade": "D",
    "student_reasons": "Sensor har oversett oppgave 3",
    "remark": "Ringte og var oppbrakt",
    "journal_number": "2026/4711-1",
    "explanation_given": date(2026, 9, 4),
    "parts": (Part("Skriftlig", 60, "D"), Part("Prosjekt", 40, "A")),
}


def sent() -> Case:
    life = Life(part="Skriftlig", part_weight=60, **SECRETS)
    life.do(PAIR)
    life.do(Send(2, MONDAY, date(2026, 9, 21)))
    return life.case


def said(found: Package) -> str:
    """Everything in a package as text, field by field."""
    return "\n".join(str(value) for value in asdict(found.shown).values())


def test_no_original_grade_and_no_reason_stands_in_it() -> None:
    found = package(sent(), 2)
    assert found.revealed is None
    values = list(asdict(found.shown).values())
    assert not {"D", "A", SECRETS["explanation_given"], SECRETS["parts"]} & set(map(str, values))
    for secret in ("oppgave 3", "oppbrakt", "4711", STUDENT.name, STUDENT.email, "900001"):
        assert secret not in said(found)


@given(st.sampled_from(SCALES["letters"]), st.sampled_from(SCALES["letters"]), st.text(), st.text())
def test_what_is_withheld_makes_no_difference_to_it(grade: str, other: str, reasons: str, remark: str) -> None:
    """The proof: the package is the same whatever the first grade, the reasons and the rest of the student's case."""
    case = sent()
    assert case.complaint
    different = replace(
        case.complaint,
        original_grade=grade,
        parts=(Part("Skriftlig", 60, grade), Part("Prosjekt", 40, other)),
        student_reasons=reasons,
        remark=remark,
        journal_number=remark,
        explanation_given=date(2026, 9, 1),
        decision=Decision.FAVOUR,
        reason=reasons,
        student_number=remark,
    )
    assert package(replace(case, complaint=different, reporter=replace(STUDENT, name=reasons)), 2) == package(case, 2)


def test_it_says_what_was_withheld_and_why() -> None:
    found = package(sent(), 2)
    assert dict(found.withheld) == WITHHELD
    assert {"original_grade", "original_reasons", "student_reasons"} <= {what for what, _ in found.withheld}


def test_it_has_no_field_for_what_is_withheld() -> None:
    shared = {field.name for field in fields(Shown)} & {field.name for field in fields(Complaint)}
    assert shared == {"term", "part", "scale"}


def test_round_three_is_not_blind() -> None:
    life = graded("A", original_grade="D", student_reasons="Oppgave 3")
    life.do(THIRD)
    found = package(life.case, 3)
    assert found.revealed and found.withheld == ()
    assert (found.revealed.original_grade, found.revealed.second_grade) == ("D", "A")
    assert found.revealed.student_reasons == "Oppgave 3" and found.revealed.journal_number == "2026/1-1"


def test_without_a_commission_there_is_nobody_to_send_it_to() -> None:
    with pytest.raises(Refused, match=r"commission\.none"):
        package(Life().case, 2)
