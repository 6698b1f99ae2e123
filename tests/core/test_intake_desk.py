"""Reports coming in through the desk: repeatable, receipted, and told in the transaction that brings them (§3)."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from exports import row, text_of
from world import NOW, REPORTER, ROLES, World, away, directory, opened, report

from core.desk import arrivals, intake
from core.desk.intake import Tally
from core.domain.case import Reporter
from core.domain.handling import Mask
from core.domain.people import Directory, Role
from core.errors import Forbidden, Refused
from core.store import imports
from core.store.values import load
from core.store.views import Filter


async def take(world: World, *rows: dict[str, str], **more: Any) -> Tally:
    return await world.desk.intake.take(io.BytesIO(text_of(rows).encode()), **more)


def news(world: World) -> list[tuple[str, str, list[str], str]]:
    """M1: state, to whom, of which cases, with which date."""
    rows = world.ask("SELECT state, to_id, facts FROM outbox WHERE template = 'M1' ORDER BY n")
    return [(state, to, load(facts)["cases"], load(facts)["due_on"]) for state, to, facts in rows]


async def test_repeated_at_will(world: World) -> None:
    first = await take(world, row(1), row(2))
    assert (first.imported, first.unchanged, first.refused, first.set_to) == (
        2,
        0,
        [],
        {"EN": ["A-26-0001", "A-26-0002"]},
    )
    before = [world.ask(f"SELECT * FROM {table}") for table in ("cases", "acts", "outbox", "deadlines")]
    again = await take(world, row(1), row(2))
    assert (again.imported, again.unchanged, again.refused) == (0, 2, [])
    assert [world.ask(f"SELECT * FROM {table}") for table in ("cases", "acts", "outbox", "deadlines")] == before
    third = await take(world, row(1), row(2), row(3))
    assert (third.imported, third.unchanged) == (1, 2)


async def test_a_masked_case_is_still_unchanged(world: World) -> None:
    await take(world, row(1))
    await world.act("contact", "SIFRA-1", Mask(("Pensumlisten",), "prøve"))
    again = await take(world, row(1))
    assert (again.imported, again.unchanged) == (0, 1)
    assert (await world.case("A-26-0001")).detail.description == "▇▇▇ kom aldri"


async def test_another_row_under_a_known_reference_is_refused(world: World) -> None:
    await take(world, row(1))
    again = await take(world, row(1, title="En annen sak"))
    assert [(each.line, each.reference, each.reason) for each in again.refused] == [
        (2, "SIFRA-1", "duplicate_reference")
    ]
    assert (await world.case("A-26-0001")).title == "Sak 1"


async def test_a_rehearsal_writes_nothing(world: World) -> None:
    done = await take(world, row(1), row(2, unit="NOWHERE"), dry_run=True)
    assert (done.imported, len(done.refused)) == (1, 1)
    assert world.ask("SELECT count(*) FROM cases") == [(0,)]
    assert world.ask("SELECT count(*) FROM outbox") == [(0,)]


async def test_without_a_directory_nothing_is_read(tmp_path: Path) -> None:
    async with opened(tmp_path, Directory()) as empty:
        with pytest.raises(Refused) as refused:
            await take(empty, row(1))
    assert refused.value.id == "intake.no_directory"


async def test_one_bad_row_is_refused_alone(world: World) -> None:
    done = await take(world, row(1), row(2, unit="NOWHERE"), row(3))
    assert (done.imported, [each.line for each in done.refused]) == (2, [3])


@pytest.mark.parametrize(
    ("receipts", "expected"), [("recent", ["A-26-0002"]), ("all", ["A-26-0001", "A-26-0002"]), ("none", [])]
)
async def test_receipts(world: World, receipts: str, expected: list[str]) -> None:
    await take(world, row(1, received="2026-11-04T09:59:00"), row(2, received="2026-11-04T10:01:00"), receipts=receipts)
    found = world.ask("SELECT \"case\" FROM outbox WHERE template = 'M23' ORDER BY n")
    assert [case for (case,) in found] == expected


async def test_one_mail_to_each_contact_for_the_whole_import(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)
    rows = [row(n, unit="TO-A" if n % 3 == 0 else "EN-A") for n in range(1, 8)]
    await take(world, *rows)
    assert news(world) == [
        ("waiting", "contact", [f"A-26-000{n}" for n in (1, 2, 4, 5, 7)], "2026-11-24"),
        ("waiting", "to_contact", ["A-26-0003", "A-26-0006"], "2026-11-24"),
    ]
    assert world.ask("SELECT \"values\" FROM acts WHERE kind = 'import'") == [('{"imported":"7"}',)]


async def test_the_earliest_date_is_named(world: World) -> None:
    await take(world, row(1), row(2, received="2025-01-08T10:00:00"))
    assert [due_on for *_, due_on in news(world)] == ["2025-01-15"]


async def test_every_batch_tells_of_its_own_cases(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However an import ends, no case is in the database that its contact is not told of."""
    monkeypatch.setattr(intake, "BATCH", 2)

    def stop(rows: int) -> None:
        told = [number for *_, numbers, _ in news(world) for number in numbers]
        assert told == [id for (id,) in world.ask("SELECT id FROM cases ORDER BY n")]
        if rows == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await take(world, *(row(n) for n in range(1, 8)), progress=stop)
    done = await take(world, *(row(n) for n in range(1, 8)))
    assert (done.imported, done.unchanged) == (3, 4)
    assert [numbers for _, _, numbers, _ in news(world)] == [
        [f"A-26-000{n}" for n in (1, 2, 3, 4)],
        [f"A-26-000{n}" for n in (5, 6, 7)],
    ]


async def test_what_has_left_meanwhile_is_not_said_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "BATCH", 2)

    def send(_rows: int) -> None:
        world.change("UPDATE outbox SET state = 'sent', attempts = 1 WHERE template = 'M1'")

    await take(world, *(row(n) for n in range(1, 6)), progress=send)
    assert [numbers for _, _, numbers, _ in news(world)] == [
        ["A-26-0001", "A-26-0002"],
        ["A-26-0003", "A-26-0004"],
        ["A-26-0005"],
    ]


async def test_a_mail_of_more_than_anybody_reads_is_divided(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST", 2)
    await take(world, *(row(n) for n in range(1, 6)))
    assert [len(numbers) for _, _, numbers, _ in news(world)] == [2, 2, 1]


async def test_a_contact_of_two_faculties_hears_of_both(world: World) -> None:
    await world.people(directory(roles=(*ROLES, Role("TO", "contact", "contact"))))
    await take(world, row(1), row(2, unit="TO-A"))
    assert [(to, numbers) for _, to, numbers, _ in news(world)] == [
        ("contact", ["A-26-0001"]),
        ("contact", ["A-26-0002"]),
        ("to_contact", ["A-26-0002"]),
    ]


async def test_nobody_is_told_of_their_own_report(world: World) -> None:
    """D18: the contact hears of the others, the next in line of hers."""
    await take(world, row(1), row(2, reporter_email="Contact@example.org", reporter_kind="employee"))
    assert [(to, numbers) for _, to, numbers, _ in news(world)] == [("contact", ["A-26-0001"]), ("dean", ["A-26-0002"])]


async def test_nobody_there_is_an_alarm(world: World) -> None:
    await world.people(directory(*(away(role.login) for role in ROLES)))
    await take(world, row(1))
    assert [(state, to) for state, to, *_ in news(world)] == [("failed", "contact@EN")]


async def test_the_stand_in_is_told(world: World) -> None:
    await world.people(directory(away("contact", "substitute")))
    await take(world, row(1))
    assert [to for _, to, *_ in news(world)] == ["substitute"]


async def test_old_reports_come_with_old_dates(world: World) -> None:
    """Their clocks run from the day they came in; the missed stages are one line each of one digest."""
    await take(world, row(1, received="2026-09-01T10:00:00"))
    case = await world.case("A-26-0001")
    assert {d.kind: str(d.raw_on) for d in case.open_deadlines()} == {
        "triage": "2026-09-08",
        "follow_up": "2026-09-29",
        "preliminary_reply": "2026-10-01",
    }
    assert await world.desk.sweep.run() == 3
    assert world.ask("SELECT to_id FROM outbox WHERE template = 'digest'") == [("contact",)]
    assert await world.desk.sweep.run() == 0


async def test_numbers_are_a_years_own_and_follow_each_other(world: World) -> None:
    await take(world, row(1), row(2))
    world.now = datetime(2026, 12, 31, 23, 30, tzinfo=NOW.tzinfo)  # 2027 in Oslo
    await take(world, row(3))
    assert [id for (id,) in world.ask("SELECT id FROM cases ORDER BY n")] == ["A-26-0001", "A-26-0002", "A-27-0001"]


async def test_a_mark_tells_nothing_of_the_row(world: World) -> None:
    await take(world, row(1))
    mark = world.ask("SELECT hmac FROM imports")[0][0]
    assert len(mark) == 32
    assert imports.mark(b"another database", b"x") != imports.mark(b"this one", b"x")


async def test_by_hand_by_the_contact_or_the_installation(world: World) -> None:
    id = await world.desk.intake.register("contact", report())
    assert world.mails(id) == [("M23", "reporter")], "the contact knows"
    id = await world.desk.intake.register(None, report())
    assert world.mails(id) == [("M1", "contact"), ("M23", "reporter")]
    for who in ("handler", "dean", "to_contact", "nobody", "admin"):
        with pytest.raises(Forbidden):
            await world.desk.intake.register(who, report())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"unit": "NOWHERE"}, "unit.unknown"),
        ({"title": " "}, "text.empty"),
        ({"description": ""}, "text.empty"),
        ({"reporter": Reporter(" ", "x@example.org", "student", "nb")}, "text.empty"),
        ({"reporter": Reporter("Mari", " ", "student", "nb")}, "text.empty"),
        ({"received_at": NOW + timedelta(minutes=1)}, "date.future"),
    ],
)
async def test_what_a_report_must_hold(world: World, changes: dict[str, Any], refusal: str) -> None:
    """R6: never anonymous."""
    with pytest.raises(Refused) as refused:
        await world.desk.intake.register("contact", report(**changes))
    assert refused.value.id == refusal
    assert world.ask("SELECT count(*) FROM cases") == [(0,)]


async def test_a_directory_is_what_the_file_says_and_nobody_is_deleted(world: World) -> None:
    file = Path(__file__).parents[1] / "data" / "directory.toml"
    done = await world.desk.people.import_directory(file, dry_run=True)
    assert done.changed
    assert (await world.desk.people.directory()).people == directory().people
    done = await world.desk.people.import_directory(file)
    assert "contact" in done.gone
    assert not (await world.desk.people.directory()).people["contact"].active
    with pytest.raises(Forbidden):
        await world.desk.lists.keys("contact", Filter())
    assert not (await world.desk.people.import_directory(file)).changed


async def test_whoever_leaves_is_stood_in_for(world: World) -> None:
    id = await world.measured()
    staff = directory()
    gone = {login: person for login, person in staff.people.items() if login != "owner"}
    roles = tuple(role for role in ROLES if role.login != "owner")
    await world.people(type(staff)(staff.units, gone, roles))
    shown = await world.desk.shows.case("contact", id)
    owes = {d.kind: shown.owes[d.id] for d in shown.case.open_deadlines()}
    assert owes["measure"] == ("head",)
    assert REPORTER.name not in repr(owes)
