"""A small invented university, a desk over a throw-away database, and a clock that only moves when told.

EN is a faculty with two departments, A and B; TO another one; QA the quality department. Logins say who somebody is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core import desk as doors
from core.config import Settings
from core.desk import Desk
from core.domain.case import Case, Reporter
from core.domain.handling import Close, Rate
from core.domain.measure import Complete, Measure
from core.domain.people import Absence, Directory, Person, Role, Unit
from core.domain.register import Report
from core.domain.triage import Approve, Assign
from core.store import cases, people
from core.store.db import connect

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday."""
SECOND = timedelta(seconds=1)


def _unit(code: str, parent: str | None, kind: str) -> Unit:
    names = tuple((language, f"{kind} {code}") for language in ("nb", "nn", "en"))
    return Unit(code, parent, kind, names, f"{code.lower()}-post@example.org")


UNITS = (
    _unit("U", None, "institution"),
    _unit("QA", "U", "central"),
    _unit("OMBUD", "U", "ombud"),
    _unit("EN", "U", "faculty"),
    _unit("EN-VM", "EN", "whistleblowing"),
    _unit("EN-A", "EN", "department"),
    _unit("EN-B", "EN", "department"),
    _unit("TO", "U", "faculty"),
    _unit("TO-A", "TO", "department"),
)
ROLES = (
    Role("EN", "contact", "contact"),
    Role("EN", "handler", "handler"),
    Role("EN", "handler", "handler2"),
    Role("EN", "hse_coordinator", "hse"),
    Role("EN", "dean", "dean"),
    Role("EN", "caseworker", "caseworker"),
    Role("EN-A", "head_of_department", "head"),
    Role("EN-A", "line_leader", "leader"),
    Role("EN-B", "head_of_department", "head2"),
    Role("EN-A", "course_responsible", "owner"),
    Role("EN-A", "course_responsible", "owner2"),
    Role("TO", "contact", "to_contact"),
    Role("TO", "handler", "to_handler"),
    Role("TO", "hse_coordinator", "to_hse"),
    Role("TO", "dean", "to_dean"),
    Role("TO-A", "head_of_department", "to_head"),
    Role("TO-A", "course_responsible", "to_owner"),
    Role("QA", "quality_department", "quality"),
    Role("U", "prorector", "prorector"),
    Role("U", "examinations_office", "exams"),
    Role("U", "admin", "admin"),
)
LOGINS = (*dict.fromkeys(role.login for role in ROLES), "nobody", "substitute")
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")
REPORTER = Reporter("Mari Melder", "mari@example.org", "student", "nb")


def directory(*absences: Absence, roles: tuple[Role, ...] = ROLES) -> Directory:
    staff = {login: Person(login, login.title(), f"{login}@example.org", "nb") for login in LOGINS}
    return Directory({unit.code: unit for unit in UNITS}, staff, roles, absences)


def away(login: str, substitute: str | None = None) -> Absence:
    return Absence(login, NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=30), substitute)


def settings(path: Path, **more: Any) -> Settings:
    mail = {"host": "localhost", "sender": "avvik@example.org"} | more.pop("mail", {})
    return Settings.model_validate({"database": {"path": str(path)}, "mail": mail, **more})


def report(**changes: Any) -> Report:
    """What a student at EN-A reported at NOW."""
    told = Report(
        reference="",
        received_at=NOW,
        reporter=REPORTER,
        programme="PROG",
        course="EMN101",
        area="utdanningskvalitet",
        category="sensur",
        unit="EN-A",
        title="Pensum mangler",
        description="Pensumlisten kom aldri.",
        tried_channels="Referansegruppen",
    )
    return replace(told, **changes)


class World:
    """A desk, its clock, and a look behind it."""

    def __init__(self, desk: Desk, path: Path) -> None:
        self.desk, self.path = desk, path
        self.now = NOW

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def people(self, staff: Directory) -> None:
        await self.desk.office.db.write(lambda tx: people.replace_all(tx, staff))

    async def act(self, who: str | None, ref: str, act: object, seen: int | None = None) -> Case:
        return (await self.desk.cases.act(who, ref, act, seen=seen)).case

    async def case(self, id: str) -> Case:
        return await self.desk.office.db.read(lambda tx: cases.get(tx, id))

    async def received(self, **changes: Any) -> str:
        """A new case; nobody has looked at it."""
        return await self.desk.intake.register(None, report(**changes))

    async def approved(self, handler: str | None = None, **changes: Any) -> str:
        id = await self.received(**changes)
        await self.act("contact", id, PASS)
        if handler:
            await self.act("contact", id, Assign(handler))
        return id

    async def measured(self, owner: str = "owner", handler: str | None = None, **changes: Any) -> str:
        """A case under treatment with a measure given to an owner."""
        id = await self.approved(handler, **changes)
        await self.act("contact", id, Rate("low", "lite"))
        await self.act("contact", id, Measure(owner, "Legg ut pensum"))
        return id

    async def awaiting(self, handler: str | None = None) -> str:
        id = await self.measured(handler=handler)
        await self.act("owner", f"{id}/1", Complete("Lagt ut"))
        return id

    async def closed(self) -> str:
        id = await self.awaiting()
        await self.act("contact", id, Close("Ordnet", "Pensum er lagt ut."))
        return id

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the database, looked at from outside."""
        db = connect(self.path)
        try:
            return [tuple(row) for row in db.execute(question, values).fetchall()]
        finally:
            db.close()

    def change(self, statement: str, *values: object) -> None:
        self.ask(statement, *values)

    def mails(self, id: str, since: int = 0) -> list[tuple[str, str]]:
        """Template and recipient of the case's mails of acts after number `since`, sorted."""
        rows = self.ask(
            'SELECT template, to_kind, to_id FROM outbox WHERE "case" = ? AND coalesce(act, 0) > ?', id, since
        )
        return sorted((template, to_id or kind) for template, kind, to_id in rows)

    def last_act(self) -> int:
        return int(self.ask("SELECT coalesce(max(n), 0) FROM acts")[0][0])

    def deadlines(self, id: str) -> dict[str, str]:
        """The state of the newest deadline of each kind; of a measure's with its number: measure/1."""
        rows = self.ask('SELECT kind, task, state FROM deadlines WHERE "case" = ? ORDER BY rowid', id)
        return {f"{kind}/{task.rpartition('/')[2]}" if task else kind: state for kind, task, state in rows}


@asynccontextmanager
async def opened(folder: Path, staff: Directory | None = None, **more: Any) -> AsyncIterator[World]:
    """The desk over a new database in `folder`."""
    path = folder / "avvik.db"
    doors.initialise(path)
    world: list[World] = []
    async with doors.open(settings(path, **more), lambda: world[0].now if world else NOW) as desk:
        world.append(World(desk, path))
        await world[0].people(staff or directory())
        yield world[0]
