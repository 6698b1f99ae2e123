"""Reports coming in: from another system's export, or one by hand (workflow.md §3; R37, R38, D14)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from core.crash import point
from core.desk.arrivals import Arrivals, arrival
from core.desk.office import Office
from core.domain.calendar import local
from core.domain.case import Case, Reporter
from core.domain.notice import address
from core.domain.people import Directory
from core.domain.policy import Actor
from core.domain.register import Report, register, require_registrable, scene_of, wants_receipt
from core.domain.terms import Terms
from core.errors import Refused
from core.intake import addresses
from core.intake.reports import read
from core.intake.rows import Known, RefusedRow
from core.intake.rows import Report as Row
from core.store import imports, people, save
from core.store.engine import Tx
from core.store.secret import secret

SOURCE: Final = "export"
BATCH: Final = 200
"""Rows written in one transaction: few enough that nobody waits for the write turn."""


@dataclass
class Tally:
    """What an import did: `refused` rows with line, reference and reason; `warnings` are (line, code).

    `set_to` are the numbers of the new cases by faculty.
    """

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


class _Run:
    """One import: what every row of it shares."""

    def __init__(self, office: Office, now: datetime, receipts: str, dry_run: bool) -> None:
        self._office, self._now, self._receipts, self._dry_run = office, now, receipts, dry_run
        self._arrivals = Arrivals(office, now)
        self._terms_of = cache(office.settings.for_faculty)

    def take_rows(self, tx: Tx, rows: list[Row]) -> Tally:
        """One transaction of an import, or of its rehearsal."""
        key, part, arrived = secret(tx), Tally(), []
        for row in rows:
            mark = imports.mark(key, row.fingerprint)
            known = imports.known(tx, SOURCE, row.reference)
            if known == mark:
                part.unchanged += 1
            elif known is not None:
                part.refused.append(RefusedRow(row.line, row.reference, "duplicate_reference"))
            else:
                part.imported += 1
                part.warnings += [(row.line, row.warning)] if row.warning else []
                if not self._dry_run:
                    arrived.append(self._take(tx, row, mark))
        for case in arrived:
            part.set_to.setdefault(case.faculty, []).append(case.id)
        self._arrivals.tell(tx, people.directory(tx), arrived)
        point("before commit of import")
        return part

    def _take(self, tx: Tx, row: Row, mark: bytes) -> Case:
        directory = people.directory(tx)
        terms = self._terms_of(directory.faculty_of(row.unit))
        actor = self._office.actor(None, directory, self._now)
        receipt = wants_receipt(row.received_at, self._now, self._receipts)
        case = _add(tx, _report(row), actor, directory, terms, self._now, receipt=receipt)
        imports.remember(tx, SOURCE, row.reference, mark, case.id)
        return case


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

        `progress` is told how many rows have been read. Raises: Refused or Usage when nothing of the file can be read,
        or no row could be right, since there is no directory yet.
        """
        office, now = self._office, self._office.now()
        run, tally, seen = _Run(office, now, receipts, dry_run), Tally(), 0
        directory = await office.db.read(people.directory)
        if not directory.units:
            raise Refused("intake.no_directory")
        rows = read(source, office.settings.import_.columns, now, Known(frozenset(directory.units)))
        while batch := list(islice(rows, BATCH)):
            seen += len(batch)
            tally.refused += [row for row in batch if isinstance(row, RefusedRow)]
            take = partial(run.take_rows, rows=[row for row in batch if isinstance(row, Row)])
            tally.add(await (office.db.read(take) if dry_run else office.db.write(take)))
            point("after import batch")
            progress(seen)
        tally.refused.sort(key=lambda row: row.line)
        return tally

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
            if addresses.address(report.reporter.email) is None:
                raise Refused("intake.invalid_email")
            terms = self._office.settings.for_faculty(faculty)
            return _add(tx, report, actor, directory, terms, now, receipt=True, tell=True).id

        return await self._office.db.write(unit)


def _add(
    tx: Tx,
    report: Report,
    actor: Actor,
    directory: Directory,
    terms: Terms,
    now: datetime,
    *,
    receipt: bool,
    tell: bool = False,
) -> Case:
    """Save a new case; `receipt` to its reporter, `tell` the faculty's contact of this one alone."""
    year = local(now, terms.timezone).year
    id = f"A-{year % 100:02d}-{imports.next_number(tx, 'deviation', year):04d}"
    scene = scene_of(report, id, imports.next_number(tx, "case", 0), actor, directory, terms, now)
    change = register(scene)
    notices = [*(change.notices if receipt else ()), *([arrival(change.case)] if tell else ())]
    return save.first(tx, scene, change, address(notices, change.case, directory, scene.today, actor.login))


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
