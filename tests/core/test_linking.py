"""Duplicates and recurrences: what follows a lead, what stays one's own, what never crosses (workflow.md §3)."""

from datetime import date
from itertools import pairwise

import pytest
from world import PASS, World
from written import everything, refused

from core.desk import obligations
from core.domain.case import Due, Reporter, State
from core.domain.clock import Move, Pause
from core.domain.exclusion import Exclude
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.hearing import Ask, Hear
from core.domain.informing import Inform
from core.domain.linking import Link, Unlink
from core.domain.measure import Complete, Measure
from core.domain.privacy import MASK
from core.domain.reopening import Reopen
from core.domain.replying import CorrectAddress, Reply, Told
from core.domain.transfer import Transfer
from core.domain.triage import Assign, Reject
from core.errors import AvvikError
from core.store.views import Filter

ADA = Reporter("Ada Første", "ada@example.org", "student", "nb")
BO = Reporter("Bo Andre", "bo@example.org", "student", "en")
CLOSE = Close("Ordnet", "Pensum er lagt ut.", with_duplicates=True)


async def twins(world: World) -> tuple[str, str]:
    """Two cases about the same, of two reporters; the second came two days later and follows the first."""
    lead = await world.approved(reporter=ADA)
    world.later(days=2)
    own = await world.approved(reporter=BO, received_at=world.now)
    await world.act("contact", own, Link(lead, "duplicate"))
    return lead, own


async def done(world: World, lead: str) -> None:
    """The lead is ready to close."""
    await world.act("contact", lead, Rate("low", "x"))
    await world.act("contact", lead, Measure("owner", "Legg ut"))
    await world.act("owner", f"{lead}/1", Complete("Lagt ut"))


async def dates(world: World, id: str) -> dict[str, tuple[str, Due]]:
    return {d.kind: (str(d.raw_on), d.state) for d in (await world.case(id)).deadlines}


async def test_a_duplicates_clocks_stand_and_run_again_on_their_own_dates(world: World) -> None:
    lead, own = await twins(world)
    found = await dates(world, own)
    assert found["follow_up"] == ("2026-12-18", Due.FOLLOWS)
    assert found["preliminary_reply"] == ("2026-12-20", Due.FOLLOWS)
    assert (await dates(world, lead))["follow_up"] == ("2026-12-16", Due.OPEN)
    assert world.ask("SELECT next_due_on FROM cases WHERE id = ?", own) == [(None,)]
    assert all(d.next_on is None for d in (await world.case(own)).deadlines)
    await world.act("contact", own, Unlink())
    found = await dates(world, own)
    assert (found["follow_up"], found["preliminary_reply"]) == (("2026-12-18", Due.OPEN), ("2026-12-20", Due.OPEN))
    assert all(d.next_on for d in (await world.case(own)).open_deadlines()), "and are reminded of"
    case = await world.case(own)
    assert (case.lead, case.link, (await world.case(lead)).duplicates) == (None, "", ())


async def test_only_its_own_thread_is_open_on_a_duplicate(world: World) -> None:
    lead, own = await twins(world)
    shown = await world.desk.shows.case("contact", own)
    assert shown.open == ("mask", "exclude", "unlink", "note", "told", "reporter")
    for act in (Measure("owner", "x"), Rate("low", "x"), CLOSE, Assign("handler"), Hear(("owner",), "x"), Ask("x")):
        assert await refused(world, "contact", own, act) == "act.follows"
    deadline = (await world.case(own)).deadlines[1].id
    assert await refused(world, "contact", deadline, Move(date(2026, 12, 18), "x")) == "act.follows"
    assert (await world.case(lead)).duplicates == (own,)


async def test_each_reporter_is_answered_under_their_own_number(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    acts = world.last_act()
    await world.act("contact", lead, CLOSE)
    asked = "SELECT \"case\", json_extract(facts, '$.number'), to_kind FROM outbox WHERE act > ? AND template = 'M7'"
    assert sorted(world.ask(asked, acts)) == [(lead, lead, "reporter"), (own, own, "reporter")]
    case = await world.case(own)
    assert (case.state, case.detail.answer, case.detail.outcome) == ("closed", "Pensum er lagt ut.", "Ordnet")
    assert {d.kind: d.state for d in case.deadlines} == {
        "triage": Due.MET,
        "follow_up": Due.MET,
        "preliminary_reply": Due.MET,
    }
    assert world.ask("SELECT count(DISTINCT batch) FROM acts WHERE kind = 'close'") == [(1,)]


async def test_no_identity_crosses(world: World) -> None:
    """Nothing of one reporter stands in the other's case, history or mails, nor in what is shown of it."""
    lead, own = await twins(world)
    await world.act("contact", lead, Reply("Vi venter.", date(2026, 12, 18)))
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    await world.act("contact", lead, Reopen("Kom igjen", date(2026, 12, 18)))
    for id, theirs in ((lead, BO), (own, ADA)):
        kept = repr(
            [
                await world.case(id),
                await world.desk.shows.case("contact", id),
                world.ask('SELECT note, "values" FROM acts WHERE "case" = ?', id),
                world.ask('SELECT facts FROM outbox WHERE "case" = ?', id),
            ]
        )
        for word in (*theirs.name.split(), theirs.email):
            assert word not in kept, (id, word)


async def test_closing_with_duplicates_is_said_and_taken_back_whole(world: World) -> None:
    lead, _ = await twins(world)
    await done(world, lead)
    assert await refused(world, "contact", lead, Close("x", "y")) == "close.duplicates"
    before, acts = everything(world), world.last_act()
    assert (await world.desk.cases.act("contact", lead, CLOSE)).mails == 2
    undone = await world.desk.cases.undo("contact", lead)
    assert (undone.act, undone.cases) == ("close", 2)
    assert everything(world) == before
    assert world.ask("SELECT DISTINCT state FROM outbox WHERE act > ?", acts) == [("cancelled",)]


async def test_it_is_taken_back_from_the_duplicate_as_well(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    before = everything(world)
    await world.act("contact", lead, CLOSE)
    assert (await world.desk.cases.undo("contact", own)).cases == 2
    assert everything(world) == before


async def test_whoever_has_acted_on_one_of_them_since_keeps_all_as_they_are(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    await world.act("contact", own, Note("Ringte"))
    before = everything(world)
    with pytest.raises(AvvikError, match=r"undo\.changed"):
        await world.desk.cases.undo("contact", lead)
    assert everything(world) == before


async def test_a_preliminary_reply_goes_to_each_and_the_promise_is_kept_on_the_lead(world: World) -> None:
    lead, own = await twins(world)
    acts = world.last_act()
    await world.act("contact", lead, Reply("Vi venter på instituttet.", date(2026, 12, 21)))
    assert world.mails(lead, acts) == world.mails(own, acts) == [("M9", "reporter")]
    found = await dates(world, own)
    assert found["preliminary_reply"][1] == Due.MET
    assert found["promise"] == ("2026-12-21", Due.FOLLOWS)
    assert (await dates(world, lead))["promise"] == ("2026-12-21", Due.OPEN)
    await world.act("contact", own, Unlink())
    assert (await dates(world, own))["promise"] == ("2026-12-21", Due.OPEN), "what was promised is owed"


async def test_a_second_reply_meets_the_promise_that_was_left_to_the_lead(world: World) -> None:
    lead, own = await twins(world)
    for day in (18, 21):
        await world.act("contact", lead, Reply("Vi venter.", date(2026, 12, day)))
    promises = [(str(d.raw_on), d.state) for d in (await world.case(own)).deadlines if d.kind == "promise"]
    assert promises == [("2026-12-18", Due.MET), ("2026-12-21", Due.FOLLOWS)]


async def test_opened_again_with_its_lead_and_not_alone(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    again = Reopen("Kom igjen", date(2026, 12, 18))
    assert await refused(world, "contact", own, again) == "act.follows"
    acts = world.last_act()
    await world.act("contact", lead, again)
    case = await world.case(own)
    assert (case.state, case.closed_at, case.open_deadlines()) == ("in_progress", None, ())
    assert world.mails(own, acts) == [("M28", "reporter")]
    assert (await dates(world, own))["follow_up"] == ("2026-12-18", Due.FOLLOWS)
    await world.act("contact", lead, CLOSE)
    assert (await world.case(own)).state == "closed"
    assert all(d.state in (Due.MET, Due.CANCELLED) for d in (await world.case(own)).deadlines)


async def test_unlinked_after_the_closing_it_is_opened_alone(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    await world.act("contact", own, Unlink())
    case = await world.act("contact", own, Reopen("Noe annet likevel", date(2026, 12, 18)))
    assert ((await world.case(lead)).state, case.state) == ("closed", "in_progress")
    assert [d.kind for d in case.open_deadlines()] == ["follow_up"]


async def test_what_stood_still_when_it_was_linked_ends_with_the_lead(world: World) -> None:
    lead, own = await world.approved(), await world.approved()
    deadline = next(d.id for d in (await world.case(own)).deadlines if d.kind == "follow_up")
    await world.act("contact", deadline, Pause("outage"))
    await world.act("contact", own, Link(lead, "duplicate"))
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    assert (await world.case(own)).owed() == ()


async def test_what_it_is_linked_to_is_told_to_those_who_treat_it_alone(world: World) -> None:
    """Who leads the unit may know of both, not that they are about one matter (workflow.md §7)."""
    lead, own = await twins(world)
    for id in (lead, own):
        to_contact = (await world.desk.shows.case("contact", id)).case
        to_head = (await world.desk.shows.case("head", id)).case
        assert (to_contact.lead, to_contact.duplicates) in ((lead, ()), (None, (own,)))
        assert (to_head.lead, to_head.link, to_head.duplicates) == (None, "", ())


async def test_an_answer_that_did_not_arrive_is_each_reporters_own(world: World) -> None:
    lead, own = await twins(world)
    await done(world, lead)
    await world.act("contact", lead, CLOSE)
    world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = 'M7' AND \"case\" = ?", own)
    row = next(r for r in await world.desk.mail.list("contact", case=own) if r.template == "M7")
    await world.desk.office.db.write(lambda tx: obligations.reopened(tx, row))
    assert (await world.desk.shows.case("contact", own)).unreached
    assert not (await world.desk.shows.case("contact", lead)).unreached
    case = await world.act("contact", own, CorrectAddress("bo2@example.org", "Ringte"))
    assert case.owed() == () and not (await world.desk.shows.case("contact", own)).unreached
    await world.act("contact", own, Told("M2", "phone", world.now.date()))


async def test_a_recurrence_points_back_and_goes_its_own_way(world: World) -> None:
    lead = await world.closed()
    own = await world.approved()
    case = await world.act("contact", own, Link(lead, "recurrence"))
    assert (case.lead, case.link, len(case.open_deadlines())) == (lead, "recurrence", 2)
    assert (await world.case(lead)).recurrences == (own,)
    await world.act("contact", own, Measure("owner", "x"))
    await world.act("contact", own, Unlink())
    assert (await world.case(own)).lead is None


async def test_what_a_link_may_not_be(world: World) -> None:
    a, b, c = [await world.approved() for _ in range(3)]
    new, closed, other = await world.received(), await world.closed(), await world.received(unit="TO-A")
    rejected, measured = await world.received(), await world.measured()
    await world.act("contact", rejected, Reject("outside", "x"))
    await world.act("to_contact", other, Transfer("EN-A", "x"))
    await world.act("contact", other, PASS)
    await world.act("contact", b, Link(a, "duplicate"))
    refusals = (
        (c, c, "duplicate", "link.itself"),
        (c, "A-26-9999", "duplicate", "case.unknown"),
        (c, "", "duplicate", "case.unknown"),
        (b, c, "duplicate", "act.follows"),
        (c, b, "duplicate", "link.follows"),
        (a, c, "duplicate", "link.leads"),
        (a, b, "recurrence", "link.ring"),
        (c, new, "duplicate", "link.not_assessed"),
        (c, rejected, "recurrence", "link.not_assessed"),
        (c, closed, "duplicate", "link.closed"),
        (measured, a, "duplicate", "link.open_tasks"),
        (new, a, "duplicate", "act.not_assessed"),
        (closed, a, "recurrence", "act.state"),
    )
    for id, to, kind, why in refusals:
        assert await refused(world, "contact", id, Link(to, kind)) == why, (id, to, kind)  # type: ignore[arg-type]
    assert await refused(world, "contact", c, Unlink()) == "unlink.nothing"
    assert await refused(world, "handler", a, Link(c, "duplicate")) == "case.unknown"
    await world.act("contact", c, Link(a, "recurrence"))
    assert await refused(world, "contact", c, Link(closed, "recurrence")) == "link.already"


async def test_a_ring_is_seen_at_any_length(world: World) -> None:
    ids = [await world.approved() for _ in range(4)]
    for own, to in pairwise(ids):
        await world.act("contact", own, Link(to, "recurrence"))
    assert await refused(world, "contact", ids[-1], Link(ids[0], "recurrence")) == "link.ring"


async def test_a_case_one_may_not_know_of_is_no_lead(world: World) -> None:
    own, theirs = await world.approved(), await world.received(unit="TO-A")
    await world.act("to_contact", theirs, PASS)
    for to in (theirs, "A-26-9999"):
        assert await refused(world, "contact", own, Link(to, "duplicate")) == "case.unknown"


async def test_another_facultys_case_is_no_lead_of_a_duplicate(world: World) -> None:
    own, theirs = await world.approved(), await world.received()
    await world.act("contact", theirs, Transfer("TO-A", "x"))
    await world.act("to_contact", theirs, PASS)
    assert await refused(world, "contact", own, Link(theirs, "duplicate")) == "link.faculty"
    assert (await world.act("contact", own, Link(theirs, "recurrence"))).lead == theirs


@pytest.mark.parametrize("who", ["handler", "owner", "contact"])
async def test_nobody_treats_on_the_lead_what_they_are_kept_from(world: World, who: str) -> None:
    """D18: the duplicate's reporter is the lead's handler, the owner of its measure, or the contact who has it."""
    lead = await world.approved("handler" if who == "handler" else None)
    if who == "owner":
        await world.act("contact", lead, Measure("owner", "x"))
    own = await world.received(reporter=Reporter("X", f"{who.upper()}@example.org", "employee", "nb"))
    decides = "dean" if who == "contact" else "contact"
    await world.act(decides, own, PASS)
    assert await refused(world, decides, own, Link(lead, "duplicate")) == "link.partial"


async def test_nobody_is_given_a_part_in_the_lead_who_is_kept_from_a_duplicate(world: World) -> None:
    lead = await world.approved()
    own = await world.approved(reporter=Reporter("X", "owner@example.org", "employee", "nb"))
    await world.act("contact", own, Exclude("handler", "Inhabil"))
    await world.act("contact", own, Link(lead, "duplicate"))
    for act in (Measure("owner", "x"), Assign("handler"), Hear(("owner2", "owner"), "x"), Inform(("handler",))):
        assert await refused(world, "contact", lead, act) == "person.barred"
    picked = {one.login for one in await world.desk.people.candidates("contact", lead)}
    assert "owner2" in picked and not picked & {"owner", "handler"}
    await world.act("contact", own, Unlink())
    await world.act("contact", lead, Measure("owner", "x"))


async def test_in_the_lists_it_has_no_date_and_keeps_its_row(world: World) -> None:
    lead, own = await twins(world)
    n = (await world.case(own)).n
    assert n not in await world.desk.lists.keys("contact", Filter("deadlines"))
    row = (await world.desk.lists.rows("contact", [n]))[n]
    assert (row.due_on, row.state) == (None, "in_progress")
    await world.act("contact", own, Mask(("Pensumlisten",), "x"))
    await world.act("contact", own, Exclude("owner", "x"))
    assert (await world.case(lead)).masked is False


async def test_what_is_masked_on_the_lead_is_masked_in_its_duplicates(world: World) -> None:
    """The answer was copied to them when they closed with it."""
    lead, follower = await world.approved(), await world.approved()
    await world.act("contact", follower, Link(lead, "duplicate"))
    await world.act("contact", lead, Rate("low", "x"))
    await world.act("contact", lead, Close("x", "Per Sand har ordnet det.", "x", with_duplicates=True))
    await world.act("contact", lead, Mask(("Per Sand",), "Navn"))
    assert (await world.case(follower)).detail.answer == f"{MASK} har ordnet det."
    assert not [row for row in world.ask("SELECT facts FROM outbox") if "Per Sand" in row[0]]


async def test_what_would_leave_counts_the_mails_of_the_duplicates(world: World) -> None:
    lead, _ = await twins(world)
    would = await world.desk.rehearsals.of("contact", lead, Reply("Det tar tid.", date(2026, 12, 18)))
    assert (would.cases, would.leaving, [mail.template for mail in would.mails]) == (2, 2, ["M9"])
    assert (await world.desk.rehearsals.of("contact", lead, Note("x"))).cases == 1


async def test_who_is_barred_from_a_duplicate_does_nothing_to_it_by_way_of_its_lead(world: World) -> None:
    """Excluded from the duplicate after it was linked: its answer is somebody else's to give (D18)."""
    lead, id = await world.approved("handler"), await world.approved()
    await world.act("contact", id, Link(lead, "duplicate"))
    await world.act("contact", id, Exclude("handler", "Gift med melder"))
    await world.act("handler", lead, Rate("low", "x"))
    acts = world.last_act()
    for act in (
        Close("Ordnet", "Svar", "Straks", with_duplicates=True), Reply("Mye", date(2026, 12, 18)),
        Mask(("Pensum",), "x"),
    ):  # fmt: skip
        assert await refused(world, "handler", lead, act) == "link.not_impartial", act
    assert world.last_act() == acts
    await world.act("contact", lead, Close("Ordnet", "Svar", "Straks", with_duplicates=True))
    assert (await world.case(id)).state is State.CLOSED
    assert await refused(world, "handler", lead, Reopen("x", date(2026, 12, 18))) == "link.not_impartial"
