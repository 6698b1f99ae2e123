"""Some weeks of a faculty's work, played before the desk opens: cases in every state, with true histories and mails."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core import desk
from core.demo.player import ZONE, Clock, Event, Player
from core.demo.postbox import TAKEN, Postbox
from core.demo.tales import NOW, Tale, tales
from core.demo.world import World
from core.desk import Desk
from core.domain.calendar import DAY, back, instant, is_working_day, local
from core.domain.post import Letter, Outcome

WHO: Final = "ragnhild"
"""The contact as whom one works in the demo."""
_MANY: Final = 200


async def sow(world: World, now: datetime) -> None:
    """Fill the world's empty database, up to `now`."""
    told = tales()
    days = _days(local(now, ZONE), max(tale.age for tale in told))
    clock = Clock(instant(days[0], time(5), ZONE))
    async with desk.open(world.settings, clock) as office:
        await office.people.import_directory(world.directory)
        post = _Post(office, clock, world.postbox)
        player = Player(office, clock, await office.people.directory(), post.leave)
        for ago, day in zip(range(len(days), 0, -1), days, strict=True):
            await player.sweep(day)
            await player.work(day, [(t, s) for t in told for s in t.steps if s.day >= 0 and t.age - s.day == ago])
            await player.receive(day, [tale for tale in told if tale.age == ago])
        await _this_morning(player, now)
        await _just_now(player, told, now)


async def _this_morning(player: Player, now: datetime) -> None:
    today = local(now, ZONE)
    if is_working_day(today) and now > instant(today, time(6), ZONE) + timedelta(minutes=1):
        await player.sweep(today)


async def _just_now(player: Player, told: Sequence[Tale], now: datetime) -> None:
    """What is done while one looks: its mails wait for the undo window, and leave by the real daemon."""

    async def wait(_event: Event) -> None:
        pass

    player.after, player.clock.at = wait, now
    for tale in told:
        for step in tale.steps:
            if step.day == NOW:
                await player.act(tale, step)


def _days(today: date, count: int) -> list[date]:
    """The last `count` working days before today, the oldest first."""
    days = [back(today - DAY)]
    while len(days) < count:
        days.append(back(days[-1] - DAY))
    return days[::-1]


class _Post:
    """Lets mail leave at its time: handed to the sink's postbox as the daemon would hand it over, and settled."""

    def __init__(self, office: Desk, clock: Clock, postbox: Postbox) -> None:
        self._mail, self._clock, self._postbox = office.mail, clock, postbox
        self._hold = office.office.settings.mail.hold

    async def leave(self, event: Event) -> None:
        if not event.told:
            return
        act_at = self._clock.at
        self._clock.at += self._hold
        if (at := await self._mail.next_at()) is None or at > self._clock.at:
            self._clock.at = act_at
            return
        batch = await self._mail.claim(_MANY)
        await self._mail.settle([self._hand_over(letter) for letter in batch.letters])
        self._clock.at = act_at

    def _hand_over(self, letter: Letter) -> Outcome:
        answer = self._postbox.answer(letter.recipient)
        if not answer.startswith("250"):
            return Outcome(letter.n, "failed", answer, bad_address=True)
        self._postbox.take(letter.data)
        return Outcome(letter.n, "sent", TAKEN)


def utc_now() -> datetime:
    return datetime.now(UTC)
