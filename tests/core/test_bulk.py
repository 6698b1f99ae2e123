"""One act on many cases: rehearsed, done on all or none, one batch, taken back together (desk.md §3)."""

import pytest
from world import World

from core.domain.case import State
from core.domain.handling import Note, Rate
from core.domain.triage import Assign, Reject
from core.errors import Refused
from core.words import Said


async def some(world: World, n: int = 3) -> list[tuple[str, int | None]]:
    """Cases under treatment, each with the version a screen shows."""
    made = [await world.case(await world.approved()) for _ in range(n)]
    return [(case.id, case.version) for case in made]


async def test_all_of_them_with_one_batch_and_one_undo(world: World) -> None:
    refs, before = await some(world), world.last_act()
    done = await world.desk.cases.bulk("contact", refs, Assign("handler"))
    assert [(one.case.id, one.case.handler) for one in done] == [(id, "handler") for id, _ in refs]
    assert len(set(world.ask("SELECT batch FROM acts WHERE n > ?", before))) == 1
    undone = await world.desk.cases.undo("contact", refs[1][0])
    assert (undone.act, undone.cases) == ("assign", 3)
    assert [(await world.case(id)).handler for id, _ in refs] == [None] * 3


async def test_none_of_them_when_one_will_not_have_it(world: World) -> None:
    refs = await some(world)
    refs.insert(1, (await world.received(), None))
    with pytest.raises(Refused) as refused:
        await world.desk.cases.bulk("contact", refs, Rate("high", "x"))
    assert refused.value.id == "bulk.case"
    assert refused.value.values == {"case": refs[1][0], "why": Said("act.not_assessed", {})}
    assert {(await world.case(id)).detail.severity for id, _ in refs} == {None}


async def test_none_of_them_when_one_was_changed_meanwhile(world: World) -> None:
    refs = await some(world)
    await world.act("contact", refs[2][0], Note("x"))
    with pytest.raises(Refused) as refused:
        await world.desk.cases.bulk("contact", refs, Note("y"))
    assert refused.value.values["case"] == refs[2][0]
    assert {world.last_act()} == {world.ask("SELECT max(n) FROM acts WHERE kind = 'note'")[0][0]}


async def test_a_decision_on_one_case_is_no_bulk_act(world: World) -> None:
    refs = [(await world.received(), None)]
    with pytest.raises(Refused) as refused:
        await world.desk.cases.bulk("contact", refs, Reject("outside", "x"))
    assert (refused.value.id, refused.value.values) == ("bulk.not_this", {"act": "reject"})
    assert (await world.case(refs[0][0])).state is State.RECEIVED


async def test_the_rehearsal_shows_the_first_case_and_counts_the_mails_of_all(world: World) -> None:
    refs, before = await some(world), world.last_act()
    told = await world.desk.rehearsals.bulk("contact", refs, Assign("handler"))
    assert (told.cases, told.leaving) == (3, 3)
    assert [mail.to.id for mail in told.mails] == ["handler"] and refs[0][0] in told.mails[0].subject
    assert world.last_act() == before
    sent = await world.desk.cases.bulk("contact", refs, Assign("handler"))
    assert sum(done.mails for done in sent) == told.leaving


async def test_the_rehearsal_names_the_first_that_will_not_have_it(world: World) -> None:
    refs = [*await some(world), (await world.received(), None)]
    with pytest.raises(Refused) as refused:
        await world.desk.rehearsals.bulk("contact", refs, Assign("handler"))
    assert refused.value.values["case"] == refs[3][0]


async def test_a_rehearsal_of_one_counts_its_own_mails(world: World) -> None:
    told = await world.desk.rehearsals.of("contact", await world.approved(), Assign("handler"))
    assert (told.cases, told.leaving, len(told.mails)) == (1, 1, 1)
