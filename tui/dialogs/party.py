"""Picking people and units alike: whoever answers for a unit gets what it is sent (workflow.md §3)."""

from core.domain.reached import resolve
from tui.dialogs.matter import Matter
from tui.dialogs.person import Person, Rank, people
from tui.dialogs.pick import Entry
from tui.dialogs.several import Several


async def party(
    matter: Matter, key: str, label: str, rank: Rank, *, only: Rank | None = None, first: bool = False
) -> Person:
    """One person or unit; `first`: whoever comes first is picked from the beginning."""
    return Person(matter, key, label, await _entries(matter, rank, only), first=first)


async def parties(matter: Matter, key: str, label: str, rank: Rank) -> Several:
    """Several of them."""
    return Several(matter, key, label, await _entries(matter, rank))


async def _entries(matter: Matter, rank: Rank, only: Rank | None = None) -> list[Entry]:
    """People first, then the units for which somebody answers."""
    units = (_unit(matter, code) for code in matter.directory.units)
    return [*await people(matter, rank, only=only), *(unit for unit in units if unit is not None)]


def _unit(matter: Matter, code: str) -> Entry | None:
    answers = matter.directory.answers_for(code)
    reached = resolve(answers, matter.case, matter.directory, matter.today)
    if not reached:
        return None
    name, who = matter.unit(code), ", ".join(matter.person(one.login) for one in reached)
    return Entry(code, (name, matter.say("desk.ask.a_unit"), code.rpartition("-")[2], who), f"{name} {code} {who}")
