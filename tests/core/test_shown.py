"""One case as each may see it: what is withheld leaves no trace anywhere in what is shown (workflow.md §7)."""

import pytest
from world import PASS, World, away, directory

from core.domain.case import Reporter
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Complete, Measure
from core.domain.transfer import Transfer
from core.domain.triage import Assign, Consult
from core.errors import Forbidden, NotFound

SECRETS = {
    "title": "TITTEL",
    "text": "BESKRIVELSE",
    "tried": "KANALER",
    "reporter": "Mari Melder",
    "address": "mari@example.org",
    "note": "NOTAT",
    "consequence": "KONSEKVENS",
    "cause": "ÅRSAK",
    "own measure": "TILTAK1",
    "own report": "RAPPORT1",
    "other measure": "TILTAK2",
    "other report": "RAPPORT2",
    "outcome": "KONKLUSJON",
    "answer": "SVAR",
    "code": "samtalekode",
    "consulted": "Leader",
}
TEXT = {"title", "text", "tried"}
EVERYTHING = set(SECRETS)


async def rich(world: World) -> str:
    """A closed case with something of everything."""
    id = await world.received(title="TITTEL", description="BESKRIVELSE", tried_channels="KANALER")
    await world.act("contact", id, Consult("leader", "samtalekode"))
    await world.act("contact", id, PASS)
    await world.act("contact", id, Assign("handler"))
    await world.act("handler", id, Rate("high", "KONSEKVENS", "ÅRSAK"))
    await world.act("handler", id, Note("NOTAT"))
    for number, owner in ((1, "owner"), (2, "owner2")):
        await world.act("handler", id, Measure(owner, f"TILTAK{number}"))
        await world.act(owner, f"{id}/{number}", Complete(f"RAPPORT{number}"))
    await world.act("handler", id, Close("KONKLUSJON", "SVAR"))
    return id


SEES = {
    "contact": EVERYTHING,
    "handler": EVERYTHING,
    None: EVERYTHING,
    "owner": TEXT | {"own measure", "own report"},
    "dean": TEXT,
    "head": TEXT,
    "quality": TEXT,
    "prorector": TEXT,
}


@pytest.mark.parametrize("who", SEES)
async def test_nothing_that_is_withheld_is_anywhere_in_it(world: World, who: str | None) -> None:
    shown = repr(await world.desk.shows.case(who, await rich(world)))
    assert {name for name, secret in SECRETS.items() if secret in shown} == SEES[who]


@pytest.mark.parametrize("who", ["hse", "to_contact", "head2", "caseworker", "exams", "admin", "nobody"])
async def test_who_may_not_know_of_it_is_told_what_is_told_of_no_case(world: World, who: str) -> None:
    id = await rich(world)
    refusals = []
    for ref in (id, "A-26-9999"):
        with pytest.raises(NotFound) as refused:
            await world.desk.shows.case(who, ref)
        refusals.append((refused.value.id, refused.value.values))
    assert refusals[0] == refusals[1]
    with pytest.raises(NotFound):
        await world.desk.shows.by_key(who, 1)


async def test_somebody_unknown_is_refused(world: World) -> None:
    with pytest.raises(Forbidden):
        await world.desk.shows.case("ghost", await world.received())


async def test_before_the_gate_the_line_sees_that_it_is_there_and_no_word(world: World) -> None:
    id = await world.received(title="TITTEL", description="BESKRIVELSE", tried_channels="KANALER")
    for who in ("head", "dean", "quality"):
        shown = await world.desk.shows.case(who, id)
        assert not any(secret in repr(shown) for secret in SECRETS.values())
        assert {d.kind for d in shown.case.deadlines} == {"triage", "follow_up", "preliminary_reply"}


async def test_an_owner_sees_masked_text_and_their_own_dates(world: World) -> None:
    id = await world.received(description="Foreleser Ola Nordmann kom ikke")
    await world.act("contact", id, Mask(("Ola Nordmann",), "navn"))
    await world.act("contact", id, PASS)
    await world.act("contact", id, Measure("owner", "x"))
    shown = await world.desk.shows.case("owner", id)
    assert shown.case.detail.description == "Foreleser ▇▇▇ kom ikke"
    assert {d.kind for d in shown.case.deadlines} == {"acceptance", "measure"}
    assert set(shown.owes) == {d.id for d in shown.case.deadlines}
    assert (shown.open, shown.tasks, shown.lacks) == (
        (),
        {1: ("accept", "decline", "propose", "clear", "complete")},
        (),
    )
    assert {line.kind for line in shown.history} == {"measure"}
    assert shown.mails == ()


async def test_that_somebody_was_consulted_is_not_told(world: World) -> None:
    """The date and the act alone would say that the case is about somebody's conduct."""
    id = await rich(world)
    history = (await world.desk.shows.case("head", id)).history
    assert history[0].kind == "register"
    assert not {"consult", "note"} & {line.kind for line in history}
    assert {(line.actor, line.note, *line.values) for line in history} == {("", "")}


async def test_the_faculty_that_passed_it_on_reads_and_no_more(world: World) -> None:
    id = await world.received(title="TITTEL")
    await world.act("contact", id, Transfer("TO", "HEMMELIG GRUNN"))
    await world.act("to_contact", id, Note("NOTAT"))
    shown = await world.desk.shows.case("contact", id)
    assert (shown.view.text, shown.view.reporter, shown.open, shown.mails) == (True, True, (), ())
    assert "NOTAT" not in repr(shown)


async def test_closed_doors_explain_themselves(world: World) -> None:
    id = await world.received()
    shown = await world.desk.shows.case("contact", id)
    gate = ("approve", "reject", "transfer", "consult")
    assert shown.open == (*gate, "mask", "exclude", "note", "reply", "told", "reporter")
    assert {name: shown.closed[name].id for name in ("assign", "receive", "reregistered", "return")} == {
        "assign": "act.not_assessed",
        "receive": "act.not_you",
        "reregistered": "act.state",
        "return": "return.nowhere",
    }


async def test_who_owes_is_who_is_there(world: World) -> None:
    id = await world.measured()
    await world.people(directory(away("owner", "substitute"), away("contact", "handler2")))
    shown = await world.desk.shows.case("handler2", id)
    owes = {d.kind: shown.owes[d.id] for d in shown.case.open_deadlines()}
    assert owes == {
        "follow_up": ("handler2",),
        "preliminary_reply": ("handler2",),
        "acceptance": ("substitute",),
        "measure": ("substitute",),
    }
    assert shown.names["substitute"] == "Substitute"
    assert shown.contact == ("handler2",)


async def test_days_left(world: World) -> None:
    id = await world.received()
    world.later(days=8)
    shown = await world.desk.shows.case("contact", id)
    days = {d.kind: shown.days[d.id] for d in shown.case.open_deadlines()}
    assert days == {"triage": -1, "follow_up": 20, "preliminary_reply": 22}


async def test_by_number_reference_and_key(world: World) -> None:
    id = await world.received(reference="SIFRA-1")
    for shown in (
        await world.desk.shows.case("contact", "SIFRA-1"),
        await world.desk.shows.by_key("contact", 1),
    ):
        assert shown.case.id == id


async def test_what_an_act_would_do_is_refused_to_whom_the_act_is(world: World) -> None:
    """A rehearsal is a way in like any other."""
    id = await world.received(reporter=Reporter("C", "contact@example.org", "employee", "nb"))
    with pytest.raises(NotFound):
        await world.desk.rehearsals.of("contact", id, Note("x"))
    with pytest.raises(NotFound):
        await world.desk.people.candidates("contact", id)
    rehearsed = await world.desk.rehearsals.of("dean", id, Note("x"))
    assert (rehearsed.mails, rehearsed.opened) == ((), ())
    assert (await world.case(id)).version == 1
