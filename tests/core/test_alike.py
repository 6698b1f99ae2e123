"""Likely duplicates and recurrences: the guess itself, whom it is told, and what it costs (workflow.md §3, §7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from world import NOW, World, away, directory

from core.desk.alike import Alike
from core.domain.alike import Neighbour, likely
from core.domain.exclusion import Exclude
from core.domain.linking import Link
from core.domain.triage import Reject
from core.errors import Forbidden, NotFound
from core.store import alike as near
from core.store import cases

DAY = date(2026, 11, 18)
SOUND = Neighbour(
    1, "Lyden i F1 er ubrukelig", "Mikrofonen i F1 spraker.", "TMA9101", "MTDTX", "IE", "utstyr og lokaliteter", DAY
)


def other(n: int = 2, *, days: int = 0, **changes: object) -> Neighbour:
    """A report of something else, somewhere else."""
    bare = Neighbour(n, "Kantina", "Maten er dyr.", "", "", "NV", "", DAY - timedelta(days=days))
    return replace(bare, **changes)


# The guess


def test_the_same_course_kind_and_days_are_likely_in_whatever_language() -> None:
    english = other(title="No sound", description="Nothing is heard.", course="TMA9101", category=SOUND.category)
    (found,) = likely(SOUND, [english, other(3)])
    assert (found.n, found.why, found.days) == (2, ("course", "category"), 0)


def test_the_same_course_alone_is_likely_for_a_day_or_so_only() -> None:
    assert likely(SOUND, [other(course="TMA9101")])
    assert not likely(SOUND, [other(course="TMA9101", days=10)])


def test_rare_words_find_the_same_matter_a_year_later() -> None:
    again = other(title="F1: mikrofon spraker", course="TMA9101", days=360)
    (found,) = likely(SOUND, [again])
    assert found.why == ("course", "words")
    assert not likely(SOUND, [other(course="TMA9101", days=360)])


def test_a_word_all_use_tells_little() -> None:
    crowd = [other(n, title="Mikrofonen", days=40) for n in range(10, 60)]
    rare = other(2, title="Mikrofonen spraker", days=40)
    (alone,) = (one for one in likely(SOUND, [rare, *crowd, other(3, title="F1 spraker", days=40)]) if one.n == 3)
    assert not [one for one in likely(SOUND, [rare, *crowd]) if one.n >= 10]
    assert alone.why == ("words",)


def test_words_that_stand_in_any_report_tell_nothing() -> None:
    one = other(1, title="Ikke alltid slik", description="Dette skulle ikke være etter hele eller under noen.")
    assert not likely(one, [replace(one, n=2)])


def test_nothing_is_like_an_empty_report() -> None:
    assert likely(other(1, title="", description=""), [other(2, title="", description="")]) == []


def test_the_most_like_comes_first_and_the_nearest_among_equals() -> None:
    same = [replace(SOUND, n=n, received_on=DAY - timedelta(days=days)) for n, days in ((2, 9), (3, 1), (4, 4))]
    assert [one.n for one in likely(SOUND, same)] == [3, 4, 2]


# Whom it is told


async def of(world: World, id: str, who: str | None = "contact") -> set[str]:
    return {one.id for one in await world.desk.alike.of(who, id)}


async def test_what_is_told_of_a_case(world: World) -> None:
    first = await world.received()
    world.later(days=3)
    id = await world.approved(received_at=world.now)
    score, why = pytest.approx(1.28, abs=0.1), ("course", "words", "category")
    told = Alike(first, "Pensum mangler", "received", NOW.date(), 3, score, why)
    assert await world.desk.alike.of("contact", id) == (told,)


async def test_only_whoever_may_link_is_told(world: World) -> None:
    id = await world.measured("owner", "handler")
    assert await of(world, id) == await of(world, id, None) == set()
    for who in ("handler", "owner", "quality", "head"):
        with pytest.raises(Forbidden):
            await world.desk.alike.of(who, id)
    with pytest.raises(NotFound):
        await world.desk.alike.of("to_contact", id)


async def test_never_more_than_five(world: World) -> None:
    id = await world.approved()
    for _ in range(7):
        await world.received()
    assert len(await world.desk.alike.of("contact", id)) == 5


async def test_never_one_that_is_linked_to_it_nor_for_one_that_is_linked(world: World) -> None:
    lead, duplicate, again, third = [await world.approved() for _ in range(4)]
    await world.act("contact", duplicate, Link(lead, "duplicate"))
    await world.act("contact", again, Link(lead, "recurrence"))
    assert await of(world, lead) == {third}
    assert await of(world, duplicate) == await of(world, again) == set()
    assert await of(world, third) == {lead, again}  # a duplicate's place is taken by its lead


async def test_never_a_restricted_case_nor_for_one(world: World) -> None:
    hidden, id = await world.received(), await world.approved()
    await world.act("contact", hidden, Reject("whistleblowing", "x"))
    assert await of(world, id) == set()
    assert await of(world, hidden) == set()


async def test_never_what_the_reader_may_not_see(world: World) -> None:
    own = replace((await world.case(await world.received())).reporter, email="contact@example.org")
    elsewhere = await world.received(unit="TO-A")
    barred, mine, open_ = await world.received(), await world.received(reporter=own), await world.received()
    await world.act(None, barred, Exclude("contact", "x"))
    id = await world.approved()
    found = await of(world, id)
    assert open_ in found
    assert found.isdisjoint({elsewhere, barred, mine, id})


async def test_a_substitute_of_the_contact_is_told_what_the_contact_would_be(world: World) -> None:
    first, id = await world.received(), await world.approved()
    await world.people(directory(away("contact", "substitute")))
    assert await of(world, id, "substitute") == {first}


# What it costs


async def test_it_reads_two_ranges_of_the_courses_and_one_of_the_table(world: World) -> None:
    case = await world.case(await world.received())
    asked = f"EXPLAIN QUERY PLAN {near.NEAR}"
    rows = await world.desk.office.db.read(lambda tx: tx.execute(asked, near.values(case)).fetchall())
    plan = "\n".join(row["detail"] for row in rows)
    assert plan.count("USING COVERING INDEX cases_course (course=? AND n<?)") == 1
    assert plan.count("USING COVERING INDEX cases_course (course=? AND n>?)") == 1
    assert plan.count("USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)") == 1
    assert "SCAN c" not in plan and "SCAN d" not in plan


async def test_however_many_there_are_it_looks_at_a_bounded_number(world: World) -> None:
    id = await world.approved()
    world.change(
        "INSERT INTO cases (id, kind, reference, state, faculty, unit, course, programme, title, language, received_at,"
        " restricted, version) WITH RECURSIVE t (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 3000)"
        " SELECT 'X-' || i, 'deviation', '', 'received', 'EN', 'EN-A', 'EMN101', 'PROG', 'x', 'nb',"
        " '2026-11-18T09:00:00.000000Z', 0, 1 FROM t"
    )
    world.change(
        "INSERT INTO deviations SELECT c.id, d.area, d.category, d.description, d.tried_channels, d.severity,"
        " d.consequence, d.cause, d.gate, d.rejection, d.reason, d.transferred_to, d.outcome, d.answer, d.no_measure,"
        f" d.hops, d.masked FROM cases c, deviations d WHERE c.id LIKE 'X-%' AND d.\"case\" = '{id}'"
    )
    case = await world.case(id)
    found = await world.desk.office.db.read(lambda tx: near.near(tx, cases.get(tx, case.id)))
    assert len(found) <= 2 * near.SAME_COURSE + near.SAME_KIND
