"""What the tables of a directory must agree on among themselves; pure, all of it found at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.intake.directory_models import DirectoryTables, PersonTable, RoleTable
from core.intake.rows import Values


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `id` and `values` of its sentence, and where.

    `table` and `key` are names of the file ("" for none), `index` counts the table's entries from 0; `line` is the
    physical line, 0 where none can be told.
    """

    id: str
    table: str = ""
    index: int = 0
    key: str = ""
    values: Values = field(default_factory=dict)
    line: int = 0


def disagreements(tables: DirectoryTables) -> Iterator[Problem]:
    """Codes used twice or that nobody has, loops among parents, roles and absences that cannot be, missing contacts.

    Where a code is used twice, only that is said: what else refers to it cannot be judged.
    """
    if twice := list(_twice(tables)):
        yield from twice
        return
    yield from _parents(tables)
    yield from _subjects(tables)
    for index, person in enumerate(tables.person):
        yield from _absence(person, index, {other.login for other in tables.person})
    yield from _roles(tables)
    yield from _contacts(tables)


def _twice(tables: DirectoryTables) -> Iterator[Problem]:
    keys = (
        ("unit", "code", [unit.code for unit in tables.unit]),
        ("programme", "code", [programme.code for programme in tables.programme]),
        ("course", "code", [course.code for course in tables.course]),
        ("person", "login", [person.login for person in tables.person]),
    )
    for table, key, values in keys:
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value in seen:
                yield Problem("directory.twice", table, index, key, {"value": value})
            seen.add(value)


def _parents(tables: DirectoryTables) -> Iterator[Problem]:
    parents = {unit.code: unit.parent for unit in tables.unit}
    for index, unit in enumerate(tables.unit):
        if unit.kind == "whistleblowing" and not unit.email:
            yield Problem("directory.no_address", "unit", index, "email", {"unit": unit.code})
        if unit.parent is None and unit.kind != "institution":
            yield Problem("directory.no_parent", "unit", index, "code", {"unit": unit.code})
        elif unit.parent is not None and unit.parent not in parents:
            yield Problem("directory.unknown_unit", "unit", index, "parent", {"unit": unit.parent})
        elif _goes_round(unit.code, parents):
            yield Problem("directory.parent_loop", "unit", index, "parent", {"unit": unit.code})


def _goes_round(code: str, parents: dict[str, str | None]) -> bool:
    """Whether one comes back to `code` by walking up from it; a unit that only hangs below a loop does not."""
    seen: set[str] = set()
    above = parents[code]
    while above is not None and above not in seen and above != code:
        seen.add(above)
        above = parents.get(above)
    return above == code


def _subjects(tables: DirectoryTables) -> Iterator[Problem]:
    units = {unit.code for unit in tables.unit}
    for table, subjects in (("programme", tables.programme), ("course", tables.course)):
        for index, subject in enumerate(subjects):
            if subject.unit not in units:
                yield Problem("directory.unknown_unit", table, index, "unit", {"unit": subject.unit})


def _absence(person: PersonTable, index: int, logins: set[str]) -> Iterator[Problem]:
    if person.absent_from is None:
        for key in ("absent_to", "substitute"):
            if getattr(person, key) is not None:
                yield Problem("directory.no_absent_from", "person", index, key, {"login": person.login})
    elif person.absent_to is not None and person.absent_to < person.absent_from:
        yield Problem("directory.absence_backwards", "person", index, "absent_to", {"login": person.login})
    if person.substitute == person.login:
        yield Problem("directory.own_substitute", "person", index, "substitute", {"login": person.login})
    elif person.substitute is not None and person.substitute not in logins:
        yield Problem("directory.unknown_person", "person", index, "substitute", {"login": person.substitute})


def _roles(tables: DirectoryTables) -> Iterator[Problem]:
    kinds = {unit.code: unit.kind for unit in tables.unit}
    logins = {person.login for person in tables.person}
    courses = {course.code for course in tables.course}
    seen: set[RoleTable] = set()
    for index, role in enumerate(tables.role):
        if role in seen:
            yield Problem("directory.role_twice", "role", index, "role", {"role": role.role, "unit": role.unit})
        seen.add(role)
        if role.unit not in kinds:
            yield Problem("directory.unknown_unit", "role", index, "unit", {"unit": role.unit})
        elif kinds[role.unit] == "whistleblowing":
            yield Problem("directory.whistleblowing_role", "role", index, "unit", {"unit": role.unit})
        if role.person not in logins:
            yield Problem("directory.unknown_person", "role", index, "person", {"login": role.person})
        if (role.course is None) == (role.role == "course_responsible"):
            id = "directory.no_course" if role.course is None else "directory.course_not_here"
            yield Problem(id, "role", index, "role", {"role": role.role})
        elif role.course is not None and role.course not in courses:
            yield Problem("directory.unknown_course", "role", index, "course", {"course": role.course})


def _contacts(tables: DirectoryTables) -> Iterator[Problem]:
    """A faculty has at least one contact (workflow.md §1)."""
    served = {role.unit for role in tables.role if role.role == "contact"}
    for index, unit in enumerate(tables.unit):
        if unit.kind == "faculty" and unit.code not in served:
            yield Problem("directory.no_contact", "unit", index, "code", {"unit": unit.code})
