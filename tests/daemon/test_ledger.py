"""Outcomes that wait to be written down: none is dropped, none changes its place (design.md §4)."""

import asyncio
from collections.abc import Sequence

import pytest

from core.domain.post import Outcome
from core.errors import Busy
from daemon.ledger import Ledger


class Mail:
    """What is written, once `free`; before that it is slow, or refuses while `busy`."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.free = asyncio.Event()
        self.busy = False

    async def settle(self, outcomes: Sequence[Outcome]) -> None:
        await self.free.wait()
        if self.busy:
            raise Busy("database.busy", seconds=5)
        self.written += [outcome.n for outcome in outcomes]


def sent(n: int) -> Outcome:
    return Outcome(n, "sent", "250")


async def test_what_comes_while_others_are_written_is_written_next() -> None:
    mail = Mail()
    ledger = Ledger(mail)
    await ledger.add(sent(1))
    writing = asyncio.create_task(ledger.flush())
    await asyncio.sleep(0)
    await ledger.add(sent(2))
    mail.free.set()
    await writing
    assert mail.written == [1]
    await ledger.flush()
    assert mail.written == [1, 2]


async def test_what_could_not_be_written_waits_and_is_written_first() -> None:
    mail = Mail()
    mail.busy = True
    mail.free.set()
    ledger = Ledger(mail)
    await ledger.add(sent(1))
    with pytest.raises(Busy):
        await ledger.flush()
    mail.busy = False
    await ledger.add(sent(2))
    await ledger.flush()
    assert mail.written == [1, 2]
