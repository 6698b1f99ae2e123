"""Acts on cases until it is killed: a fork for each line `<database>|<crash point>|<seed or file>` it reads.

Says `pid N`, then `case act version` for each act that was answered, then `end CODE` (negative: the signal).
A seed plays cases from their registration to their end; a file is imported, two rows at a time.
"""

import asyncio
import os
import random
import sys
from pathlib import Path

import world

import core.crash
import core.desk.intake
from core import desk as doors
from core.desk import Desk
from core.domain.handling import Close, Rate
from core.domain.measure import Accept, Complete, Measure
from core.domain.triage import Assign, Reject

assert core.desk.intake


def say(*words: object) -> None:
    os.write(1, " ".join(map(str, words)).encode() + b"\n")


async def play(desk: Desk, chance: random.Random) -> None:
    """One case, through all or some of its path; now and then an act is taken back and done again."""
    id = await desk.intake.register(None, world.report())
    say(id, "register", 1)

    async def act(who: str, act: object, measure: str = "") -> None:
        name = type(act).__name__.lower()
        done = await desk.cases.act(who, id + measure, act)
        say(id, name, done.case.version)
        if chance.random() < 0.2:
            case = (await desk.cases.undo(who, id)).case
            say(id, "undo", case.version)
            done = await desk.cases.act(who, id + measure, act)
            say(id, name, done.case.version)

    if chance.random() < 0.2:
        await act("contact", Reject("outside", "Gjelder noe annet."))
        return
    await act("contact", world.PASS)
    await act("contact", Assign("handler"))
    await act("handler", Rate("low", "lite"))
    await act("handler", Measure("owner", "Gjør noe"))
    await act("owner", Accept(), "/1")
    await act("owner", Complete("Gjort"), "/1")
    await act("handler", Close("Ordnet", "Det er ordnet."))


async def main(path: Path, what: str) -> None:
    async with doors.open(world.settings(path), lambda: world.NOW) as desk:
        if not what.isdecimal():
            core.desk.intake.BATCH = 2  # type: ignore[misc]
            await desk.intake.take(Path(what), progress=lambda rows: say("import", "rows", rows))
            return
        chance = random.Random(int(what))
        while True:
            await play(desk, chance)


for line in sys.stdin:
    path, point, what = line.strip().split("|")
    child = os.fork()
    if child == 0:
        core.crash.AT = point  # type: ignore[misc]
        asyncio.run(main(Path(path), what))
        os._exit(0)
    say("pid", child)
    say("end", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
