"""Units, people, roles and absences; who stands in for whom on a date (workflow.md §1, D9, D18)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from core.domain.case import Party, role_at

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
    """Away from `from_on` to `to_on`, both inclusive; without `to_on` until further notice.

    `source`: "directory"; "ended", the directory's but cut short by hand, which the next import is not to undo; or
    "hand", which goes before what the directory says on its days (core.domain.absence).
    """

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

    def office(self, kind: str, parent: str | None = None) -> Unit | None:
        """The unit of a kind, at one faculty or wherever it stands; None when there is none."""
        return next((u for u in self.units.values() if u.kind == kind and parent in (None, u.parent)), None)

    def answers_for(self, unit: str) -> Party:
        """Who is meant when a unit is asked or informed: its contact, its head, or its faculty's contact."""
        faculty = self.faculty_of(unit)
        found = (("contact", unit), ("head_of_department", unit), ("dean", unit), ("contact", faculty))
        return next((role_at(role, at) for role, at in found if self.holders(role, at)), role_at("contact", faculty))

    def by_email(self, email: str) -> tuple[str, ...]:
        """Every login with this address: a reporter who works here, perhaps under two logins (D18)."""
        return self._logins_by_email.get(email.casefold(), ())

    @cached_property
    def _logins_by_email(self) -> dict[str, tuple[str, ...]]:
        logins: dict[str, tuple[str, ...]] = {}
        for login, person in self.people.items():
            if email := person.email.casefold():
                logins[email] = (*logins.get(email, ()), login)
        return logins

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

    def line_of(self, unit: str) -> tuple[str, ...]:
        """A unit and those above it up to its faculty: whose leaders lead it."""
        line, code = [unit], unit
        while code != self.faculty_of(unit) and (found := self.units.get(code)) and found.parent:
            code = found.parent
            line.append(code)
        return tuple(line)

    @cached_property
    def _absences_by_login(self) -> dict[str, tuple[Absence, ...]]:
        absences: dict[str, tuple[Absence, ...]] = {}
        for absence in sorted(self.absences, key=lambda each: each.source != "hand"):
            absences[absence.login] = (*absences.get(absence.login, ()), absence)
        return absences

    def absence(self, login: str, on: date) -> Absence | None:
        """The absence that counts on a day: one set by hand goes before the directory's."""
        return next((absence for absence in self._absences_by_login.get(login, ()) if absence.covers(on)), None)

    def there(self, login: str, on: date) -> bool:
        """Whether somebody works here and is not away."""
        person = self.people.get(login)
        return person is not None and person.active and self.absence(login, on) is None

    def reach(
        self, login: str, on: date, barred: frozenset[str] = frozenset(), line: bool = True
    ) -> tuple[Reached, ...]:
        """Who is there for `login` on a day: that person, the end of the chain of substitutes, or the line (D9).

        A loop, a gap or a barred substitute (D18) falls to the line, unless `line` says that the line is not to know;
        nobody when nobody at all is there. Several only where a contact falls to the handlers.
        """
        groups = chain(((login,),), self._line(login) if line else ())
        return tuple(Reached(one, None if one == login else login) for one in self.first(groups, on, barred))

    def first(
        self, groups: Iterable[tuple[str, ...]], on: date, barred: frozenset[str] = frozenset()
    ) -> tuple[str, ...]:
        """Of the first group of which anybody is there on a day, those who are, or the ends of their substitutes."""
        there = (tuple(one for one in self._asked(group, on, barred) if self.there(one, on)) for group in groups)
        return next(filter(None, there), ())

    def asked(self, login: str, on: date) -> tuple[str, ...]:
        """Everybody whom `reach` might ask for `login` on a day, in their order, whoever is barred."""
        starts = chain((login,), *self._line(login))
        return tuple(self._asked(starts, on, frozenset()))

    def _asked(self, starts: Iterable[str], on: date, barred: frozenset[str]) -> Iterator[str]:
        """Each once. A chain ends at whoever is barred: neither they nor those they chose."""
        met: set[str] = set()
        for start in starts:
            for one in self._chain(start, on):
                if one in met or one in barred:
                    break
                met.add(one)
                yield one

    def _chain(self, login: str, on: date) -> Iterator[str]:
        """Somebody, their substitute where they are away, and so on: without end where it is a loop."""
        yield login
        while (absence := self.absence(login, on)) and absence.substitute:
            login = absence.substitute
            yield login

    def _line(self, login: str) -> Iterator[tuple[str, ...]]:
        """Next in line: after a contact the others of the faculty, then all its handlers; head, dean, prorector."""
        for role in self.roles_of(login):
            if role.role == "contact":
                yield from (self.holders("contact", role.unit), self.holders("handler", role.unit))
        for unit in self.units_of(login):
            yield from ((leader,) for leader in self.leaders(unit))

    def leaders(self, unit: str) -> Iterator[str]:
        """The line above a unit, nearest first: head, line leader where there is none → dean → prorector (D18)."""
        for code in self.line_of(unit):
            yield from self.holders("head_of_department", code) or self.holders("line_leader", code)
        yield from self.holders("dean", self.faculty_of(unit))
        yield from (login for (role, _), logins in self._holders.items() if role == "prorector" for login in logins)

    def standing_in_for(
        self, login: str, on: date, barred: frozenset[str] = frozenset(), line: bool = True
    ) -> tuple[str, ...]:
        """Everyone whose rights `login` has on a day because they are away (D9); nobody has those of the barred."""
        away = (other for other in self.away(on) if other != login and other not in barred)
        return tuple(o for o in away if any(found.login == login for found in self.reach(o, on, barred, line)))

    def away(self, on: date) -> tuple[str, ...]:
        """Everyone who is not there on a day: absent, or gone and still in a role."""
        return tuple(one for one in self._ever_away if not self.there(one, on))

    @cached_property
    def _ever_away(self) -> tuple[str, ...]:
        staff = {login for login, person in self.people.items() if person.active}
        return (*self._absences_by_login, *sorted(self._roles_by_login.keys() - staff - self._absences_by_login.keys()))
