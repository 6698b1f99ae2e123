"""Every row of complaints.csv, played through its events, ends as complaints-expected.json foresees (issue 4)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from complained import noon
from taken_over import AS_OF, EXPECTED, ROWS, ended, event, events_of, foreseen, play, summary

from core.domain.complaint import replay
from core.domain.complaint.events import Event
from core.domain.complaint.registering import Lodged
from core.errors import Refused


@pytest.mark.parametrize("reference", EXPECTED)
def test_every_row_ends_as_foreseen(reference: str) -> None:
    assert summary(ended(reference)) == foreseen(reference)


def test_each_row_is_foreseen() -> None:
    assert ROWS.keys() == EXPECTED.keys() and len(ROWS) == 50


def test_nothing_is_mailed_of_the_past_and_the_history_says_where_it_is_from() -> None:
    for reference in ROWS:
        for scene, change in play(reference):
            assert change.notices == () and not change.undoable
            assert change.values["from"] in ("fs", "derived"), change.kind
            assert change.case.closed_at is None or change.case.closed_at <= noon(AS_OF)
            assert scene.terms.diploma_lock == "verification"


def test_each_act_is_entered_on_its_day_on_the_case_as_it_was() -> None:
    for reference in ROWS:
        played = play(reference)
        assert played[0][1].kind == "register"
        for (before, change), (after, _) in pairwise(played):
            assert after.case == replace(change.case, version=before.case.version + 1)
            assert before.now <= after.now
        numbers = [task.number for task in played[-1][1].case.tasks]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_running_case_owes_what_it_owes() -> None:
    running = ended("KLAGE-2026-1386")
    assert {d.kind for d in running.open_deadlines()} == {"sensurfrist", "preliminary_reply"}
    for reference, case in ((reference, ended(reference)) for reference in ROWS):
        if case.closed_at:
            assert {d.kind for d in case.open_deadlines()} <= {"task"}, reference


def test_the_day_up_to_which_it_is_played() -> None:
    before = play("KLAGE-2026-1242", date(2026, 7, 6))[-1][1].case
    assert before.closed_at is None and before.open_deadlines("diploma_return")
    after = play("KLAGE-2026-1242", date(2026, 7, 7))[-1]
    assert after[1].values["from"] == "derived" and after[1].case.state == "dismissed"


def test_letter_3_and_the_total_are_derived() -> None:
    kinds = [(change.kind, change.values["from"]) for _, change in play("KLAGE-2026-1352")]
    assert kinds[-1] == ("letter", "derived")
    kinds = [(change.kind, change.values["from"]) for _, change in play("KLAGE-2026-1069")]
    assert kinds[-1] == ("total", "derived")


LATE = "KLAGE-2026-1319"


def test_a_late_complaint_that_was_taken() -> None:
    events = [
        *events_of(LATE),
        event("2026-07-01", "late_accepted", "Sykdom"),
        event("2026-07-10", "second_graded", "B"),
    ]
    found = play(LATE, events=events)[-1][1].case.complaint
    assert found and (found.decision, found.late_accepted, found.flags) == ("GUNST", "Sykdom", ("late_but_accepted",))


def test_a_late_complaint_that_was_graded_without_being_taken_is_refused() -> None:
    with pytest.raises(Refused, match=r"complaint\.late"):
        play(LATE, events=[*events_of(LATE), event("2026-07-10", "second_graded", "B")])


def test_a_third_grade_where_none_is_due_is_flagged() -> None:
    reference = "KLAGE-2026-1236"
    found = play(reference, events=[*events_of(reference), event("2026-07-20", "third_graded", "A")])[-1][
        1
    ].case.complaint
    assert found and found.flags == ("third_grade_not_allowed",) and found.final_grade == "B"


def test_a_missing_journal_number_is_flagged() -> None:
    def without(taken: Lodged) -> Lodged:
        return replay.taken_over(replace(taken, complaint=replace(taken.complaint, journal_number="")))

    found = play("KLAGE-2026-1236", alter=without)[-1][1].case.complaint
    assert found and found.flags == ("journal_number_missing",) and found.decision == "GUNST"


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (event("2026-07-01", "graded", "B"), "event.unknown"),
        (event("2026-06-13", "announced", "C"), "event.disagrees"),
        (event("2026-06-21", "received", "SENSUR"), "event.disagrees"),
        (event("2026-06-20", "second_graded", "B"), "event.before_received"),
        (event("2026-07-01", "second_graded", "Q"), "grade.off_scale"),
        (event("2026-07-01", "letter_1_return_by", "snart"), "event.value"),
        (event("2026-07-01", "letter_1_return_by", "2026-07-20"), "letter.not_due"),
        (event("2026-07-01", "formal_error_decided", "kanskje"), "event.value"),
        (event("2026-07-01", "diploma_issued", "gull"), "event.value"),
        (event("2026-07-01", "paper_returned"), "diploma.not_out"),
    ],
)
def test_events_that_cannot_be_are_one_clear_line(happened: Event, why: str) -> None:
    with pytest.raises(Refused) as refused:
        play("KLAGE-2026-1236", events=[happened])
    assert refused.value.id == why


def test_a_diploma_issued_meanwhile_is_known_at_once_where_no_letter_2_was_written() -> None:
    reference = "KLAGE-2026-1041"
    events = [each for each in events_of(reference) if each.name in ("announced", "received", "diploma_issued")]
    case = play(reference, events=events)[-1][1].case
    assert case.complaint and case.complaint.locks and case.complaint.diploma.known_on == date(2026, 1, 13)
