"""Taking back one's last act: until when, by whom, and what stands in the way (workflow.md §3, design.md "Undo")."""

import pytest
from world import PASS, World, away, directory

from core.desk.cases import Undone
from core.domain.handling import Note, Rate
from core.domain.measure import Accept, Measure
from core.domain.transfer import Transfer
from core.domain.triage import Assign, Consult, Reject
from core.errors import AvvikError
from core.store import acts as store_acts


async def refused(world: World, who: str | None, id: str) -> str:
    with pytest.raises(AvvikError) as error:
        await world.desk.cases.undo(who, id)
    return error.value.id


async def test_the_window_closes_with_the_hold(world: World) -> None:
    id = await world.received()
    assert await refused(world, None, id) == "undo.nothing", "a registration cannot be taken back"
    await world.act("contact", id, Note("x"))
    world.later(seconds=29)
    await world.desk.cases.undo("contact", id)
    await world.act("contact", id, Note("x"))
    world.later(seconds=30)
    assert await refused(world, "contact", id) == "undo.late"


async def test_the_first_mail_claimed_closes_it_earlier(world: World) -> None:
    id = await world.approved()
    world.change("UPDATE outbox SET attempts = 1 WHERE template = 'M2'")
    assert await refused(world, "contact", id) == "undo.mailed"


async def test_ones_own_act_alone_and_only_the_last(world: World) -> None:
    id = await world.approved("handler")
    assert await refused(world, "handler", id) == "undo.not_yours"
    await world.act("handler", id, Rate("low", "x"))
    assert await refused(world, "contact", id) == "undo.not_yours"
    await world.desk.cases.undo("handler", id)
    assert await world.desk.cases.undo("contact", id) == Undone(await world.case(id), "assign", 1)


async def test_one_after_the_other_back_to_where_one_began(world: World) -> None:
    id = await world.received()
    before = await world.case(id)
    acts = (Consult("head", "conferred"), PASS, Assign("handler"), Rate("low", "x"), Measure("owner", "y"))
    for act in acts:
        await world.act("contact", id, act)
    undone = [(await world.desk.cases.undo("contact", id)).act for _ in acts]
    assert undone == ["measure", "rate", "assign", "approve", "consult"]
    after = await world.case(id)
    assert (after.state, after.handler, after.detail, after.tasks, after.deadlines, after.consultations) == (
        before.state,
        before.handler,
        before.detail,
        before.tasks,
        before.deadlines,
        before.consultations,
    )
    assert await refused(world, "contact", id) == "undo.nothing"
    for act in acts:  # and again: no number or key is in the way
        await world.act("contact", id, act)


async def test_the_alarm_that_nobody_is_there_goes_with_its_act(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Transfer("TO", "x"))
    world.change(
        "UPDATE outbox SET state = 'failed', answer = 'mail.nobody', to_kind = 'role', to_id = 'contact@TO'"
        " WHERE template = 'M11'"
    )
    await world.desk.cases.undo("contact", id)
    assert world.ask("SELECT state FROM outbox WHERE template = 'M11'") == [("cancelled",)]


async def test_too_late_is_told_from_nothing_to_undo(world: World) -> None:
    id = await world.approved()
    world.change("UPDATE outbox SET attempts = 1 WHERE template = 'M2'")
    assert await refused(world, "contact", id) == "undo.mailed"
    await world.act("contact", id, Note("x"))
    world.later(minutes=1)
    assert await refused(world, "contact", id) == "undo.late"
    await world.desk.office.db.write(lambda tx: store_acts.forget_before(tx, world.now))
    assert await refused(world, "contact", id) == "undo.late"


async def test_approve_undo_approve_mails_twice_and_the_first_never_leaves(world: World) -> None:
    id = await world.approved()
    await world.desk.cases.undo("contact", id)
    await world.act("contact", id, PASS)
    asked = "SELECT state FROM outbox WHERE template = 'M2' ORDER BY n"
    assert world.ask(asked) == [("cancelled",), ("waiting",)]


async def test_what_was_sent_on_is_taken_back_from_where_it_is(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Transfer("TO", "Deres"))
    case = (await world.desk.cases.undo("contact", id)).case
    assert (case.faculty, case.readers, case.detail.hops) == ("EN", (), 0)
    with pytest.raises(AvvikError):
        await world.desk.shows.case("to_contact", id)
    await world.act("contact", id, Reject("whistleblowing", "x"))
    case = (await world.desk.cases.undo("contact", id)).case
    assert not case.restricted
    assert (await world.desk.shows.case("head", id)).case.state == "received"


async def test_when_it_is_out_of_sight_for_another_reason_it_stays_so(world: World) -> None:
    """Somebody excluded since may not take back what they did (D18)."""
    id = await world.approved("handler")
    await world.act("handler", id, Note("x"))
    world.change("INSERT INTO participants (\"case\", who, relation, n) VALUES (?, 'handler', 'excluded', 0)", id)
    assert await refused(world, "handler", id) == "case.unknown"


async def test_a_reminder_that_was_noted_meanwhile_is_no_obstacle(world: World) -> None:
    id = await world.measured()
    deadline = world.ask("SELECT id, due_on FROM deadlines WHERE kind = 'measure'")[0]
    world.change("INSERT INTO reminders (deadline, due_on, stage, at) VALUES (?, ?, '-7', 'x')", *deadline)
    await world.desk.cases.undo("contact", id)
    assert world.ask("SELECT * FROM reminders") == []


async def test_what_an_act_changed_is_erased_when_it_can_no_longer_be_taken_back(world: World) -> None:
    await world.approved()
    world.later(seconds=30)
    assert world.ask("SELECT count(*) FROM acts WHERE before IS NOT NULL") == [(1,)]
    await world.desk.sweep.run()
    assert world.ask("SELECT count(*) FROM acts WHERE before IS NOT NULL") == [(0,)]


async def test_a_stand_in_takes_back_their_own_act_not_the_others(world: World) -> None:
    id = await world.measured()
    await world.people(directory(away("owner", "substitute")))
    await world.act("substitute", f"{id}/1", Accept())
    assert await refused(world, "owner", id) == "undo.not_yours"
    assert (await world.desk.cases.undo("substitute", id)).act == "accept"
