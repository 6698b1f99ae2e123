"""Absences at the desk: written whole, kept through imports; mail and rights for those days (workflow.md §1, D9)."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from desk import DATA
from world import NOW, World, directory, opened

from core.domain.handling import Note
from core.domain.people import Absence
from core.domain.triage import Reject
from core.errors import Forbidden, NotFound, Refused
from core.store import people

TODAY = NOW.date()


def off(login: str, first: int, last: int | None, substitute: str | None = None) -> Absence:
    return Absence(login, TODAY + timedelta(first), None if last is None else TODAY + timedelta(last), substitute)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as world:
        yield world


def rows(world: World) -> list[tuple[object, ...]]:
    return world.ask("SELECT login, from_on, to_on, substitute, source FROM absences ORDER BY login, from_on")


def history(world: World) -> list[tuple[object, ...]]:
    found = world.ask(
        "SELECT actor, on_behalf_of, kind, \"values\", note FROM acts WHERE kind LIKE 'absence%' ORDER BY n"
    )
    return [(actor, behalf, kind, json.loads(values), note) for actor, behalf, kind, values, note in found]


async def test_set_and_end_leave_a_row_and_a_line_of_history_each(world: World) -> None:
    await world.desk.absences.set("head", off("owner", 0, 5, "owner2"))
    assert rows(world) == [("owner", "2026-11-18", "2026-11-23", "owner2", "hand")]
    assert await world.desk.absences.end("owner", "owner", TODAY + timedelta(2)) == TODAY + timedelta(2)
    assert rows(world) == [("owner", "2026-11-18", "2026-11-19", "owner2", "hand")]
    world.later(days=1)
    assert await world.desk.absences.end(None, "owner") == TODAY + timedelta(1)
    assert rows(world) == [("owner", "2026-11-18", "2026-11-18", "owner2", "hand")]
    on = {"login": "owner", "from": "2026-11-18", "to": "2026-11-23", "substitute": "owner2"}
    assert history(world) == [
        ("head", None, "absence_set", on, ""),
        ("owner", None, "absence_end", {"login": "owner", "on": "2026-11-20"}, ""),
        ("system", None, "absence_end", {"login": "owner", "on": "2026-11-19"}, ""),
    ]


async def test_what_is_refused_leaves_nothing(world: World) -> None:
    await world.desk.absences.set("owner2", off("owner2", 0, 5, "owner"))
    before = rows(world), history(world)
    for who, new in [
        ("owner2", off("owner", 0, 5)),
        ("owner", off("owner", 0, 5, "owner2")),
        ("gone", off("gone", 0, 1)),
    ]:
        with pytest.raises(Refused):
            await world.desk.absences.set(who, new)
    with pytest.raises(Forbidden, match=r"absence\.not_you"):
        await world.desk.absences.end("owner", "owner2")
    with pytest.raises(Refused, match=r"absence\.none"):
        await world.desk.absences.end("owner", "owner")
    assert await world.desk.absences.set("head", off("head", 0, 5), dry_run=True)
    assert (rows(world), history(world)) == before


async def test_who_acts_for_another_is_named_with_them(world: World) -> None:
    await world.desk.absences.set("head", off("head", 0, 5, "substitute"))
    await world.desk.absences.set("substitute", off("owner", 0, 5, "owner2"))
    assert history(world)[-1][:3] == ("substitute", "head", "absence_set")


async def test_the_overview_is_what_is_to_come_and_what_one_may_know(world: World) -> None:
    await world.people(directory(off("to_owner", 3, None), Absence("owner", date(2026, 1, 1), date(2026, 1, 2))))
    await world.desk.absences.set("contact", off("contact", 1, 5, "handler"))
    await world.desk.absences.set("handler", off("handler", 4, 9))
    await world.desk.absences.end("handler", "handler", TODAY + timedelta(4))
    ours, theirs = await world.desk.absences.overview("head2"), await world.desk.absences.overview("to_contact")
    assert [(r.absence.login, r.reached, r.by_line, r.mine) for r in ours.rows] == [
        ("contact", ("handler",), False, False)
    ]
    assert [(r.absence.login, r.reached, r.by_line, r.mine) for r in theirs.rows] == [
        ("to_owner", ("to_head",), True, True)
    ]
    assert (ours.faculties, ours.administrator, ours.may_set) == (("EN",), False, ("head2",))
    assert theirs.may_set[0] == "to_contact" and set(theirs.may_set) >= {"to_owner", "to_head", "to_dean"}
    every = await world.desk.absences.overview(None)
    assert len(every.rows) == 2 and every.administrator and set(every.faculties) >= {"EN", "TO", "QA"}
    nobody = await world.desk.absences.overview("nobody")
    assert (nobody.rows, nobody.may_set, nobody.faculties) == ((), ("nobody",), ())


async def test_an_import_keeps_what_was_set_and_ended_by_hand(tmp_path: Path) -> None:
    async with opened(tmp_path, directory()) as world:
        file = DATA / "directory.toml"
        await world.desk.people.import_directory(file)
        staff = await world.desk.people.directory()
        theirs = next(a for a in staff.absences if a.covers(TODAY) and a.to_on)
        await world.desk.absences.end(None, theirs.login)
        await world.desk.absences.set(None, off("maikroys", 2, 4, "vebjkrak"))
        before = rows(world)
        assert not (await world.desk.people.import_directory(file)).changed
        text = file.read_text(encoding="utf-8").replace('name_nb = "Universitetet"', 'name_nb = "Universitetet vårt"')
        changed = tmp_path / "directory.toml"
        changed.write_text(text, encoding="utf-8")
        assert (await world.desk.people.import_directory(changed)).changed
        assert rows(world) == before
        assert (await world.desk.people.directory()).there(theirs.login, TODAY)


# Mail and rights for those days


async def test_the_substitute_has_mail_and_rights_on_those_days_and_no_others(world: World) -> None:
    await world.desk.absences.set("contact", off("contact", 1, 2, "substitute"))
    id = await world.received()
    reject = Reject("outside", "Gjelder ikke oss")
    assert world.ask("SELECT to_id FROM outbox WHERE template = 'M1'") == [("contact",)]
    for away in (False, True, True, False):
        if away:
            assert (await world.act("substitute", id, Note("sett på"))).id == id
            other = await world.received()
            assert world.ask("SELECT to_id FROM outbox WHERE template = 'M1' ORDER BY n DESC LIMIT 1") == [
                ("substitute",)
            ]
            assert (await world.desk.shows.case("substitute", other)).view.text
        else:
            with pytest.raises(NotFound):
                await world.act("substitute", id, reject)
        world.later(days=1)
    lines = world.ask("SELECT actor, on_behalf_of FROM acts WHERE kind = 'note' ORDER BY n")
    assert lines == [("substitute", "contact")] * 2


async def test_ending_an_absence_ends_the_rights_at_once(world: World) -> None:
    await world.desk.absences.set("contact", off("contact", 0, 9, "substitute"))
    id = await world.received()
    assert await world.desk.shows.case("substitute", id)
    await world.desk.absences.end("contact", "contact")
    with pytest.raises(NotFound):
        await world.desk.shows.case("substitute", id)


async def test_a_store_that_is_asked_again_has_the_new_absences(world: World) -> None:
    before = await world.desk.people.directory()
    await world.desk.absences.set("owner", off("owner", 0, 1, "owner2"))
    after = await world.desk.people.directory()
    assert before.there("owner", TODAY) and not after.there("owner", TODAY)
    assert after is await world.desk.office.db.read(people.directory)
