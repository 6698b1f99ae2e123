"""Measures: owners, dates, on whose behalf, and what each step demands (workflow.md §1, §3, §5; R45–R52, R74–R82)."""

from datetime import date, timedelta

import pytest
from world import NOW, World, away, directory

from core.domain.case import Reporter, role_at
from core.domain.handling import Rate
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.errors import AvvikError
from core.store.views import Filter


async def refused(world: World, who: str, ref: str, act: object) -> str:
    with pytest.raises(AvvikError) as error:
        await world.act(who, ref, act)
    return error.value.id


def due(world: World, id: str, kind: str) -> str:
    asked = "SELECT due_on FROM deadlines WHERE \"case\" = ? AND kind = ? AND state = 'open'"
    return str(world.ask(asked, id, kind)[0][0])


async def test_an_owner_has_five_working_days_to_accept_and_four_weeks(world: World) -> None:
    id = await world.measured()
    assert (due(world, id, "acceptance"), due(world, id, "measure")) == ("2026-11-25", "2026-12-16")
    facts = world.ask("SELECT facts FROM outbox WHERE template = 'M3'")[0][0]
    assert '"accept_by":"2026-11-25"' in facts
    assert "Legg ut" not in facts, "no measure text in a mail (D13)"


async def test_a_date_of_ones_own_is_said_when_it_is_later_than_the_cases(world: World) -> None:
    id = await world.approved()
    done = await world.desk.cases.act("contact", id, Measure("owner", "x", date(2026, 12, 24)))
    dates = {"due": date(2026, 12, 24), "follow_up": date(2026, 12, 16)}
    assert dict(done.warnings) == {"measure.after_follow_up": dates}
    done = await world.desk.cases.act("contact", id, Measure("owner", "x", date(2026, 12, 5)))
    assert done.warnings == ()
    assert str(done.case.open_deadlines("measure")[1].due_on) == "2026-12-07", "a Saturday moves to Monday"


async def test_an_owner_without_a_role_for_it_is_warned_of_not_refused(world: World) -> None:
    id = await world.approved()
    done = await world.desk.cases.act("contact", id, Measure("nobody", "x"))
    assert dict(done.warnings) == {"measure.no_role": {"login": "nobody"}}
    done = await world.desk.cases.act("contact", f"{id}/1", Reassign("handler"))
    assert dict(done.warnings) == {"measure.no_role": {"login": "handler"}}
    for login in ("owner", "head", "dean"):
        assert (await world.desk.cases.act("contact", id, Measure(login, "x"))).warnings == ()


async def test_what_a_measure_may_not_be(world: World) -> None:
    id = await world.approved(reporter=Reporter("O", "OWNER@example.org", "employee", "nb"))
    assert await refused(world, "contact", id, Measure("owner2", " ")) == "text.empty"
    assert await refused(world, "contact", id, Measure("owner2", "x", NOW.date() - timedelta(days=1))) == "date.past"
    assert await refused(world, "contact", id, Measure("ghost", "x")) == "person.unknown"
    assert await refused(world, "contact", id, Measure("owner", "x")) == "person.barred"
    assert await refused(world, "contact", f"{id}/7", Accept()) == "measure.unknown"


async def test_only_the_owner_and_who_handles(world: World) -> None:
    id = await world.measured(handler="handler")
    await world.act("handler", id, Measure("owner2", "Mer"))
    assert await refused(world, "owner2", f"{id}/1", Accept()) == "act.not_you"
    assert await refused(world, "owner", f"{id}/1", Cancel("x")) == "act.not_you"
    assert await refused(world, "owner", f"{id}/1", Reassign("owner2")) == "act.not_you"
    assert await refused(world, "handler2", f"{id}/1", Accept()) == "case.unknown"


async def test_for_an_owner_who_never_logs_in_history_has_both_and_how(world: World) -> None:
    id = await world.measured(handler="handler")
    ref = f"{id}/1"
    assert await refused(world, "handler", ref, Accept()) == "measure.how"
    assert await refused(world, "handler", ref, Accept("owner2", "phone")) == "measure.not_owner"
    await world.act("handler", ref, Accept("owner", "phone"))
    acts = world.last_act()
    await world.act("contact", ref, Complete("Lagt ut", "owner", "meeting"))
    assert world.mails(id, acts) == [("M6", "handler")]
    lines = (await world.desk.shows.case("contact", id)).history[-2:]
    assert [(line.actor, line.on_behalf_of, line.how) for line in lines] == [
        ("handler", "owner", "phone"),
        ("contact", "owner", "meeting"),
    ]


async def test_a_stand_in_acts_in_the_owners_place(world: World) -> None:
    id = await world.measured()
    await world.people(directory(away("owner", "owner2")))
    await world.act("contact", id, Measure("owner2", "Mer"))
    for number, instead in ((1, "owner"), (2, None)):
        await world.act("owner2", f"{id}/{number}", Accept())
        line = (await world.desk.shows.case("contact", id)).history[-1]
        assert (line.actor, line.on_behalf_of, line.how) == ("owner2", instead, "")


async def test_the_stand_in_gets_the_mail(world: World) -> None:
    await world.people(directory(away("owner", "substitute")))
    id = await world.measured()
    assert ("M3", "substitute") in world.mails(id)
    assert ("M3", "owner") not in world.mails(id)


async def test_declined_is_in_the_inbox_until_assigned_anew(world: World) -> None:
    id = await world.measured(handler="handler")
    ref, n = f"{id}/1", (await world.case(id)).n
    assert await refused(world, "owner", ref, Decline(" ")) == "text.empty"
    assert n not in await world.desk.lists.keys("handler", Filter("inbox"))
    case = await world.act("owner", ref, Decline("Ikke mitt emne"))
    assert (case.state, case.tasks[0].reason) == ("in_progress", "Ikke mitt emne")
    assert n in await world.desk.lists.keys("handler", Filter("inbox"))
    case = await world.act("handler", ref, Reassign("owner2"))
    task = case.tasks[0]
    assert (task.number, task.text, task.owner.id, task.state, task.reason) == (
        1,
        "Legg ut pensum",
        "owner2",
        "assigned",
        "",
    )
    assert n not in await world.desk.lists.keys("handler", Filter("inbox"))
    with pytest.raises(AvvikError):
        await world.desk.shows.case("owner", id)


async def test_assigned_anew_keeps_the_date_it_had(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Measure("owner", "x", date(2026, 12, 1)))
    world.later(days=2)
    assert await refused(world, "contact", f"{id}/1", Reassign("owner")) == "assign.same"
    await world.act("contact", f"{id}/1", Reassign("owner2"))
    assert (due(world, id, "measure"), due(world, id, "acceptance")) == ("2026-12-01", "2026-11-27")
    await world.act("contact", f"{id}/1", Reassign("owner", date(2026, 12, 3)))
    assert due(world, id, "measure") == "2026-12-03"


async def test_the_last_one_done_puts_the_case_to_its_closing(world: World) -> None:
    id = await world.measured()
    await world.act("contact", id, Measure("owner2", "Mer"))
    assert await refused(world, "owner", f"{id}/1", Complete(" ")) == "text.empty"
    case = await world.act("owner", f"{id}/1", Complete("Gjort"))
    assert case.state == "in_progress"
    assert (await world.act("owner2", f"{id}/2", Complete("Gjort"))).state == "awaiting_closure"
    assert (await world.act("contact", id, Measure("owner", "Enda mer"))).state == "in_progress"
    assert (await world.act("contact", f"{id}/3", Cancel("Nei"))).state == "awaiting_closure"
    case = await world.act("contact", f"{id}/1", ReturnMeasure("Mangler", date(2026, 12, 2)))
    assert (case.state, case.tasks[0].state, case.tasks[0].report) == ("in_progress", "accepted", "")
    assert due(world, id, "measure") == "2026-12-02"


async def test_with_no_measure_left_the_case_is_worked_on(world: World) -> None:
    id = await world.measured()
    assert (await world.act("contact", f"{id}/1", Cancel("Nei"))).state == "in_progress"


async def test_declined_keeps_the_case_from_its_closing(world: World) -> None:
    id = await world.measured()
    await world.act("contact", id, Measure("owner2", "Mer"))
    await world.act("owner", f"{id}/1", Decline("Nei"))
    assert (await world.act("owner2", f"{id}/2", Complete("Gjort"))).state == "in_progress"


async def test_a_measure_is_asked_back_by_a_new_date_to_come(world: World) -> None:
    id = await world.awaiting()
    yesterday = NOW.date() - timedelta(days=1)
    assert await refused(world, "contact", f"{id}/1", ReturnMeasure("Mangler", yesterday)) == "date.past"
    assert await refused(world, "contact", f"{id}/1", ReturnMeasure(" ", NOW.date())) == "text.empty"
    assert await refused(world, "contact", f"{id}/1", Cancel("x")) == "act.measure_state"


async def test_nobody_is_mailed_about_their_own_act(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Rate("low", "x"))
    await world.act("contact", id, Measure("contact", "Jeg gjør det selv"))
    await world.act("contact", f"{id}/1", Complete("Gjort"))
    assert not {template for template, _ in world.mails(id)} & {"M3", "M6"}


async def test_a_unit_is_given_a_measure_and_whoever_answers_for_it_owns_it(world: World) -> None:
    """role@unit: the head of EN-A, and whoever stands in for them (workflow.md §1)."""
    id = await world.approved()
    await world.act("contact", id, Measure("EN-A", "Legg ut pensum"))
    assert (await world.case(id)).tasks[0].owner == role_at("head_of_department", "EN-A")
    assert ("M3", "head") in world.mails(id)
    await world.act("head", f"{id}/1", Accept())
    await world.people(directory(away("head", "substitute")))
    await world.act("substitute", f"{id}/1", Complete("Lagt ut"))
    assert world.ask("SELECT on_behalf_of FROM acts WHERE kind = 'complete'") == [("head",)]
    assert await refused(world, "contact", id, Measure("NOWHERE", "x")) == "person.unknown"
