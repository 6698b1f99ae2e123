"""Complaints at a desk over a real database: the small university of tests/world.py, where EMN101 is taught."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from world import NOW, ROLES, World, directory

from core.domain.case import Reporter
from core.domain.complaint.case import Complaint, Type
from core.domain.complaint.commission import Appoint, Send
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.protocol import SendProtocol
from core.domain.complaint.registering import Lodged
from core.domain.people import Absence, Directory, Role, Subject

TODAY = NOW.date()
STUDENT = Reporter("Klara Klager", "klara@stud.example.org", "student", "nb")
MEMBERS = ("Sensor Ein <ein@example.org>",)
EXTERNAL = ("Sensor To <to@example.com>",)


def staff(*absences: Absence, roles: tuple[Role, ...] = (*ROLES, Role("TO", "caseworker", "to_handler"))) -> Directory:
    subjects = {("course", "EMN101"): Subject("EMN101", (("nb", "Emne"), ("en", "Course")), "EN-A", "course")}
    return replace(directory(*absences, roles=roles), subjects=subjects)


def lodged(**changes: Any) -> Lodged:
    """On a C, announced a week ago; fields of the head by their names, all others of the complaint."""
    head: dict[str, Any] = {"reference": "", "unit": "EN-A", "course": "EMN101", "student": STUDENT, "caseworker": None}
    head |= {name: changes.pop(name) for name in list(changes) if name in head}
    fields: dict[str, Any] = {
        "type": Type.GRADE,
        "student_number": "900001",
        "term": "2026 HØST",
        "announced": TODAY - timedelta(days=7),
        "received_on": TODAY,
        "original_grade": "C",
        "scale": "letters",
        "journal_number": "2026/1-1",
    }
    return Lodged(complaint=Complaint(**(fields | changes)), **head)


async def registered(world: World, who: str | None = None, **changes: Any) -> str:
    return (await world.desk.complaints.register(who, lodged(**changes))).id


async def sent(world: World, who: str | None = None, **changes: Any) -> str:
    """One that has gone to its commission."""
    id = await registered(world, who, **changes)
    await world.act(who, id, Appoint(2, "1", MEMBERS, EXTERNAL))
    await world.act(who, id, Send(2, TODAY, TODAY + timedelta(days=14)))
    return id


async def graded(world: World, grade: str = "B", who: str | None = None, **changes: Any) -> str:
    id = await sent(world, who, **changes)
    await world.act(who, id, EnterGrade(2, grade))
    return id


async def at_the_office(world: World, who: str | None = None, **changes: Any) -> str:
    """One whose protocol the examinations office is to check."""
    id = await graded(world, who=who, **changes)
    await world.act(who, id, SendProtocol(TODAY, TODAY))
    return id


def days(n: int) -> date:
    return TODAY + timedelta(days=n)
