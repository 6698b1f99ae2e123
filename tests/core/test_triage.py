"""The contact's ways out of a report: what they demand, what they leave behind (workflow.md §2; R41–R63)."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from world import NOW, PASS, ROLES, World, directory, opened

from core.domain.case import Reporter
from core.domain.handling import Mask
from core.domain.people import Role
from core.domain.transfer import Receive, Return, Transfer
from core.domain.triage import Assign, Consult, Reject, Reregistered
from core.errors import AvvikError, Forbidden, NotFound, Refused
from core.store.views import Filter

IDENTITY = "01019912345"


async def refused(world: World, who: str | None, ref: str, act: object) -> str:
    version = (await world.case(ref)).version
    with pytest.raises(AvvikError) as error:
        await world.act(who, ref, act)
    assert (await world.case(ref)).version == version
    return error.value.id


async def test_registered_with_its_clocks_receipt_and_news(world: World) -> None:
    id = await world.received()
    case = await world.case(id)
    assert {d.kind: (d.owner.kind, d.owner.id) for d in case.deadlines} == {
        "triage": ("role", "contact@EN"),
        "follow_up": ("handles", ""),
        "preliminary_reply": ("handles", ""),
    }
    assert {d.kind: str(d.raw_on) for d in case.deadlines} == {
        "triage": "2026-11-25",
        "follow_up": "2026-12-16",
        "preliminary_reply": "2026-12-18",
    }
    assert world.mails(id) == [("M1", "contact"), ("M23", "reporter")]


async def test_a_reason_is_asked_for_and_goes_to_the_reporter(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Reject("outside", "  ")) == "text.empty"
    assert await refused(world, "contact", id, Reject("outside", f"Se {IDENTITY}")) == "privacy.identity_number"
    assert await refused(world, "contact", id, Reject("outside", "x", refer_to="NOWHERE")) == "unit.unknown"
    case = await world.act("contact", id, Reject("outside", " Gjelder parkering. ", refer_to="QA"))
    assert (case.detail.rejection, case.detail.reason, case.restricted) == ("outside", "Gjelder parkering.", False)
    facts = world.ask("SELECT facts FROM outbox WHERE template = 'M8'")[0][0]
    assert '"reason":"Gjelder parkering."' in facts
    assert '"refer_to":"QA"' in facts


async def test_personnel_is_conferred_first(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Reject("personnel", "Tas utenfor.")) == "gate.not_consulted"
    await world.act("contact", id, Consult("head", "outside"))
    case = await world.act("contact", id, Reject("personnel", "Tas utenfor."))
    assert case.state == "rejected"
    assert [(c.with_login, c.on, c.result) for c in case.consultations] == [("head", NOW.date(), "outside")]


async def test_a_consultation_keeps_no_words_about_anybody(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Consult("head", "han er slem")) == "consult.code"
    assert await refused(world, "contact", id, Consult("owner", "ok")) == "consult.not_leader"
    assert await refused(world, "contact", id, Consult("ghost", "ok")) == "person.unknown"
    head = await world.received(reporter=Reporter("H", "head@example.org", "employee", "nb"))
    assert await refused(world, "contact", head, Consult("head", "ok")) == "person.barred"
    assert (await world.act("contact", head, Consult("dean", "ok"))).consultations[0].with_login == "dean"
    assert world.mails(head)[-1][0] == "M23", "M14 is not mailed: the contact calls"


async def test_whistleblowing_waits_for_nobody_and_is_the_contacts_alone(world: World) -> None:
    id = await world.received()
    case = await world.act("contact", id, Reject("whistleblowing", "Varsles."))
    due = next(d for d in case.deadlines if d.kind == "reregister")
    assert (due.owner.id, str(due.due_on)) == ("contact@EN", "2026-11-19")
    assert case.restricted
    for who in ("dean", "head", "leader", "quality", "prorector", "handler", "admin"):
        with pytest.raises(NotFound):
            await world.desk.shows.case(who, id)
        assert case.n not in await world.desk.lists.keys(who, Filter())
        assert len(await world.desk.lists.keys(who, Filter(), "pensum")) == 0
        assert (await world.desk.lists.counts(who)).by_state == {}
    assert case.n in await world.desk.lists.keys("contact", Filter())
    assert case.n in await world.desk.lists.keys("contact", Filter("mine")), "the contact owes its re-registration"


async def test_reregistered_once_and_not_tomorrow(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Reject("whistleblowing", "Varsles."))
    assert await refused(world, "contact", id, Reregistered(NOW.date() + timedelta(days=1))) == "date.future"
    await world.act("contact", id, Reregistered(NOW.date()))
    assert await refused(world, "contact", id, Reregistered(NOW.date())) == "reregister.not_due"
    other = await world.received()
    await world.act("contact", other, Reject("outside", "Nei."))
    assert await refused(world, "contact", other, Reregistered(NOW.date())) == "reregister.not_due"


async def test_hse_is_read_received_and_out_of_our_clock(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Transfer("hse", "")) == "text.empty"
    with pytest.raises(NotFound):
        await world.desk.shows.case("hse", id)
    await world.act("contact", id, Transfer("hse", "Løs ledning"))
    shown = await world.desk.shows.case("hse", id)
    assert (shown.view.text, shown.view.reporter, shown.view.history) == (True, True, "full")
    assert (await world.case(id)).n in await world.desk.lists.keys("hse", Filter("mine"))
    case = await world.act("hse", id, Receive())
    assert [d.kind for d in case.open_deadlines()] == []
    for act in (Receive(), Return("Ikke HMS")):
        assert await refused(world, "hse", id, act) == "receive.done", "final once received"
    assert case.n not in await world.desk.lists.keys("contact", Filter("mine"))


async def test_hse_may_be_asked_again_after_it_sent_the_case_back(world: World) -> None:
    id = await world.received()
    for _ in range(2):
        await world.act("contact", id, Transfer("hse", "Løs ledning"))
        case = await world.act("hse", id, Return("Ikke HMS"))
    assert case.detail.transferred_to == ""
    with pytest.raises(NotFound):
        await world.desk.shows.case("hse", id)
    assert (await world.act("contact", id, PASS)).state == "in_progress"


async def test_another_faculty_gets_it_with_the_dates_it_had(world: World) -> None:
    id = await world.received()
    before = await world.case(id)
    world.later(days=2)
    case = await world.act("contact", id, Transfer("TO-A", "Emnet er deres"))
    assert (case.faculty, case.unit, case.state, case.handler) == ("TO", "TO-A", "received", None)
    assert case.received_at == before.received_at
    kept = {d.kind: d.raw_on for d in before.deadlines if d.kind != "triage"}
    assert {d.kind: d.raw_on for d in case.open_deadlines() if d.kind != "triage"} == kept
    triage = case.open_deadlines("triage")[0]
    assert (triage.owner.id, str(triage.due_on)) == ("contact@TO", "2026-11-27")
    shown = await world.desk.shows.case("contact", id)
    assert (shown.view.text, shown.view.history, shown.open) == (True, "dates", ())
    assert case.n in await world.desk.lists.keys("contact", Filter(), "pensum")
    assert case.n not in await world.desk.lists.keys("contact", Filter("inbox"))
    assert case.n in await world.desk.lists.keys("to_contact", Filter("inbox"))


async def test_where_a_case_cannot_be_sent(world: World) -> None:
    id = await world.received()
    assert await refused(world, "contact", id, Transfer("EN-B", "x")) == "transfer.same"
    assert await refused(world, "contact", id, Transfer("NOWHERE", "x")) == "unit.unknown"
    assert await refused(world, "contact", id, Transfer("OMBUD", "x")) == "transfer.no_contact"
    assert await refused(world, "contact", id, Return("x")) == "return.nowhere"
    other = await world.received(description=f"Student {IDENTITY} klager")
    assert await refused(world, "contact", other, Transfer("TO", "x")) == "privacy.identity_number"
    assert await refused(world, "contact", other, Transfer("TO", "x", "masked")) == "gate.not_masked"
    await world.act("contact", other, Mask((IDENTITY,), "fødselsnummer"))
    assert (await world.act("contact", other, Transfer("TO", "x", "masked"))).faculty == "TO"


async def test_danger_goes_first_masking_after(world: World) -> None:
    id = await world.received(description=f"Student {IDENTITY} fikk støt")
    assert (await world.act("contact", id, Transfer("hse", "Støt"))).state == "transferred"


async def test_the_third_hop_goes_to_the_quality_department(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Transfer("TO", "Deres"))
    await world.act("to_contact", id, Transfer("EN", "Nei, deres"))
    assert await refused(world, "contact", id, Transfer("TO", "Nei, deres")) == "transfer.third_hop"
    acts = world.last_act()
    case = await world.act("contact", id, Transfer("QA", "Dere får avgjøre"))
    assert (case.faculty, case.state) == ("QA", "received")
    assert world.mails(id, acts) == [("M11", "quality"), ("M24", "reporter")]
    why = world.ask("SELECT facts FROM outbox WHERE template = 'M24' ORDER BY n DESC LIMIT 1")[0][0]
    assert '"why":"quality"' in why
    assert (await world.act("quality", id, PASS)).state == "in_progress"


async def test_sent_back_to_where_it_came_from(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Transfer("TO", "Deres"))
    assert await refused(world, "to_contact", id, Return(" ")) == "text.empty"
    case = await world.act("to_contact", id, Return("Ikke vårt"))
    assert (case.faculty, case.unit, case.readers, case.detail.hops) == ("EN", "EN-A", ("TO",), 1)
    assert (await world.desk.shows.case("to_contact", id)).view.text


async def test_assigned_to_somebody_who_may_have_it(world: World) -> None:
    id = await world.approved()
    done = await world.desk.cases.act("contact", id, Assign("owner"))
    assert [warning[0] for warning in done.warnings] == ["assign.no_role"]
    assert await refused(world, "contact", id, Assign("owner")) == "assign.same"
    assert await refused(world, "contact", id, Assign("ghost")) == "person.unknown"
    done = await world.desk.cases.act("contact", id, Assign("handler"))
    assert done.warnings == ()
    with pytest.raises(NotFound):
        await world.desk.shows.case("owner", id)
    own = await world.approved(reporter=Reporter("H", "handler@example.org", "employee", "nb"))
    assert await refused(world, "contact", own, Assign("handler")) == "person.barred"


async def test_who_handles_is_asked_and_told(world: World) -> None:
    """HANDLES is the handler once there is one: the digest and the list ask the handler, not the contact."""
    id = await world.approved("handler")
    shown = await world.desk.shows.case("contact", id)
    assert set(shown.owes.values()) == {("handler",)}
    rows = await world.desk.lists.rows("handler", [shown.case.n])
    assert rows[shown.case.n].handler == "handler"
    assert shown.case.n in await world.desk.lists.keys("handler", Filter("mine"))
    assert shown.case.n not in await world.desk.lists.keys("contact", Filter("mine"))


async def test_the_next_in_line_does_what_the_barred_contact_may_not(world: World) -> None:
    """The only contact reported it: the dean is told, sees it in Innboks, and acts in the contact's place (D18)."""
    own = Reporter("C", "contact@example.org", "employee", "nb")
    id = await world.received(reporter=own)
    n = (await world.case(id)).n
    assert ("M1", "dean") in world.mails(id)
    assert ("M1", "contact") not in world.mails(id)
    assert n in await world.desk.lists.keys("dean", Filter("inbox"))
    assert (await world.desk.lists.rows("dean", [n]))[n].title == "Pensum mangler"
    assert n not in await world.desk.lists.keys("contact", Filter())
    await world.act("dean", id, PASS)
    line = (await world.desk.shows.case("dean", id)).history[-1]
    assert (line.actor, line.on_behalf_of) == ("dean", "contact")


async def test_another_contact_comes_before_the_line(world: World) -> None:
    await world.people(directory(roles=(*ROLES, Role("EN", "contact", "handler2"))))
    id = await world.received(reporter=Reporter("C", "contact@example.org", "employee", "nb"))
    assert [mail for mail in world.mails(id) if mail[0] == "M1"] == [("M1", "handler2")]
    with pytest.raises(Forbidden):
        await world.act("dean", id, PASS)


async def test_each_faculty_dates_its_deadlines_by_its_own_rules(tmp_path: Path) -> None:
    rule = {"version": 1, "kind": "triage", "valid_from": date(2026, 1, 1), "basis": "vedtak"}
    rules = [
        rule | {"id": "en", "faculty": "EN", "period": "2 working days"},
        rule | {"id": "to", "faculty": "TO", "period": "9 working days"},
    ]
    async with opened(tmp_path, rule=rules) as world:
        id = await world.received()
        triage = (await world.case(id)).open_deadlines("triage")[0]
        assert (triage.rule, str(triage.due_on)) == ("en@1/EN", "2026-11-20")
        triage = (await world.act("contact", id, Transfer("TO", "Deres"))).open_deadlines("triage")[0]
        assert (triage.rule, str(triage.due_on)) == ("to@1/TO", "2026-12-01")


async def test_two_desks_one_case_the_second_is_told(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, PASS, seen=1)
    with pytest.raises(Refused) as changed:
        await world.act("contact", id, replace(PASS, channels="hard"), seen=1)
    assert changed.value.id == "case.changed"
    assert changed.value.values == {"by": "contact", "at": NOW, "fields": ("approve",)}


@pytest.mark.parametrize(("days", "told"), [(28, "2026-12-16"), (29, "")])
async def test_nobody_is_promised_a_day_gone_by(world: World, days: int, told: str) -> None:
    id = await world.received()
    world.later(days=days)
    await world.act("contact", id, Transfer("TO", "Deres"))
    await world.act("to_contact", id, PASS)
    facts = world.ask("SELECT template, json_extract(facts, '$.expected_on') FROM outbox WHERE template != 'M1'")
    assert dict(facts) == {"M23": "2026-12-16", "M11": told, "M24": told, "M2": told}
