"""How far somebody's lists reach: the rights of core.domain.policy as a query wants them (workflow.md §7)."""

from dataclasses import replace
from typing import Final

from core.domain.case import FALLS_TO
from core.domain.people import LINE_LEADERS, Directory
from core.domain.policy import EXAMS, IN_LINE, Actor, Relation, standing, view
from core.domain.scope import fallen_contacts
from core.store import cases
from core.store.engine import Tx
from core.store.reach import Reach, otherwise

_FALLS_TO_THE_LINE: Final = (*FALLS_TO.values(), EXAMS, "quality_department")
"""Roles whose duties are the line's where whoever holds them is barred; the last is contact of a central unit."""
_DUTY: Final = frozenset(Relation) - {Relation.SYSTEM, Relation.LEADER, Relation.QUALITY, Relation.ADMIN}


def reach_of(tx: Tx, actor: Actor, directory: Directory) -> Reach:
    """The actor's reach. The few cases where somebody is barred or the line is not to know are looked at one by one."""
    if actor.login is None:
        return Reach(all=True)
    led = actor.units(*LINE_LEADERS)
    below = [code for code in directory.units if not set(led).isdisjoint(directory.line_of(code))] if led else []
    reach = Reach(
        contact=(*actor.units("contact"), *fallen_contacts(actor)),
        reader=actor.units("contact"),
        caseworker=actor.units("caseworker"),
        exams=tuple(f"{EXAMS}@{unit}" for unit in actor.units(EXAMS)),
        leader=tuple(below),
        hse=actor.units("hse_coordinator"),
        logins=actor.logins,
        roles=tuple(
            dict.fromkeys((*(f"{grant.role}@{grant.unit}" for grant in actor.grants), *(one.id for one in actor.falls)))
        ),
        quality=bool(actor.units("quality_department", "prorector")),
        email=directory.people[actor.login].email,
    )
    also: list[int] = []
    less: list[int] = []
    never: list[int] = []
    for id in _otherwise(tx, actor, directory):
        case = cases.get(tx, id)
        stands = standing(case, actor, directory)
        seen = view(case, stands)
        (never if seen is None else less if _DUTY.isdisjoint(stands.relations) else also).append(case.n)
    return replace(reach, also=tuple(also), less=tuple(less), never=tuple(never))


def _otherwise(tx: Tx, actor: Actor, directory: Directory) -> list[str]:
    """Cases in which the actor's rights depend on who is barred: of those stood in for, of those next above whom."""
    own = {grant.unit for grant in actor.grants if grant.role == "contact" and grant.instead_of is None}
    lent = [unit for unit in (*actor.units("contact"), *fallen_contacts(actor)) if unit not in own]
    faculties = {directory.faculty_of(unit) for unit in actor.units(*IN_LINE)}
    everywhere = bool(actor.units("prorector"))
    below = {r.login for r in directory.roles if everywhere or directory.faculty_of(r.unit) in faculties}
    contacts = {r.login for r in directory.roles if r.role in _FALLS_TO_THE_LINE} & below
    before = _asked_before(actor, directory)
    if not (before or below or lent):
        return []
    emails = [directory.people[login].email.casefold() for login in contacts | before if login in directory.people]
    return otherwise(tx, below | before, emails, lent)


def _asked_before(actor: Actor, directory: Directory) -> set[str]:
    """Whom the actor stands in for, and who would stand in for somebody away before the actor does, unless barred."""
    found = set(actor.instead_of)
    for login in directory.away(actor.on):
        asked = directory.asked(login, actor.on)
        if actor.login in asked:
            found.update(asked[: asked.index(actor.login)])
    return found
