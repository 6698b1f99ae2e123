"""Taking over running complaints from FS, as if each event had been entered on its day (workflow.md §4).

One complaint is one transaction's part: it is there with all that has happened to it, or not at all. Nothing is mailed
of the past; what is owed at the end is owed from today on, and reminded of. Read again, what has happened in FS since
is entered as well, as long as nobody has worked on the complaint here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Final

from core.crash import point
from core.desk.complaints import new, siblings
from core.desk.office import Office
from core.domain import policy
from core.domain.case import Case
from core.domain.complaint import replay
from core.domain.complaint.events import Event
from core.domain.complaint.registering import Lodged, at_noon
from core.domain.complaint.registrable import checked
from core.domain.people import Directory
from core.domain.scene import Scene
from core.errors import AvvikError, NotFound, Refused
from core.intake.complaints import Running, read
from core.intake.rows import RefusedRow
from core.intake.source import Source
from core.store import acts, cases, deadlines, imports, people, save
from core.store.engine import Tx
from core.store.secret import secret
from core.store.whole import whole

SOURCE: Final = "complaints"
HOW: Final = "import"
"""How the history says that an act came about."""
BATCH: Final = 100
"""Complaints in one transaction: few enough that nobody waits for the write turn."""


@dataclass
class Taken:
    """What an import did; `refused` rows with file, line, reference and reason."""

    imported: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


class _Run:
    """One import: what every row of it shares."""

    def __init__(self, office: Office, now: datetime, as_of: date) -> None:
        self._office, self._now, self._as_of = office, now, as_of

    def take(self, tx: Tx, rows: list[Running]) -> Taken:
        """Some complaints, each whole or not at all."""
        done, key, directory = Taken(), secret(tx), people.directory(tx)
        for row in rows:
            try:
                with whole(tx):
                    took = self._take(tx, key, row, directory)
                done.imported, done.unchanged = done.imported + took, done.unchanged + (not took)
            except AvvikError as error:
                done.refused.append(RefusedRow(row.line, row.reference, error.id, error.values))
        point("before commit of complaints")
        return done

    def _take(self, tx: Tx, key: bytes, row: Running, directory: Directory) -> bool:
        """Whether anything was new: a complaint, or what has happened to one since it was taken over.

        Refused: complaint.disagrees with what is registered here.
        """
        happened = sum(event.on <= self._as_of for event in row.events)
        if id := self._here(tx, row):
            mark, numbers = imports.known(tx, SOURCE, row.reference), range(len(row.events), -1, -1)
            before = next((n for n in numbers if imports.mark(key, row.fingerprint(n)) == mark), None)
            if before is None:
                raise Refused("complaint.disagrees", id=id)
            known, since = row.events[:before], row.events[before:happened]
            if before > happened or not self._go_on(tx, id, known, since, directory):
                return False
        else:
            id = self._add(tx, row, directory)
        imports.remember(tx, SOURCE, row.reference, imports.mark(key, row.fingerprint(happened)), id)
        return True

    def _here(self, tx: Tx, row: Running) -> str | None:
        try:
            return cases.find(tx, row.reference)
        except NotFound:
            return None

    def _add(self, tx: Tx, row: Running, directory: Directory) -> str:
        office, as_of = self._office, self._as_of
        lodged = replay.taken_over(checked(row.lodged, directory, as_of, siblings(tx, row.lodged)))
        first = self._first(tx, lodged, directory)
        played = replay.play(first, row.events, partial(self._at, directory), as_of)
        case = first.case
        for number, (scene, change) in enumerate(played):
            silent = replace(change, how=HOW)
            case = save.save(tx, scene, silent, ()) if number else save.first(tx, scene, silent, ())
        deadlines.open_since(tx, case.deadlines, office.today(self._now))
        return case.id

    def _go_on(
        self, tx: Tx, id: str, before: tuple[Event, ...], since: tuple[Event, ...], directory: Directory
    ) -> bool:
        """Whether anything came of it: an event, or a date that is missed by now.

        Refused: complaint.went_on when it has been worked on here and something has happened in FS since.
        """
        if any(line.how != HOW for line in acts.of_case(tx, id)):
            if since:
                raise Refused("complaint.went_on", id=id)
            return False
        then, went_on = self._at(directory, cases.get(tx, id), self._as_of), bool(since)
        for scene, change in replay.go_on(then, before, since, partial(self._at, directory), self._as_of):
            save.save(tx, scene, replace(change, how=HOW), ())
            deadlines.open_since(tx, (*change.opened, *change.updated), self._office.today(self._now))
            went_on = True
        return went_on

    def _first(self, tx: Tx, lodged: Lodged, directory: Directory) -> Scene:
        """The complaint on the day it was received, entered by the installation."""
        actor = policy.actor(None, directory, self._as_of)
        scene = new(tx, self._office, lodged, actor, directory)
        at = at_noon(lodged.complaint.received_on, scene.terms.timezone)
        return replace(scene, standing=policy.standing(scene.case, actor, directory), now=at)

    def _at(self, directory: Directory, case: Case, day: date) -> Scene:
        actor = policy.actor(None, directory, day)
        terms = self._office.settings.for_faculty(case.faculty)
        return Scene(case, policy.standing(case, actor, directory), directory, terms, at_noon(day, terms.timezone))


async def take_over(
    office: Office,
    complaints: Source,
    *,
    parts: Source | None = None,
    events: Source | None = None,
    as_of: date | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Taken:
    """Import complaints with what has happened to them until `as_of` (today); to be repeated at will.

    Raises: Refused or Usage when nothing of a file can be read; date.future for a day to come.
    """
    now = office.now()
    today = office.today(now)
    as_of = as_of or today
    if as_of > today:
        raise Refused("date.future", date=as_of)
    run, taken, seen = _Run(office, now, as_of), Taken(), 0
    rows = read(complaints, parts, events)
    while batch := list(islice(rows, BATCH)):
        seen += len(batch)
        taken.refused += [row for row in batch if isinstance(row, RefusedRow)]
        part = await office.db.write(partial(run.take, rows=_lodged(batch)))
        taken.imported += part.imported
        taken.unchanged += part.unchanged
        taken.refused += part.refused
        point("after complaints batch")
        progress(seen)
    taken.refused.sort(key=lambda row: (row.file, row.line))
    return taken


def _lodged(rows: Iterable[Running | RefusedRow]) -> list[Running]:
    return [row for row in rows if isinstance(row, Running)]
