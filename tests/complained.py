"""Complaints for the tests of the rules: the rows of tests/data, and one that is easily altered. No database."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from world import ROLES
from world import directory as people

from core.domain import workflow
from core.domain.case import Reporter
from core.domain.complaint.case import Complaint, Type
from core.domain.complaint.commission import Appoint, Send
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.registering import Lodged, register, scene_of
from core.domain.people import Directory, Subject
from core.domain.policy import Actor, Relation, Standing
from core.domain.rules import DEFAULT_RULES
from core.domain.scene import Change, Scene
from core.domain.terms import Terms

DATA = Path(__file__).parent / "data"
MONDAY = date(2026, 9, 7)
TERMS = Terms("EN", DEFAULT_RULES)
STUDENT = Reporter("Kari Klager", "kari@stud.example.org", "student", "nb")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def staff() -> Directory:
    """The small university of tests/world.py, where EMN101 is taught."""
    found = people(roles=ROLES)
    return replace(found, subjects={("course", "EMN101"): Subject("EMN101", (), "EN-A", "course")})


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def acting(relation: Relation = Relation.CASEWORKER, owns: frozenset[str] = frozenset()) -> Standing:
    who = None if relation is Relation.SYSTEM else relation.value
    return Standing(Actor(who, MONDAY), {relation: None}, owns)


def complaint(**changes: Any) -> Complaint:
    """On a C announced a week before MONDAY, received that day, with its journal number."""
    fields: dict[str, Any] = {
        "type": Type.GRADE,
        "student_number": "900001",
        "term": "2026 HØST",
        "announced": date(2026, 8, 31),
        "received_on": MONDAY,
        "original_grade": "C",
        "scale": "letters",
        "journal_number": "2026/1-1",
    }
    return Complaint(**(fields | changes))


def lodged(**changes: Any) -> Lodged:
    return Lodged("", "EN-A", "EMN101", STUDENT, complaint(**changes), "caseworker")


class Life:
    """One complaint and its days: acts of the table on it, one after another."""

    def __init__(self, on: date = MONDAY, terms: Terms = TERMS, **changes: Any) -> None:
        self.terms, self.today = terms, on
        first = scene_of(lodged(**changes), "K-26-0001", 1, Actor("caseworker", on), staff(), terms, noon(on))
        self.changes = [register(replace(first, standing=acting()))]
        self.case = self.changes[0].case

    def scene(self, standing: Standing | None = None) -> Scene:
        return Scene(self.case, standing or acting(), staff(), self.terms, noon(self.today))

    def do(self, act: object, on: date | None = None, standing: Standing | None = None) -> Change:
        self.today = on or self.today
        change = workflow.perform(self.scene(standing), act)
        self.changes.append(change)
        self.case = replace(change.case, version=self.case.version + 1)
        return change

    @property
    def last(self) -> Change:
        return self.changes[-1]

    @property
    def complaint(self) -> Complaint:
        assert self.case.complaint
        return self.case.complaint

    @property
    def steps(self) -> list[str]:
        return [step.step for step in self.complaint.steps]

    def asked(self) -> list[str]:
        """Codes of the open tasks."""
        return [task.text for task in self.case.tasks if task.open]

    def mails(self) -> list[str]:
        """Templates of all mails so far."""
        return [notice.template for change in self.changes for notice in change.notices]


PAIR = Appoint(2, "17", ("Anne <anne@example.org>",), ("Berit <berit@example.com>",))
THIRD = Appoint(3, "18", ("Carl <carl@example.org>",), ("Dina <dina@example.com>",))


def graded(*grades: str, on: date = MONDAY, **changes: Any) -> Life:
    """A complaint whose commissions have given these grades, all on one day."""
    life = Life(on, **changes)
    for round, grade in enumerate(grades, 2):
        life.do(PAIR if round == 2 else THIRD)
        life.do(Send(2 if round == 2 else 3, on, on + timedelta(days=14)))
        life.do(EnterGrade(2 if round == 2 else 3, grade))
    return life
