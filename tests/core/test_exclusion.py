"""Impartiality: who is excluded from a case, and what is left of theirs (D18, workflow.md §1)."""

import io

import pytest
from exports import row, text_of
from world import PASS, World, away, directory
from written import refused

from core.domain.case import Reporter
from core.domain.exclusion import Exclude, Include
from core.domain.handling import Close, Note, Rate
from core.domain.hearing import Hear
from core.domain.informing import Inform
from core.domain.measure import Complete, Measure, Reassign
from core.domain.post import Outcome
from core.domain.triage import Assign, Reject
from core.errors import AvvikError
from core.store.views import Filter

WHY = "Inhabil"


async def gone(world: World, who: str, id: str) -> None:
    """The case is nowhere for somebody: not shown, listed, found, counted, nor in their hands."""
    n = (await world.case(id)).n
    with pytest.raises(AvvikError, match=r"case\.unknown"):
        await world.desk.shows.case(who, id)
    for tab in ("all", "inbox", "mine", "deadlines"):
        assert n not in await world.desk.lists.keys(who, Filter(tab)), tab
    assert n not in await world.desk.lists.keys(who, Filter(), "pensum")
    assert await world.desk.lists.rows(who, [n]) == {}
    assert await refused(world, who, id, Note("x")) == "case.unknown"


async def test_the_handler_is_out_and_the_contact_handles(world: World) -> None:
    id = await world.approved("handler")
    case = await world.act("contact", id, Exclude("handler", WHY))
    assert (case.handler, case.excluded) == (None, ("handler",))
    await gone(world, "handler", id)
    assert "handler" not in {one.login for one in await world.desk.people.candidates("contact", id)}
    for act in (Assign("handler"), Measure("handler", "x"), Hear(("handler",), "x"), Inform(("handler",))):
        assert await refused(world, "contact", id, act) == "person.barred"
    shown = await world.desk.shows.case("contact", id)
    assert set(shown.owes.values()) == {("contact",)}


async def test_an_owners_measure_waits_for_another(world: World) -> None:
    id = await world.measured(handler="handler")
    await world.act("contact", id, Measure("owner2", "Mer"))
    done = await world.desk.cases.act("contact", id, Exclude("owner", WHY))
    assert dict(done.warnings) == {"exclude.left": {"n": 1}}
    assert [str(task.state) for task in done.case.tasks] == ["declined", "assigned"]
    assert {d.task for d in done.case.owed("acceptance", "measure")} == {f"{id}/2"}
    await gone(world, "owner", id)
    assert done.case.n in await world.desk.lists.keys("handler", Filter("inbox"))
    case = await world.act("handler", f"{id}/1", Reassign("owner2"))
    assert (case.tasks[0].owner.id, case.tasks[0].text) == ("owner2", "Legg ut pensum")


async def test_who_was_asked_and_informed_is_no_more(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Hear(("to_owner", "to_handler"), "x"))
    await world.act("contact", id, Inform(("to_owner",)))
    case = await world.act("contact", id, Exclude("to_owner", WHY))
    assert ([str(task.state) for task in case.tasks], case.informed) == (["cancelled", "assigned"], ())
    await gone(world, "to_owner", id)
    await world.desk.shows.case("to_handler", id)


async def test_oneself_and_the_next_in_line_has_it(world: World) -> None:
    """There is no way back for who has said that they are not impartial: not even by undo."""
    id = await world.received()
    await world.act("contact", id, Exclude("contact", "Er gift med melder"))
    await gone(world, "contact", id)
    with pytest.raises(AvvikError, match=r"case\.unknown"):
        await world.desk.cases.undo("contact", id)
    await world.act("dean", id, PASS)
    line = (await world.desk.shows.case("dean", id)).history[-1]
    assert (line.actor, line.on_behalf_of) == ("dean", "contact")
    await world.act("dean", id, Exclude("dean", WHY))
    assert (await world.desk.shows.case("prorector", id)).open


async def test_a_substitute_of_the_excluded_is_out_of_it_as_well(world: World) -> None:
    id = await world.approved("handler")
    await world.people(directory(away("handler", "substitute")))
    await world.desk.shows.case("substitute", id)
    await world.act("contact", id, Exclude("handler", WHY))
    await gone(world, "substitute", id)


async def test_an_excluded_substitute_stands_in_on_it_no_more(world: World) -> None:
    await world.people(directory(away("contact", "handler2")))
    id, other = await world.received(), await world.received()
    await world.act("handler2", id, Exclude("handler2", WHY))
    await gone(world, "handler2", id)
    await world.desk.shows.case("handler2", other)
    assert (await world.desk.shows.case("handler", id)).open, "the faculty's handlers come before the dean"


async def test_their_mail_on_its_way_does_not_reach_them(world: World) -> None:
    id = await world.approved("handler")
    await world.act("contact", id, Exclude("handler", WHY))
    world.later(minutes=1)
    parked = [(row.template, why) for row, why in (await world.desk.mail.claim(10)).parked]
    assert ("M11", "mail.person_barred") in parked
    acts = world.last_act()
    await world.act("contact", id, Measure("owner", "x"))
    await world.act("owner", f"{id}/1", Complete("x"))
    assert world.mails(id, acts) == [("M3", "owner"), ("M6", "contact")]


async def test_what_waits_for_them_and_tells_of_several_cases_leaves_this_one_out(world: World) -> None:
    """M1 of an import and a digest that was tried once."""
    await world.desk.intake.take(io.BytesIO(text_of([row(1), row(2)]).encode()))
    world.later(days=9)
    await world.desk.sweep.run()
    tried = [each for each in (await world.desk.mail.claim(50)).letters if each.recipient == "contact@example.org"]
    assert [(each.template, each.data.count(b"A-26-0001") > 0) for each in tried] == [("M1", True), ("digest", True)]
    await world.desk.mail.settle([Outcome(each.n, "retry", "451", world.now) for each in tried])
    await world.act("contact", "A-26-0001", Exclude("contact", WHY))
    world.later(minutes=10)
    again = [each for each in (await world.desk.mail.claim(50)).letters if each.recipient == "contact@example.org"]
    assert [each.message_id for each in again] == [each.message_id for each in tried]
    assert all(b"A-26-0002" in each.data and b"A-26-0001" not in each.data for each in again)


async def test_a_mail_about_the_case_that_waits_for_them_is_not_shown_to_them(world: World) -> None:
    id = await world.approved("handler")
    (mail,) = [row.id for row in await world.desk.mail.list("handler") if row.template == "M11"]
    await world.act("contact", id, Exclude("handler", WHY))
    assert await world.desk.mail.list("handler") == ()
    assert await world.desk.deadlines.preview("handler") == ()
    with pytest.raises(AvvikError, match=r"mail\.none"):
        await world.desk.mail.show("handler", mail)


async def test_who_sees_less_is_not_told_that_somebody_was_excluded(world: World) -> None:
    id = await world.measured()
    await world.act("contact", id, Exclude("owner2", "HEMMELIG"))
    for who in ("owner", "head", "quality"):
        shown = await world.desk.shows.case(who, id)
        assert "HEMMELIG" not in repr(shown) and "owner2" not in repr(shown), who
        assert "exclude" not in {line.kind for line in shown.history} and shown.case.excluded == ()


async def test_what_an_exclusion_may_not_be(world: World) -> None:
    id = await world.approved("handler", reporter=Reporter("O", "owner@example.org", "employee", "nb"))
    await world.act("contact", id, Exclude("owner2", WHY))
    for act, why in (
        (Exclude("ghost", WHY), "person.unknown"),
        (Exclude("", WHY), "person.unknown"),
        (Exclude("owner2", WHY), "exclude.already"),
        (Exclude("owner", WHY), "exclude.already"),
        (Exclude("handler2", " "), "text.empty"),
    ):
        assert await refused(world, "contact", id, act) == why, act
    assert await refused(world, "handler", id, Exclude("handler2", WHY)) == "act.not_you"


async def test_who_was_excluded_by_mistake_is_let_back_in_when_it_is_too_late_to_undo(world: World) -> None:
    id = await world.measured(handler="handler")
    await world.act("contact", id, Exclude("owner", WHY))
    world.later(days=1)
    for who, act, why in (
        ("contact", Include("owner2", "x"), "include.not_excluded"),
        ("contact", Include("ghost", "x"), "include.not_excluded"),
        ("contact", Include("owner", " "), "text.empty"),
        ("handler", Include("owner", "x"), "act.not_you"),
        ("owner", Include("owner", "x"), "case.unknown"),
    ):
        assert await refused(world, who, id, act) == why, act
    case = await world.act("contact", id, Include("owner", "Feil navn"))
    assert case.excluded == ()
    assert "owner" in {one.login for one in await world.desk.people.candidates("contact", id)}
    await world.act("handler", f"{id}/1", Reassign("owner"))
    await world.act("owner", f"{id}/1", Complete("Gjort"))
    assert "include" not in {line.kind for line in (await world.desk.shows.case("owner", id)).history}
    assert await refused(world, "contact", id, Include("owner", "x")) == "include.nobody"


async def test_only_somebody_else_lets_in_who_excluded_themself(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Exclude("contact", "Feil sak"))
    assert await refused(world, "contact", id, Include("contact", "x")) == "case.unknown"
    await world.act("dean", id, Include("contact", "Feil sak"))
    await world.act("contact", id, PASS)


async def test_the_reporter_is_not_let_in(world: World) -> None:
    id = await world.received(reporter=Reporter("O", "head@example.org", "employee", "nb"))
    assert await refused(world, "contact", id, Include("head", "x")) == "include.nobody"
    await world.act("contact", id, Exclude("head2", WHY))
    assert await refused(world, "contact", id, Include("head", "x")) == "include.not_excluded"


@pytest.mark.parametrize("ends", ["closed", "rejected", "received"])
async def test_in_every_state(world: World, ends: str) -> None:
    id = await (world.closed() if ends == "closed" else world.received())
    if ends == "rejected":
        await world.act("contact", id, Reject("outside", "x"))
    await world.act("contact", id, Exclude("head", WHY))
    await gone(world, "head", id)


async def test_the_reporter_who_is_head_owner_and_leader_meets_it_nowhere(world: World) -> None:
    """One person in every part of it: the next in line has what would have been theirs."""
    id = await world.received(reporter=Reporter("H", "HEAD@example.org", "employee", "nb"))
    await gone(world, "head", id)
    await world.act("contact", id, PASS)
    for act in (Measure("head", "x"), Assign("head"), Hear(("head",), "x")):
        assert await refused(world, "contact", id, act) == "person.barred"
    await world.act("contact", id, Hear(("EN-A",), "x"))
    assert [to for template, to in world.mails(id) if template == "M12"] == ["dean"]
    await world.act("contact", id, Rate("low", "x"))
    assert await refused(world, "contact", id, Close("x", "y", "z")) == "close.open_hearing"
    await gone(world, "head", id)
