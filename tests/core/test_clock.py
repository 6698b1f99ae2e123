"""Deadlines moved, extended, standing still and running again (workflow.md §3, §5; law.md L25)."""

from datetime import date

import pytest
from world import World
from written import refused

from core.domain import dates
from core.domain.case import Deadline
from core.domain.clock import Extend, Move, Pause, Resume
from core.domain.hearing import Ask, Hear
from core.domain.measure import Complete, Measure
from core.domain.replying import Reply
from core.store.views import Filter

FRIDAY = date(2026, 12, 18)


async def clock(world: World, id: str, kind: str) -> Deadline:
    """The newest deadline of a kind."""
    return next(d for d in reversed((await world.case(id)).deadlines) if d.kind == kind)


async def test_a_measure_is_moved_and_its_owner_told(world: World) -> None:
    id = await world.measured()
    ref, acts = (await clock(world, id, "measure")).id, world.last_act()
    case = await world.act("contact", ref, Move(date(2026, 12, 13), "Emneansvarlig er på reise"))
    moved = next(d for d in case.deadlines if d.kind == "measure")
    assert (str(moved.raw_on), str(moved.due_on)) == ("2026-12-13", "2026-12-14"), "a Sunday moves to Monday"
    assert moved.next_on == date(2026, 12, 7), "reminded of by its new date"
    assert world.mails(id, acts) == [("M27", "owner")]
    assert '"what":"moved"' in world.ask("SELECT facts FROM outbox WHERE template = 'M27'")[0][0]
    assert "reise" not in world.ask("SELECT facts FROM outbox WHERE template = 'M27'")[0][0]
    line = (await world.desk.shows.case("contact", id)).history[-1]
    assert line.note == "Emneansvarlig er på reise"
    assert dict(line.values) == {"kind": "measure", "from": "2026-12-16", "to": "2026-12-14"}


async def test_the_trace_goes_on_and_the_rule_stays(world: World) -> None:
    id = await world.approved()
    before = await clock(world, id, "follow_up")
    await world.act("contact", before.id, Move(FRIDAY, "x"))
    after = await clock(world, id, "follow_up")
    trace = [(step.id, *step.values) for step in dates.from_text(after.trace)]
    assert after.rule == before.rule
    assert trace[: len(dates.from_text(before.trace))] == [
        (step.id, *step.values) for step in dates.from_text(before.trace)
    ]
    assert trace[-3:] == [("moved", "2026-11-18"), ("given", "2026-12-18"), ("working_day", "2026-12-18")]


async def test_later_for_the_case_than_the_reporter_was_told_is_said(world: World) -> None:
    id = await world.approved()
    ref = (await clock(world, id, "follow_up")).id
    done = await world.desk.cases.act("contact", ref, Move(FRIDAY, "x"))
    assert dict(done.warnings) == {"deadline.reporter_waits": {"date": date(2026, 12, 16)}}
    done = await world.desk.cases.act("contact", ref, Move(date(2026, 12, 10), "x"))
    assert done.warnings == ()


async def test_later_for_a_measure_than_for_its_case_is_said(world: World) -> None:
    id = await world.measured()
    for act in (Move(FRIDAY, "x"), Extend(date(2026, 12, 21), "x")):
        done = await world.desk.cases.act("contact", (await clock(world, id, "measure")).id, act)
        assert [warning for warning, _ in done.warnings] == ["measure.after_follow_up"]


async def test_only_who_asks_for_more_time_gets_more(world: World) -> None:
    id = await world.measured()
    measure, follow_up = [(await clock(world, id, kind)).id for kind in ("measure", "follow_up")]
    assert await refused(world, "contact", follow_up, Extend(FRIDAY, "x")) == "deadline.nobody_asks"
    assert await refused(world, "contact", measure, Extend(date(2026, 12, 16), "x")) == "deadline.not_later"
    assert await refused(world, "contact", measure, Extend(date(2026, 12, 1), "x")) == "deadline.not_later"
    assert await refused(world, "owner", measure, Extend(FRIDAY, "x")) == "act.not_you"


@pytest.mark.parametrize("kind", ["preliminary_reply", "promise", "triage"])
async def test_a_duty_to_the_reporter_is_not_moved(world: World, kind: str) -> None:
    """Its remedy is a preliminary reply, or to do it."""
    id = await world.approved()
    if kind == "promise":
        await world.act("contact", id, Reply("x", FRIDAY))
    ref = (await clock(world, id, kind)).id
    for act in (Move(FRIDAY, "x"), Pause("reporter")):
        assert await refused(world, "contact", ref, act) == "deadline.not_movable"


async def test_what_a_new_date_may_not_be(world: World) -> None:
    id = await world.measured()
    ref = (await clock(world, id, "measure")).id
    for act, why in (
        (Move(date(2026, 11, 17), "x"), "date.past"),
        (Move(date(2026, 12, 16), "x"), "date.same"),
        (Move(date(9999, 1, 1), "x"), "date.out_of_range"),
        (Move(FRIDAY, " "), "text.empty"),
        (Extend(FRIDAY, ""), "text.empty"),
        (Resume("over"), "deadline.not_paused"),
    ):
        assert await refused(world, "contact", ref, act) == why, act
    assert await refused(world, "contact", f"{id}:99", Move(FRIDAY, "x")) == "deadline.unknown"
    assert await refused(world, "contact", id, Move(FRIDAY, "x")) == "deadline.unknown"
    assert await refused(world, "contact", f"{id}/1", Move(FRIDAY, "x")) == "deadline.unknown"
    assert await refused(world, "to_contact", ref, Move(FRIDAY, "x")) == "case.unknown"
    await world.act("owner", f"{id}/1", Complete("x"))
    assert await refused(world, "contact", ref, Move(FRIDAY, "x")) == "deadline.not_open"
    received = await world.received()
    assert await refused(world, "contact", f"{received}:2", Move(FRIDAY, "x")) == "act.not_assessed"
    closed = await world.closed()
    assert await refused(world, "contact", f"{closed}:2", Move(FRIDAY, "x")) == "act.state"


async def test_it_runs_again_as_many_days_later_as_it_stood_still(world: World) -> None:
    id = await world.measured()
    ref = (await clock(world, id, "measure")).id
    await world.act("contact", ref, Pause("third_party"))
    still = await clock(world, id, "measure")
    assert (still.state, str(still.paused_on), still.next_on) == ("paused", "2026-11-18", None)
    n = (await world.case(id)).n
    assert (await world.desk.lists.rows("contact", [n]))[n].due_kind != "measure"
    assert await refused(world, "contact", ref, Pause("outage")) == "deadline.not_open"
    assert await refused(world, "contact", ref, Move(FRIDAY, "x")) == "deadline.not_open"
    world.later(days=9)
    acts = world.last_act()
    await world.act("contact", ref, Resume("answered"))
    runs = await clock(world, id, "measure")
    assert (runs.state, str(runs.raw_on), str(runs.due_on)) == ("open", "2026-12-25", "2026-12-28")
    assert runs.paused_on is None and runs.next_on
    assert world.mails(id, acts) == [("M27", "owner")]
    steps = [(step.id, *step.values) for step in dates.from_text(runs.trace)]
    assert ("paused", "2026-11-18", "2026-11-27", "9") in steps
    assert ("start", "2026-12-16") in steps and ("add", "9 days", "2026-12-25") in steps


async def test_the_cases_own_duty_stands_still_and_says_what_the_reporter_waits_for(world: World) -> None:
    id = await world.approved()
    ref = (await clock(world, id, "follow_up")).id
    await world.act("contact", ref, Pause("reporter"))
    n = (await world.case(id)).n
    assert n in await world.desk.lists.keys("contact", Filter("mine"))
    world.later(days=4)
    done = await world.desk.cases.act("contact", ref, Resume("given_up"))
    assert dict(done.warnings) == {"deadline.reporter_waits": {"date": date(2026, 12, 16)}}
    runs = await clock(world, id, "follow_up")
    assert (str(runs.raw_on), str(runs.act_on)) == ("2026-12-20", "2026-12-18"), "done on the Friday before a Sunday"


async def test_standing_still_for_no_day_changes_no_date_and_tells_nobody(world: World) -> None:
    id = await world.measured()
    before = await clock(world, id, "measure")
    await world.act("contact", before.id, Pause("outage"))
    acts = world.last_act()
    await world.act("contact", before.id, Resume("over"))
    after = await clock(world, id, "measure")
    assert (after.raw_on, after.next_on, world.mails(id, acts)) == (before.raw_on, before.next_on, [])


async def test_what_the_reporter_was_asked_for_is_moved_without_a_word_to_them(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Ask("Hvilken uke?"))
    acts = world.last_act()
    await world.act("contact", (await clock(world, id, "hearing")).id, Extend(FRIDAY, "Er på reise"))
    assert world.mails(id, acts) == []


async def test_one_of_several_questions_is_moved_alone(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Hear(("to_owner", "TO-A"), "x"))
    await world.act("contact", (await clock(world, id, "hearing")).id, Extend(FRIDAY, "x"))
    found = [str(d.due_on) for d in (await world.case(id)).deadlines if d.kind == "hearing"]
    assert found == ["2026-12-02", "2026-12-18"]


async def test_what_stood_still_is_met_when_it_is_done(world: World) -> None:
    id = await world.measured()
    await world.act("contact", id, Measure("owner2", "y"))
    await world.act("contact", (await clock(world, id, "measure")).id, Pause("reporter"))
    await world.act("owner2", f"{id}/2", Complete("x"))
    assert [d.task for d in (await world.case(id)).owed("measure")] == [f"{id}/1"]
