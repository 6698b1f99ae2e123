"""Grades: the decision vectors of law.md, the gap, pass or fail, the total (R127, R136–R138, R142, D16)."""

import pytest
from complained import rows
from hypothesis import given
from hypothesis import strategies as st

from core.domain.complaint.case import Decision, Part, Scale
from core.domain.complaint.decision import decide, third_due
from core.domain.complaint.diploma import Outcome, outcome_of
from core.domain.complaint.grades import SCALES, gap, mark, on_scale, total
from core.errors import Refused

LETTERS = st.sampled_from(SCALES["letters"])


@pytest.mark.parametrize(
    ("before", "after", "scale", "decision", "third"),
    [
        ("A", "B", "letters", "UGUNST", False),
        ("C", "B", "letters", "GUNST", False),
        ("C", "C", "letters", "UENDRET", False),
        ("F", "F", "letters", "UENDRET", False),
        ("F", "E", "letters", "GUNST", False),
        ("E", "F", "letters", "UGUNST", False),
        ("C", "A", "letters", "GUNST", True),
        ("F", "D", "letters", "GUNST", True),
        ("Bestått", "Ikke bestått", "passfail", "UGUNST", False),
        ("Ikke bestått", "Bestått", "passfail", "GUNST", False),
    ],
)
def test_decision_vectors_of_law_md(before: str, after: str, scale: Scale, decision: str, third: bool) -> None:
    assert decide(before, after, scale) == decision
    assert third_due(gap(before, after, scale)) is third


def test_e_to_f_ends_the_degree() -> None:
    assert outcome_of("E", "F") is Outcome.FAILED
    assert outcome_of("F", "F") is Outcome.UNCHANGED
    assert outcome_of("F", "E") is Outcome.CHANGED
    assert outcome_of("Bestått", "Ikke bestått") is Outcome.FAILED


@given(LETTERS, LETTERS)
def test_decision_and_gap_agree(before: str, after: str) -> None:
    back = {Decision.FAVOUR: Decision.AGAINST, Decision.AGAINST: Decision.FAVOUR}
    decision = decide(before, after, "letters")
    assert decide(after, before, "letters") is back.get(decision, Decision.UNCHANGED)
    assert gap(before, after, "letters") == gap(after, before, "letters")
    assert (gap(before, after, "letters") == 0) is (decision is Decision.UNCHANGED)


def test_the_mark_follows_the_grade() -> None:
    marks = {grade: mark(grade) for scale in SCALES.values() for grade in scale}
    assert "".join(marks.values()) == "BBBBBSBS"


@pytest.mark.parametrize(("written", "scale", "read"), [(" c ", "letters", "C"), ("bestått", "passfail", "Bestått")])
def test_a_grade_is_read_as_its_scale_writes_it(written: str, scale: Scale, read: str) -> None:
    assert on_scale(written, scale) == read


@pytest.mark.parametrize(
    ("grade", "scale"), [("G", "letters"), ("Bestått", "letters"), ("A", "passfail"), ("", "letters")]
)
def test_a_grade_off_the_scale_is_refused(grade: str, scale: Scale) -> None:
    with pytest.raises(Refused, match=r"grade\.off_scale"):
        on_scale(grade, scale)


@pytest.mark.parametrize(
    ("parts", "grade"),
    [
        ("A50 B50", "A"),  # 4.5: half rounds up
        ("B50 E50", "C"),  # 2.5
        ("A49 B51", "B"),
        ("C60 B40", "C"),
        ("A90 F10", "F"),
        ("E100", "E"),
        ("A34 C33 E33", "C"),
    ],
)
def test_the_total_is_the_weighted_mean(parts: str, grade: str) -> None:
    assert total([Part(str(n), int(part[1:]), part[0]) for n, part in enumerate(parts.split())]) == grade


def test_a_passed_part_has_no_points_and_a_failed_one_fails_the_course() -> None:
    lab = Part("Lab", 20, "Bestått")
    assert total([Part("Eksamen", 80, "B"), lab]) == "B"
    assert total([Part("Eksamen", 80, "B"), Part("Lab", 20, "Ikke bestått")]) == "F"
    assert total([Part("Praksis", 100, "Ikke bestått")]) == "Ikke bestått"
    assert total([Part("Praksis", 80, "Bestått"), lab]) == "Bestått"


@pytest.mark.parametrize("weights", [(50, 49), (60, 60), ()])
def test_weights_that_do_not_sum_are_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match=r"parts\.weights"):
        total([Part(str(n), weight, "C") for n, weight in enumerate(weights)])


@given(st.lists(LETTERS.filter(lambda grade: grade != "F"), min_size=2, max_size=2), st.integers(1, 99))
def test_a_total_lies_between_its_parts(grades: list[str], weight: int) -> None:
    found = total([Part("a", weight, grades[0]), Part("b", 100 - weight, grades[1])])
    assert min(grades) <= found <= max(grades)


def test_the_parts_of_the_data_sum_to_a_whole() -> None:
    references = {row["case_reference"] for row in rows("complaints-parts.csv")}
    for reference in references:
        mine = [row for row in rows("complaints-parts.csv") if row["case_reference"] == reference]
        assert total([Part(row["assessment_part"], int(row["part_weight"]), row["grade"]) for row in mine])
