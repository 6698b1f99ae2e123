"""The complaints of tests/data taken over by the rules of core.domain.complaint.replay, and their foreseen ends."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import Any

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
    """All that is saved of a row of the data, or of one with other `events`, in one reading."""
    happened = events if events is not None else events_of(reference)
    taken = replay.taken_over(checked(lodged(ROWS[reference], happened), staff(), as_of))
    taken = alter(taken) if alter else taken
    received = taken.complaint.received_on
    first = scene_of(taken, "K-26-0001", 1, Actor(None, received), staff(), terms_of(reference), noon(received))
    return list(replay.play(replace(first, standing=SYSTEM), happened, partial(scene, reference), as_of))


def terms_of(reference: str) -> Terms:
    """Settings that a take-over does not heed: a lock on grading, a sensurvarsel of ours."""
    faculty = staff().faculty_of(ROWS[reference]["unit"])
    return Terms(faculty, DEFAULT_RULES, diploma_lock="grading", sensurvarsel="avvik")


def scene(reference: str, case: Case, day: date) -> Scene:
    return Scene(case, SYSTEM, staff(), terms_of(reference), noon(day))


def left(played: list[tuple[Scene, Change]]) -> Case:
    """The case as it is kept after all of these."""
    before, change = played[-1]
    return replace(change.case, version=before.case.version + 1)


def read_on(reference: str, days: Iterable[date], events: list[Event] | None = None) -> Case:
    """The case after reading it on each of these days in turn, the first one a day on which it is there."""
    happened = sorted(events if events is not None else events_of(reference), key=lambda each: each.on)
    first, *later = days
    case, known = left(play(reference, first, happened)), sum(each.on <= first for each in happened)
    for day in later:
        before, since = happened[:known], [each for each in happened[known:] if each.on <= day]
        played = list(replay.go_on(scene(reference, case, day), before, since, partial(scene, reference), day))
        case, known = left(played) if played else case, known + len(since)
    return case


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


def event(on: str, name: str, value: str = "") -> Event:
    return Event(date.fromisoformat(on), name, value)
