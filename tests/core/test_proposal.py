"""An owner's part in shaping a measure: proposing, clearing with the line (R76, R77; workflow.md §1, §3)."""

from world import World
from written import refused

from core.domain.case import Reporter
from core.domain.measure import Complete, Decline, Measure, Reassign
from core.domain.proposal import Clear, Propose


async def test_a_proposal_is_for_who_handles_the_case(world: World) -> None:
    id = await world.measured(handler="handler")
    acts = world.last_act()
    case = await world.act("owner", f"{id}/1", Propose(" Digital liste "))
    assert (case.tasks[0].proposal, case.tasks[0].state) == ("Digital liste", "assigned")
    assert world.mails(id, acts) == [("M15", "handler")]
    facts = world.ask("SELECT facts FROM outbox WHERE template = 'M15'")[0][0]
    assert '"what":"proposed"' in facts and "Digital" not in facts
    assert "Digital liste" in repr(await world.desk.shows.case("handler", id))
    case = await world.act("owner", f"{id}/1", Propose("På papir"))
    assert case.tasks[0].proposal == "På papir"


async def test_what_one_owner_proposes_the_others_do_not_read(world: World) -> None:
    id = await world.measured()
    await world.act("contact", id, Measure("owner2", "Mer"))
    await world.act("owner", f"{id}/1", Propose("HEMMELIG"))
    for who in ("owner2", "head", "quality"):
        assert "HEMMELIG" not in repr(await world.desk.shows.case(who, id))


async def test_cleared_with_somebody_of_the_line(world: World) -> None:
    id = await world.measured()
    for leader in ("head", "dean", "prorector"):
        done = await world.desk.cases.act("owner", f"{id}/1", Clear(leader, "Avtalt i møte"))
        assert (done.case.tasks[0].cleared_with, done.warnings, done.mails) == (leader, (), 0)
    done = await world.desk.cases.act("owner", f"{id}/1", Clear("handler", "x"))
    assert dict(done.warnings) == {"clear.no_leader": {"login": "handler"}}


async def test_by_who_handles_the_case_for_an_owner_who_never_logs_in(world: World) -> None:
    id = await world.measured(handler="handler")
    for act, said in (
        (Propose("x"), Propose("x", "owner", "phone")),
        (Clear("head", "x"), Clear("head", "x", "owner", "phone")),
    ):
        assert await refused(world, "handler", f"{id}/1", act) == "measure.how"
        await world.act("handler", f"{id}/1", said)
        line = (await world.desk.shows.case("contact", id)).history[-1]
        assert (line.actor, line.on_behalf_of, line.how) == ("handler", "owner", "phone")


async def test_what_they_may_not_be(world: World) -> None:
    id = await world.measured(reporter=Reporter("D", "dean@example.org", "employee", "nb"))
    for act, why in (
        (Propose(" "), "text.empty"),
        (Propose("x", "owner2", "phone"), "measure.not_owner"),
        (Clear("head", " "), "text.empty"),
        (Clear("ghost", "x"), "person.unknown"),
        (Clear("dean", "x"), "person.barred"),
    ):
        assert await refused(world, "owner", f"{id}/1", act) == why, act
    assert await refused(world, "head", f"{id}/1", Propose("x")) == "act.not_you"
    assert await refused(world, "contact", id, Propose("x")) == "act.measure_state"
    await world.act("owner", f"{id}/1", Decline("Ikke mitt"))
    assert await refused(world, "contact", f"{id}/1", Propose("x", "owner", "phone")) == "act.measure_state"


async def test_a_new_owner_has_what_was_proposed(world: World) -> None:
    id = await world.measured()
    await world.act("owner", f"{id}/1", Propose("Digital liste"))
    await world.act("contact", f"{id}/1", Reassign("owner2"))
    shown = await world.desk.shows.case("owner2", id)
    assert shown.case.tasks[0].proposal == "Digital liste"
    await world.act("owner2", f"{id}/1", Complete("Gjort"))
