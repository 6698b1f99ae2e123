"""A small faculty with deadlines running, and a clock to set, for tests of reminding."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from core.config import Settings
from core.desk.office import Office
from core.domain.calendar import instant, local
from core.domain.case import HANDLES, Case, Deadline, Deviation, Party, Reporter, State
from core.domain.deadline import plan, remind_by, rule_for
from core.domain.digest import Line
from core.domain.digest import lines as digest_of
from core.domain.people import Absence, Directory, Person, Role, Unit
from core.domain.reminder import Schedule
from core.store import cases, deadlines, outbox, people, reminders, save
from core.store.create import create
from core.store.db import Database
from core.store.engine import Tx
from core.store.outbox import Settled

OSLO = "Europe/Oslo"
NAMES = (("nb", "x"), ("nn", "x"), ("en", "x"))
UNITS = (
    Unit("NTNU", None, "institution", NAMES),
    Unit("IE", "NTNU", "faculty", NAMES),
    Unit("IDI", "IE", "department", NAMES),
    Unit("HF", "NTNU", "faculty", NAMES),
)
ROLES = (
    Role("IE", "contact", "kari"),
    Role("IE", "hse_coordinator", "hans"),
    Role("IDI", "head_of_department", "hege"),
    Role("IE", "dean", "dag"),
    Role("HF", "contact", "frida"),
)
LOGINS = ("kari", "hans", "hege", "dag", "frida", "ola", "per", "anna", "stein")


def directory(*absences: Absence, roles: tuple[Role, ...] = ROLES, logins: tuple[str, ...] = LOGINS) -> Directory:
    staff = {login: Person(login, login.title(), f"{login}@example.no") for login in logins}
    return Directory({unit.code: unit for unit in UNITS}, staff, roles, absences)


class House:
    """One database under a clock; `at` sets the clock on the wall in Oslo."""

    def __init__(self, office: Office) -> None:
        self.office, self.db = office, office.db
        self.count = 0

    now = datetime(2026, 3, 2, 5, tzinfo=UTC)

    def at(self, day: str | date, clock: str = "06:00") -> datetime:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        self.now = instant(day, time.fromisoformat(clock), OSLO)
        return self.now

    async def people(self, staff: Directory) -> None:
        await self.db.write(lambda tx: people.replace_all(tx, staff))

    async def case(self, **head: Any) -> str:
        """A case at the department IDI of the faculty IE, saved as the program saves one."""
        self.count += 1
        id = f"A-26-{self.count:04d}"
        case = Case(
            **{
                "id": id,
                "n": self.count,
                "reference": f"R-{self.count}",
                "state": State.IN_PROGRESS,
                "faculty": "IE",
                "unit": "IDI",
                "course": "",
                "programme": "",
                "title": "Hemmelig",
                "language": "nb",
                "received_at": self.now,
                "version": 1,
                "detail": Deviation("a", "b", "c", ""),
                "reporter": Reporter("Stud Ent", "student@example.org", "student", "nb"),
                **head,
            }
        )

        def unit(tx: Tx) -> None:
            cases.insert(tx, case)
            cases.put_participants(tx, id, "excluded", case.excluded)
            for task in case.tasks:
                cases.put_task(tx, id, task)
            save.refresh(tx, case)

        await self.db.write(unit)
        return id

    async def deadline(
        self,
        case: str,
        kind: str = "measure",
        due: str | date = "2026-03-04",
        owner: Party = HANDLES,
        opened: str | date = "2026-01-05",
        rule: str = "",
        task: str | None = None,
    ) -> str:
        """An open deadline on a given date, opened on a day long before."""
        due, opened = (date.fromisoformat(d) if isinstance(d, str) else d for d in (due, opened))
        terms = self.office.settings.for_faculty("IE")
        planned = plan(kind, opened, terms, rule_on=opened, given=due)
        dates = planned.dates
        in_force = rule_for(kind, opened, "IE", terms.rules)
        next_on = Schedule(remind_by(kind, dates.due_on, dates.act_on), in_force, opened, terms.closed).next_on()

        def unit(tx: Tx) -> str:
            number = len(deadlines.of_case(tx, case)) + 1
            from core.domain.dates import to_text

            row = Deadline(
                f"{case}:{number}", kind, owner, dates.raw_on, dates.due_on, dates.act_on, rule or planned.rule,
                to_text(dates.trace), task, next_on=next_on,
            )  # fmt: skip
            deadlines.insert(tx, case, [row], opened)
            deadlines.put_next_due(tx, case)
            return row.id

        return await self.db.write(unit)

    async def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        return await self.db.read(lambda tx: [tuple(row) for row in tx.execute(sql, values)])

    async def set(self, sql: str, **values: object) -> None:
        await self.db.write(lambda tx: tx.execute(sql, values).rowcount)

    async def written(self) -> dict[str, list[tuple[str, str, str]]]:
        """By the key of the digest: deadline, stage and role of its lines."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for key, *line in await self.rows(
            "SELECT o.key, l.deadline, l.stage, l.role FROM outbox o LEFT JOIN outbox_lines l ON l.outbox = o.n"
            " WHERE o.template = 'digest' ORDER BY o.n, l.rowid"
        ):
            found.setdefault(key, []).append(tuple(line))
        return found

    async def says(self, key: str) -> list[Line]:
        """The lines of the digest as it would leave now."""

        def unit(tx: Tx) -> list[Line]:
            terms = {code: self.office.settings.for_faculty(code) for code in ("IE", "HF")}
            (n,) = tx.execute("SELECT n FROM outbox WHERE key = ?", (key,)).fetchone()
            found = reminders.lines(tx, n, OSLO)
            return digest_of(found, people.directory(tx), local(self.now, OSLO), terms)

        return await self.db.read(unit)

    async def deliver(self) -> list[str]:
        """Claim and send all that may leave now; whom it went to."""

        def unit(tx: Tx) -> list[str]:
            claimed = outbox.claim(tx, self.now, 10_000)
            outbox.settle(tx, [Settled(row.n, "sent", "250", sent_at=self.now) for row in claimed])
            return [row.to.id for row in claimed]

        return await self.db.write(unit)


@asynccontextmanager
async def house(folder: Path, **deadline_settings: object) -> AsyncIterator[House]:
    """A new database with the directory above."""
    path = folder / "avvik.db"
    create(path)
    async with second(path, **deadline_settings) as made:
        await made.people(directory())
        yield made


@asynccontextmanager
async def second(path: Path, **deadline_settings: object) -> AsyncIterator[House]:
    """The same database as another process sees it."""
    settings = Settings.model_validate(
        {
            "database": {"path": path},
            "mail": {"host": "localhost", "sender": "avvik@example.no"},
            "deadlines": deadline_settings,
        }
    )
    async with Database.open(path) as db:
        made = House(Office(db, settings, lambda: made.now))
        yield made
