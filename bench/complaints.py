"""Complaints through their whole life, act by act: our desk beside the same rows written through aiosqlite bare.

What the desk writes is noted down, transaction by transaction, and then written again by hand: the same statements and
values, in transactions of the same size, to a database of the same schema.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

from bench.measure import Result
from core import desk
from core.config import Settings
from core.desk import Desk
from core.domain.case import Reporter
from core.domain.complaint.case import Complaint, Type
from core.domain.complaint.commission import Appoint, Send
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.holding import TickOff
from core.domain.complaint.protocol import SendProtocol
from core.domain.complaint.registering import Lodged
from core.domain.people import Directory, Person, Role, Subject, Unit
from core.store import engine, people

COMPLAINTS = 10_000
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
TODAY = NOW.date()
Statement = tuple[str, Any, bool]
T = TypeVar("T")


class _Noted:
    """A transaction that notes what is written through it."""

    def __init__(self, tx: engine.Connection, noted: list[Statement]) -> None:
        self._tx, self._noted = tx, noted

    def execute(self, sql: str, values: Any = ()) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self._noted.append((sql, values, "RETURNING" in sql))
        return self._tx.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> Any:
        rows = list(rows)
        self._noted += [(sql, values, False) for values in rows]
        return self._tx.executemany(sql, rows)


def directory() -> Directory:
    names = (("nb", "x"), ("nn", "x"), ("en", "x"))
    units = {code: Unit(code, parent, kind, names) for code, parent, kind in
             (("U", None, "institution"), ("F", "U", "faculty"))}  # fmt: skip
    staff = {login: Person(login, login, f"{login}@example.no") for login in ("kari", "eks")}
    roles = (Role("F", "caseworker", "kari"), Role("U", "examinations_office", "eks"))
    return Directory(units, staff, roles, (), {("course", "EMN1"): Subject("EMN1", names, "F", "course")})


async def life(office: Desk, n: int) -> None:
    """One complaint from its registration to the last task."""
    complaint = Complaint(
        type=Type.GRADE,
        student_number=str(n),
        term="2026 HØST",
        announced=TODAY - timedelta(days=7),
        received_on=TODAY,
        original_grade="C",
        scale="letters",
        journal_number="2026/1",
    )
    student = Reporter(f"Student {n}", f"s{n}@stud.example.no", "student", "nb")
    id = (await office.complaints.register("kari", Lodged(f"X-{n}", "F", "EMN1", student, complaint, "kari"))).id
    examiners = (f"En <a{n}@example.no>",), (f"To <b{n}@example.com>",)
    await office.cases.act("kari", id, Appoint(2, "1", *examiners))
    await office.cases.act("kari", id, Send(2, TODAY, TODAY + timedelta(days=14)))
    await office.cases.act("kari", id, EnterGrade(2, "B"))
    await office.cases.act("kari", id, SendProtocol(TODAY, TODAY))
    await office.cases.act("eks", id, TickOff(2, TODAY))


async def _with_desk(path: Path, work: Callable[[Desk], Awaitable[T]]) -> T:
    settings = Settings.model_validate(
        {"database": {"path": str(path)}, "mail": {"host": "localhost", "sender": "a@example.no"}}
    )
    async with desk.open(settings, lambda: NOW) as office:
        await office.office.db.write(lambda tx: people.replace_all(tx, directory()))
        return await work(office)


async def _ours(path: Path, complaints: int) -> tuple[float, list[list[Statement]]]:
    """Seconds, and what the desk wrote, by transaction: noting it down is counted in our time."""
    noted: list[list[Statement]] = []

    async def work(office: Desk) -> float:
        write = office.office.db.write

        async def noting(unit: Callable[[Any], T]) -> T:
            noted.append([])
            return await write(lambda tx: unit(_Noted(tx, noted[-1])))

        office.office.db.write = noting  # type: ignore[method-assign]
        start = time.perf_counter()
        for n in range(complaints):
            await life(office, n)
        return time.perf_counter() - start

    return await _with_desk(path, work), noted


async def _bare(path: Path, transactions: list[list[Statement]]) -> float:
    async def work(office: Desk) -> None:
        pass

    await _with_desk(path, work)  # the directory
    async with aiosqlite.Connection(lambda: engine.connect(path, isolation_level=None), 64) as db:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
            await db.execute(f"PRAGMA {pragma}")
        start = time.perf_counter()
        for statements in transactions:
            await db.execute("BEGIN IMMEDIATE")
            for sql, values, answers in statements:
                cursor = await db.execute(sql, values)
                if answers:
                    await cursor.fetchone()
            await db.execute("COMMIT")
        return time.perf_counter() - start


def measure(complaints: int = COMPLAINTS) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.db" for name in ("ours", "bare")]
        for path in paths:
            desk.initialise(path)
        ours, transactions = asyncio.run(_ours(paths[0], complaints))
        bare = asyncio.run(_bare(paths[1], transactions))
    rates = complaints / ours, complaints / bare
    return [Result("complaints through their whole life", *rates, "/s", "aiosqlite bare", at_least=0.4)]
