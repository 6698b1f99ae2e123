"""A rule is what it was when it was first used: a copy, and never other content under its name (design.md)."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import avvik
from desk import CONTACT, installation
from world import World, opened

from core.config.loading import load_with_sources
from core.config.rule import RuleEntry
from core.desk.deadlines import Explained
from core.desk.rulebook import clashes, load_checked
from core.domain.calendar import Period
from core.domain.case import HANDLES, Deadline
from core.domain.deadline import Rule
from core.domain.measure import Measure
from core.domain.rules import DEFAULT_RULES
from core.domain.transfer import Transfer
from core.errors import Refused, Unusable
from core.store import rules
from core.store.db import connect
from core.store.engine import Connection

OWN: dict[str, Any] = {
    "id": "measure_en",
    "version": 1,
    "kind": "measure",
    "valid_from": date(2026, 1, 1),
    "faculty": "EN",
    "period": "2 weeks",
    "basis": "vedtak i EN",
    "remind": (3,),
    "repeat": 2,
}
TOML = """
[[rule]]
id = "follow_up_ie"
version = 1
kind = "follow_up"
valid_from = 2020-01-01
faculty = "IE"
period = "3 weeks"
basis = "vedtak"
"""


def _use(db: Connection, ref: str, config: Path) -> None:
    terms = load_with_sources(config).settings.for_faculty("IE")
    (rule,) = [rule for rule in terms.rules if rule.ref == ref]
    rules.keep(db, [_deadline(rule)], terms)


def _deadline(rule: Rule) -> Deadline:
    day = date(2026, 11, 20)
    return Deadline("d", rule.kind, HANDLES, day, day, day, rule.ref, "")


def with_rules(world: World, *entries: dict[str, Any]) -> None:
    """The settings as they would be read anew."""
    made = tuple(RuleEntry.model_validate(entry) for entry in entries)
    office = world.desk.office
    office.settings = office.settings.model_copy(update={"rule": made})


async def _explained(world: World, id: str) -> Explained:
    return next(each for each in await world.desk.deadlines.explain("contact", id) if each.deadline.kind == "measure")


async def test_the_first_deadline_copies_its_rule_and_no_other(tmp_path: Path) -> None:
    async with opened(tmp_path, rule=[OWN]) as world:
        await world.received()
        assert world.ask("SELECT id, version, faculty FROM rules ORDER BY id") == [
            ("follow_up", 1, ""),
            ("preliminary_reply", 1, ""),
            ("triage", 1, ""),
        ]
        await world.measured()
        copies = await world.desk.office.db.read(rules.kept)
        own = next(rule for rule in copies if rule.faculty == "EN")
        assert own == Rule(
            "measure_en", 1, "measure", date(2026, 1, 1), "EN", Period(2, "week"), "vedtak i EN", (3,), 2, (14, 28)
        )
        assert {rule.id for rule in copies} == {"follow_up", "preliminary_reply", "triage", "acceptance", "measure_en"}


@pytest.mark.parametrize(
    "other",
    [
        {"period": "3 weeks"},
        {"basis": "et annet vedtak"},
        {"valid_from": date(2026, 1, 2)},
        {"remind": (3, 1)},
        {"repeat": 3},
        {"escalate": (14,)},
    ],
)
async def test_other_content_under_the_same_name_opens_nothing(tmp_path: Path, other: dict[str, Any]) -> None:
    async with opened(tmp_path, rule=[OWN]) as world:
        await world.measured()
        id = await world.approved()
        before = await world.case(id)
        with_rules(world, OWN | other)
        with pytest.raises(Refused) as refused:
            await world.act("contact", id, Measure("owner", "Legg ut pensum"))
        assert (refused.value.id, refused.value.values) == ("deadline.rule_changed", {"rule": "measure_en@1/EN"})
        assert await world.case(id) == before
        assert (await world.desk.health.status()).changed == ("measure_en@1/EN",)
        assert (await world.desk.health.status()).needs_person

        with_rules(world, OWN, OWN | other | {"version": 2})
        await world.act("contact", id, Measure("owner", "Legg ut pensum"))
        assert (await world.desk.health.status()).changed == ()


async def test_an_old_case_keeps_its_rule_when_that_has_left_the_settings(tmp_path: Path) -> None:
    async with opened(tmp_path, rule=[OWN]) as world:
        id = await world.measured()
        before = await _explained(world, id)
        assert before.reminders[0].id == "-3"
        with_rules(world)
        after = await _explained(world, id)
        assert after == before
        assert (after.rule, after.version, after.basis) == ("measure_en", 1, "vedtak i EN")
        newer = await world.measured()
        (found,) = (await world.case(newer)).open_deadlines("measure")
        assert found.rule == "measure@1", "what has left the settings dates nothing new"


async def test_the_sweep_reminds_by_the_rule_of_birth(tmp_path: Path) -> None:
    async with opened(tmp_path, rule=[OWN]) as world:
        id = await world.measured()
        (owed,) = (await world.case(id)).open_deadlines("measure")
        with_rules(world)
        assert owed.due_on == date(2026, 12, 2), "two weeks on"
        world.now = world.now.replace(day=27)  # the third day before is a Sunday: the Friday before
        await world.desk.sweep.run()
        assert world.ask("SELECT stage FROM reminders WHERE deadline = ?", owed.id) == [("-3",)]


async def test_a_faculty_that_is_closed_by_itself_dates_by_its_own_days(tmp_path: Path) -> None:
    closed = {"EN": {"closed": [date(2026, 11, 19)]}, "TO": {"closed": [date(2026, 11, 20), date(2026, 11, 23)]}}
    async with opened(tmp_path, workflow={"faculty": closed}, deadlines={"closed": [date(2026, 11, 24)]}) as world:
        id = await world.received()
        (triage,) = (await world.case(id)).open_deadlines("triage")
        assert str(triage.due_on) == "2026-11-27", "Wednesday + 5, neither the 19th nor the 24th"
        (triage,) = (await world.act("contact", id, Transfer("TO", "Deres"))).open_deadlines("triage")
        assert str(triage.due_on) == "2026-11-30", "neither the 20th, the 23rd nor the 24th"


def test_a_changed_rule_is_named_with_its_line_by_all_who_read_the_settings(tmp_path: Path) -> None:
    config = installation(tmp_path)
    config.write_text(config.read_text() + TOML)
    case = avvik(config, "case", "list", "--json", who=CONTACT).json[0]["id"]
    assert avvik(config, "config", "check").code == 0
    with connect(tmp_path / "db/avvik.db") as db:
        _use(db, "follow_up_ie@1/IE", config)
    assert avvik(config, "config", "check").code == 0
    config.write_text(config.read_text().replace("3 weeks", "4 weeks"))
    line = config.read_text().splitlines().index("[[rule]]") + 1
    told = avvik(config, "config", "check")
    assert told.code == 3
    assert told.out == (
        f"{config}:{line}: rule[1]: Regelen follow_up_ie@1/IE er endret etter at den ble tatt i bruk."
        " Sett den tilbake, eller skriv den på nytt med høyere version.\n"
    )
    assert "was changed after it had been used" in avvik(config, "config", "check", lang="en").out
    assert "follow_up_ie@1/IE" in avvik(config, "doctor").out
    status = avvik(config, "status", "--json")
    assert (status.code, status.json["rules_changed"]) == (1, ["follow_up_ie@1/IE"])
    assert "follow_up_ie@1/IE" in avvik(config, "status", lang="en").out
    with pytest.raises(Unusable) as refused:
        load_checked(config)
    assert refused.value.id == "config.broken"
    assert avvik(config, "case", "show", case, who=CONTACT).code == 0, "what is there is still shown"


def test_the_line_is_of_the_second_file_where_the_rule_stands_there(tmp_path: Path) -> None:
    config = installation(tmp_path)
    config.write_text(config.read_text() + '[deadlines]\nfile = "rules.toml"\n' + TOML.replace("follow_up_ie", "other"))
    second = tmp_path / "rules.toml"
    second.write_text(TOML)
    with connect(tmp_path / "db/avvik.db") as db:
        _use(db, "follow_up_ie@1/IE", config)
    second.write_text(TOML.replace("3 weeks", "4 weeks"))
    (problem,) = clashes(load_with_sources(config))
    assert (problem.file, problem.line, problem.key) == (second, 2, "rule[1]")


def test_a_rule_we_deliver_that_was_used_otherwise_is_told_without_a_line(tmp_path: Path) -> None:
    config = installation(tmp_path)
    with connect(tmp_path / "db/avvik.db") as db:
        db.execute("UPDATE rules SET content = replace(content, '4 weeks', '5 weeks') WHERE id = 'follow_up'")
    (problem,) = clashes(load_with_sources(config))
    assert (problem.file, problem.line, problem.values) == (config, None, {"rule": "follow_up@1"})


@pytest.mark.parametrize("content", [None, b"", b"not a database, but longer than a header of one hundred signs" * 9])
def test_without_a_usable_database_there_is_nothing_to_compare(tmp_path: Path, content: bytes | None) -> None:
    config = installation(tmp_path)
    database = tmp_path / "db/avvik.db"
    for file in (tmp_path / "db").iterdir():
        file.unlink()
    if content is not None:
        database.write_bytes(content)
    assert list(clashes(load_with_sources(config))) == []
    assert database.exists() == (content is not None), "looking makes no database"


def test_every_rule_reads_back_as_it_was_written(tmp_path: Path) -> None:
    config = installation(tmp_path)
    terms = load_with_sources(config).settings.for_faculty("IE")
    odd = replace(DEFAULT_RULES[0], id="æ", faculty='F"\u2028', basis="'; DROP TABLE rules; --", remind=(), escalate=())
    with connect(tmp_path / "db/avvik.db") as db:
        for rule in (*terms.rules, odd):
            rules.keep(db, [_deadline(rule)], replace(terms, rules=(*terms.rules, odd)))
        assert set(rules.kept(db)) == {*terms.rules, odd}
        assert rules.changed(db, (*terms.rules, odd)) == ()
