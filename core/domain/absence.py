"""Setting and ending absences by hand: who may, which are refused, what the person should know (workflow.md §1, D9).

Days before today never change: on them somebody else may have acted in the absent person's place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.domain.calendar import DAY
from core.domain.people import LINE_LEADERS, Absence, Directory
from core.domain.policy import Actor
from core.errors import Forbidden, Refused

FARTHEST: Final = 731
"""Days from today that an absence may reach: whoever is away for longer has another place in the directory."""
HAND, ENDED, DIRECTORY = "hand", "ended", "directory"

Warned = tuple[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Planned:
    """All absences of a person as they are to be, and what to tell whoever set them, as message ids."""

    absences: tuple[Absence, ...]
    warnings: tuple[Warned, ...] = ()


def require_may_set(actor: Actor, login: str, directory: Directory) -> str | None:
    """In whose place `actor` sets or ends an absence of `login`, None for their own.

    The person, the contact of their faculty, a leader of their unit or above it, an administrator, the installation.
    Rights that are borrowed from the person themself do not count: a substitute does not prolong their own standing in.
    Forbidden: absence.not_you.
    """
    if actor.login in (None, login):
        return None
    units = directory.units_of(login)
    contacts = {("contact", directory.faculty_of(unit)) for unit in units}
    leaders = {(role, code) for unit in units for code in directory.line_of(unit) for role in LINE_LEADERS}
    may = contacts | leaders
    found = [
        grant.instead_of
        for grant in actor.grants
        if grant.instead_of != login and (grant.role == "admin" or (grant.role, grant.unit) in may)
    ]
    if not found:
        raise Forbidden("absence.not_you")
    return None if None in found else found[0]


def may_set(actor: Actor, login: str, directory: Directory) -> bool:
    """Whether `require_may_set` lets them."""
    try:
        require_may_set(actor, login, directory)
    except Forbidden:
        return False
    return True


def may_know(actor: Actor, absence: Absence, directory: Directory) -> bool:
    """Whether somebody is told of an absence: colleagues at the faculty, the substitute, and whoever may set it."""
    faculties = {directory.faculty_of(grant.unit) for grant in actor.grants}
    theirs = {directory.faculty_of(unit) for unit in directory.units_of(absence.login)}
    return (
        not faculties.isdisjoint(theirs)
        or actor.login == absence.substitute
        or may_set(actor, absence.login, directory)
    )


def set_absence(new: Absence, directory: Directory, today: date) -> Planned:
    """Put an absence into force. On its days it goes before every other of that person; what an earlier one has on
    other days stays.

    Refused: person.unknown, absence.oneself, absence.backwards, absence.past, absence.too_far, absence.loop.
    """
    _require_people(new, directory)
    _require_days(new, today)
    theirs = [absence for absence in directory.absences if absence.login == new.login]
    parts = {old: tuple(_outside(old, new)) for old in theirs if old.source == HAND}
    kept = (*(part for old in theirs for part in parts.get(old, (old,))), new)
    after = _with(directory, new.login, kept)
    _require_no_loop(new, after)
    left = [part for old, pieces in parts.items() if pieces != (old,) for part in pieces if not _past(part, today)]
    return Planned(kept, (*(_left(part) for part in left), *_gaps(new, after)))


def end_absence(login: str, on: date, directory: Directory, today: date) -> Planned:
    """Somebody is back on a day: whatever covers it ends the day before. Another absence from a later day on stays.

    What the directory says is cut short and marked: the next import is not to bring it back.
    Refused: person.unknown, absence.past, absence.none.
    """
    if login not in directory.people:
        raise Refused("person.unknown", login=login)
    if on < today:
        raise Refused("absence.past", day=on)
    if directory.absence(login, on) is None:
        raise Refused("absence.none", login=login, day=on)
    theirs = (absence for absence in directory.absences if absence.login == login)
    return Planned(tuple(part for absence in theirs for part in _ended(absence, on)))


def imported(new: tuple[Absence, ...], old: Directory) -> tuple[Absence, ...]:
    """The absences that an import of the directory brings: not those that were ended by hand since."""
    ended = {(absence.login, absence.from_on) for absence in old.absences if absence.source == ENDED}
    return tuple(absence for absence in new if (absence.login, absence.from_on) not in ended)


def _require_people(new: Absence, directory: Directory) -> None:
    for login in (new.login, new.substitute):
        person = directory.people.get(login) if login is not None else None
        if login is not None and (person is None or not person.active):
            raise Refused("person.unknown", login=login)
    if new.substitute == new.login:
        raise Refused("absence.oneself", login=new.login)


def _require_days(new: Absence, today: date) -> None:
    if new.to_on is not None and new.to_on < new.from_on:
        raise Refused("absence.backwards")
    if new.from_on < today:
        raise Refused("absence.past", day=new.from_on)
    last = new.to_on or new.from_on
    if (last - today).days > FARTHEST:
        raise Refused("absence.too_far", day=last)


def _require_no_loop(new: Absence, after: Directory) -> None:
    """Nobody stands in for themself by way of others, on any day of the absence (D9)."""
    for day in _days(new, after):
        way = [new.login]
        while (absence := after.absence(way[-1], day)) and (substitute := absence.substitute) and substitute not in way:
            way.append(substitute)
        if absence and absence.substitute == new.login:
            raise Refused("absence.loop", way=" → ".join((*way, new.login)), day=day)


def _gaps(new: Absence, after: Directory) -> Iterator[Warned]:
    """The days of the absence on which nobody stands in, and whom they fall to: one warning for each stretch."""
    days = _days(new, after)
    stretches: list[tuple[date, date | None, str | None]] = []
    for day, following in zip(days, (*days[1:], None), strict=True):
        if after.reach(new.login, day, line=False):
            continue
        reached = ", ".join(found.login for found in after.reach(new.login, day))
        falls_to, last = reached or None, following - DAY if following else new.to_on
        if stretches and stretches[-1][2] == falls_to and stretches[-1][1] == day - DAY:
            stretches[-1] = (stretches[-1][0], last, falls_to)
        else:
            stretches.append((day, last, falls_to))
    for first, last, falls_to in stretches:
        dated, ever = (
            ("absence.gap", "absence.gap_open") if falls_to else ("absence.gap_nobody", "absence.gap_nobody_open")
        )
        yield dated if last else ever, {"from": first, "to": last, "login": falls_to, "of": new.login}


def _days(new: Absence, after: Directory) -> list[date]:
    """The days of an absence on which somebody begins to be away, or is back: between them nothing changes."""
    edges = {new.from_on}
    for absence in after.absences:
        edges |= {absence.from_on} | ({absence.to_on + DAY} if absence.to_on else set())
    return sorted(day for day in edges if new.covers(day))


def _outside(old: Absence, new: Absence) -> Iterator[Absence]:
    """What is left of an absence before and after the days of another."""
    if old.from_on < new.from_on:
        yield old if old.to_on and old.to_on < new.from_on else replace(old, to_on=new.from_on - DAY)
    if new.to_on and (old.to_on is None or old.to_on > new.to_on):
        yield old if old.from_on > new.to_on else replace(old, from_on=new.to_on + DAY)


def _ended(absence: Absence, on: date) -> Iterator[Absence]:
    if not absence.covers(on):
        yield absence
    elif absence.source != HAND:
        yield replace(absence, to_on=on - DAY, source=ENDED)
    elif absence.from_on < on:
        yield replace(absence, to_on=on - DAY)


def _left(absence: Absence) -> Warned:
    id = "absence.left" if absence.to_on else "absence.left_open"
    return id, {"login": absence.login, "from": absence.from_on, "to": absence.to_on}


def _past(absence: Absence, today: date) -> bool:
    return absence.to_on is not None and absence.to_on < today


def _with(directory: Directory, login: str, absences: tuple[Absence, ...]) -> Directory:
    others = tuple(absence for absence in directory.absences if absence.login != login)
    return replace(directory, absences=(*others, *absences))
