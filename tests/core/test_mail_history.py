"""What a person does to a mail stands in the history, and leaves the case and its undo as they were."""

import pytest
from world import PASS, SECOND, World

from core.domain.case import Due
from core.domain.handling import Close, Rate


async def answered(world: World) -> tuple[str, int]:
    """A closed case and the number of the answer that waits."""
    id = await world.received()
    for act in (PASS, Rate("low", "x"), Close("x", "svar", "x")):
        await world.act("contact", id, act)
    (mail,) = [row for row in await world.desk.mail.list(None) if row.template == "M7"]
    return id, mail.id


@pytest.mark.parametrize("verb", ["hold", "cancel", "send"])
async def test_it_stands_in_the_history(world: World, verb: str) -> None:
    id, mail = await answered(world)
    before = await world.case(id)
    await getattr(world.desk.mail, verb)("contact", mail)
    line = (await world.desk.shows.case("contact", id)).history[-1]
    assert (line.kind, line.actor, dict(line.values)) == (f"mail_{verb}", "contact", {"mail": str(mail), "what": "M7"})
    assert (await world.case(id)).version == before.version


async def test_an_answer_that_is_stopped_is_owed_again(world: World) -> None:
    id, mail = await answered(world)
    assert not (await world.case(id)).open_deadlines()
    await world.desk.mail.cancel("contact", mail)
    assert {d.kind for d in (await world.case(id)).open_deadlines()} == {"follow_up", "preliminary_reply"}
    assert all(d.state is not Due.MET for d in (await world.case(id)).deadlines if d.kind != "triage")


async def test_a_mail_held_in_the_window_does_not_shut_it(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, PASS)
    world.later(seconds=5)
    (mail,) = [row for row in await world.desk.mail.list(None) if row.template == "M2"]
    await world.desk.mail.hold("contact", mail.id)
    world.now += SECOND
    assert (await world.desk.cases.undo("contact", id)).act == "approve"
