"""A case rejected as whistleblowing is its contact's alone, wherever somebody might come upon it (workflow.md §2)."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from world import LOGINS, PASS, World, away, directory
from written import refused

from core.domain.handling import Note
from core.domain.hearing import Hear
from core.domain.informing import Inform
from core.domain.linking import Link
from core.domain.measure import Complete, Measure
from core.domain.post import Outcome
from core.domain.reopening import Reopen
from core.domain.transfer import Return, Transfer
from core.domain.triage import Reject
from core.errors import AvvikError
from core.store.views import Filter

Look = Callable[[World, str, str], Awaitable[Any]]
OTHERS = [login for login in LOGINS if login != "contact"]


async def whistled(world: World) -> str:
    """Passed on and back, and then restricted: everybody who had a part in it before has none any more."""
    id = await world.received(title="VARSLET", description="HEMMELIG")
    await world.act("contact", id, Transfer("TO-A", "x"))
    await world.act("to_contact", id, Return("x"))
    await world.act("contact", id, Reject("whistleblowing", "Hører til i varslingskanalen."))
    return id


async def lists(world: World, who: str, id: str) -> Any:
    found = [await world.desk.lists.keys(who, Filter(tab)) for tab in ("all", "inbox", "mine", "deadlines")]
    found += [await world.desk.lists.keys(who, Filter(), text) for text in ("varslet", "hemmelig", id)]
    keys = sorted({key for keys in found for key in keys})
    return await world.desk.lists.rows(who, keys), await world.desk.lists.rows(who, [1])


async def deadlines(world: World, who: str, _: str) -> Any:
    return await world.desk.deadlines.list(who)


async def preview(world: World, who: str, _: str) -> Any:
    return await world.desk.deadlines.preview(who, world.now.date() + timedelta(days=40))


async def mails(world: World, who: str, id: str) -> Any:
    return await world.desk.mail.list(who), await world.desk.mail.list(who, case=id)


LOOKS: dict[str, Look] = {"lists": lists, "deadlines": deadlines, "preview": preview, "mails": mails}


@pytest.mark.parametrize("look", LOOKS)
async def test_nobody_else_comes_upon_it(world: World, look: str) -> None:
    id = await whistled(world)

    async def seen(who: str) -> str:
        try:
            return repr(await LOOKS[look](world, who, id))
        except AvvikError as error:
            return repr(error)

    assert id in await seen("contact")
    for who in OTHERS:
        found = await seen(who)
        assert id not in found and "VARSLET" not in found and "HEMMELIG" not in found, who


async def test_nobody_else_counts_it_or_is_told_that_it_is_there(world: World) -> None:
    id = await whistled(world)
    for who in OTHERS:
        assert sum((await world.desk.lists.counts(who)).by_state.values()) == 0, who
        assert await refused(world, who, id, Note("x")) == "case.unknown", who
        for asked in (world.desk.shows.case, world.desk.deadlines.explain, world.desk.people.candidates):
            with pytest.raises(AvvikError, match=r"unknown"):
                await asked(who, id)  # type: ignore[operator]


async def test_it_is_nobodys_likely_duplicate_but_the_contacts(world: World) -> None:
    id = await world.received(title="VARSLET om pensum", course="EMN101")
    await world.act("contact", id, Reject("whistleblowing", "x"))
    other = await world.approved(title="VARSLET om pensum", course="EMN101", unit="EN-A")
    for who in (*OTHERS, None):
        try:
            found = await world.desk.alike.of(who, other)
        except AvvikError:
            continue
        assert who is None or id not in {one.id for one in found}, who
    assert await refused(world, "contact", other, Link(id, "duplicate")) == "link.not_assessed"


async def test_its_reminders_go_to_the_contact_alone(world: World) -> None:
    id = await whistled(world)
    for _ in range(30):
        world.later(days=1)
        await world.desk.sweep.run()
    told = world.ask("SELECT DISTINCT o.to_id FROM outbox_lines l JOIN outbox o ON o.n = l.outbox")
    assert told == [("contact",)]
    assert {to for _, to in world.mails(id)} <= {"contact", "to_contact", "reporter"}
    late = world.ask('SELECT to_id FROM outbox WHERE "case" = ? AND created_at > ?', id, "2026-11-19")
    assert late == []


async def test_a_part_given_before_is_none_any_more(world: World) -> None:
    """Whoever was informed, asked or gave a measure: the restriction goes before every part (no act leads here)."""
    id = await world.received()
    await world.act("contact", id, Reject("outside", "x"))
    await world.act("contact", id, Reopen("x", date(2026, 12, 18)))
    await world.act("contact", id, PASS)
    await world.act("contact", id, Inform(("to_handler",)))
    await world.act("contact", id, Hear(("to_owner",), "x"))
    await world.act("contact", id, Measure("owner", "x"))
    await world.act("owner", f"{id}/2", Complete("x"))
    world.change("UPDATE cases SET restricted = 1 WHERE id = ?", id)
    for who in ("to_handler", "to_owner", "owner", "handler", "head", "dean", "quality"):
        assert await refused(world, who, id, Note("x")) == "case.unknown"
        assert not await world.desk.lists.keys(who, Filter())


async def letters(world: World) -> set[tuple[str, str]]:
    """Template and address of what leaves now; of a digest and M1 only where it names a case."""
    found = (await world.desk.mail.claim(50)).letters
    return {(each.template, each.recipient) for each in found if b"A-26-0001" in each.data}


async def test_mail_that_waits_for_others_when_it_becomes_restricted_is_stopped(world: World) -> None:
    id = await whistled(world)
    world.later(minutes=10)
    assert await letters(world) == {
        ("M1", "contact@example.org"), ("M11", "contact@example.org"),
        *((letter, "mari@example.org") for letter in ("M8", "M23", "M24")),
    }  # fmt: skip
    stopped = world.ask("SELECT state, answer FROM outbox WHERE to_id = 'to_contact' AND \"case\" = ?", id)
    assert stopped == [("cancelled", "mail.person_barred")]
    assert (await world.desk.health.status()).mails["failed"] == 0


async def test_a_digest_that_is_tried_again_names_it_no_more_to_others(world: World) -> None:
    """Written and tried while the handlers of the faculty stood in for its contact."""
    await world.people(directory(away("contact")))
    id = await world.received()
    world.later(days=9)
    await world.desk.sweep.run()
    tried = (await world.desk.mail.claim(50)).letters
    assert {each.recipient for each in tried if each.template == "digest"} == {
        "handler@example.org",
        "handler2@example.org",
    }
    await world.desk.mail.settle([Outcome(each.n, "retry", "451", world.now) for each in tried])
    await world.act(None, id, Reject("whistleblowing", "x"))
    world.later(minutes=10)
    assert await letters(world) == {("M8", "mari@example.org"), ("M23", "mari@example.org")}
