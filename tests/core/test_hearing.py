"""Hearing rounds, questions to the reporter, letting others know (workflow.md §3, §5, §7; R48, R67, R69, R101)."""

from datetime import date

import pytest
from world import ROLES, World, away, directory
from written import refused

from core.domain.case import Reporter
from core.domain.handling import Close, Note, Rate
from core.domain.hearing import Answer, Answered, Ask, Hear, Withdraw
from core.domain.informing import Inform, Lift
from core.domain.people import Role
from core.errors import AvvikError
from core.store.views import Filter

HEAR = Hear(("to_owner", "TO-A"), "Hvem har ansvaret?")


def facts(world: World, template: str) -> str:
    return " ".join(each for (each,) in world.ask("SELECT facts FROM outbox WHERE template = ?", template))


async def heard(world: World, **changes: object) -> str:
    id = await world.approved("handler", **changes)
    await world.act("handler", id, HEAR)
    return id


async def test_a_unit_is_asked_through_its_contact_head_or_faculty(world: World) -> None:
    await world.people(directory(roles=(*ROLES, Role("EN-B", "contact", "handler2"))))
    id = await world.approved()
    case = await world.act("contact", id, Hear(("EN-B", "EN-A", "TO", "QA"), "x"))
    asked = [task.owner.id for task in case.tasks]
    assert asked == ["contact@EN-B", "head_of_department@EN-A", "contact@TO", "contact@QA"]
    assert dict(world.mails(id))["M12"] and {to for template, to in world.mails(id) if template == "M12"} == {
        "handler2",
        "head",
        "to_contact",
        "quality",
    }


async def test_each_has_two_weeks_and_is_asked_once(world: World) -> None:
    id = await world.approved()
    case = await world.act("contact", id, Hear(("to_owner", " to_owner "), "x"))
    assert [str(d.due_on) for d in case.open_deadlines("hearing")] == ["2026-12-02"]
    case = await world.act("contact", id, Hear(("owner",), "x", date(2026, 11, 21)))
    assert [str(d.due_on) for d in case.open_deadlines("hearing")][1] == "2026-11-23", "a Saturday moves to Monday"


async def test_what_a_hearing_may_not_be(world: World) -> None:
    id = await world.approved(reporter=Reporter("O", "OWNER@example.org", "employee", "nb"))
    for act, why in (
        (Hear((), "x"), "party.none"),
        (Hear((" ",), "x"), "party.none"),
        (Hear(("owner2", "ghost"), "x"), "person.unknown"),
        (Hear(("owner2", "owner"), "x"), "person.barred"),
        (Hear(("owner2",), " "), "text.empty"),
        (Hear(("owner2",), "x", date(2026, 11, 17)), "date.past"),
        (Hear(("owner2",), "x", date(9999, 1, 1)), "date.out_of_range"),
    ):
        assert await refused(world, "contact", id, act) == why, act
    assert await refused(world, "owner2", id, HEAR) == "case.unknown"
    assert await refused(world, "contact", await world.received(), HEAR) == "act.not_assessed"


async def test_a_unit_without_anybody_is_no_party(world: World) -> None:
    await world.people(directory(roles=tuple(role for role in ROLES if role.login in ("contact", "handler"))))
    id = await world.approved()
    assert await refused(world, "contact", id, Hear(("TO",), "x")) == "party.nobody"


async def test_who_was_asked_sees_the_text_their_own_question_and_answers_it(world: World) -> None:
    id = await heard(world)
    await world.act("handler", id, Note("NOTAT"))
    for who, number in (("to_owner", 1), ("to_head", 2)):
        shown = await world.desk.shows.case(who, id)
        assert shown.view.text and not shown.view.reporter and not shown.mails
        assert [task.number for task in shown.case.tasks] == [number]
        assert {d.kind for d in shown.case.deadlines} == {"hearing"}
        assert shown.tasks == {number: ("answer",)}
        assert "NOTAT" not in repr(shown) and "mari@example.org" not in repr(shown)
        other = f"{id}/{3 - number}"
        assert await refused(world, who, other, Answer("x")) == "act.not_you"
        assert (await world.case(id)).n in await world.desk.lists.keys(who, Filter("mine"))
        await world.act(who, f"{id}/{number}", Answer("Oss"))
        assert await refused(world, who, f"{id}/{number}", Answer("x")) == "act.hearing_state"
    assert "Oss" not in facts(world, "M12") and "ansvaret" not in facts(world, "M12")


async def test_who_asked_answers_for_those_who_never_log_in(world: World) -> None:
    id = await heard(world)
    assert await refused(world, "handler", f"{id}/1", Answer("Oss")) == "measure.how"
    assert await refused(world, "handler", f"{id}/1", Answer("Oss", "owner", "phone")) == "measure.not_owner"
    assert await refused(world, "handler", f"{id}/1", Answer(" ", "to_owner", "phone")) == "text.empty"
    await world.act("handler", f"{id}/1", Answer("Oss", "to_owner", "phone"))
    line = (await world.desk.shows.case("contact", id)).history[-1]
    assert (line.kind, line.actor, line.on_behalf_of, line.how) == ("answer", "handler", "to_owner", "phone")


async def test_a_substitute_is_asked_and_answers_in_their_name(world: World) -> None:
    await world.people(directory(away("to_owner", "substitute"), away("to_head", "substitute")))
    id = await heard(world)
    assert [to for template, to in world.mails(id) if template == "M12"] == ["substitute"], "one mail of one act"
    for number, instead in ((1, "to_owner"), (2, "to_head")):
        await world.act("substitute", f"{id}/{number}", Answer("Oss"))
        line = (await world.desk.shows.case("contact", id)).history[-1]
        assert (line.actor, line.on_behalf_of, line.how) == ("substitute", instead, "")


async def test_whoever_is_away_may_still_answer_themselves(world: World) -> None:
    id = await heard(world)
    await world.people(directory(away("to_owner", "substitute"), away("to_head", "substitute")))
    for number, who in ((1, "to_owner"), (2, "to_head")):
        assert (await world.case(id)).n in await world.desk.lists.keys(who, Filter())
        await world.act(who, f"{id}/{number}", Answer("Oss"))
        line = (await world.desk.shows.case("contact", id)).history[-1]
        assert (line.actor, line.on_behalf_of) == (who, None)


async def test_an_open_hearing_keeps_the_case_open(world: World) -> None:
    id = await heard(world)
    await world.act("handler", id, Rate("low", "x"))
    assert await refused(world, "handler", id, Close("x", "y", "z")) == "close.open_hearing"
    await world.act("to_owner", f"{id}/1", Answer("Oss"))
    assert await refused(world, "handler", f"{id}/2", Withdraw(" ")) == "text.empty"
    await world.act("handler", f"{id}/2", Withdraw("Har fått svar"))
    assert (await world.act("handler", id, Close("x", "y", "z"))).state == "closed"


async def test_due_after_the_cases_own_date_is_said(world: World) -> None:
    id = await world.approved()
    for act in (Hear(("owner",), "x", date(2026, 12, 18)), Ask("x", date(2026, 12, 18))):
        done = await world.desk.cases.act("contact", id, act)
        assert [warning for warning, _ in done.warnings] == ["measure.after_follow_up"]


async def test_the_reporter_is_asked_one_thing_at_a_time_and_the_mail_does_not_say_what(world: World) -> None:
    id = await world.approved()
    assert await refused(world, "contact", id, Answered("x")) == "ask.nothing"
    assert await refused(world, "contact", id, Ask(" ")) == "text.empty"
    await world.act("contact", id, Ask("Hvilken uke var det?"))
    assert "uke" not in facts(world, "M33")
    assert await refused(world, "contact", id, Ask("Og hvor?")) == "ask.open"
    assert await refused(world, "contact", id, Answered(" ")) == "text.empty"
    case = await world.act("contact", id, Answered("Uke 3"))
    assert (case.question, case.tasks[0].report) == (None, "Uke 3")
    assert (await world.act("contact", id, Ask("Og hvor?"))).question


async def test_the_reporters_answer_is_not_waited_for_by_the_closing(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Rate("low", "x"))
    await world.act("contact", id, Ask("Hvilken uke?"))
    case = await world.act("contact", id, Close("x", "y", "z"))
    assert (case.tasks[0].state, case.owed()) == ("cancelled", ())


@pytest.mark.parametrize("act", [Inform(("to_handler", "EN-B")), Lift("to_handler", "Gjelder alle")])
async def test_whoever_was_informed_reads_from_then_on_and_does_nothing(world: World, act: object) -> None:
    id = await world.approved(title="TITTEL")
    assert await refused(world, "to_handler", id, Note("x")) == "case.unknown"
    await world.act("contact", id, act)
    for who in {"to_handler": 0, "head2": 0} if isinstance(act, Inform) else ("to_handler",):
        shown = await world.desk.shows.case(who, id)
        assert (shown.case.title, shown.case.reporter.email, shown.open) == ("TITTEL", "", ())
        assert await refused(world, who, id, Note("x")) == "act.not_you"
        keys = await world.desk.lists.keys(who, Filter(), "TITTEL")
        assert list(keys) == [shown.case.n]
    await world.desk.cases.undo("contact", id)
    assert await refused(world, "to_handler", id, Note("x")) == "case.unknown"


async def test_what_informing_and_lifting_may_not_be(world: World) -> None:
    id = await world.approved(reporter=Reporter("H", "head2@example.org", "employee", "nb"))
    await world.act("contact", id, Inform(("to_handler",)))
    for act, why in (
        (Inform(("to_handler",)), "inform.already"),
        (Inform(()), "party.none"),
        (Inform(("head2",)), "person.barred"),
        (Inform(("ghost",)), "person.unknown"),
        (Lift("ghost", "x"), "person.unknown"),
        (Lift("dean", " "), "text.empty"),
        (Lift(" ", "x"), "party.none"),
        (Lift("head2", "x"), "person.barred"),
    ):
        assert await refused(world, "contact", id, act) == why, act


async def test_a_unit_whose_answering_person_reported_it_is_told_past_them(world: World) -> None:
    """D18: head → dean; never the reporter."""
    id = await world.approved(reporter=Reporter("H", "head2@example.org", "employee", "nb"))
    await world.act("contact", id, Inform(("EN-B",)))
    assert [to for template, to in world.mails(id) if template == "M13"] == ["dean"]
    with pytest.raises(AvvikError):
        await world.desk.shows.case("head2", id)
