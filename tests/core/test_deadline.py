"""Which rule dates a deadline, which of its dates counts, and the rules delivered (workflow.md §5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.calendar import Period
from core.domain.case import HANDLES, Deadline
from core.domain.deadline import INSTITUTION, Planned, Rule, days_left, overdue, plan, remind_by, rule_by, rule_for
from core.domain.rules import DEFAULT_RULES
from core.domain.terms import Terms
from core.errors import Refused

START = date(2026, 11, 27)
TERMS = Terms("IE", DEFAULT_RULES)
GENERAL = Rule("follow_up", 1, "follow_up", date(2020, 1, 1), None, Period(4, "week"), "")
TODAY = date(2026, 3, 2)


def deadline(planned: Planned) -> Deadline:
    dates = planned.dates
    return Deadline("d", planned.kind, HANDLES, dates.raw_on, dates.due_on, dates.act_on, planned.rule, "")


# workflow.md §5, the table: kind, default (None: always given), from Friday 27 November 2026
TABLE = [
    ("triage", "5 working days", "2026-12-04"),
    ("follow_up", "4 weeks", "2026-12-25"),
    ("preliminary_reply", "1 month", "2026-12-27"),
    ("promise", None, None),
    ("acceptance", "5 working days", "2026-12-04"),
    ("measure", "4 weeks", "2026-12-25"),
    ("hearing", "2 weeks", "2026-12-11"),
    ("reregister", "1 working day", "2026-11-30"),
    ("hse_received", "1 working day", "2026-11-30"),
    ("explanation", "2 weeks", "2026-12-11"),
    ("sensurfrist", "3 weeks", "2026-12-18"),
    ("third_grading", "3 weeks", "2026-12-18"),
    ("diploma_return", "2 weeks", "2026-12-11"),
    ("task", "5 working days", "2026-12-04"),
]


@pytest.mark.parametrize(("kind", "period", "raw"), TABLE)
def test_the_delivered_rules_are_the_table(kind: str, period: str | None, raw: str | None) -> None:
    rule = rule_for(kind, START, "IE", DEFAULT_RULES)
    assert (str(rule.period) if rule.period else None) == period
    assert rule.basis
    if raw:
        assert plan(kind, START, TERMS, rule_on=START).dates.raw_on.isoformat() == raw


def test_nothing_is_delivered_beside_the_table() -> None:
    assert {rule.kind for rule in DEFAULT_RULES} == {kind for kind, _, _ in TABLE}
    refs = [(rule.ref, rule.faculty) for rule in DEFAULT_RULES]
    assert len(refs) == len(set(refs))
    assert {kind for kind, _, _ in TABLE} > INSTITUTION


def test_reasons_before_the_act_of_2024_keep_their_old_rule() -> None:
    old = rule_for("explanation", date(2024, 7, 31), "IE", DEFAULT_RULES)
    new = rule_for("explanation", date(2024, 8, 1), "IE", DEFAULT_RULES)
    assert (old.ref, new.ref) == ("explanation@1", "explanation@2")
    assert "§ 11-8" in new.basis


def test_the_newest_rule_in_force_holds_and_the_highest_version_among_equals() -> None:
    second = replace(GENERAL, version=2, valid_from=date(2026, 3, 2))
    third = replace(second, version=3)
    older = replace(GENERAL, version=8, valid_from=date(2025, 1, 1))
    future = replace(GENERAL, version=9, valid_from=date(2026, 3, 3))
    rules = (future, third, older, GENERAL, second)
    assert rule_for("follow_up", TODAY, "IE", rules) == third
    assert rule_for("follow_up", date(2026, 3, 1), "IE", rules) == older
    assert rule_for("follow_up", date(2024, 12, 31), "IE", rules) == GENERAL
    assert rule_for("follow_up", date(2026, 3, 3), "IE", rules) == future


def test_a_facultys_own_rule_goes_before_a_newer_general_one() -> None:
    own = replace(GENERAL, faculty="HF", period=Period(3, "week"))
    newer = replace(GENERAL, version=2, valid_from=date(2025, 1, 1))
    assert rule_for("follow_up", TODAY, "HF", (newer, own)) == own
    assert rule_for("follow_up", TODAY, "IE", (newer, own)) == newer


def test_no_rule_in_force_is_a_refusal_with_kind_and_date() -> None:
    for kind, on in (("follow_up", date(2019, 12, 31)), ("hearing", TODAY)):
        with pytest.raises(Refused) as refusal:
            rule_for(kind, on, "IE", (GENERAL,))
        assert (refusal.value.id, refusal.value.values) == ("deadline.no_rule", {"kind": kind, "on": on})


def test_a_deadline_finds_the_rule_it_was_born_under() -> None:
    newer, own = replace(GENERAL, version=2), replace(GENERAL, faculty="HF")
    terms = Terms("HF", (newer, own, GENERAL))
    assert rule_by("follow_up@1", terms) == GENERAL
    assert rule_by("follow_up@1/HF", replace(terms, faculty="IE")) == own, "also when the case has gone on"
    for gone in ("follow_up@3", "follow_up@2/HF"):
        with pytest.raises(Refused) as refusal:
            rule_by(gone, terms)
        assert (refusal.value.id, refusal.value.values) == ("deadline.unknown_rule", {"rule": gone})


def test_a_rule_that_was_used_is_what_it_was_then() -> None:
    now = replace(GENERAL, period=Period(9, "week"))
    assert rule_by("follow_up@1", Terms("IE", (now,), kept=(GENERAL,))) == GENERAL
    assert rule_by("follow_up@1", Terms("IE", (), kept=(GENERAL,))) == GENERAL
    assert rule_for("follow_up", TODAY, "IE", Terms("IE", (now,), kept=(GENERAL,)).rules) == now


@pytest.mark.parametrize("wrong", [{"version": 0}, {"remind": (-1,)}, {"repeat": -7}, {"escalate": (367,)}])
def test_a_rule_with_impossible_numbers_is_not_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="0 to 366"):
        replace(GENERAL, **wrong)


def test_a_plan_names_its_rule_first_and_keeps_the_three_dates() -> None:
    planned = plan("follow_up", START, TERMS, rule_on=START)
    dates = planned.dates
    assert planned.rule == "follow_up@1"
    assert [step.id for step in dates.trace] == ["rule", "start", "add", "holiday", "back"]
    assert dates.trace[0].values == ("follow_up@1", rule_by("follow_up@1", TERMS).basis)
    assert (dates.raw_on.day, dates.due_on.day, dates.act_on.day) == (25, 28, 24)


def test_a_given_date_goes_before_the_rules_period() -> None:
    planned = plan("measure", START, TERMS, rule_on=START, given=date(2026, 12, 26))
    assert [step.id for step in planned.dates.trace] == ["rule", "given", "weekend", "shift"]
    assert planned.dates.due_on == date(2026, 12, 28)


def test_a_promise_without_its_date_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        plan("promise", START, TERMS, rule_on=START)
    assert (refusal.value.id, refusal.value.values) == ("deadline.no_date", {"kind": "promise"})


def test_local_closed_days_count() -> None:
    terms = replace(TERMS, closed=frozenset({date(2026, 11, 30)}))
    assert plan("reregister", START, terms, rule_on=START).dates.due_on == date(2026, 12, 1)


@pytest.mark.parametrize("kind", [kind for kind, _, _ in TABLE])
def test_the_institutions_duty_is_over_after_raw_and_a_persons_after_the_shifted_date(kind: str) -> None:
    """Friday 25 December 2026 is a holiday: act by the 24th, due on Monday the 28th (D17)."""
    owed = deadline(plan(kind, START, TERMS, rule_on=START, given=date(2026, 12, 25)))
    duty = kind in {"follow_up", "preliminary_reply", "explanation", "sensurfrist"}
    last = date(2026, 12, 25) if duty else date(2026, 12, 28)
    assert not overdue(owed, last) and days_left(owed, last) == 0
    assert overdue(owed, last + timedelta(1)) and days_left(owed, last + timedelta(1)) == -1
    assert days_left(owed, last - timedelta(9)) == 9
    assert remind_by(kind, owed.due_on, owed.act_on) == (date(2026, 12, 24) if duty else last)
