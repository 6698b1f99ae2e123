"""The student's own limits: how long, from what they run, what counts as in time (law.md L13–L15, L22–L24)."""

from datetime import date
from typing import Any

import pytest
from complained import MONDAY, Life, complaint

from core.domain.complaint.case import Type
from core.domain.complaint.ending import AcceptLate, Dismiss
from core.domain.complaint.limits import in_time, limit
from core.errors import Refused


@pytest.mark.parametrize(
    ("announced", "raw", "due"),
    [
        ("2017-12-05", "2017-12-26", "2017-12-27"),
        ("2018-11-30", "2018-12-21", "2018-12-21"),
        ("2025-12-05", "2025-12-26", "2025-12-29"),
        ("2026-04-23", "2026-05-14", "2026-05-15"),
        ("2027-03-04", "2027-03-25", "2027-03-30"),
        ("2027-04-26", "2027-05-17", "2027-05-18"),
    ],
)
def test_deadline_vectors_of_law_md(announced: str, raw: str, due: str) -> None:
    start = date.fromisoformat(announced)
    found = limit(complaint(announced=start, received_on=start))
    assert (found.raw_on.isoformat(), found.due_on.isoformat()) == (raw, due)


@pytest.mark.parametrize(
    ("type", "basis", "old"),
    [(Type.REASONS, "§ 11-8", "§ 5-3"), (Type.FORMAL, "§ 11-9", "§ 5-2"), (Type.GRADE, "§ 11-10", "§ 5-3")],
)
def test_each_type_has_its_legal_basis_old_and_new(type: Type, basis: str, old: str) -> None:
    new, before = (limit(complaint(type=type, announced=day)) for day in (date(2024, 8, 1), date(2024, 7, 31)))
    assert new.rule.basis.endswith(basis) and new.rule.version == 2
    assert before.rule.basis.endswith(old) and before.rule.version == 1


def test_reasons_are_asked_for_within_a_week_whatever_came_later() -> None:
    asked = complaint(type=Type.REASONS, explanation_given=date(2026, 9, 4))
    assert (limit(asked).since, limit(asked).due_on) == ("announced", date(2026, 9, 7))


@pytest.mark.parametrize(
    ("changes", "since"),
    [
        ({}, "announced"),
        ({"explanation_given": date(2026, 9, 3)}, "explanation"),
        ({"formal_decided_on": date(2026, 9, 3)}, "formal_error"),
        ({"explanation_given": date(2026, 9, 3), "formal_decided_on": date(2026, 9, 4)}, "formal_error"),
        ({"explanation_given": date(2026, 8, 1)}, "announced"),
    ],
)
def test_the_clock_starts_anew_with_the_last_of_them(changes: dict[str, Any], since: str) -> None:
    assert limit(complaint(**changes)).since == since


def test_the_day_it_was_sent_counts() -> None:
    last = limit(complaint()).due_on
    received = date(2026, 9, 25)
    assert not in_time(complaint(received_on=received))
    assert in_time(complaint(received_on=received, sent_on=last))
    assert not in_time(complaint(received_on=received, sent_on=date(2026, 9, 22)))


LATE = date(2026, 9, 22)


def test_a_late_complaint_is_taken_by_a_reason_or_dismissed() -> None:
    life = Life(LATE, received_on=LATE)
    assert life.last.warnings == (("complaint.is_late", {"limit": date(2026, 9, 21)}),)
    life.do(AcceptLate("Syk, legeerklæring"))
    assert life.complaint.late_accepted and life.complaint.flags == ("late_but_accepted",)
    with pytest.raises(Refused, match=r"dismiss\.not_late"):
        life.do(Dismiss("late", "For sent"))
    with pytest.raises(Refused, match=r"late\.nothing"):
        life.do(AcceptLate("En gang til"))


def test_after_a_year_nothing_is_taken() -> None:
    life = Life(date(2027, 9, 1), received_on=date(2027, 9, 1))
    with pytest.raises(Refused, match=r"late\.year"):
        life.do(AcceptLate("Syk"))
    Life(date(2027, 8, 31), received_on=date(2027, 8, 31)).do(AcceptLate("Syk"))


def test_what_is_in_time_is_not_accepted_late_nor_dismissed_as_late() -> None:
    with pytest.raises(Refused, match=r"late\.nothing"):
        Life().do(AcceptLate("Ingen grunn"))
    with pytest.raises(Refused, match=r"dismiss\.not_late"):
        Life(MONDAY).do(Dismiss("late", "For sent"))
