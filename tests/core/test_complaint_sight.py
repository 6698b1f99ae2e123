"""Who sees a complaint, on every path: the case, lists, search, counts, deadlines, mails, previews (workflow.md §7)."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from lodged import STUDENT, at_the_office, days, graded, registered, sent, staff
from world import LOGINS, World, away, opened

from core.domain.case import Reporter
from core.domain.exclusion import Exclude
from core.errors import AvvikError, Forbidden
from core.store.views import Filter

HIDDEN = (STUDENT.name, STUDENT.email, "900001")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, staff()) as world:
        yield world


async def both_kinds(world: World) -> dict[str, str]:
    """A complaint in every situation in which rights differ, and deviations beside them, by what each is."""
    made = {
        "registered": await registered(world),
        "handled": await sent(world, student_number="900002", caseworker="caseworker"),
        "apart": await graded(world, "A", student_number="900003"),
        "at the office": await at_the_office(world, student_number="900004", caseworker="caseworker"),
        "elsewhere": await sent(world, student_number="900005", unit="TO-A"),
        "handled from elsewhere": await registered(world, student_number="900006", caseworker="to_handler"),
        "a caseworker's own": await registered(
            world, student_number="900007", student=Reporter("X", "caseworker@example.org", "student", "nb")
        ),
        "excluded": await registered(world, student_number="900008"),
        "a deviation": await world.received(),
        "measured": await world.measured(handler="handler"),
    }
    await world.act(None, made["excluded"], Exclude("caseworker", "søster"))
    return made


EXPECTED = {
    "caseworker": ("registered", "handled", "apart", "at the office", "handled from elsewhere"),
    "to_handler": ("elsewhere", "handled from elsewhere"),
    "exams": ("at the office",),
    "contact": (),
    "handler": (),
    "quality": (),
    "prorector": (),
    "admin": (),
    "owner": (),
    "hse": (),
    "to_contact": (),
    "nobody": (),
    "to_dean": ("elsewhere",),
    "head": (
        "registered", "handled", "apart", "at the office", "handled from elsewhere", "a caseworker's own", "excluded",
    ),
    "head2": (),
}  # fmt: skip


async def listed(world: World, who: str | None, text: str = "") -> dict[str, Any]:
    found = {}
    for kind in ("complaint", "deviation"):
        keys = await world.desk.lists.keys(who, Filter(kind=kind), text)
        rows = await world.desk.lists.rows(who, keys)
        assert all(row.kind == kind for row in rows.values())
        found |= {row.id: row for row in rows.values()}
    return found


async def shown_to(world: World, who: str | None) -> dict[str, Any]:
    found = {}
    for (id,) in world.ask("SELECT id FROM cases ORDER BY n"):
        try:
            found[id] = await world.desk.shows.case(who, id)
        except AvvikError:
            continue
    return found


async def test_whose_complaints_somebody_sees(world: World) -> None:
    made = await both_kinds(world)
    names = {id: name for name, id in made.items()}
    for who, expected in EXPECTED.items():
        found = {names[id] for id in await shown_to(world, who) if id.startswith("K-")}
        assert found == set(expected), who


ABSENCES = {
    "nobody away": (),
    "the caseworker, with a substitute elsewhere": (away("caseworker", "to_handler"),),
    "the caseworker, with nobody set": (away("caseworker"),),
    "the examinations office": (away("exams", "substitute"),),
    "the line": (away("head", "head2"), away("dean")),
}


@pytest.mark.parametrize("who_is_away", ABSENCES)
async def test_the_case_lists_search_and_counts_agree(world: World, who_is_away: str) -> None:
    """For everybody and for both kinds; by number everybody finds what they may open, and nothing else."""
    await both_kinds(world)
    await world.people(staff(*ABSENCES[who_is_away]))
    every = [id for (id,) in world.ask("SELECT id FROM cases ORDER BY n")]
    for who in (*LOGINS, None):
        shown, rows = await shown_to(world, who), await listed(world, who)
        assert set(rows) == set(shown), who
        titled = {id for id, row in rows.items() if row.title}
        assert titled == {id for id, each in shown.items() if each.view.text}, who
        kinds: tuple[Literal["complaint", "deviation"], ...] = ("complaint", "deviation")
        counts = [await world.desk.lists.counts(who, kind) for kind in kinds]
        assert [sum(each.by_state.values()) for each in counts] == [
            sum(id.startswith(letter) for id in shown) for letter in ("K", "A")
        ], who
        found = {id for id in every for hit in await listed(world, who, id) if hit == id}
        assert found <= set(shown), who
        if who_is_away == "nobody away":
            lent = {id for id in shown if not _own(shown[id], who)}
            assert {id for id in shown if id.startswith("K")} - lent <= found, who
        for tab in ("inbox", "mine", "deadlines"):
            keys = await world.desk.lists.keys(who, Filter(tab, kind=""))
            assert {row.id for row in (await world.desk.lists.rows(who, keys)).values()} <= set(shown), (who, tab)


def _own(shown: Any, who: str | None) -> bool:
    """Whether the right is somebody's by role, not one that has fallen to them case by case (D18)."""
    case = shown.case
    return who is None or not (
        case.excluded or case.reporter.email == "caseworker@example.org" or not case.reporter.email
    )


async def test_a_students_name_is_found_by_nobody(world: World) -> None:
    await both_kinds(world)
    for who in (*LOGINS, None):
        for text in HIDDEN:
            assert await listed(world, who, text) == {}, (who, text)


async def test_nobody_is_shown_more_than_their_table_says(world: World) -> None:
    made = await both_kinds(world)
    for who in LOGINS:
        for id, shown in (await shown_to(world, who)).items():
            if not id.startswith("K"):
                continue
            said = repr(asdict(shown.case)) + repr(shown.history) + repr(shown.mails)
            complaint = shown.case.complaint
            if shown.view.text:
                assert complaint.original_grade == "C"
                continue
            assert complaint.original_grade == "" and complaint.grades == () and complaint.commissions == ()
            assert "Sensor" not in said and "'A'" not in said and complaint.gap is None and not complaint.third
            assert complaint.decision is None and shown.mails == ()
            if not shown.view.reporter:
                assert not any(text in said for text in HIDDEN), who
    office = await world.desk.shows.case("exams", made["at the office"])
    assert office.case.reporter.name == STUDENT.name, "the student of the task"
    assert [task.text for task in office.case.tasks] == ["check_protocol"], "its own task alone"
    assert {d.kind for d in office.case.deadlines} == {"task"}


async def test_packages_and_totals_are_for_whoever_sees_the_grades(world: World) -> None:
    made = await both_kinds(world)
    package = await world.desk.complaints.package("caseworker", made["handled"], 2)
    assert "C" not in asdict(package).values() and package.revealed is None
    for who in ("head", "exams"):
        with pytest.raises(Forbidden, match=r"complaint\.not_yours"):
            await world.desk.complaints.package(who, made["at the office"], 2)
    for who in ("contact", "quality", "handler"):
        with pytest.raises(AvvikError, match=r"case\.unknown"):
            await world.desk.complaints.package(who, made["handled"], 2)


async def test_deadlines_mails_and_previews_keep_to_the_table(world: World) -> None:
    await both_kinds(world)
    for who in LOGINS:
        seen = await shown_to(world, who)
        deadlines = await world.desk.deadlines.list(who)
        assert {each.case for each in deadlines} <= set(seen), who
        mails = await world.desk.mail.list(who)
        if who != "admin":
            own = {each.id for each in mails if each.to.id == who}
            told = {each.case for each in mails if each.id not in own and each.case}
            assert told <= {id for id, each in seen.items() if each.view.mails}, who
        coming = await world.desk.deadlines.preview(who, days(60))
        cases = {line["number"].partition("/")[0] for each in coming for line in each.lines}  # type: ignore[union-attr]
        assert cases <= set(seen) | {each.case for each in deadlines}, who


async def test_a_contact_hears_nothing_of_complaints_and_a_caseworker_nothing_of_deviations(world: World) -> None:
    """A digest holds what its reader owes or handles; also the weekly one, of what others handle."""
    await both_kinds(world)
    world.now += timedelta(days=40)
    while world.now.weekday():
        world.now += timedelta(days=1)
    await world.desk.sweep.run()
    rows = world.ask(
        'SELECT o.to_id, d."case" FROM outbox_lines l JOIN outbox o ON o.n = l.outbox'
        " JOIN deadlines d ON d.id = l.deadline"
    )
    told: dict[str, set[str]] = {}
    for who, id in rows:
        told.setdefault(who, set()).add(id[0])
    assert told["contact"] == {"A"} and told["caseworker"] == {"K"} and told["exams"] == {"K"}
    assert told["head"] == {"A", "K"}, "what is late, whatever it is"
