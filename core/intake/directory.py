"""Reading a directory file: units, programmes, courses, people, roles and absences as plain values (interface.md)."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from core.domain.people import Absence, Person, Role, Subject, Unit
from core.errors import Refused
from core.intake.directory_checks import Problem, disagreements
from core.intake.directory_models import DirectoryTables, SubjectTable, UnitTable
from core.intake.directory_shapes import shapes
from core.intake.source import opened
from core.intake.toml_lines import TomlLines

LIMIT: Final = 16 * 1024 * 1024
"""Bytes a directory file may have."""
_SYNTAX_LINE: Final = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """Everything in the file; `subjects` holds programmes and courses."""

    units: tuple[Unit, ...]
    subjects: tuple[Subject, ...]
    people: tuple[Person, ...]
    roles: tuple[Role, ...]
    absences: tuple[Absence, ...]


def read_directory(path: Path) -> DirectoryFile:
    """The file's content, whole or not at all.

    Usage when there is no such file; Refused("directory.refused", file, count, problems) with every Problem that was
    found, in the order of their lines, when anything in it is wrong. What the tables must agree on is asked only of
    tables that are right by themselves.
    """
    try:
        with opened(path) as stream:
            content = stream.read(LIMIT + 1)
    except OSError as error:
        raise Refused("intake.unreadable_file", file=path.name, error=error.strerror or "") from None
    found = parse(content)
    if isinstance(found, DirectoryFile):
        return found
    raise Refused("directory.refused", file=path.name, count=len(found), problems=found)


def parse(content: bytes) -> DirectoryFile | tuple[Problem, ...]:
    """The content of a directory file as values, or all that is wrong with it."""
    if len(content) > LIMIT:
        return (Problem("directory.too_large", values={"limit": LIMIT}),)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return (Problem("directory.not_utf8", line=content.count(b"\n", 0, error.start) + 1),)
    try:
        tables = DirectoryTables.model_validate(tomllib.loads(text))
    except ValidationError as error:
        problems = list(shapes(error))
    except (ValueError, RecursionError) as error:  # ValueError: TOMLDecodeError, and numbers beyond int()
        at = _SYNTAX_LINE.search(str(error))
        return (Problem("directory.bad_toml", line=int(at[1]) if at else 0),)
    else:
        problems = list(disagreements(tables))
        if not problems:
            return _values(tables)
    lines = TomlLines(text)
    placed = (replace(one, line=lines.line(one.table, one.index, one.key)) for one in problems)
    return tuple(sorted(placed, key=lambda one: one.line))


def _values(tables: DirectoryTables) -> DirectoryFile:
    units = (Unit(unit.code, unit.parent, unit.kind, _names(unit), unit.email or "") for unit in tables.unit)
    subjects = [
        Subject(subject.code, _names(subject), subject.unit, kind)
        for kind, listed in (("programme", tables.programme), ("course", tables.course))
        for subject in listed
    ]
    people = (Person(person.login, person.name, person.email, person.language) for person in tables.person)
    roles = (Role(role.unit, role.role, role.person, role.course or "") for role in tables.role)
    absences = (
        Absence(person.login, person.absent_from, person.absent_to, person.substitute)
        for person in tables.person
        if person.absent_from is not None
    )
    return DirectoryFile(tuple(units), tuple(subjects), tuple(people), tuple(roles), tuple(absences))


def _names(named: UnitTable | SubjectTable) -> tuple[tuple[str, str], ...]:
    """The name in each language that the file gives it in."""
    names = (("nb", named.name_nb), ("nn", named.name_nn), ("en", named.name_en))
    return tuple((language, name) for language, name in names if name is not None)
