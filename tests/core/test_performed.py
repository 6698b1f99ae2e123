"""Every act of the table really done, over a database: what it opens, ends and mails, and its line of history."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from world import NOW, PASS, World
from written import everything

from core.desk import obligations
from core.domain import workflow
from core.domain.clock import Extend, Move, Pause, Resume
from core.domain.exclusion import Exclude, Include
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.hearing import Answer, Answered, Ask, Hear, Withdraw
from core.domain.informing import Inform, Lift
from core.domain.linking import Link, Unlink
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.domain.proposal import Clear, Propose
from core.domain.reopening import Reopen
from core.domain.replying import CorrectAddress, Reply, Told
from core.domain.transfer import Receive, Return, Transfer
from core.domain.triage import Assign, Consult, Reject, Reregistered

TODAY = NOW.date()
LATER = date(2026, 12, 11)

Before = Callable[[World], Awaitable[str]]


@dataclass(frozen=True)
class Performed:
    """`before` makes the case, `who` does `act` to it, its first task or its `clock`; what is expected then (§2–6)."""

    name: str
    before: Before
    who: str
    act: object
    state: str
    deadlines: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, str]] = field(default_factory=list)
    task: str = ""
    way: str = ""
    clock: str = ""

    async def ref(self, world: World, id: str) -> str:
        """What the act is done to."""
        if self.clock:
            return next(d.id for d in (await world.case(id)).owed() if d.kind == self.clock)
        return f"{id}/1" if workflow.BY_NAME[self.name].tasks else id


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


async def rejected(world: World) -> str:
    id = await world.received()
    await world.act("contact", id, Reject("outside", "Gjelder parkering."))
    return id


async def closed(world: World) -> str:
    return await world.closed()


async def unreached(world: World) -> str:
    """Closed, and the answer came back."""
    id = await world.closed()
    world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = 'M7'")
    row = next(r for r in await world.desk.mail.list("contact", case=id) if r.template == "M7")
    await world.desk.office.db.write(lambda tx: obligations.reopened(tx, row))
    return id


async def twin(world: World) -> str:
    """The second of two cases about the same."""
    await world.approved()
    return await world.approved()


async def following(world: World) -> str:
    id = await twin(world)
    await world.act("contact", id, Link("A-26-0001", "duplicate"))
    return id


async def shut_out(world: World) -> str:
    id = await handled(world)
    await world.act("contact", id, Exclude("owner2", "Inhabil"))
    return id


async def heard(world: World) -> str:
    id = await handled(world)
    await world.act("handler", id, Hear(("to_owner",), "Hva mener dere?"))
    return id


async def asked(world: World) -> str:
    id = await handled(world)
    await world.act("handler", id, Ask("Hvilken uke?"))
    return id


async def standing_still(world: World) -> str:
    id = await measured(world)
    await world.act("handler", f"{id}:5", Pause("reporter"))
    world.later(days=3)
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
    Performed(
        "reregistered",
        whistled,
        "contact",
        Reregistered(TODAY, "V-1"),
        "rejected",
        {"reregister": "met"},
        [("M16", "EN-VM")],
    ),
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
    Performed("accept", measured, "owner", Accept(), "in_progress", {"acceptance/1": "met"}, task="accepted"),
    Performed(
        "decline",
        measured,
        "owner",
        Decline("Ikke mitt emne"),
        "in_progress",
        {"acceptance/1": "met", "measure/1": "cancelled"},
        [("M15", "handler")],
        task="declined",
    ),
    Performed(
        "complete",
        measured,
        "owner",
        Complete("Lagt ut"),
        "awaiting_closure",
        {"acceptance/1": "met", "measure/1": "met"},
        [("M6", "handler")],
        task="completed",
    ),
    Performed(
        "complete",
        measured_by_contact,
        "owner",
        Complete("Lagt ut"),
        "awaiting_closure",
        {"acceptance/1": "met", "measure/1": "met"},
        [("M6", "contact")],
        task="completed",
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
        task="assigned",
    ),
    Performed(
        "reassign",
        declined,
        "handler",
        Reassign("owner2"),
        "in_progress",
        {"acceptance/1": "open", "measure/1": "open"},
        [("M3", "owner2")],
        task="assigned",
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
        task="accepted",
    ),
    Performed(
        "cancel",
        measured,
        "handler",
        Cancel("Løst ellers"),
        "in_progress",
        {"acceptance/1": "cancelled", "measure/1": "cancelled"},
        [("M27", "owner")],
        task="cancelled",
    ),
    Performed(
        "cancel",
        declined,
        "handler",
        Cancel("Løst ellers"),
        "in_progress",
        {},
        [],
        task="cancelled",
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
    Performed("exclude", handled, "contact", Exclude("handler", "Inhabil"), "in_progress", way="the handler"),
    Performed(
        "exclude",
        measured,
        "contact",
        Exclude("owner", "Inhabil"),
        "in_progress",
        {"acceptance/1": "cancelled", "measure/1": "cancelled"},
        task="declined",
        way="an owner",
    ),
    Performed(
        "exclude",
        heard,
        "contact",
        Exclude("to_owner", "Inhabil"),
        "in_progress",
        {"hearing/1": "cancelled"},
        task="cancelled",
        way="who was asked",
    ),
    Performed("include", shut_out, "contact", Include("owner2", "Feil person"), "in_progress"),
    Performed(
        "link",
        twin,
        "contact",
        Link("A-26-0001", "duplicate"),
        "in_progress",
        {"follow_up": "follows", "preliminary_reply": "follows"},
        way="duplicate",
    ),
    Performed("link", twin, "contact", Link("A-26-0001", "recurrence"), "in_progress", way="recurrence"),
    Performed(
        "unlink",
        following,
        "contact",
        Unlink(),
        "in_progress",
        {"follow_up": "open", "preliminary_reply": "open"},
    ),
    Performed(
        "hear",
        handled,
        "handler",
        Hear(("to_owner", "EN-B"), "Hva mener dere?"),
        "in_progress",
        {"hearing/1": "open", "hearing/2": "open"},
        [("M12", "to_owner"), ("M12", "head2")],
        task="assigned",
    ),
    Performed(
        "answer",
        heard,
        "to_owner",
        Answer("Enig"),
        "in_progress",
        {"hearing/1": "met"},
        [("M12", "handler")],
        task="completed",
    ),
    Performed(
        "withdraw",
        heard,
        "handler",
        Withdraw("Ordnet"),
        "in_progress",
        {"hearing/1": "cancelled"},
        [("M12", "to_owner")],
        task="cancelled",
    ),
    Performed(
        "ask",
        handled,
        "handler",
        Ask("Hvilken uke?"),
        "in_progress",
        {"hearing/1": "open"},
        [("M33", "reporter")],
        task="assigned",
    ),
    Performed("answered", asked, "handler", Answered("Uke 3"), "in_progress", {"hearing/1": "met"}, task="completed"),
    Performed(
        "inform",
        handled,
        "handler",
        Inform(("to_handler", "EN-B")),
        "in_progress",
        mails=[("M13", "to_handler"), ("M13", "head2")],
    ),
    Performed("lift", handled, "handler", Lift("dean", "Gjelder flere emner"), "in_progress", mails=[("M13", "dean")]),
    Performed(
        "reply",
        handled,
        "handler",
        Reply("Vi venter på instituttet.", date(2026, 12, 18)),
        "in_progress",
        {"promise": "open", "preliminary_reply": "met"},
        [("M9", "reporter")],
    ),
    Performed("told", approved, "contact", Told("M2", "phone", TODAY), "in_progress"),
    Performed(
        "told",
        unreached,
        "contact",
        Told("M7", "post", TODAY),
        "closed",
        {"follow_up": "met", "preliminary_reply": "met"},
        way="an answer that never arrived",
    ),
    Performed(
        "reporter",
        unreached,
        "contact",
        CorrectAddress("ny@example.org", "Ringte"),
        "closed",
        {"follow_up": "met", "preliminary_reply": "met"},
        [("M7", "reporter")],
    ),
    Performed(
        "reopen",
        closed,
        "contact",
        Reopen("Kom igjen", LATER),
        "in_progress",
        {"follow_up": "open"},
        [("M28", "reporter")],
        way="closed",
    ),
    Performed(
        "reopen",
        rejected,
        "contact",
        Reopen("Feil vurdert", LATER),
        "received",
        {"follow_up": "open", "triage": "open"},
        [("M28", "reporter")],
        way="rejected",
    ),
    Performed(
        "reopen",
        at_hse,
        "contact",
        Reopen("Ikke HMS likevel", LATER),
        "received",
        {"follow_up": "open", "triage": "open", "hse_received": "cancelled"},
        [("M28", "reporter")],
        way="transferred",
    ),
    Performed("propose", measured, "owner", Propose("Egen liste"), "in_progress", mails=[("M15", "handler")]),
    Performed("clear", measured, "owner", Clear("head", "Avtalt"), "in_progress"),
    Performed("move", handled, "handler", Move(LATER, "Ferie"), "in_progress", way="the case's own", clock="follow_up"),
    Performed(
        "move",
        measured,
        "handler",
        Move(LATER, "Ferie"),
        "in_progress",
        mails=[("M27", "owner")],
        way="a measure's",
        clock="measure",
    ),
    Performed(
        "move",
        heard,
        "handler",
        Move(LATER, "Ferie"),
        "in_progress",
        mails=[("M12", "to_owner")],
        way="a hearing's",
        clock="hearing",
    ),
    Performed(
        "extend",
        measured,
        "handler",
        Extend(date(2026, 12, 18), "Bad om det"),
        "in_progress",
        mails=[("M27", "owner")],
        clock="measure",
    ),
    Performed("pause", measured, "handler", Pause("outage"), "in_progress", {"measure/1": "paused"}, clock="measure"),
    Performed(
        "resume",
        standing_still,
        "handler",
        Resume("answered"),
        "in_progress",
        {"measure/1": "open"},
        [("M27", "owner")],
        clock="measure",
    ),
)


def test_every_act_is_performed() -> None:
    assert {each.name for each in TABLE} == set(workflow.BY_NAME)


@pytest.mark.parametrize("each", TABLE, ids=lambda each: f"{each.name} {each.way}".strip())
async def test_performed(world: World, each: Performed) -> None:
    id = await each.before(world)
    row, version = workflow.BY_NAME[each.name], (await world.case(id)).version
    deadlines, acts = world.deadlines(id), world.last_act()

    case = await world.act(each.who, await each.ref(world, id), each.act, seen=version)

    assert (case.state, case.version) == (each.state, version + 1)
    assert case == await world.case(id), "what is answered is what was saved"
    assert world.deadlines(id) == deadlines | each.deadlines
    assert world.mails(id, acts) == sorted(each.mails)
    if each.task:
        assert case.tasks[0].state == each.task
    asked = 'SELECT kind, actor, on_behalf_of, version, task FROM acts WHERE "case" = ? AND n > ?'
    task = f"{id}/1" if row.tasks or each.name in ("measure", "answered") else None
    assert world.ask(asked, id, acts) == [(each.name, each.who, None, version + 1, task)]


@pytest.mark.parametrize("each", TABLE, ids=lambda each: f"{each.name} {each.way}".strip())
async def test_taken_back(world: World, each: Performed) -> None:
    """Undo puts back everything an act did, and says so; what it mailed never leaves (design.md, "Undo")."""
    id = await each.before(world)
    before, rows, acts = await world.case(id), everything(world), world.last_act()
    await world.act(each.who, await each.ref(world, id), each.act)

    if each.name == "mask":
        with pytest.raises(Exception, match=r"undo\.nothing"):
            await world.desk.cases.undo(each.who, id)
        return
    taken = await world.desk.cases.undo(each.who, id)
    after, undone = taken.case, taken.act

    assert undone == each.name
    assert after.version == before.version + 2
    assert before == replace(after, version=before.version)
    assert everything(world) == rows
    assert world.ask("SELECT DISTINCT state FROM outbox WHERE act > ?", acts) == [("cancelled",)] * bool(each.mails)
    last = world.ask('SELECT kind, "values" FROM acts ORDER BY n DESC LIMIT 1')
    assert last == [("undo", f'{{"act":"{each.name}"}}')]
