"""What the reporter is told on the way, and letters that do not arrive (workflow.md §1, §3, §5, §6; R30, R73)."""

from datetime import date, timedelta

import pytest
from world import NOW, World
from written import everything, refused

from core.desk import obligations
from core.domain.handling import Note
from core.domain.linking import Link
from core.domain.reopening import Reopen
from core.domain.replying import CorrectAddress, Reply, Told
from core.domain.triage import Reject
from core.store.views import Filter

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


def due(world: World, id: str, kind: str) -> list[str]:
    asked = "SELECT raw_on FROM deadlines WHERE \"case\" = ? AND kind = ? AND state = 'open'"
    return [day for (day,) in world.ask(asked, id, kind)]


async def failed(world: World, id: str, template: str) -> None:
    """A letter comes back for good, as the daemon notes it."""
    world.change(
        "UPDATE outbox SET state = 'failed', attempts = 1, answer = '550 no' WHERE \"case\" = ? AND template = ?",
        id,
        template,
    )
    row = next(r for r in await world.desk.mail.list("contact", case=id) if r.template == template)
    await world.desk.office.db.write(lambda tx: obligations.reopened(tx, row))


async def unreached(world: World, id: str) -> bool:
    """As the case says, as the list says, and as the inbox says."""
    n, shown = (await world.case(id)).n, (await world.desk.shows.case("contact", id)).unreached
    assert (await world.desk.lists.rows("contact", [n]))[n].unreached == shown
    return bool(shown)


async def test_what_was_promised_is_owed_and_the_case_is_given_until_then(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Reply(" Vi venter på instituttet. ", date(2026, 12, 21)))
    assert due(world, id, "promise") == due(world, id, "follow_up") == ["2026-12-21"]
    facts = world.ask("SELECT facts FROM outbox WHERE template = 'M9'")[0][0]
    assert '"reason":"Vi venter på instituttet."' in facts and '"expected_on":"2026-12-21"' in facts
    shown = (await world.desk.shows.case("contact", id)).case
    follow_up = next(d for d in shown.deadlines if d.kind == "follow_up")
    assert '["moved","2026-11-18"]' in follow_up.trace and '["given","2026-12-21"]' in follow_up.trace


async def test_an_earlier_promise_does_not_take_time_from_the_case(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Reply("Snart.", date(2026, 12, 1)))
    assert (due(world, id, "promise"), due(world, id, "follow_up")) == (["2026-12-01"], ["2026-12-16"])


async def test_a_new_reply_meets_the_promise_before_it(world: World) -> None:
    id = await world.approved()
    for day in (18, 23):
        await world.act("contact", id, Reply("Vi venter.", date(2026, 12, day)))
    assert due(world, id, "promise") == ["2026-12-23"]


async def test_what_a_reply_may_not_be(world: World) -> None:
    id = await world.approved()
    for act, why in (
        (Reply(" ", date(2026, 12, 18)), "text.empty"),
        (Reply("x", YESTERDAY), "date.past"),
        (Reply("x", date(9999, 12, 31)), "date.out_of_range"),
        (Reply("Gjelder 01019912345", date(2026, 12, 18)), "privacy.identity_number"),
    ):
        assert await refused(world, "contact", id, act) == why, act
    assert await refused(world, "owner", id, Reply("x", date(2026, 12, 18))) == "case.unknown"
    assert await refused(world, "head", id, Reply("x", date(2026, 12, 18))) == "act.not_you"
    closed = await world.closed()
    assert await refused(world, "contact", closed, Reply("x", date(2026, 12, 18))) == "act.state"
    await world.act("contact", id, Note("x"))
    assert await refused_stale(world, id) == "case.changed"


async def refused_stale(world: World, id: str) -> str:
    return await refused(world, "contact", id, Reply("x", date(2026, 12, 18)), seen=2)


async def test_before_the_gate_it_may_take_time_as_well(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Reply("Vi er få i dag.", date(2026, 12, 18)))
    assert due(world, id, "triage") == ["2026-11-25"] and due(world, id, "preliminary_reply") == []


@pytest.mark.parametrize("how", ["phone", "post", "meeting"])
async def test_told_otherwise_it_has_arrived(world: World, how: str) -> None:
    id = await world.closed()
    await failed(world, id, "M7")
    assert await unreached(world, id)
    assert {d.kind for d in (await world.case(id)).owed()} == {"follow_up", "preliminary_reply"}
    case = await world.act("contact", id, Told("M7", how, TODAY))  # type: ignore[arg-type]
    assert (case.state, case.owed()) == ("closed", ())
    assert not await unreached(world, id)
    assert case.n not in await world.desk.lists.keys("contact", Filter("inbox"))
    line = (await world.desk.shows.case("contact", id)).history[-1]
    assert (line.kind, line.how, dict(line.values)) == ("told", how, {"what": "M7", "on": "2026-11-18"})
    await world.desk.cases.undo("contact", id)
    assert await unreached(world, id)


async def test_told_another_letter_leaves_the_answer_unreached(world: World) -> None:
    id = await world.closed()
    await failed(world, id, "M7")
    await world.act("contact", id, Told("M2", "phone", TODAY))
    assert await unreached(world, id) and (await world.case(id)).owed()


async def test_what_was_told_was_written_and_is_told_in_its_time(world: World) -> None:
    id = await world.approved()
    assert await refused(world, "contact", id, Told("M7", "phone", TODAY)) == "told.no_letter"
    assert await refused(world, "contact", id, Told("M2", "phone", TODAY + timedelta(days=1))) == "date.future"
    assert await refused(world, "contact", id, Told("M2", "phone", YESTERDAY)) == "told.before_case"
    await world.desk.cases.undo("contact", id)
    assert await refused(world, "contact", id, Told("M2", "phone", TODAY)) == "told.no_letter", "it was taken back"


async def test_a_preliminary_reply_that_was_told_is_one(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Reply("Vi venter.", date(2026, 12, 18)))
    await failed(world, id, "M9")
    assert due(world, id, "preliminary_reply")
    await world.act("contact", id, Told("M9", "phone", TODAY))
    assert not due(world, id, "preliminary_reply") and due(world, id, "promise")


async def test_a_case_that_was_opened_again_owes_its_answer_whatever_was_told(world: World) -> None:
    id = await world.closed()
    await failed(world, id, "M7")
    await world.act("contact", id, Reopen("Kom igjen", date(2026, 12, 18)))
    await world.act("contact", id, Told("M7", "phone", TODAY))
    assert due(world, id, "follow_up") == ["2026-12-18"]


@pytest.mark.parametrize(("template", "ends"), [("M7", "closed"), ("M8", "rejected")])
async def test_to_a_corrected_address_goes_what_did_not_arrive(world: World, template: str, ends: str) -> None:
    id = await (world.closed() if ends == "closed" else world.received())
    if ends == "rejected":
        await world.act("contact", id, Reject("outside", "Gjelder parkering."))
    await failed(world, id, template)
    old = world.ask("SELECT key, facts FROM outbox WHERE template = ?", template)
    case = await world.act("contact", id, CorrectAddress(" ny@example.org ", "Ringte og spurte"))
    assert (case.reporter.email, case.owed(), case.state) == ("ny@example.org", (), ends)
    assert not await unreached(world, id)
    again = world.ask("SELECT key, facts FROM outbox WHERE template = ? AND state = 'waiting'", template)
    assert len(again) == 1 and again[0][1] == old[0][1] and again[0][0] != old[0][0]
    mail = next(
        r for r in await world.desk.mail.list("contact", case=id) if r.state == "waiting" and r.template == template
    )
    assert mail.template == template
    world.later(minutes=1)
    letters = (await world.desk.mail.claim(10)).letters
    assert {letter.recipient for letter in letters if letter.template == template} == {"ny@example.org"}


async def test_what_arrived_is_not_sent_again(world: World) -> None:
    id = await world.closed()
    world.change("UPDATE outbox SET state = 'sent' WHERE to_kind = 'reporter'")
    acts = world.last_act()
    await world.act("contact", id, CorrectAddress("ny@example.org", "Har byttet"))
    assert world.mails(id, acts) == []


async def test_what_a_correction_forgot_of_the_new_address_is_known_again_when_it_is_taken_back(world: World) -> None:
    id = await world.received()
    refused_once = ("ny@example.org", "bad", "550 5.1.1 no such user", "2026-11-17T08:00:00.000000Z")
    world.change("INSERT INTO addresses (address, state, reason, at) VALUES (?, ?, ?, ?)", *refused_once)
    await world.act("contact", id, CorrectAddress("Ny@example.org", "Ringte"))
    assert world.ask("SELECT * FROM addresses") == []
    await world.desk.cases.undo("contact", id)
    assert world.ask("SELECT address, state, reason, at FROM addresses") == [refused_once]


async def test_a_correction_is_taken_back(world: World) -> None:
    id = await world.closed()
    await failed(world, id, "M7")
    before = everything(world)
    await world.act("contact", id, CorrectAddress("ny@example.org", "Ringte"))
    await world.desk.cases.undo("contact", id)
    assert everything(world) == before and await unreached(world, id)


async def test_what_an_address_may_not_be(world: World) -> None:
    id = await world.approved()
    for email, why, error in (
        ("mari@example.org", "x", "reporter.same"),
        ("", "x", "intake.invalid_email"),
        ("mari", "x", "intake.invalid_email"),
        ("mari@example.org\nBcc: alle@example.org", "x", "intake.invalid_email"),
        ("ny@example.org", " ", "text.empty"),
    ):
        assert await refused(world, "contact", id, CorrectAddress(email, why)) == error, email


async def test_whoever_has_the_corrected_address_is_kept_from_the_case(world: World) -> None:
    """D18: it turns out that the handler reported it."""
    id = await world.approved("handler")
    await world.act("contact", id, CorrectAddress("HANDLER@example.org", "Skrev feil"))
    assert await refused(world, "handler", id, Note("x")) == "case.unknown"
    assert (await world.case(id)).n not in await world.desk.lists.keys("handler", Filter())


async def test_a_duplicates_reporter_is_its_own(world: World) -> None:
    lead, own = await world.approved(), await world.approved()
    await world.act("contact", own, Link(lead, "duplicate"))
    await world.act("contact", own, CorrectAddress("ny@example.org", "x"))
    assert (await world.case(lead)).reporter.email == "mari@example.org"
