"""Reports coming in: from another system's export, or one by hand (workflow.md §3; R37, R38, D14)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from core.desk.office import Office
from core.domain.calendar import local
from core.domain.case import Reporter, role_at
from core.domain.notice import address
from core.domain.people import Directory
from core.domain.policy import Actor
from core.domain.post import Notice
from core.domain.register import Report, register, require_registrable, scene_of, wants_receipt
from core.domain.terms import Terms
from core.intake.reports import read
from core.intake.rows import Known, RefusedRow
from core.intake.rows import Report as Row
from core.store import acts, deadlines, imports, people, save
from core.store.db import Tx

SOURCE: Final = "export"
BATCH: Final = 200
"""Rows written in one transaction: few enough that nobody waits for the write turn."""


@dataclass
class Tally:
    """What an import did: `refused` rows with line, reference and reason; `warnings` are (line, code)."""

    imported: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    set_to: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: "Tally") -> None:
        self.imported += part.imported
        self.unchanged += part.unchanged
        self.refused += part.refused
        self.warnings += part.warnings
        for faculty, numbers in part.set_to.items():
            self.set_to.setdefault(faculty, []).extend(numbers)


@dataclass(frozen=True)
class _Run:
    """One import: what every row of it shares."""

    office: Office
    now: datetime
    receipts: str
    dry_run: bool
    terms: dict[str, Terms] = field(default_factory=dict)

    def terms_of(self, faculty: str) -> Terms:
        if faculty not in self.terms:
            self.terms[faculty] = self.office.settings.for_faculty(faculty)
        return self.terms[faculty]

    def take_rows(self, tx: Tx, rows: list[Row]) -> Tally:
        """One transaction of an import, or of its rehearsal."""
        key, part = imports.secret(tx), Tally()
        for row in rows:
            mark = imports.mark(key, row.fingerprint)
            known = imports.known(tx, SOURCE, row.reference)
            if known == mark:
                part.unchanged += 1
            elif known is not None:
                part.refused.append(RefusedRow(row.line, row.reference, "duplicate_reference"))
            else:
                self._take(tx, row, mark, part)
        return part

    def _take(self, tx: Tx, row: Row, mark: bytes, part: Tally) -> None:
        part.imported += 1
        if row.warning:
            part.warnings.append((row.line, row.warning))
        if self.dry_run:
            return
        directory = people.directory(tx)
        faculty = directory.faculty_of(row.unit)
        actor = self.office.actor(None, directory, self.now)
        id = _add(tx, _report(row), actor, directory, self.terms_of(faculty), self.receipts, self.now)
        imports.remember(tx, SOURCE, row.reference, mark, id)
        part.set_to.setdefault(faculty, []).append(id)


class Intake:
    """`desk.intake`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def take(
        self,
        source: Path | BinaryIO,
        *,
        receipts: str = "recent",
        dry_run: bool = False,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> Tally:
        """Import an export, row by row: each refused row is named, the others go in; to be repeated at will.

        `progress` is told how many rows have been read. Raises: Refused or Usage when nothing of the file can be read.
        """
        office, now = self._office, self._office.now()
        run, tally, seen = _Run(office, now, receipts, dry_run), Tally(), 0
        directory = await office.db.read(people.directory)
        rows = read(source, office.settings.import_.columns, now, Known(frozenset(directory.units)))
        for batch in _batches(rows, BATCH):
            seen += len(batch)
            tally.refused += [row for row in batch if isinstance(row, RefusedRow)]
            take = partial(run.take_rows, rows=[row for row in batch if isinstance(row, Row)])
            tally.add(await (office.db.read(take) if dry_run else office.db.write(take)))
            progress(seen)
        if tally.set_to:
            await self._tell_contacts(tally, now)
        tally.refused.sort(key=lambda row: row.line)
        return tally

    async def _tell_contacts(self, tally: Tally, now: datetime) -> None:
        """M1, gathered to one mail for each contact and import (workflow.md §3)."""
        today, until = self._office.today(now), now + self._office.settings.mail.hold

        def unit(tx: Tx) -> None:
            directory = people.directory(tx)
            row = {"case": None, "actor": "system", "kind": "import", "at": now, "version": 0}
            act = acts.add(tx, row | {"values": {"imported": str(tally.imported)}})
            for faculty, numbers in tally.set_to.items():
                facts = {"faculty": faculty, "due_on": deadlines.earliest(tx, "triage", numbers), "cases": numbers}
                notice = Notice("M1", role_at("contact", faculty), facts)
                save.put_mails(tx, address([notice], None, directory, today, None), None, act, now, until)

        await self._office.db.write(unit)

    async def register(self, who: str | None, report: Report) -> str:
        """One case by hand, by the contact of its faculty or the installation; answers its number.

        Refused: unit.unknown, text.empty, date.future; Forbidden for anybody else.
        """
        now = self._office.now()

        def unit(tx: Tx) -> str:
            directory = people.directory(tx)
            actor = self._office.actor(who, directory, now)
            faculty = directory.faculty_of(report.unit)
            require_registrable(report, actor, directory, faculty, now)
            return _add(tx, report, actor, directory, self._office.settings.for_faculty(faculty), "all", now)

        return await self._office.db.write(unit)


def _add(tx: Tx, report: Report, actor: Actor, directory: Directory, terms: Terms, receipts: str, now: datetime) -> str:
    year = local(now, terms.timezone).year
    id = f"A-{year % 100:02d}-{imports.next_number(tx, 'deviation', year):04d}"
    scene = scene_of(report, id, imports.next_number(tx, "case", 0), actor, directory, terms, now)
    change = register(scene)
    wanted = wants_receipt(report.received_at, now, receipts)
    mails = address(change.notices, change.case, directory, scene.today, actor.login) if wanted else ()
    return save.first(tx, scene, change, mails).id


def _report(row: Row) -> Report:
    return Report(
        reference=row.reference,
        received_at=row.received_at,
        reporter=Reporter(row.reporter_name, row.reporter_email, row.reporter_kind, row.language),
        programme=row.programme,
        course=row.course,
        area=row.area,
        category=row.category,
        unit=row.unit,
        title=row.title,
        description=row.description,
        tried_channels=row.tried_channels,
    )


T = TypeVar("T")


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
