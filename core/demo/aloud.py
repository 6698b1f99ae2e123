"""The demo where there is no terminal: eight of its tales in words, act by act, with the mails that leave.

The acts are played through `core.desk` on a clock that starts on the next working day and runs ahead; every mail is
let go as soon as the act is told, and goes by the real daemon to the sink, from where it is read again.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from textwrap import shorten
from typing import Final

from core import desk
from core.demo.mail_text import Taken
from core.demo.outgoing import Outgoing
from core.demo.player import ZONE, Clock, Event, Player
from core.demo.plots import UNDO, Play
from core.demo.tales import tales
from core.demo.typed import typed
from core.demo.world import World
from core.desk import Desk
from core.desk.mail import MailRow
from core.domain.calendar import DAY, forward, instant, local
from core.domain.gate import QUESTIONS
from core.domain.people import Directory
from core.domain.triage import Approve
from core.domain.workflow import ROWS
from core.words import Said, say

MORNING: Final = 8
"""The working day on which the story looks at what is late."""
_WIDTH: Final = 96
_LINES, _OF_DIGEST = 3, 9


async def play(world: World, language: str, write: Callable[[str], None], now: datetime) -> None:
    """Tell the story, a line at a time, to `write`.

    Raises: Unusable("demo.no_mail") when the daemon does not deliver.
    """
    today = local(now, ZONE)
    world.close_days(today, 14)
    world.start_daemon()
    told = [tale for tale in tales() if tale.told]
    day = forward(today + DAY)
    clock = Clock(instant(day, time(7), ZONE))
    async with desk.open(world.settings, clock) as office, desk.open(world.settings) as real:
        await office.people.import_directory(world.directory)
        directory = await office.people.directory()
        aloud = Aloud(language, write, office, directory, Outgoing(real, world.postbox))
        player = Player(office, clock, directory, aloud.hear)
        aloud.say("demo.title", university=directory.units["UFJ"].name(language))
        aloud.say("demo.how", day=day)
        await player.receive(day, told)
        await aloud.show(player.ids[told[0].n])
        for n in range(1, max(step.day for tale in told for step in tale.steps) + 1):
            day = forward(day + DAY)
            if n == MORNING:
                await player.sweep(day)
            await player.work(day, [(tale, step) for tale in told for step in tale.steps if step.day == n])
        await aloud.sum_up(real)


_INDENT: Final = {
    "demo.behalf": 4,
    "demo.cases": 2,
    "demo.deadline": 6,
    "demo.failed": 4,
    "demo.gate": 6,
    "demo.mail": 4,
    "demo.mails": 2,
    "demo.needs": 2,
    "demo.stopped": 4,
    "demo.waits": 4,
}
"""How far in a line of the story stands."""


class Aloud:
    """Says what happens."""

    def __init__(
        self, language: str, write: Callable[[str], None], office: Desk, directory: Directory, outgoing: Outgoing
    ) -> None:
        self._language, self._write = language, write
        self._office, self._directory, self._outgoing = office, directory, outgoing
        self._asked = False

    def say(self, id: str, **values: object) -> None:
        self._write(" " * _INDENT.get(id, 0) + say(self._language, id, **values))

    async def hear(self, event: Event) -> None:
        """Tell one event, then let its mails leave and tell what became of them."""
        self._write("")
        at = self._office.office.now()
        match event.kind:
            case "import":
                cases = [id for ids in (event.tally.set_to if event.tally else {}).values() for id in ids]
                self.say("demo.import", at=at, n=len(cases), cases=cases)
                self._write("  $ avvik import meldinger.csv")
            case "sweep":
                self.say("demo.sweep", at=at)
            case _ if event.played:
                self._act(event.played, at)
        if event.kind == UNDO:
            self.say("demo.stopped")
        if not event.told:
            self.say("demo.waits", seconds=int(self._office.office.settings.mail.hold / timedelta(seconds=1)))
            return
        for mail in await self._outgoing.leave():
            self._mail(mail, _OF_DIGEST if event.kind == "sweep" else _LINES)

    def _act(self, played: Play, at: datetime) -> None:
        kind = ROWS[type(played.act)].name if played.act else UNDO
        self.say("demo.act", at=at, who=self._name(played.who), did=Said(f"event.{kind}"), case=played.ref)
        if owner := getattr(played.act, "for_", None):
            self.say("demo.behalf", owner=self._name(owner))
        self._write(f"  $ {typed(played)}")
        if isinstance(played.act, Approve) and not self._asked:
            self._asked = True
            for question in QUESTIONS:
                answer = Said(f"answer.{getattr(played.act, question.name)}")
                self.say("demo.gate", question=Said(f"question.{question.name}"), answer=answer)

    def _mail(self, mail: Taken | MailRow, lines: int) -> None:
        if isinstance(mail, MailRow):
            self.say("demo.failed", subject=mail.subject, answer=mail.answer)
            return
        self.say("demo.mail", to=mail.to, subject=mail.subject)
        for line in mail.lines[1 : 1 + lines]:  # after the greeting
            self._quote(line, _WIDTH)

    def _quote(self, text: str, width: int) -> None:
        self._write(f"      | {shorten(text, width, placeholder=' …')}")

    def _name(self, login: str) -> str:
        return self._directory.people[login].name

    async def show(self, id: str) -> None:
        """Let the contact read a case."""
        case = (await self._office.shows.case(None, id)).case
        who = self._name(self._directory.holders("contact", case.faculty)[0])
        self._write("")
        self.say("demo.read", who=who, case=case.id, title=case.title, course=case.course)
        for text in (case.detail.description, case.detail.tried_channels):
            self._quote(text, 3 * _WIDTH)
        for deadline in case.open_deadlines():
            self.say("demo.deadline", kind=Said(f"kind.{deadline.kind}"), day=deadline.due_on)

    async def sum_up(self, real: Desk) -> None:
        """How it stands, as `avvik status` would put it."""
        cases, mails = await self._office.lists.counts(None), await real.mail.counts()
        self._write("")
        self.say("demo.stands", at=self._office.office.now())
        for state, n in sorted(cases.by_state.items()):
            self.say("demo.cases", state=Said(f"state.{state}"), n=n)
        self.say("demo.mails", **{name: mails[name] for name in ("sent", "failed", "cancelled")})
        for row in await real.mail.failures(None):
            self.say("demo.needs", subject=row.subject, answer=row.answer)
        self.say("demo.end")
