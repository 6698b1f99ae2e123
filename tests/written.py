"""What stands in the database, row for row: to say that something was put back, or that nothing was done."""

import pytest
from world import World

from core.errors import AvvikError

GROWS = {"acts", "outbox", "outbox_lines", "rules", "sqlite_sequence"}
"""What nothing is taken away from: the history, cancelled mail, rules that were used."""


def everything(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the database, and what was told of its mails, without the versions of the cases."""
    tables = world.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'")
    found = {}
    for (table,) in tables:
        if table not in GROWS:
            columns = [name for (name,) in world.ask("SELECT name FROM pragma_table_info(?)", table)]
            wanted = ", ".join(f'"{name}"' for name in columns if name != "version")
            found[table] = world.ask(f"SELECT {wanted} FROM {table} ORDER BY 1, 2")
    return found | {"told": world.ask("SELECT n, told_on FROM outbox WHERE told_on IS NOT NULL")}


async def refused(world: World, who: str | None, ref: str, act: object, seen: int | None = None) -> str:
    """The id of the one refusal an act is met with; nothing at all was written."""
    before, acts, mails = everything(world), world.last_act(), world.ask("SELECT count(*) FROM outbox")
    with pytest.raises(AvvikError) as error:
        await world.act(who, ref, act, seen=seen)
    assert (everything(world), world.last_act(), world.ask("SELECT count(*) FROM outbox")) == (before, acts, mails)
    return error.value.id
