"""Lists: what stands in which tab, within whose reach, and that they agree with what `case show` allows (§7–8)."""

from datetime import UTC, date, datetime

import pytest
from world import LOGINS, PASS, ROLES, World, away, directory

from core.domain.case import Reporter
from core.domain.exclusion import Exclude
from core.domain.handling import Note
from core.domain.hearing import Ask, Hear
from core.domain.informing import Inform, Lift
from core.domain.linking import Link
from core.domain.measure import Complete, Decline, Measure
from core.domain.people import Role
from core.domain.reopening import Reopen
from core.domain.transfer import Return, Transfer
from core.domain.triage import Reject
from core.errors import AvvikError
from core.store.views import Filter


async def cases_of(world: World, who: str | None, tab: str = "all", text: str = "") -> set[str]:
    keys = await world.desk.lists.keys(who, Filter(tab), text)
    return {row.id for row in (await world.desk.lists.rows(who, keys)).values()}


async def one_of_each(world: World) -> dict[str, str]:
    """A case in every situation a list tells apart, by what it is."""
    made = {
        "received": await world.received(),
        "approved": await world.approved(),
        "handled": await world.approved("handler"),
        "measured": await world.measured(handler="handler"),
        "awaiting": await world.awaiting("handler"),
        "closed": await world.closed(),
        "rejected": await world.received(),
        "whistled": await world.received(),
        "at_hse": await world.received(),
        "passed_on": await world.received(),
        "declined": await world.measured(handler="handler"),
        "elsewhere": await world.received(unit="TO-A"),
        "handed_back": await world.received(),
        "whistled_late": await world.received(unit="TO-A"),
        "asked": await world.approved("handler"),
        "informed": await world.approved("handler"),
        "led": await world.approved("handler"),
        "following": await world.approved(),
        "again": await world.closed(),
        "whistled_again": await world.received(),
    }
    await world.act("handler", made["asked"], Hear(("to_owner", "TO-A", "EN-B"), "x"))
    await world.act("handler", made["informed"], Inform(("to_handler", "QA", "EN-B")))
    await world.act("handler", made["informed"], Lift("TO", "x"))
    await world.act("contact", made["following"], Link(made["led"], "duplicate"))
    await world.act("contact", made["again"], Reopen("x", date(2026, 12, 18)))
    await world.act("contact", made["whistled_again"], Reject("whistleblowing", "x"))
    await world.act("contact", made["whistled_again"], Reopen("x", date(2026, 12, 18)))
    await world.act("contact", made["rejected"], Reject("outside", "x"))
    await world.act("contact", made["whistled"], Reject("whistleblowing", "x"))
    await world.act("contact", made["at_hse"], Transfer("hse", "x"))
    await world.act("contact", made["passed_on"], Transfer("TO-A", "x"))
    await world.act("owner", f"{made['declined']}/1", Decline("x"))
    await world.act("to_contact", made["whistled_late"], Transfer("EN-A", "x"))
    await world.act("contact", made["whistled_late"], Reject("whistleblowing", "x"))
    await world.act("contact", made["handed_back"], Transfer("TO", "x"))
    await world.act("to_contact", made["handed_back"], Return("x"))
    return made


TABS = {
    ("contact", "inbox"): "received awaiting declined handed_back whistled_again",
    ("handler", "inbox"): "awaiting declined",
    ("to_contact", "inbox"): "passed_on elsewhere",
    ("owner", "inbox"): "",
    ("contact", "mine"): "received approved whistled whistled_late at_hse handed_back following again whistled_again",
    ("handler", "mine"): "handled measured awaiting declined asked informed led",
    ("to_owner", "mine"): "asked",
    ("to_head", "mine"): "asked",
    ("head2", "mine"): "asked",
    ("to_handler", "mine"): "",
    ("to_owner", "all"): "asked",
    ("to_head", "all"): "asked passed_on elsewhere",
    ("to_handler", "all"): "informed",
    ("owner", "mine"): "measured",  # what was declined is nobody's to do
    ("hse", "mine"): "at_hse",
    ("to_contact", "mine"): "passed_on elsewhere",
    ("handler2", "mine"): "",
    ("admin", "all"): "",
    ("nobody", "all"): "",
    ("caseworker", "all"): "",
    ("hse", "all"): "at_hse",
    ("owner", "all"): "measured awaiting closed declined again",
    ("to_contact", "all"): "passed_on elsewhere handed_back informed",
    ("contact", "all"): "received approved handled measured awaiting closed rejected whistled at_hse passed_on"
    " declined handed_back whistled_late asked informed led following again whistled_again",
    ("head", "all"): "received approved handled measured awaiting closed rejected at_hse declined handed_back"
    " asked informed led following again",
    ("head2", "all"): "asked informed",
    ("quality", "all"): "received approved handled measured awaiting closed rejected at_hse passed_on declined"
    " elsewhere handed_back asked informed led following again",
}


async def test_what_stands_in_which_tab(world: World) -> None:
    made = await one_of_each(world)
    names = {id: name for name, id in made.items()}
    for (who, tab), expected in TABS.items():
        found = {names[id] for id in await cases_of(world, who, tab)}
        assert found == set(expected.split()), (who, tab)
    assert await cases_of(world, None) == set(made.values())


async def reports_of_staff(world: World) -> None:
    """Cases whose reporter or excluded person would have rights to them."""
    for login in ("contact", "handler", "head", "to_contact", "quality"):
        id = await world.received(reporter=Reporter("X", f"{login.upper()}@example.org", "employee", "nb"))
        if login != "contact":
            await world.act("contact", id, PASS)
    id = await world.measured(handler="handler2")
    world.change("INSERT INTO participants (\"case\", who, relation, n) VALUES (?, 'handler2', 'excluded', 0)", id)
    id = await world.received()
    world.change("INSERT INTO participants (\"case\", who, relation, n) VALUES (?, 'contact', 'excluded', 0)", id)
    id = await world.approved(reporter=Reporter("X", "head2@example.org", "employee", "nb"))
    await world.act("contact", id, Hear(("EN-B", "to_owner"), "x"))
    await world.act("contact", id, Inform(("EN-B", "to_handler")))
    await world.act("contact", id, Exclude("to_handler", "x"))
    id = await world.approved("handler")
    await world.act("contact", id, Hear(("EN-B", "to_owner"), "x"))
    for who in ("head2", "to_owner", "handler"):
        await world.act("contact", id, Exclude(who, "x"))


ABSENCES = {
    "nobody away": (),
    "the contact, with a substitute": (away("contact", "substitute"),),
    "the contact, with nobody set": (away("contact"),),
    "the contact and the handlers": (away("contact"), away("handler"), away("handler2")),
    "the owner, with the contact of the other faculty": (away("owner", "to_contact"),),
    "the line": (away("head", "head2"), away("dean")),
    "the coordinator": (away("hse"),),
    "the other contact, with ours": (away("to_contact", "contact"),),
    "the quality department": (away("quality"),),
    "who was asked, with a substitute": (away("to_owner", "substitute"), away("to_head", "substitute")),
    "who was asked, with nobody set": (away("to_owner"), away("head2"), away("to_head")),
    "who was informed": (away("to_handler", "nobody"), away("to_contact", "nobody")),
}


GONE = {
    "no heads": ("head_of_department",),
    "no contacts": ("contact",),
    "no coordinators": ("hse_coordinator",),
    "no heads and no leaders": ("head_of_department", "line_leader", "dean"),
}
"""Roles that nobody has any more: what they owe falls to the next in line."""


@pytest.mark.parametrize("who_is_away", [*ABSENCES, *GONE])
async def test_lists_search_counts_and_the_case_itself_agree(world: World, who_is_away: str) -> None:
    """Nobody finds by a list what they may not open, nor the other way round; no title where there is no text."""
    made = [*(await one_of_each(world)).values()]
    await reports_of_staff(world)
    roles = tuple(role for role in ROLES if role.role not in GONE.get(who_is_away, ()))
    await world.people(directory(*ABSENCES.get(who_is_away, ()), roles=roles))
    every = [id for (id,) in world.ask("SELECT id FROM cases ORDER BY n")]
    assert len(every) == len(made) + 9
    for who in LOGINS:
        shown = {}
        for id in every:
            try:
                shown[id] = await world.desk.shows.case(who, id)
            except AvvikError:
                continue
        keys = await world.desk.lists.keys(who, Filter())
        rows = {row.id: row for row in (await world.desk.lists.rows(who, keys)).values()}
        assert set(rows) == set(shown), who
        assert {id for id, row in rows.items() if row.title} == {id for id, s in shown.items() if s.view.text}, who
        assert await cases_of(world, who, text="pensum") == {id for id, s in shown.items() if s.view.text}, who
        counts = await world.desk.lists.counts(who)
        assert sum(counts.by_state.values()) == len(shown), who
        for tab in ("inbox", "mine", "deadlines"):
            assert await cases_of(world, who, tab) <= set(shown), (who, tab)


async def test_who_is_next_above_a_barred_quality_department_reads_what_stands_there(world: World) -> None:
    """At a central unit it is the contact (workflow.md §2)."""
    id = await world.received(unit="QA", reporter=Reporter("Q", "quality@example.org", "employee", "nb"))
    assert (await world.desk.shows.case("prorector", id)).view.text
    (row,) = (await world.desk.lists.rows("prorector", await world.desk.lists.keys("prorector", Filter()))).values()
    assert row.title == "Pensum mangler"
    assert await cases_of(world, "prorector", text="pensum") == {id}


async def test_whoever_may_read_finds_by_what_they_read(world: World) -> None:
    await one_of_each(world)
    for who in (
        "contact",
        "handler",
        "owner",
        "head",
        "dean",
        "quality",
        "to_contact",
        "hse",
        "to_owner",
        "to_head",
        "to_handler",
        "head2",
    ):
        keys = await world.desk.lists.keys(who, Filter())
        readable = {row.id for row in (await world.desk.lists.rows(who, keys)).values() if row.title}
        assert await cases_of(world, who, text="pensum") == readable, who


async def test_frist_is_the_earliest_open_date_and_an_who_owes_it(world: World) -> None:
    id = await world.approved("handler")
    n = (await world.case(id)).n
    # raw Saturday 12 December, due Monday the 14th; the case's own answer is due on Wednesday the 16th
    await world.act("handler", id, Measure("owner", "x", date(2026, 12, 12)))
    await world.act("owner", f"{id}/1", Complete("x"))
    await world.act("handler", id, Measure("owner2", "x", date(2026, 12, 12)))
    row = (await world.desk.lists.rows("handler", [n]))[n]
    assert (str(row.due_on), row.due_kind, row.owner and row.owner.id) == ("2026-11-25", "acceptance", "owner2")
    world.change("UPDATE deadlines SET state = 'met' WHERE kind = 'acceptance'")
    # a Sunday is over on Sunday for the institution, on Monday for a person
    world.change("UPDATE deadlines SET raw_on = '2026-12-13' WHERE kind = 'follow_up'")
    await world.act("handler", id, Note("x"))
    row = (await world.desk.lists.rows("handler", [n]))[n]
    assert (str(row.due_on), row.due_kind, row.owner and row.owner.id) == ("2026-12-13", "follow_up", "handler")


async def test_order_filters_and_pages(world: World) -> None:
    third = await world.closed()
    world.later(days=1)
    second = await world.approved(unit="EN-B", received_at=world.now)
    first = await world.received()
    keys = await world.desk.lists.keys("contact", Filter())
    rows = await world.desk.lists.rows("contact", keys)
    assert [rows[n].id for n in keys] == [first, second, third], "the earliest date first, what has none last"
    assert len(await world.desk.lists.keys("contact", Filter(), limit=2)) == 2
    for asked, expected in (
        (Filter(states=("closed",)), {third}),
        (Filter(unit="EN-B"), {second}),
        (Filter(unit="EN"), {first, second, third}),
        (Filter(overdue_on=date(2026, 11, 26)), {first}),
        (Filter(since=datetime(2026, 11, 19, tzinfo=UTC)), {second}),
        (Filter("deadlines"), {first, second}),
    ):
        keys = await world.desk.lists.keys("contact", asked)
        assert {row.id for row in (await world.desk.lists.rows("contact", keys)).values()} == expected, asked
    assert await world.desk.lists.rows("contact", [99, -1]) == {}


async def test_counts(world: World) -> None:
    await world.received()
    await world.approved()
    counts = await world.desk.lists.counts("contact")
    assert (counts.new, counts.over, counts.today) == (1, 0, 0)
    world.later(days=8)
    counts = await world.desk.lists.counts("contact")
    assert (counts.new, counts.over, counts.today, counts.by_state) == (1, 1, 0, {"received": 1, "in_progress": 1})


async def test_with_the_owner_is_shown_and_is_no_state(world: World) -> None:
    id = await world.measured()
    n = (await world.case(id)).n
    assert (await world.desk.lists.rows("contact", [n]))[n].with_owner
    await world.act("owner", f"{id}/1", Complete("x"))
    await world.act("contact", id, Hear(("owner",), "x"))
    await world.act("contact", id, Ask("x"))
    assert not (await world.desk.lists.rows("contact", [n]))[n].with_owner, "a question is no measure"


async def test_load_and_absence_are_known_before_somebody_is_picked(world: World) -> None:
    await world.people(directory(away("owner", "substitute")))
    id = await world.measured(handler="handler")
    world.later(days=40)
    found = {one.login: one for one in await world.desk.people.candidates("contact", id)}
    assert (found["owner"].open, found["owner"].over, found["handler"].open) == (1, 1, 1)
    assert found["owner"].away_until is None, "she is back by then"
    assert "to_owner" not in found, "of the case's faculty"


async def test_pickers_leave_out_the_barred(world: World) -> None:
    id = await world.approved(reporter=Reporter("H", "handler@example.org", "employee", "nb"))
    world.change("INSERT INTO participants (\"case\", who, relation, n) VALUES (?, 'owner', 'excluded', 0)", id)
    found = {one.login for one in await world.desk.people.candidates("contact", id)}
    assert not found & {"handler", "owner"}
    assert "handler2" in found


async def test_what_one_sees_in_ones_own_place_is_not_widened_by_the_barred(world: World) -> None:
    """The head stands in for the contact who reported it; another contact has it: the head sees that it is there."""
    roles = (*ROLES, Role("EN", "contact", "handler2"))
    await world.people(directory(away("contact", "head"), roles=roles))
    id = await world.received(reporter=Reporter("C", "contact@example.org", "employee", "nb"))
    other = await world.received()
    keys = await world.desk.lists.keys("head", Filter())
    titles = {row.id: row.title for row in (await world.desk.lists.rows("head", keys)).values()}
    assert titles == {id: "", other: "Pensum mangler"}
    assert not (await world.desk.shows.case("head", id)).view.text


async def test_a_duplicate_says_what_it_follows_to_whoever_treats_it(world: World) -> None:
    lead = await world.approved()
    id = await world.approved("handler")
    await world.act("contact", id, Link(lead, "duplicate"))
    n = (await world.case(id)).n
    for who, told in (("contact", lead), ("handler", lead), (None, lead), ("head", None), ("quality", None)):
        row = (await world.desk.lists.rows(who, [n]))[n]
        assert (row.lead, row.link) == (told, "duplicate" if told else ""), who
        assert (await world.desk.shows.case(who, id)).case.lead == told


async def test_whoever_handles_the_case_is_said_by_name(world: World) -> None:
    id = await world.approved("handler")
    listed = await world.desk.deadlines.list("contact")
    told = {each.deadline.kind: each.deadline.owner.id for each in listed if each.case == id}
    assert told["follow_up"] == told["preliminary_reply"] == "handler"
    explained = await world.desk.deadlines.explain("contact", id)
    assert {each.deadline.owner.id for each in explained if each.deadline.kind == "follow_up"} == {"handler"}
