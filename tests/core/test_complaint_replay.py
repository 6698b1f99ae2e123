"""Every row of complaints.csv, played through its events, ends as complaints-expected.json foresees (issue 4)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from complained import DATA, noon, rows

from core.domain.case import Case, Reporter
from core.domain.complaint import decision, replay
from core.domain.complaint.case import Complaint, Part, Type
from core.domain.complaint.events import Event, diploma_at
from core.domain.complaint.finishing import totals
from core.domain.complaint.limits import in_time, limit
from core.domain.complaint.registering import Lodged, scene_of
from core.domain.complaint.registrable import checked
from core.domain.people import Directory
from core.domain.policy import Actor, Relation, Standing
from core.domain.rules import DEFAULT_RULES
from core.domain.scene import Change, Scene
from core.domain.terms import Terms
from core.errors import Refused
from core.intake.directory import read_directory

AS_OF = date(2026, 11, 21)
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "complaints-expected.json").read_text(encoding="utf-8"))
ROWS = {row["case_reference"]: row for row in rows("complaints.csv")}
SYSTEM = Standing(Actor(None, AS_OF), {Relation.SYSTEM: None})
SINCE = {"announced": "announced + {}", "explanation": "explanation + {}", "formal_error": "formal error + {}"}


@cache
def staff() -> Directory:
    read = read_directory(DATA / "directory.toml")
    return Directory(
        {unit.code: unit for unit in read.units},
        {person.login: person for person in read.people},
        tuple(read.roles),
        tuple(read.absences),
        {(subject.kind, subject.code): subject for subject in read.subjects},
    )


def maybe(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def lodged(row: dict[str, str], events: list[Event]) -> Lodged:
    received = date.fromisoformat(row["received"])
    explained = [e.on for e in events if e.name == "explanation_given" and e.on <= received]
    parts = tuple(
        Part(part["assessment_part"], int(part["part_weight"]), part["grade"])
        for part in rows("complaints-parts.csv")
        if part["case_reference"] == row["case_reference"]
    )
    found = Complaint(
        type=Type(row["complaint_type"]),
        student_number=row["student_number"],
        term=row["term"],
        announced=date.fromisoformat(row["announced"]),
        received_on=received,
        original_grade=row["original_grade"],
        scale="letters" if row["scale"] == "letters" else "passfail",
        part=row["assessment_part"],
        part_weight=int(row["part_weight"]) if row["part_weight"] else None,
        explanation_given=max(explained, default=None),
        journal_number=row["journal_number"],
        remark=row["note"],
        parts=parts,
        diploma=diploma_at(row["diploma"], maybe(row["diploma_issued"]), received),
    )
    student = Reporter(row["student_name"], row["student_email"], "student", row["language"])
    return Lodged(row["case_reference"], row["unit"], row["course_code"], student, found, row["caseworker"])


def events_of(reference: str) -> list[Event]:
    found = (row for row in rows("complaints-events.csv") if row["case_reference"] == reference)
    return [Event(date.fromisoformat(row["date"]), row["event"], row["value"]) for row in found]


def play(
    reference: str,
    as_of: date = AS_OF,
    events: list[Event] | None = None,
    alter: Callable[[Lodged], Lodged] | None = None,
) -> list[tuple[Scene, Change]]:
    row, happened = ROWS[reference], events if events is not None else events_of(reference)
    taken = replay.taken_over(checked(lodged(row, happened), staff(), as_of))
    taken = alter(taken) if alter else taken
    terms = Terms(staff().faculty_of(row["unit"]), DEFAULT_RULES, diploma_lock="grading", sensurvarsel="avvik")
    received = taken.complaint.received_on
    first = replace(
        scene_of(taken, "K-26-0001", 1, Actor(None, received), staff(), terms, noon(received)), standing=SYSTEM
    )

    def at(case: Case, day: date) -> Scene:
        return Scene(case, SYSTEM, staff(), terms, noon(day))

    return list(replay.play(first, happened, at, as_of))


@cache
def ended(reference: str) -> Case:
    return play(reference)[-1][1].case


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def summary(case: Case) -> dict[str, Any]:
    """A case in the words of complaints-expected.json."""
    found = case.complaint
    assert found
    sensurfrist = next(d for d in case.deadlines if d.kind == "sensurfrist")
    until = limit(found)
    sums = totals(found)
    period = str(until.rule.period)
    told = {
        "complaint_type": found.type.value,
        "received": found.received_on.isoformat(),
        "deadline": {"raw": sensurfrist.raw_on.isoformat(), "shifted": sensurfrist.due_on.isoformat()},
        "student_limit": {
            "from": SINCE[until.since].format(period),
            "raw": until.raw_on.isoformat(),
            "shifted": until.due_on.isoformat(),
            "in_time": in_time(found),
        },
        "status": "closed" if case.closed_at else "open",
        "decision": found.decision.value if found.decision else None,
        "decision_basis": decision.basis(found, case.state),
        "decided_on": iso(found.decided_on),
        "final_grade": found.final_grade,
        "gap_second": found.gap,
        "third_grading_required": found.third,
        "tell_student_after_second": decision.tell_after_second(found),
        "protocol_to_examinations_office": {2: "second", 3: "third", None: None}[decision.in_protocol(found)],
        "second_grade_logged_only": any(grade.logged_only for grade in found.grades),
        "delete_logged_second_grade": found.log_deleted,
        "total": {"before": sums.before, "after": sums.after, "recalculate": True} if sums else None,
        "diploma": {
            "kind": found.diploma.kind,
            "at_receipt": at_receipt(case.reference),
            "steps": [{"step": step.step, "on": iso(step.on)} for step in found.steps],
        },
        "letters": [{"letter": it.number, "on": iso(it.on), "return_by": iso(it.return_by)} for it in found.letters],
        "flags": list(found.flags),
    }
    explanation = next((d for d in case.deadlines if d.kind == "explanation"), None)
    if explanation:
        told["explanation_due"] = {"raw": explanation.raw_on.isoformat(), "shifted": explanation.due_on.isoformat()}
    return told


def at_receipt(reference: str) -> str:
    registered = play(reference)[0][1].case.complaint
    assert registered
    return "none" if not registered.diploma.kinds else "issued" if registered.diploma.out else "not_issued"


def foreseen(reference: str) -> dict[str, Any]:
    """The expected end without what only explains it to a reader."""
    told = {key: value for key, value in EXPECTED[reference].items() if key not in ("intent", "sibling")}
    for key in ("deadline", "explanation_due"):
        if key in told:
            told[key] = {"raw": told[key]["raw"], "shifted": told[key]["shifted"]}
    told["letters"] = [{key: value for key, value in it.items() if key != "trigger"} for it in told["letters"]]
    return told


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


def event(on: str, name: str, value: str = "") -> Event:
    return Event(date.fromisoformat(on), name, value)


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
