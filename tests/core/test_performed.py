"""Every act of the table really done, over a database: what it opens, ends and mails, and its line of history."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from world import NOW, PASS, World

from core.domain import workflow
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.domain.transfer import Receive, Return, Transfer
from core.domain.triage import Assign, Consult, Reject, Reregistered

TODAY = NOW.date()
LATER = date(2026, 12, 11)

Before = Callable[[World], Awaitable[str]]


@dataclass(frozen=True)
class Performed:
    """`before` makes the case, `who` does `act` to it or its measure; what is expected then (workflow.md §2–6)."""

    name: str
    before: Before
    who: str
    act: object
    state: str
    deadlines: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, str]] = field(default_factory=list)
    measure: str = ""
    way: str = ""


async def received(world: World) -> str:
    return await world.received()


async def whistled(world: World) -> str:
    id = await world.received()
    await world.act("contact", id, Reject("whistleblowing", "Hører til i varslingskanalen."))
    return id


async def at_hse(world: World) -> str:
    id = await world.received()
    await world.act("contact", id, Transfer("hse", "Løs ledning"))
    return id


async def passed_on(world: World) -> str:
    id = await world.received()
    await world.act("contact", id, Transfer("TO-A", "Emnet er deres"))
    return id


async def approved(world: World) -> str:
    return await world.approved()


async def handled(world: World) -> str:
    return await world.approved("handler")


async def measured(world: World) -> str:
    return await world.measured(handler="handler")


async def measured_by_contact(world: World) -> str:
    return await world.measured()


async def awaiting(world: World) -> str:
    return await world.awaiting("handler")


async def declined(world: World) -> str:
    id = await measured(world)
    await world.act("owner", f"{id}/1", Decline("Ikke mitt emne"))
    return id


TABLE = (
    Performed("approve", received, "contact", PASS, "in_progress", {"triage": "met"}, [("M2", "reporter")]),
    Performed(
        "reject",
        received,
        "contact",
        Reject("outside", "Gjelder parkering."),
        "rejected",
        {"triage": "met", "preliminary_reply": "met", "follow_up": "cancelled"},
        [("M8", "reporter")],
        way="outside",
    ),
    Performed(
        "reject",
        received,
        "contact",
        Reject("whistleblowing", "Hører til i varslingskanalen."),
        "rejected",
        {"triage": "met", "preliminary_reply": "met", "follow_up": "cancelled", "reregister": "open"},
        [("M8", "reporter")],
        way="whistleblowing",
    ),
    Performed("reregistered", whistled, "contact", Reregistered(TODAY, "V-1"), "rejected", {"reregister": "met"}),
    Performed(
        "transfer",
        received,
        "contact",
        Transfer("hse", "Løs ledning"),
        "transferred",
        {"triage": "met", "hse_received": "open"},
        [("M10", "hse"), ("M24", "reporter")],
        way="hse",
    ),
    Performed(
        "transfer",
        received,
        "contact",
        Transfer("TO-A", "Emnet er deres"),
        "received",
        {"triage": "open"},
        [("M11", "to_contact"), ("M24", "reporter")],
        way="faculty",
    ),
    Performed(
        "receive",
        at_hse,
        "hse",
        Receive(),
        "transferred",
        {"hse_received": "met", "follow_up": "cancelled", "preliminary_reply": "cancelled"},
    ),
    Performed(
        "return",
        at_hse,
        "hse",
        Return("Ikke HMS"),
        "received",
        {"hse_received": "met", "triage": "open"},
        [("M11", "contact"), ("M24", "reporter")],
        way="hse",
    ),
    Performed(
        "return",
        passed_on,
        "to_contact",
        Return("Ikke vårt emne"),
        "received",
        {"triage": "open"},
        [("M11", "contact"), ("M24", "reporter")],
        way="faculty",
    ),
    Performed("consult", received, "contact", Consult("head", "conferred"), "received"),
    Performed("mask", received, "contact", Mask(("Pensumlisten",), "test"), "received"),
    Performed("note", received, "contact", Note("Ringte"), "received"),
    Performed("assign", approved, "contact", Assign("handler"), "in_progress", mails=[("M11", "handler")]),
    Performed("rate", approved, "contact", Rate("high", "Mange", "Ferie"), "in_progress"),
    Performed(
        "measure",
        handled,
        "handler",
        Measure("owner", "Legg ut"),
        "in_progress",
        {"acceptance/1": "open", "measure/1": "open"},
        [("M3", "owner")],
    ),
    Performed("accept", measured, "owner", Accept(), "in_progress", {"acceptance/1": "met"}, measure="accepted"),
    Performed(
        "decline",
        measured,
        "owner",
        Decline("Ikke mitt emne"),
        "in_progress",
        {"acceptance/1": "met", "measure/1": "cancelled"},
        [("M15", "handler")],
        measure="declined",
    ),
    Performed(
        "complete",
        measured,
        "owner",
        Complete("Lagt ut"),
        "awaiting_closure",
        {"acceptance/1": "met", "measure/1": "met"},
        [("M6", "handler")],
        measure="completed",
    ),
    Performed(
        "complete",
        measured_by_contact,
        "owner",
        Complete("Lagt ut"),
        "awaiting_closure",
        {"acceptance/1": "met", "measure/1": "met"},
        [("M6", "contact")],
        measure="completed",
        way="the contact handles",
    ),
    Performed(
        "reassign",
        measured,
        "handler",
        Reassign("owner2"),
        "in_progress",
        {"acceptance/1": "open", "measure/1": "open"},
        [("M27", "owner"), ("M3", "owner2")],
        measure="assigned",
    ),
    Performed(
        "reassign",
        declined,
        "handler",
        Reassign("owner2"),
        "in_progress",
        {"acceptance/1": "open", "measure/1": "open"},
        [("M3", "owner2")],
        measure="assigned",
        way="declined",
    ),
    Performed(
        "return_measure",
        awaiting,
        "handler",
        ReturnMeasure("Mangler uke 3", LATER),
        "in_progress",
        {"measure/1": "open"},
        [("M27", "owner")],
        measure="accepted",
    ),
    Performed(
        "cancel",
        measured,
        "handler",
        Cancel("Løst ellers"),
        "in_progress",
        {"acceptance/1": "cancelled", "measure/1": "cancelled"},
        [("M27", "owner")],
        measure="cancelled",
    ),
    Performed(
        "cancel",
        declined,
        "handler",
        Cancel("Løst ellers"),
        "in_progress",
        {},
        [],
        measure="cancelled",
        way="declined: the owner has nothing to be told",
    ),
    Performed(
        "close",
        awaiting,
        "handler",
        Close("Ordnet", "Pensum er lagt ut."),
        "closed",
        {"follow_up": "met", "preliminary_reply": "met"},
        [("M7", "reporter")],
    ),
)


def test_every_act_is_performed() -> None:
    assert {each.name for each in TABLE} == set(workflow.BY_NAME)


@pytest.mark.parametrize("each", TABLE, ids=lambda each: f"{each.name} {each.way}".strip())
async def test_performed(world: World, each: Performed) -> None:
    id = await each.before(world)
    row, version = workflow.BY_NAME[each.name], (await world.case(id)).version
    deadlines, acts = world.deadlines(id), world.last_act()
    ref = f"{id}/1" if row.tasks else id

    case = await world.act(each.who, ref, each.act, seen=version)

    assert (case.state, case.version) == (each.state, version + 1)
    assert case == await world.case(id), "what is answered is what was saved"
    assert world.deadlines(id) == deadlines | each.deadlines
    assert world.mails(id, acts) == sorted(each.mails)
    if each.measure:
        assert case.tasks[0].state == each.measure
    asked = 'SELECT kind, actor, on_behalf_of, version, task FROM acts WHERE "case" = ? AND n > ?'
    task = f"{id}/1" if row.tasks or each.name == "measure" else None
    assert world.ask(asked, id, acts) == [(each.name, each.who, None, version + 1, task)]


@pytest.mark.parametrize("each", TABLE, ids=lambda each: f"{each.name} {each.way}".strip())
async def test_taken_back(world: World, each: Performed) -> None:
    """Undo puts back everything an act did, and says so; what it mailed never leaves (design.md, "Undo")."""
    id = await each.before(world)
    row, before = workflow.BY_NAME[each.name], await world.case(id)
    deadlines, acts = world.deadlines(id), world.last_act()
    listed = world.ask("SELECT next_due_on FROM cases WHERE id = ?", id)
    await world.act(each.who, f"{id}/1" if row.tasks else id, each.act)

    if each.name == "mask":
        with pytest.raises(Exception, match=r"undo\.nothing"):
            await world.desk.cases.undo(each.who, id)
        return
    taken = await world.desk.cases.undo(each.who, id)
    after, undone = taken.case, taken.act

    assert undone == each.name
    assert after.version == before.version + 2
    assert before == replace(after, version=before.version)
    assert world.deadlines(id) == deadlines
    assert world.ask("SELECT next_due_on FROM cases WHERE id = ?", id) == listed
    assert world.ask("SELECT DISTINCT state FROM outbox WHERE act > ?", acts) == [("cancelled",)] * bool(each.mails)
    last = world.ask('SELECT kind, "values" FROM acts ORDER BY n DESC LIMIT 1')
    assert last == [("undo", f'{{"act":"{each.name}"}}')]
