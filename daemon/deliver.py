"""Taking mail from the outbox to the mail server: a step claims, sends, settles, and says how long it may rest."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from core.crash import point
from core.desk.mail import LEASE, Batch
from core.domain.post import Letter, Outcome
from core.text import one_line
from daemon import journal
from daemon.ledger import Ledger, Settles
from daemon.mailer import Down, Mailer
from daemon.rate import Rate
from daemon.retry import Answer, Step, Verdict, delay, judge

BATCH: Final = 50
"""Mails claimed at a time; what became of them is written down sooner (daemon.ledger)."""
IDLE: Final = 30.0
"""Seconds after which a connection nobody uses is closed."""
_ANSWER: Final = 300


class Outbox(Settles, Protocol):
    """What delivery needs of `desk.mail`."""

    async def next_at(self) -> datetime | None: ...
    async def claim(self, limit: int) -> Batch: ...
    async def hand_back(self, letters: Sequence[Letter]) -> None: ...


@dataclass
class Delivery:
    """`step()` until told to `stop()`. `trouble` is why nothing can leave, "" while it can.

    `progress` is called after each mail: a batch of slow ones is no hang.
    """

    mail: Outbox
    mailer: Mailer
    rate: Rate
    now: Callable[[], datetime]
    clock: Callable[[], float]
    progress: Callable[[], None] = lambda: None
    trouble: str = ""
    undelivered: int = 0
    throttled: bool = False
    stopping: bool = False
    _downs: int = 0
    _closed_until: float = 0.0
    _last: float = 0.0
    _ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.mail)

    async def step(self) -> float | None:
        """Send what may leave, a batch at most; seconds until there may be more, None when nothing waits."""
        await self._ledger.flush()
        if (closed := self._closed_until - self.clock()) > 0:
            return closed
        if (pause := await self._pause()) != 0.0:
            return await self._rest(pause)
        room = self.rate.room(self.clock(), BATCH)
        self.throttled = room == 0
        if self.throttled:
            return self.rate.wait(self.clock())
        try:
            await self.mailer.ready()
            await self._batches(room)
        except Down as down:
            return self._close(down.answer)
        finally:
            await self._ledger.flush()
        return max(0.0, self._closed_until - self.clock())

    def stop(self) -> None:
        """After the mail in hand, no other."""
        self.stopping = True
        self.mailer.give_up()

    async def end(self) -> None:
        """Write down what is known and say goodbye to the server."""
        await self._ledger.flush()
        await self.mailer.close()

    async def _pause(self) -> float | None:
        at = await self.mail.next_at()
        return None if at is None else max(0.0, (at - self.now()).total_seconds())

    async def _rest(self, pause: float | None) -> float | None:
        if not self.mailer.connected:
            return pause
        idle = self.clock() - self._last
        if idle >= IDLE:
            await self.mailer.close()
            return pause
        return IDLE - idle if pause is None else min(pause, IDLE - idle)

    async def _batches(self, room: int) -> None:
        """Under a backlog the next batch is claimed and rendered while one is being sent."""
        batch = await self.mail.claim(room)
        while True:
            full = len(batch.letters) == BATCH and not self.rate.limited
            ahead = asyncio.create_task(self.mail.claim(BATCH)) if full else None
            whole = False
            try:
                whole = await self._batch(batch)
            finally:
                if ahead is not None and not whole:
                    batch = await ahead
                    self._parked(batch)
                    await self.mail.hand_back(batch.letters)
            if ahead is None or not whole:
                return
            batch = await ahead

    def _parked(self, batch: Batch) -> None:
        for row, why in batch.parked:
            self.undelivered += row.state == "failed"
            journal.mail(row.state, row.id, row.case, row.template, row.attempts, why)

    async def _batch(self, batch: Batch) -> bool:
        """Send a batch; what cannot be sent now goes back uncounted, and then the answer is False."""
        self._parked(batch)
        for sent, letter in enumerate(batch.letters):
            done = False
            try:
                if not self.stopping and self.now() - letter.claimed_at <= LEASE / 2:
                    done = await self._deliver(letter)
            finally:
                if not done:
                    await self.mail.hand_back(batch.letters[sent:])
            if not done:
                return False
        return True

    async def _deliver(self, letter: Letter) -> bool:
        """Send one mail and note what became of it; False when it stays, since the fault is ours."""
        self.rate.sent(self.clock())
        try:
            await self.mailer.ready()
            answer = await self.mailer.send(letter)
        except Down:
            raise
        except Exception as bug:  # noqa: BLE001  the edge: whatever one mail sets off, the others are to leave
            self.mailer.abort()
            answer = Answer(Step.TEXT, 0, type(bug).__name__)
            journal.trouble("mail.bug", error=type(bug).__name__, mail=letter.n)
        self._last = self.clock()
        self.progress()
        point("after 250")
        verdict = judge(answer, letter.attempts, letter.message_id)
        if verdict.result == "stop":
            self._close(answer)
            return False
        self._open()
        await self._note(letter, answer, verdict)
        return True

    async def _note(self, letter: Letter, answer: Answer, verdict: Verdict) -> None:
        self.undelivered += verdict.result != "sent"
        journal.mail(verdict.result, letter.n, letter.case, letter.template, letter.attempts, answer.short)
        words = one_line(_without(answer.text, letter.recipient).strip())[:_ANSWER]
        again = self.now() + timedelta(seconds=verdict.delay) if verdict.delay else None
        await self._ledger.add(Outcome(letter.n, verdict.result, f"{answer.code} {words}", again, verdict.bad_address))

    def _open(self) -> None:
        if self.trouble:
            journal.event("mail.open")
        self._downs, self.trouble = 0, ""

    def _close(self, answer: Answer) -> float:
        """Let the queue wait: the server cannot be reached, or refuses us and not one mail."""
        if self.stopping and answer.code == 0:  # we let go ourselves
            return 0.0
        self._downs += 1
        pause = delay(self._downs, "queue")
        self._closed_until = self.clock() + pause
        self.undelivered += 1
        self.trouble = f"{answer.short} {answer.text}"[:_ANSWER] if not answer.code else answer.short
        journal.trouble("mail.closed", error=self.trouble, seconds=round(pause))
        return pause


def _without(text: str, address: str) -> str:
    """A server's words without the address they may repeat."""
    if address.casefold() not in text.casefold():
        return text
    return re.sub(re.escape(address), "<…>", text, flags=re.IGNORECASE)
