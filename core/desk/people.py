"""The directory: importing it, and looking people and units up for the pickers (workflow.md §1)."""

from dataclasses import dataclass, replace
from pathlib import Path

from core.desk.office import Office
from core.desk.scenes import scene_of
from core.domain import absence
from core.domain.people import Directory
from core.domain.reached import barred
from core.domain.scope import tokens_of
from core.store import cases, people, search
from core.store.engine import Tx
from core.store.in_hand import in_hand


@dataclass(frozen=True, slots=True)
class Imported:
    """What a directory import changed, in numbers; `gone` are the logins that were deactivated."""

    units: int
    people: int
    roles: int
    absences: int
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a case or measure may be given to, with what one wants to know first (desk.md §5.7).

    `open` cases and measures in hand, `over` of them past their date; `away_until` is None for who is there, "" where
    no end is known.
    """

    login: str
    name: str
    unit: str
    roles: tuple[str, ...]
    open: int
    over: int
    away_until: str | None
    substitute: str | None


class People:
    """`desk.people`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def directory(self) -> Directory:
        return await self._office.db.read(people.directory)

    async def import_directory(self, file: Path, *, dry_run: bool = False) -> Imported:
        """Make the directory what the file says; who is missing is deactivated, never deleted. To be repeated at will.

        Absences set by hand stay, and those that were ended by hand stay ended.
        Refused: what core.intake.directory refuses, every error at once; nothing is changed then.
        """
        from core.intake.directory import read_directory

        read = read_directory(file)
        new = Directory(
            {unit.code: unit for unit in read.units},
            {person.login: person for person in read.people},
            tuple(read.roles),
            tuple(read.absences),
            {(subject.kind, subject.code): subject for subject in read.subjects},
        )

        def unit(tx: Tx) -> Imported:
            old = people.directory(tx)
            wanted = replace(new, absences=absence.imported(new.absences, old))
            imported = _difference(old, wanted)
            if imported.changed and not dry_run:
                people.replace_all(tx, wanted)
                _index_moved(tx, old, wanted)
            return imported

        return await (self._office.db.read(unit) if dry_run else self._office.db.write(unit))

    async def candidates(self, who: str | None, ref: str) -> tuple[Candidate, ...]:
        """Everybody at the case's faculty who may be given a part in it: neither its reporter nor excluded (D18)."""

        def unit(tx: Tx) -> tuple[Candidate, ...]:
            scene = scene_of(tx, self._office, who, ref)
            case, directory, today = scene.case, scene.directory, scene.today
            out, load = barred(case, directory) | scene.kept_out, in_hand(tx, today)
            units = {unit for unit in directory.units if directory.faculty_of(unit) == case.faculty}
            found = []
            for login, person in directory.people.items():
                theirs = [role for role in directory.roles if role.login == login and role.unit in units]
                if not theirs or not person.active or login in out:
                    continue
                away = directory.absence(login, today)
                busy, over = load.get(login, (0, 0))
                found.append(
                    Candidate(
                        login=login,
                        name=person.name,
                        unit=theirs[0].unit,
                        roles=tuple(dict.fromkeys(role.role for role in theirs)),
                        open=busy,
                        over=over,
                        away_until=(away.to_on.isoformat() if away.to_on else "") if away else None,
                        substitute=away.substitute if away else None,
                    )
                )
            return tuple(sorted(found, key=lambda one: one.name))

        return await self._office.db.read(unit)


def _index_moved(tx: Tx, old: Directory, new: Directory) -> None:
    """Who leads a unit that moved may find its cases, and who no longer does may not."""
    moved = [code for code in new.units if old.line_of(code) != new.line_of(code)]
    for id in cases.at_units(tx, moved):
        case = cases.get(tx, id)
        search.index(tx, case, tokens_of(case, new))


def _difference(old: Directory, new: Directory) -> Imported:
    active = {login for login, person in old.people.items() if person.active}
    absences = tuple(a for a in old.absences if a.source == "directory")
    same = (
        {c: old.units[c] for c in old.units if c in new.units} == new.units
        and {login: old.people[login] for login in active} == new.people
        and sorted(map(repr, old.roles)) == sorted(map(repr, new.roles))
        and sorted(map(repr, absences)) == sorted(map(repr, new.absences))
        and old.subjects == new.subjects
    )
    return Imported(
        len(new.units),
        len(new.people),
        len(new.roles),
        len(new.absences),
        tuple(sorted(new.people.keys() - active)),
        tuple(sorted(active - new.people.keys())),
        not same,
    )
