"""A changed rule moves what it may: open dates by a rule alone, that nobody has been told; nothing until asked."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from commands import avvik
from desk import ADMIN, CONTACT, installation
from world import World, opened

from core.config.rule import RuleEntry
from core.desk.recompute import Recomputed
from core.domain.deadline import last_day
from core.domain.measure import Measure
from core.errors import Forbidden, Refused
from core.store import rules
from core.store.db import connect

LAW: dict[str, Any] = {
    "id": "preliminary_reply",
    "version": 2,
    "kind": "preliminary_reply",
    "valid_from": date(2027, 1, 1),
    "period": "2 months",
    "basis": "forvaltningsloven av 2025 § 17",
}
SHORT: dict[str, Any] = {
    "id": "follow_up_en",
    "version": 1,
    "kind": "follow_up",
    "valid_from": date(2026, 1, 1),
    "faculty": "EN",
    "period": "1 week",
    "basis": "vedtak i EN",
    "remind": (2,),
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path) as made:
        yield made


def in_force(world: World, *entries: dict[str, Any], closed: tuple[date, ...] = ()) -> None:
    office = world.desk.office
    made = tuple(RuleEntry.model_validate(entry) for entry in entries)
    days = office.settings.deadlines.model_copy(update={"closed": closed})
    office.settings = office.settings.model_copy(update={"rule": made, "deadlines": days})


def said(found: Recomputed) -> list[tuple[str, ...]]:
    return [(m.after.id, *(day.isoformat() for day in m.days)) for m in found.moves]


async def recompute(world: World, **how: Any) -> Recomputed:
    return await world.desk.deadlines.recompute(None, **how)


async def test_before_its_date_the_coming_act_moves_nothing_and_on_it_what_runs(world: World) -> None:
    """Wednesday 18 November 2026 + 1 month is 18 December; + 2 months is 18 January."""
    id = await world.received()
    in_force(world, LAW)
    assert await recompute(world) == Recomputed(False, {}, 0)
    world.now = datetime(2027, 1, 1, 11, tzinfo=UTC)
    before = await world.case(id)
    found = await recompute(world)
    assert (said(found), found.kinds) == ([(f"{id}:3", "2026-12-18", "2027-01-18")], {"preliminary_reply": 1})
    assert await world.case(id) == before, "a dry run"

    done = await recompute(world, apply=True, reason=" Ny lov ")
    assert (done.applied, said(done)) == (True, said(found))
    (moved,) = (await world.case(id)).open_deadlines("preliminary_reply")
    assert (moved.rule, moved.raw_on, moved.next_on) == ("preliminary_reply@2", date(2027, 1, 18), date(2027, 1, 11))
    (line,) = [each for each in (await world.desk.shows.case("contact", id)).history if each.kind == "recompute"]
    assert (line.actor, line.note, line.version) == ("system", "Ny lov", before.version + 1)
    assert line.values == {f"{id}:3": "2026-12-18 → 2027-01-18, preliminary_reply@2"}
    (why,) = await world.desk.deadlines.explain("contact", f"{id}:3")
    assert (why.version, why.basis) == (2, "forvaltningsloven av 2025 § 17")
    assert await recompute(world) == Recomputed(False, {}, 0), "there is nothing left to move"


async def test_the_new_rule_is_copied_and_the_lists_follow(world: World) -> None:
    id = await world.received(received_at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    world.change("DELETE FROM outbox")  # as after an import without receipts, whose M1 named another case's date
    in_force(world, SHORT)
    assert said(await recompute(world, apply=True, reason="Vedtak")) == [(f"{id}:2", "2026-10-29", "2026-10-08")]
    assert world.ask("SELECT next_due_on FROM cases") == [("2026-10-08",)]
    kept = await world.desk.office.db.read(rules.kept)
    assert "follow_up_en@1/EN" in {rule.ref for rule in kept}
    await world.desk.sweep.run()
    assert world.ask("SELECT due_on, stage FROM reminders WHERE deadline = ?", f"{id}:2")[0][0] == "2026-10-08"


async def test_a_new_closed_day_moves_too(world: World) -> None:
    id = await world.received()
    world.change("DELETE FROM outbox")
    in_force(world, closed=(date(2026, 11, 20),))
    assert said(await recompute(world)) == [(f"{id}:1", "2026-11-25", "2026-11-26")]


@pytest.mark.parametrize("state", ["waiting", "held", "sent", "unknown", "failed"])
async def test_what_a_mail_has_said_stays(world: World, state: str) -> None:
    id = await world.received()  # M23 tells the reporter the date of follow-up
    world.change("UPDATE outbox SET state = ?", state)
    in_force(world, SHORT)
    assert await recompute(world, apply=True, reason="Vedtak") == Recomputed(True, {}, 1)
    assert str(last_day((await world.case(id)).open_deadlines("follow_up")[0])) == "2026-12-16"
    world.change("UPDATE outbox SET state = 'cancelled'")
    assert (await recompute(world)).kinds == {"follow_up": 1}, "a mail that was stopped has told nobody"


async def test_what_somebody_was_reminded_of_stays(world: World) -> None:
    id = await world.received()
    world.change("DELETE FROM outbox")
    in_force(world, SHORT)
    (owed,) = (await world.case(id)).open_deadlines("follow_up")
    world.change(
        "INSERT INTO reminders (deadline, due_on, stage, at) VALUES (?, ?, '-7', '2026-12-09T05:00:00.000000Z')",
        owed.id,
        owed.due_on.isoformat(),
    )
    assert await recompute(world) == Recomputed(False, {}, 1)


async def test_what_one_mail_said_of_many_cases_stays(world: World) -> None:
    id = await world.received()
    world.change("DELETE FROM outbox WHERE template <> 'M1'")
    world.change(
        'UPDATE outbox SET "case" = NULL, facts = ?', f'{{"cases":["A-26-0999","{id}"],"due_on":"2026-11-25"}}'
    )
    in_force(world, closed=(date(2026, 11, 20),))
    assert await recompute(world) == Recomputed(False, {}, 1)


async def test_what_a_person_set_stays(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Measure("owner", "Legg ut pensum", due=date(2026, 12, 11)))
    world.change("DELETE FROM outbox")
    in_force(world, SHORT | {"id": "m", "kind": "measure"})
    assert await recompute(world) == Recomputed(False, {}, 0)


async def test_what_has_ended_stays(world: World) -> None:
    await world.closed()
    world.change("DELETE FROM outbox")
    in_force(world, SHORT)
    assert await recompute(world) == Recomputed(False, {}, 0)


async def test_each_case_has_one_line_and_all_of_a_run_one_batch(world: World) -> None:
    ids = [await world.received() for _ in range(3)]
    world.change("DELETE FROM outbox")
    in_force(world, SHORT, LAW | {"valid_from": date(2026, 1, 1)})
    found = await recompute(world, apply=True, reason="Vedtak")
    assert found.kinds == {"follow_up": 3, "preliminary_reply": 3}
    rows = world.ask("SELECT \"case\", batch FROM acts WHERE kind = 'recompute' ORDER BY n")
    assert [case for case, _ in rows] == ids
    assert len({batch for _, batch in rows}) == 1 and rows[0][1]


async def test_a_rule_that_was_changed_in_use_refuses_before_anything_is_done(world: World) -> None:
    await world.received()
    world.change("UPDATE rules SET content = replace(content, '4 weeks', '5 weeks')")
    in_force(world, LAW | {"valid_from": date(2026, 1, 1)})
    with pytest.raises(Refused) as refused:
        await recompute(world, apply=True, reason="Ny lov")
    assert (refused.value.id, refused.value.values) == ("deadline.rule_changed", {"rule": "follow_up@1"})
    assert world.ask("SELECT count(*) FROM acts WHERE kind = 'recompute'") == [(0,)]


async def test_by_whom_and_why(world: World) -> None:
    await world.received()
    in_force(world, LAW | {"valid_from": date(2026, 1, 1)})
    for who in ("contact", "dean", "quality", "nobody"):
        with pytest.raises(Forbidden):
            await world.desk.deadlines.recompute(who)
    for reason, id in (("", "text.empty"), ("  ", "text.empty")):
        with pytest.raises(Refused) as refused:
            await recompute(world, apply=True, reason=reason)
        assert refused.value.id == id
    found = await world.desk.deadlines.recompute("admin", apply=True, reason="Ny lov")
    assert found == Recomputed(True, {"preliminary_reply": 1}, 0), "counts, no cases (workflow.md §7)"
    assert world.ask("SELECT actor FROM acts WHERE kind = 'recompute'") == [("admin",)]


def test_the_command(tmp_path: Path) -> None:
    config = installation(tmp_path)
    assert avvik(config, "deadline", "recompute").out == "Ingen frist å flytte.\n"
    config.write_text(
        config.read_text()
        + '[[rule]]\nid = "preliminary_reply"\nversion = 2\nkind = "preliminary_reply"\nvalid_from = 2026-01-01\n'
        + 'period = "2 months"\nbasis = "ny lov"\n'
    )
    dry = avvik(config, "deadline", "recompute", "--json")
    assert (dry.code, dry.json["applied"]) == (0, False)
    n = dry.json["kinds"]["preliminary_reply"]
    assert n == len(dry.json["moves"]) > 100
    assert set(dry.json["moves"][0]) == {"id", "case", "kind", "from", "to", "rule", "rule_before"}
    assert f"{n} deadlines would be moved" in avvik(config, "deadline", "recompute", lang="en").out
    assert avvik(config, "deadline", "recompute", "--json", who=ADMIN).json["moves"] == []
    assert avvik(config, "deadline", "recompute", who=CONTACT).code == 1
    assert avvik(config, "deadline", "recompute", "--apply").code == 2
    assert avvik(config, "deadline", "recompute", "--reason", "Ny lov").code == 2
    assert avvik(config, "deadline", "recompute", "--apply", "--reason", "Ny lov").out.count("\n") > n
    with connect(tmp_path / "db/avvik.db") as db:
        assert db.execute("SELECT count(*) FROM deadlines WHERE rule = 'preliminary_reply@2'").fetchone()[0] == n
