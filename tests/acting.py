"""Acts on cases until it is killed: a fork for each line `<database>|<crash point>|<seed or file>` it reads.

Says `pid N`, then `case act version` for each act that was answered, then `end CODE` (negative: the signal).
A seed plays cases from their registration to their end; a file is imported, two rows at a time.
"""

import asyncio
import os
import random
import sys
from datetime import date
from pathlib import Path

import world

import core.crash
import core.desk.intake
from core import desk as doors
from core.desk import Desk
from core.domain.case import Case
from core.domain.clock import Pause, Resume
from core.domain.handling import Close, Rate
from core.domain.hearing import Answer, Answered, Ask, Hear
from core.domain.informing import Inform
from core.domain.linking import Link
from core.domain.measure import Accept, Complete, Measure
from core.domain.proposal import Propose
from core.domain.reopening import Reopen
from core.domain.replying import Reply
from core.domain.triage import Assign, Reject

assert core.desk.intake


def say(*words: object) -> None:
    os.write(1, " ".join(map(str, words)).encode() + b"\n")


class Play:
    """One case, through all or some of its path; now and then an act is taken back and done again."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk, self.chance = desk, chance
        self.id, self.follower, self.tasks = "", "", 0

    async def begin(self) -> None:
        self.id = await self.desk.intake.register(None, world.report())
        say(self.id, "register", 1)

    async def act(self, who: str, act: object, part: str = "", both: bool = False) -> None:
        """Done to the case, or to its task or deadline; `both`: its follower has the same done to it."""
        await self._do(who, act, part, both)
        if self.chance.random() < 0.2:
            case = (await self.desk.cases.undo(who, self.id)).case
            say(self.id, "undo", case.version)
            await self._do(who, act, part, both)

    async def _do(self, who: str, act: object, part: str, both: bool) -> None:
        done = await self.desk.cases.act(who, self.id + part, act)
        say(self.id, type(act).__name__.lower(), done.case.version)
        self.tasks = len(done.case.tasks)
        if both and self.follower:
            say(self.follower, type(act).__name__.lower(), (await self._follower()).version)

    async def _follower(self) -> Case:
        return (await self.desk.shows.case("contact", self.follower)).case

    async def besides(self) -> None:
        """What may happen on the way, in any order."""
        ways = [self.hear, self.ask, self.stand_still, self.inform, self.reply, self.follow]
        for way in self.chance.sample(ways, self.chance.randrange(len(ways))):
            await way()

    async def hear(self) -> None:
        await self.act("handler", Hear(("to_owner",), "Hva mener dere?"))
        await self.act("to_owner", Answer("Enig"), f"/{self.tasks}")

    async def ask(self) -> None:
        await self.act("handler", Ask("Hvilken uke?"))
        await self.act("handler", Answered("Uke 3"))

    async def stand_still(self) -> None:
        await self.act("handler", Pause("outage"), ":2")
        await self.act("handler", Resume("over"), ":2")

    async def inform(self) -> None:
        await self.act("handler", Inform(("to_handler",)))

    async def reply(self) -> None:
        await self.act("handler", Reply("Det tar tid.", date(2026, 12, 18)), both=True)

    async def follow(self) -> None:
        """Another case about the same follows this one from now on."""
        other = Play(self.desk, self.chance)
        await other.begin()
        await other.act("contact", world.PASS)
        await other.act("contact", Link(self.id, "duplicate"))
        self.follower = other.id


async def play(desk: Desk, chance: random.Random) -> None:
    case = Play(desk, chance)
    await case.begin()
    if chance.random() < 0.2:
        await case.act("contact", Reject("outside", "Gjelder noe annet."))
        await case.act("contact", Reopen("Feil vurdert", date(2026, 12, 18)))
    await case.act("contact", world.PASS)
    await case.act("contact", Assign("handler"))
    await case.besides()
    await case.act("handler", Rate("low", "lite"))
    await case.act("handler", Measure("owner", "Gjør noe"))
    measure = f"/{case.tasks}"
    await case.act("owner", Propose("Noe annet"), measure)
    await case.act("owner", Accept(), measure)
    await case.act("owner", Complete("Gjort"), measure)
    await case.act("handler", Close("Ordnet", "Det er ordnet.", with_duplicates=True), both=True)


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
