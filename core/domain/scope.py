"""A person's rights as tokens, so that they are part of the question a search asks (workflow.md §7).

A case carries the tokens of everyone who may find it; an actor wants those they may find by. Tokens hold a unit's code
or a login in hexadecimal, so that no tokenizer splits them.
"""

from core.domain.case import Case, State, staff
from core.domain.people import LINE_LEADERS, Directory
from core.domain.policy import EXAMS, Actor, is_role


def token(kind: str, name: str = "") -> str:
    return kind + name.encode().hex()


def tokens_of(case: Case, directory: Directory) -> tuple[str, ...]:
    """Who may find the case by its text. A restricted case: the contact of its faculty alone (workflow.md §2).

    A complaint is found by number, reference and course, by everybody who may know of it.
    """
    if case.kind == "complaint":
        return _of_complaint(case, directory)
    if case.restricted:
        return (token("contact", case.faculty),)
    tokens = [token("contact", unit) for unit in dict.fromkeys((case.faculty, *case.readers))]
    parties = [*(task.owner for task in case.tasks), *map(staff, case.informed)]
    logins = (case.handler, *(party.id for party in parties if party.kind == "person"))
    tokens += [token("login", login) for login in dict.fromkeys(logins) if login]
    tokens += [token("role", id) for id in dict.fromkeys(party.id for party in parties if party.kind == "role")]
    if case.detail.transferred_to == "hse":
        tokens.append(token("hse", case.faculty))
    if case.state is not State.RECEIVED:
        tokens += [token("leader", unit) for unit in directory.line_of(case.unit)]
        tokens.append(token("quality"))
    return tuple(tokens)


def _of_complaint(case: Case, directory: Directory) -> tuple[str, ...]:
    offices = dict.fromkeys(task.owner.id for task in case.tasks if is_role(task.owner, EXAMS))
    return (
        token("caseworker", case.faculty),
        *([token("login", case.handler)] if case.handler else []),
        *(token("role", id) for id in offices),
        *(token("leader", unit) for unit in directory.line_of(case.unit)),
    )


def tokens_for(actor: Actor) -> tuple[str, ...] | None:
    """What `actor` may find by: None for the installation, which may find everything; () for nobody's business."""
    if actor.login is None:
        return None
    tokens = [token("contact", unit) for unit in actor.units("contact")]
    tokens += [token("login", login) for login in actor.logins]
    tokens += [token("role", f"{grant.role}@{grant.unit}") for grant in actor.grants]
    tokens += [token("role", party.id) for party in actor.falls]
    tokens += [token("contact", unit) for unit in fallen_contacts(actor)]
    tokens += [token("hse", unit) for unit in actor.units("hse_coordinator")]
    tokens += [token("leader", unit) for unit in actor.units(*LINE_LEADERS)]
    tokens += [token("caseworker", unit) for unit in actor.units("caseworker")]
    if actor.units("quality_department", "prorector"):
        tokens.append(token("quality"))
    return tuple(dict.fromkeys(tokens))


def fallen_contacts(actor: Actor) -> tuple[str, ...]:
    """Faculties without a contact, whose cases are therefore the actor's to handle."""
    split = (party.id.partition("@") for party in actor.falls)
    return tuple(unit for role, _, unit in split if role == "contact")
