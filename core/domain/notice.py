"""Whom a notice reaches: the people behind its party on the day, never the one who acts, never somebody barred."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.domain.case import FALLS_TO, Case, Party, person, role_at
from core.domain.people import Directory
from core.domain.post import Notice
from core.domain.reached import Concerned, barred, resolve

NOBODY = "mail.nobody"
"""The answer of a mail that had nobody to go to: an alarm (workflow.md §1)."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A notice to one recipient: a person, the reporter, a unit, a named party; a role when nobody is there for it."""

    notice: Notice
    to: Party

    @property
    def reaches(self) -> bool:
        return self.to.kind not in ("role", "handles")


def address(
    notices: Iterable[Notice], case: Case | None, directory: Directory, on: date, actor: str | None
) -> tuple[Addressed, ...]:
    """One row for each recipient of each notice; nobody is mailed about an act of their own."""
    found: list[Addressed] = []
    for notice in notices:
        party = notice.to
        if party.kind in ("reporter", "unit", "named"):
            found.append(Addressed(notice, party))
            continue
        reached = resolve(party, case, directory, on)
        found += [Addressed(notice, person(who.login)) for who in reached if who.login != actor]
        if not reached:
            found.append(
                Addressed(
                    notice,
                    party if party.kind == "role" or case is None else role_at(FALLS_TO[case.kind], case.faculty),
                )
            )
    return tuple(found)


def still_told(login: str, case: Concerned, directory: Directory, on: date) -> bool:
    """Whether somebody may be told of a case on a day, whatever was so when the mail was asked for.

    Nobody who is barred (D18); of a restricted case its contact alone, or who stands in (workflow.md §2).
    """
    if login in barred(case, directory):
        return False
    contact = role_at("contact", case.faculty)
    return not case.restricted or any(each.login == login for each in resolve(contact, case, directory, on))
