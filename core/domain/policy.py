"""Who somebody is to a case, and what they may therefore see (workflow.md §1 and §7)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.domain.case import Case, State
from core.domain.people import LINE_LEADERS, Directory, barred


class Relation(StrEnum):
    """What a person can be to a case. The order is that of precedence when an act asks who is acting."""

    SYSTEM = "system"
    CONTACT = "contact"
    HANDLER = "handler"
    OWNER = "owner"
    HSE = "hse_coordinator"
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
    """Who acts: a person with the roles that count today, or the installation itself (`login` is None)."""

    login: str | None
    on: date
    grants: tuple[Grant, ...] = ()
    instead_of: tuple[str, ...] = ()

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

    @property
    def on_behalf_of(self) -> str | None:
        """In whose place the person acts: nobody's, if any relation is their own."""
        found = list(self.relations.values())
        return None if not found or None in found else found[0]


@dataclass(frozen=True, slots=True)
class View:
    """How much of a case somebody sees (workflow.md §7). `history` is full, own or dates."""

    text: bool = False
    reporter: bool = False
    history: str = "dates"
    mails: bool = False


def actor(login: str | None, directory: Directory, on: date) -> Actor:
    """Who `login` is on a day, with the roles of those they stand in for."""
    if login is None:
        return Actor(None, on)
    others = directory.standing_in_for(login, on)
    grants = [Grant(role.role, role.unit) for role in directory.roles if role.login == login]
    grants += [
        Grant(role.role, role.unit, other) for other in others for role in directory.roles if role.login == other
    ]
    return Actor(login, on, tuple(_with_central_contacts(grants, directory)), others)


def _with_central_contacts(grants: list[Grant], directory: Directory) -> list[Grant]:
    """At a central unit without a contact the quality department receives (the third hop, workflow.md §2)."""
    extra = [Grant("contact", g.unit, g.instead_of) for g in grants if g.role == "quality_department"]
    return [*grants, *(g for g in extra if directory.faculty_of(g.unit) == g.unit)]


def standing(case: Case, actor: Actor, directory: Directory) -> Standing:
    """What `actor` is to `case`. The reporter and the excluded are nothing to it (D18)."""
    if actor.login is None:
        return Standing(actor, {Relation.SYSTEM: None})
    out = barred(case, directory)
    if actor.login in out:
        return Standing(actor)
    relations: dict[Relation, str | None] = {}
    for login in actor.logins:
        if login in out and login != actor.login:
            continue
        for relation in _relations(case, login, actor, directory):
            relations.setdefault(relation, None if login == actor.login else login)
    if case.restricted:  # from a whistleblowing rejection on: the contact alone (workflow.md §2)
        relations = {r: who for r, who in relations.items() if r is Relation.CONTACT}
    owns = frozenset(t.id for t in case.tasks if t.owner.kind == "person" and t.owner.id in actor.logins)
    return Standing(actor, relations, frozenset() if case.restricted else owns)


def _relations(case: Case, login: str, actor: Actor, directory: Directory) -> list[Relation]:
    instead = None if login == actor.login else login
    held = {(grant.role, grant.unit) for grant in actor.grants if grant.instead_of == instead}
    above = line_of(case.unit, directory)
    found = {
        Relation.CONTACT: ("contact", case.faculty) in held,
        Relation.HANDLER: case.handler == login,
        Relation.OWNER: any(task.owner.kind == "person" and task.owner.id == login for task in case.tasks),
        Relation.HSE: case.detail.transferred_to == "hse" and ("hse_coordinator", case.faculty) in held,
        Relation.READER: any(("contact", unit) in held for unit in case.readers),
        Relation.LEADER: any((role, unit) in held for role in LINE_LEADERS for unit in above),
        Relation.QUALITY: any(role in ("quality_department", "prorector") for role, _ in held),
        Relation.ADMIN: any(role == "admin" for role, _ in held),
    }
    return [relation for relation, holds in found.items() if holds]


def line_of(unit: str, directory: Directory) -> tuple[str, ...]:
    """A unit and those above it up to its faculty: whose leaders lead it."""
    line, code = [unit], unit
    while code != directory.faculty_of(unit) and (found := directory.units.get(code)) and found.parent:
        code = found.parent
        line.append(code)
    return tuple(line)


def view(case: Case, standing: Standing) -> View | None:
    """What may be seen of the case; None when the person may not know that it exists.

    Line leaders and the quality department see no text of a case that has not been through the gate: it may be a
    whistleblowing matter about the line, and nothing has been masked yet (workflow.md §2, §7).
    """
    held = standing.relations
    if held.keys() & {Relation.SYSTEM, Relation.CONTACT, Relation.HANDLER, Relation.HSE}:
        return View(text=True, reporter=True, history="full", mails=True)
    if Relation.READER in held:
        return View(text=True, reporter=True, history="dates")
    assessed = case.state is not State.RECEIVED
    if Relation.OWNER in held:
        return View(text=True, history="own")
    if held.keys() & {Relation.LEADER, Relation.QUALITY}:
        return View(text=assessed)
    return None
