"""Whom a party comes to on a day: who stands in, who is barred from the case, who is next (workflow.md §1, D18)."""

from datetime import date
from typing import Protocol

from core.domain.case import Party, Reporter
from core.domain.people import Directory, Reached


class Concerned(Protocol):
    """What of a case decides whom it reaches: a `Case`, or the head of one where thousands are looked at."""

    @property
    def faculty(self) -> str: ...

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
    return frozenset((*case.excluded, *directory.by_email(case.reporter.email)))


def resolve(party: Party, case: Concerned | None, directory: Directory, on: date) -> tuple[Reached, ...]:
    """The people behind a party on a day, each once; empty when nobody is there: an alarm (workflow.md §1).

    Whoever is away is stood in for. Whoever is barred drops out, and their substitute with them: when that leaves
    nobody, it is the next in line, head → dean → prorector (D18).
    """
    if party.kind == "handles":
        return resolve(case.handles, case, directory, on) if case else ()
    out = barred(case, directory) if case else frozenset()
    line = not (case and case.restricted)
    reached: dict[str, Reached] = {}
    meant = _logins(party, directory)
    for login in meant:
        for found in () if login in out else directory.reach(login, on, out, line):
            if found.instead_of is None or found.login not in reached:
                reached[found.login] = found
    if not reached and line and party.kind in ("person", "role"):
        unit = party.id.partition("@")[2] if party.kind == "role" else case.unit if case else ""
        leaders = ((leader,) for leader in directory.leaders(unit)) if unit else ()
        return tuple(Reached(one, meant[0] if meant else party.id) for one in directory.first(leaders, on, out))
    return tuple(reached.values())


def _logins(party: Party, directory: Directory) -> tuple[str, ...]:
    role, _, unit = party.id.partition("@")
    return directory.holders(role, unit) if party.kind == "role" else (party.id,) if party.kind == "person" else ()
