"""Assessment, notes and closing (workflow.md §3; R44, R53, R71, D1, D2)."""

from pathlib import Path

import pytest
from world import World, opened

from core.desk import obligations
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Cancel, Complete, Measure
from core.domain.triage import Reject
from core.errors import AvvikError
from core.store.views import Filter


async def refused(world: World, who: str, ref: str, act: object) -> str:
    with pytest.raises(AvvikError) as error:
        await world.act(who, ref, act)
    return error.value.id


async def test_assessment_has_severity_consequence_and_cause(world: World) -> None:
    id = await world.approved()
    assert await refused(world, "contact", id, Rate("high", " ")) == "text.empty"
    await world.act("contact", id, Rate("high", " Mange rammes ", "Ferie"))
    detail = (await world.act("contact", id, Rate("critical", "Alle rammes"))).detail
    assert (detail.severity, detail.consequence, detail.cause) == ("critical", "Alle rammes", "Ferie")


async def test_notes_are_internal(world: World) -> None:
    id = await world.measured()
    assert await refused(world, "contact", id, Note(" ")) == "text.empty"
    await world.act("contact", id, Note("Ringte instituttet"))
    for who, sees in (("contact", True), ("owner", False), ("dean", False), ("quality", False)):
        shown = await world.desk.shows.case(who, id)
        assert any(line.kind == "note" for line in shown.history) == sees
        assert ("Ringte" in repr(shown)) == sees


async def test_what_stands_before_closing_is_said_in_order(world: World) -> None:
    id = await world.approved("handler")
    ref = f"{id}/1"
    empty = Close(" ", " ")
    assert await refused(world, "handler", id, empty) == "close.no_severity"
    assert (await world.desk.shows.case("handler", id)).lacks == (
        "close.no_severity",
        "close.no_reason",
        "close.no_outcome",
        "close.no_answer",
    )
    await world.act("handler", id, Rate("low", "x"))
    await world.act("handler", id, Measure("owner", "x"))
    assert await refused(world, "handler", id, Close("x", "y", "z")) == "close.open_measure"
    await world.act("owner", ref, Complete("Gjort"))
    assert await refused(world, "handler", id, empty) == "close.no_outcome"
    assert await refused(world, "handler", id, Close("x", " ")) == "close.no_answer"
    assert await refused(world, "handler", id, Close("x", "01019912345")) == "privacy.identity_number"
    case = await world.act("handler", id, Close(" Ordnet ", " Takk. "))
    assert (case.state, case.detail.outcome, case.detail.answer) == ("closed", "Ordnet", "Takk.")
    assert case.closed_at == world.now
    assert case.open_deadlines() == ()
    assert (await world.desk.shows.case("handler", id)).open == ("mask", "note", "told", "reporter", "reopen")


async def test_no_measure_at_all_needs_a_reason(world: World) -> None:
    """Cancelled ones are none; the case may close from where it is worked on."""
    id = await world.measured()
    await world.act("contact", f"{id}/1", Cancel("Løst ellers"))
    assert await refused(world, "contact", id, Close("x", "y")) == "close.no_reason"
    case = await world.act("contact", id, Close("x", "y", "Allerede ordnet"))
    assert (case.state, case.detail.no_measure) == ("closed", "Allerede ordnet")


async def test_the_answer_goes_in_full_to_the_reporter_and_to_nobody_else(world: World) -> None:
    id = await world.awaiting("handler")
    acts = world.last_act()
    await world.act("handler", id, Close("Intern konklusjon", "Pensum er lagt ut."))
    facts = world.ask("SELECT to_kind, facts FROM outbox WHERE act > ?", acts)
    assert [kind for kind, _ in facts] == ["reporter"]
    assert '"answer":"Pensum er lagt ut."' in facts[0][1]
    assert "Intern konklusjon" not in facts[0][1]


@pytest.mark.parametrize(("closed_by", "who"), [("contact", "handler"), ("handler", "contact")])
async def test_a_faculty_decides_who_closes(tmp_path: Path, closed_by: str, who: str) -> None:
    """D1: a setting for each faculty; the gate is the same."""
    workflow = {"faculty": {"EN": {"closed_by": [closed_by]}}}
    async with opened(tmp_path, workflow=workflow) as world:
        id = await world.awaiting("handler")
        assert await refused(world, who, id, Close("x", "y")) == "close.not_you"
        assert (await world.act(closed_by, id, Close("x", "y"))).state == "closed"


async def test_the_reporter_is_told_only_when_it_closes(world: World) -> None:
    """D2: the owner's mark is for whoever handles the case."""
    id = await world.awaiting("handler")
    assert [to for template, to in world.mails(id) if template == "M6"] == ["handler"]
    assert "M7" not in dict(world.mails(id))


async def test_an_answer_that_never_arrived_is_flagged_and_owed_again(world: World) -> None:
    """workflow.md §6: «Melder ikke nådd»; the case stays closed, and whoever handles it has it before them."""
    id = await world.closed()
    world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = 'M7'")
    row = (await world.desk.mail.list("contact", case=id))[0]
    await world.desk.office.db.write(lambda tx: obligations.reopened(tx, row))
    case = await world.case(id)
    assert (case.state, {d.kind for d in case.open_deadlines()}) == ("closed", {"follow_up", "preliminary_reply"})
    assert (await world.desk.shows.case("contact", id)).unreached
    for tab in ("inbox", "mine", "deadlines"):
        assert case.n in await world.desk.lists.keys("contact", Filter(tab)), tab


@pytest.mark.parametrize("kind", ["closed", "rejected"])
async def test_an_answer_sent_again_is_an_answer_until_it_fails_again(world: World, kind: str) -> None:
    id = await world.closed() if kind == "closed" else await world.received()
    if kind == "rejected":
        await world.act("contact", id, Reject("outside", "Gjelder parkering."))
    owed = {"closed": {"follow_up", "preliminary_reply"}, "rejected": {"preliminary_reply"}}[kind]
    template = {"closed": "M7", "rejected": "M8"}[kind]
    for _ in range(2):
        world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = ?", template)
        row = next(r for r in await world.desk.mail.list("contact", case=id) if r.template == template)
        await world.desk.office.db.write(lambda tx, row=row: obligations.reopened(tx, row))
        assert {d.kind for d in (await world.case(id)).open_deadlines()} == owed
        await world.desk.mail.retry("contact", row.id)
        assert (await world.case(id)).open_deadlines() == ()
        assert not (await world.desk.shows.case("contact", id)).unreached


async def unreached(world: World, id: str) -> bool:
    """As the case says, and as the list says: never two answers."""
    case = await world.case(id)
    shown = (await world.desk.shows.case("contact", id)).unreached
    assert (await world.desk.lists.rows("contact", [case.n]))[case.n].unreached == shown
    assert (case.n in await world.desk.lists.keys("contact", Filter("inbox"))) == shown
    return shown


async def test_stopping_a_failed_answer_does_not_reach_the_reporter(world: World) -> None:
    id = await world.closed()
    row = next(r for r in await world.desk.mail.list("contact", case=id) if r.template == "M7")
    assert not await unreached(world, id)
    world.change("UPDATE outbox SET state = 'failed', attempts = 1, answer = '550 no' WHERE n = ?", row.id)
    assert await unreached(world, id)
    await world.desk.mail.cancel("contact", row.id)
    assert await unreached(world, id)
    world.change("UPDATE outbox SET state = 'failed' WHERE n = ?", row.id)
    await world.desk.mail.retry("contact", row.id)
    assert not await unreached(world, id), "it is on its way"
    await world.desk.mail.cancel("contact", row.id)
    assert await unreached(world, id), "the second try never came"


async def test_a_later_answer_reaches_the_reporter_unless_it_is_taken_back(world: World) -> None:
    id = await world.received()
    copied = (
        'INSERT INTO outbox (key, "case", to_kind, to_id, template, facts, priority, state, not_before, attempts,'
        ' subject, digest, answer, created_at) SELECT key || ?, "case", to_kind, to_id, template, facts, priority, ?,'
        " not_before, 0, '', '', '', created_at FROM outbox WHERE template = 'M8' ORDER BY n LIMIT 1"
    )
    await world.act("contact", id, Reject("outside", "x"))
    world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = 'M8'")
    assert await unreached(world, id)
    world.change(copied, "a", "cancelled")
    assert await unreached(world, id)
    world.change(copied, "b", "sent")
    assert not await unreached(world, id)


async def test_a_mask_says_what_and_why(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Mask((), "x")) == "mask.nothing"
    assert await refused(world, "contact", id, Mask((" ",), "x")) == "mask.nothing"
    assert await refused(world, "contact", id, Mask(("Pensum",), " ")) == "text.empty"
    assert await refused(world, "contact", id, Mask(("Pensum", "finnes ikke"), "x")) == "mask.no_such_span"
