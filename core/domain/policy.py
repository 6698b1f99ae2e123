"""Who somebody is to a case, and what they may therefore see (workflow.md §1 and §7)."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from core.domain.case import FALLS_TO, Case, Party, State, person, role_at, staff
from core.domain.people import LINE_LEADERS, Directory
from core.domain.reached import barred, resolve


class Relation(StrEnum):
    """What a person can be to a case. The order is that of precedence when an act asks who is acting.

    Of a complaint there are five: SYSTEM, ADMIN, CASEWORKER (its handler, and every caseworker of its faculty), EXAMS
    (the examinations office, to whom one of its tasks falls) and LEADER.
    """

    SYSTEM = "system"
    CONTACT = "contact"
    HANDLER = "handler"
    OWNER = "owner"
    ASKED = "asked"
    INFORMED = "informed"
    HSE = "hse_coordinator"
    CASEWORKER = "caseworker"
    EXAMS = "examinations_office"
    READER = "reader"
    LEADER = "line_leader"
    QUALITY = "quality_department"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that counts for somebody on a day: their own, or that of `instead_of`, who is away (D9)."""

    role: str
    unit: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with the roles that count today, or the installation itself (`login` is None).

    `falls`: roles that nobody holds and whose duties are therefore this person's, as the next in line.
    """

    login: str | None
    on: date
    grants: tuple[Grant, ...] = ()
    instead_of: tuple[str, ...] = ()
    falls: tuple[Party, ...] = ()

    @property
    def name(self) -> str:
        return self.login or "system"

    @property
    def logins(self) -> tuple[str, ...]:
        """The person, and everyone they stand in for today."""
        return (self.login, *self.instead_of) if self.login else ()

    def units(self, *roles: str) -> tuple[str, ...]:
        """Units at which one of these roles counts, in the person's own name or another's."""
        return tuple(dict.fromkeys(grant.unit for grant in self.grants if grant.role in roles))


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody's relations to one case; each with the login in whose place, None for the person's own."""

    actor: Actor
    relations: dict[Relation, str | None] = field(default_factory=dict)
    owns: frozenset[str] = frozenset()

    def in_place_of(self, by: Iterable[Relation]) -> str | None:
        """In whose place somebody does what `by` may do: nobody's, if one of these relations is their own."""
        found = [self.relations[relation] for relation in Relation if relation in self.relations and relation in by]
        return None if not found or None in found else found[0]


@dataclass(frozen=True, slots=True)
class View:
    """How much of a case somebody sees (workflow.md §7). `history` is full, own or dates.

    Of a complaint `text` is what is decided about it, grades included, and `reporter` the student.
    """

    text: bool = False
    reporter: bool = False
    history: str = "dates"
    mails: bool = False


def actor(login: str | None, directory: Directory, on: date) -> Actor:
    """Who `login` is on a day, with the roles of those they stand in for."""
    if login is None:
        return Actor(None, on)
    others = directory.standing_in_for(login, on)
    grants = [Grant(role.role, role.unit) for role in directory.roles_of(login)]
    grants += [Grant(role.role, role.unit, other) for other in others for role in directory.roles_of(other)]
    found = Actor(login, on, tuple(_with_central_contacts(grants, directory)), others)
    return replace(found, falls=tuple(_fallen(found, directory))) if found.units(*IN_LINE) else found


IN_LINE: Final = (*LINE_LEADERS, "prorector")
"""Roles to which the duties of those below them may fall."""
_ANSWERING: Final = ("contact", "head_of_department", "dean", "hse_coordinator")


def _fallen(actor: Actor, directory: Directory) -> Iterator[Party]:
    for unit in directory.units:
        for role in _ANSWERING:
            if role == "contact" and directory.faculty_of(unit) != unit:
                continue  # no case stands at a department, and its contact is asked only where there is one
            party = role_at(role, unit)
            if not directory.holders(role, unit):
                reached = resolve(party, None, directory, actor.on)
                yield from (party for each in reached if each.login == actor.login)


def _with_central_contacts(grants: list[Grant], directory: Directory) -> list[Grant]:
    """At a central unit without a contact the quality department receives (the third hop, workflow.md §2)."""
    extra = [Grant("contact", g.unit, g.instead_of) for g in grants if g.role == "quality_department"]
    return [*grants, *(g for g in extra if directory.faculty_of(g.unit) == g.unit)]


def standing(case: Case, actor: Actor, directory: Directory) -> Standing:
    """What `actor` is to `case`, in their own place and in that of others on the day.

    The reporter and the excluded are nothing to it, and nobody stands in for them; whom their duties fall to has the
    right to do them (D18). Of a restricted case the line does not know: the contact alone, or the contact's substitute.
    """
    if actor.login is None:
        return Standing(actor, {Relation.SYSTEM: None})
    me, out = actor.login, barred(case, directory)
    if me in out:
        return Standing(actor)
    others = directory.standing_in_for(me, actor.on, out, line=not case.restricted)
    relations: dict[Relation, str | None] = dict.fromkeys(_relations(case, me, directory))
    for other in others:
        for relation in _relations(case, other, directory):
            relations.setdefault(relation, other)
    for relation, party in _duties(case):
        for reached in resolve(party, case, directory, actor.on):
            if reached.login == me and (reached.instead_of is None or relation not in relations):
                relations[relation] = reached.instead_of  # what one does in one's own place, one does for nobody else
    if case.restricted:  # from a whistleblowing rejection on: the contact alone (workflow.md §2)
        return Standing(actor, {r: who for r, who in relations.items() if r is Relation.CONTACT})
    owns = frozenset(task.id for task in case.tasks if _owes(me, task.owner, case, directory, actor.on))
    return Standing(actor, relations, owns)


def _owes(me: str, owner: Party, case: Case, directory: Directory, on: date) -> bool:
    return _is_meant(me, owner, directory) or any(
        reached.login == me for reached in resolve(owner, case, directory, on)
    )


def _duties(case: Case) -> Iterator[tuple[Relation, Party]]:
    """Who has to do something with the case, as parties: whoever they fall to may do it."""
    complaint = case.kind == "complaint"
    yield Relation.CASEWORKER if complaint else Relation.CONTACT, role_at(FALLS_TO[case.kind], case.faculty)
    if case.handler:
        yield Relation.CASEWORKER if complaint else Relation.HANDLER, person(case.handler)
    for task in case.tasks:
        if task.kind in _DOES:
            yield _DOES[task.kind], task.owner
        elif is_role(task.owner, EXAMS):
            yield Relation.EXAMS, task.owner
    for id in case.informed:
        yield Relation.INFORMED, staff(id)
    if case.detail.transferred_to == "hse":
        yield Relation.HSE, role_at("hse_coordinator", case.faculty)


_DOES: Final = {"measure": Relation.OWNER, "hearing": Relation.ASKED}
"""What somebody is to a case by a task of this kind."""
EXAMS: Final = "examinations_office"


def is_role(party: Party, role: str) -> bool:
    """Whether a party is whoever holds this role at some unit."""
    return party.kind == "role" and party.id.partition("@")[0] == role


def _relations(case: Case, login: str, directory: Directory) -> list[Relation]:
    own = [Grant(role.role, role.unit) for role in directory.roles_of(login)]
    held = {(grant.role, grant.unit) for grant in _with_central_contacts(own, directory)}
    above = directory.line_of(case.unit)
    if case.kind == "complaint":
        return _of_complaint(case, login, held, above)
    found = {
        Relation.CONTACT: ("contact", case.faculty) in held,
        Relation.HANDLER: case.handler == login,
        Relation.OWNER: any(_is_meant(login, task.owner, directory) for task in case.measures),
        Relation.ASKED: any(_is_meant(login, task.owner, directory) for task in case.hearings),
        Relation.INFORMED: any(_is_meant(login, staff(id), directory) for id in case.informed),
        Relation.HSE: case.detail.transferred_to == "hse" and ("hse_coordinator", case.faculty) in held,
        Relation.READER: any(("contact", unit) in held for unit in case.readers),
        Relation.LEADER: any((role, unit) in held for role in LINE_LEADERS for unit in above),
        Relation.QUALITY: any(role in ("quality_department", "prorector") for role, _ in held),
        Relation.ADMIN: any(role == "admin" for role, _ in held),
    }
    return [relation for relation, holds in found.items() if holds]


def _of_complaint(case: Case, login: str, held: Set[tuple[str, str]], above: Iterable[str]) -> list[Relation]:
    """A complaint is its caseworkers' and, task by task, the examinations office's; the line sees that it is there."""
    owners = {task.owner for task in case.tasks}
    found = {
        Relation.CASEWORKER: case.handler == login or ("caseworker", case.faculty) in held,
        Relation.EXAMS: any(role == EXAMS and role_at(role, unit) in owners for role, unit in held),
        Relation.LEADER: any((role, unit) in held for role in LINE_LEADERS for unit in above),
        Relation.ADMIN: any(role == "admin" for role, _ in held),
    }
    return [relation for relation, holds in found.items() if holds]


def _is_meant(login: str, party: Party, directory: Directory) -> bool:
    """Whether a party is this person or a role they hold, whoever stands in for them today."""
    role, _, unit = party.id.partition("@")
    return login in directory.holders(role, unit) if party.kind == "role" else party == person(login)


def view(case: Case, standing: Standing) -> View | None:
    """What may be seen of the case; None when the person may not know that it exists.

    Line leaders and the quality department see no text of a case that has not been through the gate: it may be a
    whistleblowing matter about the line, and nothing has been masked yet (workflow.md §2, §7).
    """
    held = standing.relations
    if case.kind == "complaint":
        return _view_of_complaint(standing)
    if held.keys() & {Relation.SYSTEM, Relation.CONTACT, Relation.HANDLER, Relation.HSE}:
        return View(text=True, reporter=True, history="full", mails=True)
    if Relation.READER in held:
        return View(text=True, reporter=True, history="dates")
    assessed = case.state is not State.RECEIVED
    if held.keys() & {Relation.OWNER, Relation.ASKED, Relation.INFORMED}:
        return View(text=True, history="own")
    if held.keys() & {Relation.LEADER, Relation.QUALITY}:
        return View(text=assessed)
    return None


def _view_of_complaint(standing: Standing) -> View | None:
    """The quality department and the contacts of deviations see no complaint; the line no grade and no student (§7)."""
    held = standing.relations
    if held.keys() & {Relation.SYSTEM, Relation.CASEWORKER}:
        return View(text=True, reporter=True, history="full", mails=True)
    if Relation.EXAMS in held:
        return View(reporter=True, history="own")
    return View() if Relation.LEADER in held else None
