"""The student of a complaint who waits is written to as a student, though the letter is that of a reporter as well."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lodged import STUDENT, days, registered, staff
from world import World, opened

from core.domain.replying import Reply
from core.messages.render import Text


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, staff()) as world:
        yield world


async def letters(world: World, template: str) -> list[Text]:
    """The claimed letters of a template, to the student or reporter, as they read."""
    world.later(hours=1)
    batch = await world.desk.mail.claim(100)
    assert not batch.parked
    return [await world.desk.mail.show(None, letter.n) for letter in batch.letters if letter.template == template]


async def test_the_preliminary_reply(world: World) -> None:
    id = await registered(world, caseworker="caseworker")
    (before,) = (await world.desk.rehearsals.of("caseworker", id, Reply("Vi venter på sensor.", days(30)))).mails
    await world.act("caseworker", id, Reply("Vi venter på sensor.", days(30)))
    (letter,) = await letters(world, "M9")
    assert "Din rolle: student." in letter.body
    assert (before.subject, before.body) == (letter.subject, letter.body)


async def test_the_answer_that_is_late(world: World) -> None:
    id, other = await registered(world), await world.received()
    world.now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    for _ in range(3):
        await world.desk.sweep.run()
    late = {letter.subject.partition(":")[0]: letter.body for letter in await letters(world, "M25")}
    assert late.keys() == {id, other}
    assert "Din rolle: student." in late[id]
    assert "Din rolle: melder." in late[other]
    assert STUDENT.name not in late[id]
