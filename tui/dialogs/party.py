"""Picking people and units alike: whoever answers for a unit gets what it is sent (workflow.md §3)."""

from core.domain.people import resolve
from tui.dialogs.matter import Matter
from tui.dialogs.person import SHARES, Rank, people
from tui.dialogs.pick import Entry, Pick
from tui.dialogs.several import Several


async def party(matter: Matter, key: str, label: str, rank: Rank) -> Pick:
    """One person or unit."""
    say = matter.say
    return Pick(key, label, await _entries(matter, rank), first=False, shares=SHARES,
                none=say("desk.ask.nobody"), hint=say("desk.ask.type"))  # fmt: skip


async def parties(matter: Matter, key: str, label: str, rank: Rank) -> Several:
    """Several of them."""
    return Several(matter, key, label, await _entries(matter, rank))


async def _entries(matter: Matter, rank: Rank) -> list[Entry]:
    """People first, then the units for which somebody answers."""
    return [*await people(matter, rank), *filter(None, (_unit(matter, code) for code in matter.directory.units))]


def _unit(matter: Matter, code: str) -> Entry | None:
    answers = matter.directory.answers_for(code)
    reached = resolve(answers, matter.case, matter.directory, matter.today)
    if not reached:
        return None
    name, who = matter.unit(code), ", ".join(matter.person(one.login) for one in reached)
    return Entry(code, (name, matter.say("desk.ask.a_unit"), code.rpartition("-")[2], who), f"{name} {code} {who}")
