"""Units, people, roles and absences; who stands in for whom on a date (workflow.md §1, D9, D18)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from core.domain.case import Party, Reporter

LINE_LEADERS = ("head_of_department", "dean", "line_leader")


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    parent: str | None
    kind: str
    names: tuple[tuple[str, str], ...]
    email: str = ""

    def name(self, language: str) -> str:
        names = dict(self.names)
        return names.get(language) or names.get("nb") or self.code


@dataclass(frozen=True, slots=True)
class Subject:
    """A course or a programme; `kind` says which."""

    code: str
    names: tuple[tuple[str, str], ...]
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    login: str
    name: str
    email: str
    language: str = "nb"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Role:
    unit: str
    role: str
    login: str
    course: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from `from_on` to `to_on`, both inclusive; without `to_on` until further notice."""

    login: str
    from_on: date
    to_on: date | None = None
    substitute: str | None = None
    source: str = "directory"

    def covers(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who can be told or may act, and in whose place when it is not in their own."""

    login: str
    instead_of: str | None = None


@dataclass(frozen=True)
class Directory:
    """All units, people, roles and absences as they stand; loaded once and kept until the directory changes."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    absences: tuple[Absence, ...] = ()
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)

    def faculty_of(self, unit: str) -> str:
        """The faculty a unit belongs to: walk up `parent`; a central unit is its own."""
        code: str | None = unit
        while code and (found := self.units.get(code)):
            if found.kind == "faculty":
                return code
            code = found.parent
        return unit

    @cached_property
    def _holders(self) -> dict[tuple[str, str], tuple[str, ...]]:
        holders: dict[tuple[str, str], tuple[str, ...]] = {}
        for role in self.roles:
            person = self.people.get(role.login)
            if person and person.active:
                key = (role.role, role.unit)
                holders[key] = tuple(dict.fromkeys((*holders.get(key, ()), role.login)))
        return holders

    def holders(self, role: str, unit: str) -> tuple[str, ...]:
        """Active people with a role at a unit. A central unit's contact is its quality department (workflow.md §2)."""
        found = self._holders.get((role, unit), ())
        if not found and role == "contact":
            return self._holders.get(("quality_department", unit), ())
        return found

    def by_email(self, email: str) -> str | None:
        """The login with this address: a reporter who works here (D18)."""
        return self._logins_by_email.get(email.casefold())

    @cached_property
    def _logins_by_email(self) -> dict[str, str]:
        return {person.email.casefold(): login for login, person in self.people.items()}

    @cached_property
    def _roles_by_login(self) -> dict[str, tuple[Role, ...]]:
        roles: dict[str, tuple[Role, ...]] = {}
        for role in self.roles:
            roles[role.login] = (*roles.get(role.login, ()), role)
        return roles

    def roles_of(self, login: str) -> tuple[Role, ...]:
        return self._roles_by_login.get(login, ())

    def units_of(self, login: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(role.unit for role in self.roles_of(login)))

    def absence(self, login: str, on: date) -> Absence | None:
        return next((a for a in self.absences if a.login == login and a.covers(on)), None)

    def reach(self, login: str, on: date, barred: frozenset[str] = frozenset(), line: bool = True) -> Reached | None:
        """Who is there for `login` on a day: that person, the end of the chain of substitutes, or the line (D9).

        A loop, a gap or a barred substitute (D18) falls to the line, unless `line` says that the line is not to know;
        None when nobody at all is there.
        """
        if not self._away(login, on, barred):
            return Reached(login)
        met, current = {login}, login
        while (absence := self.absence(current, on)) and (substitute := absence.substitute) and substitute not in met:
            if not self._away(substitute, on, barred):
                return Reached(substitute, login)
            met.add(substitute)
            current = substitute
        for candidate in self._line(login) if line else ():
            if candidate not in met and not self._away(candidate, on, barred):
                return Reached(candidate, login)
        return None

    def _away(self, login: str, on: date, barred: frozenset[str]) -> bool:
        person = self.people.get(login)
        return login in barred or person is None or not person.active or self.absence(login, on) is not None

    def _line(self, login: str) -> Iterator[str]:
        """Next in line after a person: the faculty's handlers for its contact, then head, dean, prorector."""
        for role in self.roles_of(login):
            if role.role == "contact":
                yield from self.holders("handler", role.unit)
        for unit in self.units_of(login):
            yield from self.leaders(unit)

    def leaders(self, unit: str) -> Iterator[str]:
        """The line above a unit, nearest first: head → dean → prorector (D18)."""
        yield from self.holders("head_of_department", unit)
        yield from self.holders("dean", self.faculty_of(unit))
        for role in self.roles:
            if role.role == "prorector":
                yield role.login

    def standing_in_for(
        self, login: str, on: date, barred: frozenset[str] = frozenset(), line: bool = True
    ) -> tuple[str, ...]:
        """Everyone whose rights `login` has on a day because they are away (D9); nobody has those of the barred."""
        away = dict.fromkeys(a.login for a in self.absences if a.covers(on) and a.login not in barred | {login})
        reached = ((other, self.reach(other, on, barred, line)) for other in away)
        return tuple(other for other, found in reached if found and found.login == login)


class Concerned(Protocol):
    """What of a case decides whom it reaches: a `Case`, or the head of one where thousands are looked at."""

    @property
    def unit(self) -> str: ...

    @property
    def restricted(self) -> bool: ...

    @property
    def reporter(self) -> Reporter: ...

    @property
    def excluded(self) -> tuple[str, ...]: ...

    @property
    def handles(self) -> Party: ...


def barred(case: Concerned, directory: Directory) -> frozenset[str]:
    """Who may neither see the case nor act on it nor be told of it: its reporter and the excluded (D18)."""
    reporter = directory.by_email(case.reporter.email)
    return frozenset((*case.excluded, *((reporter,) if reporter else ())))


def resolve(party: Party, case: Concerned | None, directory: Directory, on: date) -> tuple[Reached, ...]:
    """The people behind a party on a day, each once; empty when nobody is there: an alarm (workflow.md §1).

    Whoever is away is stood in for. Whoever is barred drops out, and their substitute with them: when that leaves
    nobody, it is the next in line, head → dean → prorector (D18).
    """
    out = barred(case, directory) if case else frozenset()
    line = not (case and case.restricted)
    reached: dict[str, Reached] = {}
    meant = tuple(_logins(party, case, directory))
    for login in meant:
        found = None if login in out else directory.reach(login, on, out, line)
        if found and (found.instead_of is None or found.login not in reached):
            reached[found.login] = found
    if not reached and line and party.kind != "reporter":
        unit = _unit_of(party, case)
        for login in directory.leaders(unit) if unit else ():
            found = None if login in out else directory.reach(login, on, out)
            if found:
                return (Reached(found.login, meant[0] if meant else party.id or None),)
    return tuple(reached.values())


def _logins(party: Party, case: Concerned | None, directory: Directory) -> Iterable[str]:
    match party.kind:
        case "person":
            return (party.id,)
        case "role":
            role, _, unit = party.id.partition("@")
            return directory.holders(role, unit)
        case "handles" if case is not None:
            return _logins(case.handles, case, directory)
        case _:
            return ()


def _unit_of(party: Party, case: Concerned | None) -> str | None:
    if party.kind == "handles" and case:
        return _unit_of(case.handles, case)
    if party.kind == "role":
        return party.id.partition("@")[2]
    return case.unit if case else None
