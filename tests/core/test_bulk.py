"""One act on many cases: all or none, one batch, one undo (workflow.md §2, §3)."""

from datetime import date

import pytest
from world import PASS, World
from written import everything

from core.domain import workflow
from core.domain.handling import Close, Note, Rate
from core.domain.hearing import Hear
from core.domain.informing import Inform
from core.domain.linking import Link
from core.domain.measure import Measure
from core.domain.replying import Reply
from core.domain.triage import Assign, Reject
from core.errors import AvvikError, Refused
from core.words import Said

Refs = list[tuple[str, int | None]]


async def three(world: World) -> list[str]:
    return [await world.approved() for _ in range(3)]


async def refused(world: World, who: str, refs: Refs, act: object) -> tuple[str, object, object]:
    """The refusal, the case it names and why; nothing at all was written, not on the first of them either."""
    before, acts = everything(world), world.last_act()
    with pytest.raises(Refused) as error:
        await world.desk.cases.bulk(who, refs, act)
    assert (everything(world), world.last_act()) == (before, acts)
    why = error.value.values.get("why")
    return error.value.id, error.value.values.get("case"), why.id if isinstance(why, Said) else why


@pytest.mark.parametrize(
    "act",
    [Assign("handler"), Rate("low", "x"), Note("x"), Measure("owner", "x"), Hear(("owner",), "x"), Inform(("head2",))],
    ids=lambda act: type(act).__name__,
)
async def test_done_and_taken_back_together(world: World, act: object) -> None:
    ids = await three(world)
    before, acts = everything(world), world.last_act()
    done = await world.desk.cases.bulk("contact", [(id, None) for id in ids], act)
    assert [each.case.id for each in done] == ids
    assert world.ask('SELECT "case" FROM acts WHERE n > ? ORDER BY n', acts) == [(id,) for id in ids]
    assert world.ask("SELECT count(DISTINCT batch), count(batch) FROM acts WHERE n > ?", acts) == [(1, 3)]
    undone = await world.desk.cases.undo("contact", ids[1])
    assert (undone.cases, everything(world)) == (3, before)
    assert world.ask("SELECT count(*) FROM acts WHERE kind = 'undo'") == [(3,)]
    assert world.ask("SELECT DISTINCT state FROM outbox WHERE act > ?", acts) in ([], [("cancelled",)])


async def test_four_of_the_same_matter_follow_the_first(world: World) -> None:
    lead, *others = await three(world)
    await world.desk.cases.bulk("contact", [(id, None) for id in others], Link(lead, "duplicate"))
    assert (await world.case(lead)).duplicates == tuple(others)


async def test_one_that_will_not_have_it_stops_all_and_is_named(world: World) -> None:
    first, second, third = await three(world)
    received = await world.received()
    await world.act("contact", second, Assign("handler"))
    refs: Refs = [(id, None) for id in (first, second, third)]
    assert await refused(world, "contact", refs, Assign("handler")) == ("bulk.case", second, "assign.same")
    refs = [(first, None), (received, None)]
    assert await refused(world, "contact", refs, Rate("low", "x")) == ("bulk.case", received, "act.not_assessed")
    refs = [(second, None), (first, None)]
    assert await refused(world, "handler", refs, Rate("low", "x")) == ("bulk.case", first, "case.unknown")
    refs = [(first, None), ("A-26-9999", None)]
    assert await refused(world, "contact", refs, Note("x")) == ("bulk.case", "A-26-9999", "case.unknown")
    refs = [(third, None), (first, None)]
    assert await refused(world, "contact", refs, Link(first, "duplicate")) == ("bulk.case", first, "link.itself")


async def test_a_stale_row_of_the_list_stops_all(world: World) -> None:
    first, second, _ = await three(world)
    refs: Refs = [(id, (await world.case(id)).version) for id in (first, second)]
    await world.act("contact", second, Note("i mellomtiden"))
    assert await refused(world, "contact", refs, Note("x")) == ("bulk.case", second, "case.changed")


async def test_the_same_case_twice_stops_all(world: World) -> None:
    """Or one undo would take back one of the two."""
    first, second, _ = await three(world)
    refs: Refs = [(first, None), (second, None), (first, None)]
    assert await refused(world, "contact", refs, Note("x")) == ("bulk.case", first, "bulk.twice")


@pytest.mark.parametrize(
    "act",
    [PASS, Reject("outside", "x"), Close("x", "y", "z"), Reply("x", date(2026, 12, 18))],
    ids=lambda act: type(act).__name__,
)
async def test_the_gate_and_an_answer_are_for_one_case(world: World, act: object) -> None:
    refs: Refs = [(await world.received(), None)]
    assert (await refused(world, "contact", refs, act))[0] == "bulk.not_this"
    assert not workflow.ROWS[type(act)].bulk


async def test_acted_on_since_one_of_them_keeps_all(world: World) -> None:
    ids = await three(world)
    await world.desk.cases.bulk("contact", [(id, None) for id in ids], Rate("low", "x"))
    await world.act("contact", ids[2], Note("siden"))
    before = everything(world)
    for id, why in ((ids[0], r"undo\.changed"),):
        with pytest.raises(AvvikError, match=why):
            await world.desk.cases.undo("contact", id)
    assert everything(world) == before
    assert (await world.desk.cases.undo("contact", ids[2])).act == "note"
    assert (await world.desk.cases.undo("contact", ids[2])).cases == 3


async def test_nobody_elses_batch(world: World) -> None:
    ids = await three(world)
    await world.desk.cases.bulk("contact", [(id, None) for id in ids], Assign("handler"))
    with pytest.raises(AvvikError, match=r"undo\.not_yours"):
        await world.desk.cases.undo("handler", ids[0])
