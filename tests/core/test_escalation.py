"""Who else hears that something is late, and the weekly list of a contact whose cases have handlers (D7, §3, §5)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from reminded import ROLES, House, directory, house

from core.desk.sweep import Sweep
from core.domain.case import Reporter, State, person
from core.domain.people import Absence, Role

DAY = timedelta(1)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def live(home: House, first: str, until: str) -> dict[str, list[tuple[str, str, str]]]:
    """Every morning from `first` until a day, it included: what was written into digests."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(until):
        home.at(day)
        await Sweep(home.office).run()
        await home.deliver()
        day += DAY
    return await home.written()


async def letters(home: House) -> list[tuple[str, ...]]:
    """M25: the case and the morning it was written."""
    found = await home.rows("SELECT \"case\", substr(created_at, 1, 10) FROM outbox WHERE template = 'M25' ORDER BY n")
    return [tuple(row) for row in found]


# The line leader


async def test_the_head_reads_it_after_fourteen_days(home: House) -> None:
    id = await home.deadline(await home.case(), owner=person("ola"), due="2026-03-04")
    written = await live(home, "2026-03-05", "2026-03-20")
    assert written["digest:hege:2026-03-18"] == [(id, "leader+14", "line_leader")]
    assert {key for key in written if "hege" in key} == {"digest:hege:2026-03-18"}, "once"
    (line,) = await home.says("digest:hege:2026-03-18")
    assert (line["about"], line["role"], line["late"]) == ("escalated", "line_leader", True)


@pytest.mark.parametrize(
    ("owner", "handler", "absences", "reads"),
    [
        ("hege", None, (), "dag"),  # the head owes it: the dean
        ("ola", "hege", (), "dag"),  # the head handles it
        ("ola", None, (Absence("hege", date(2026, 3, 1), None, "per"),), "per"),
        ("ola", None, (Absence("hege", date(2026, 3, 1), None, "ola"),), "dag"),  # the stand-in is who is late
    ],
)
async def test_never_whoever_is_late(
    home: House, owner: str, handler: str | None, absences: tuple[Absence, ...], reads: str
) -> None:
    await home.people(directory(*absences))
    id = await home.deadline(await home.case(handler=handler), owner=person(owner), due="2026-03-04")
    written = await live(home, "2026-03-18", "2026-03-18")
    assert (id, "leader+14", "line_leader") in written[f"digest:{reads}:2026-03-18"]
    assert [key for key, lines in written.items() if any(line[1] == "leader+14" for line in lines)] == [
        f"digest:{reads}:2026-03-18"
    ]


async def test_the_line_never_hears_of_a_restricted_case(home: House) -> None:
    await home.deadline(await home.case(restricted=True, state=State.REJECTED), kind="reregister", due="2026-03-04")
    written = await live(home, "2026-03-05", "2026-05-04")
    assert {key.split(":")[1] for key in written} == {"kari"}
    assert await letters(home) == []


@pytest.mark.parametrize(
    "change", [{"excluded": ("hege",)}, {"reporter": Reporter("H", "hege@example.no", "employee", "nb")}]
)
async def test_a_barred_leader_is_passed_over(home: House, change: dict[str, object]) -> None:
    id = await home.deadline(await home.case(**change), owner=person("ola"), due="2026-03-04")
    written = await live(home, "2026-03-18", "2026-03-18")
    assert written["digest:dag:2026-03-18"] == [(id, "leader+14", "line_leader")]
    assert not any("hege" in key for key in written)


async def test_a_leader_excluded_since_is_not_told_after_all(home: House) -> None:
    case = await home.case()
    await home.deadline(case, owner=person("ola"), due="2026-03-04")
    home.at("2026-03-18")
    await Sweep(home.office).run()
    await home.set("INSERT INTO participants (\"case\", who, relation, n) VALUES (:c, 'hege', 'excluded', 0)", c=case)
    assert await home.says("digest:hege:2026-03-18") == []


async def test_nobody_above_is_no_alarm_and_the_debtor_is_reminded_all_the_same(home: House) -> None:
    await home.people(directory(roles=(Role("IE", "contact", "kari"),)))
    await home.deadline(await home.case(), owner=person("ola"), due="2026-03-04")
    await live(home, "2026-03-05", "2026-03-20")
    assert await home.rows("SELECT count(*) FROM outbox WHERE state = 'failed'") == [(0,)]


# The reporter


async def test_the_reporter_hears_after_twenty_eight_days_when_the_cases_own_answer_is_late(home: House) -> None:
    case = await home.case()
    await home.deadline(case, kind="follow_up", due="2026-03-04")
    await home.deadline(case, kind="preliminary_reply", due="2026-03-09")
    await live(home, "2026-03-05", "2026-05-04")
    assert await letters(home) == [(case, "2026-04-01")], "once, though two answers are late"


async def test_a_late_measure_is_not_the_reporters_business(home: House) -> None:
    await home.deadline(await home.case(), kind="measure", due="2026-03-04")
    await live(home, "2026-03-05", "2026-05-04")
    assert await letters(home) == []


async def test_the_reporters_of_its_duplicates_hear_it_too(home: House) -> None:
    lead = await home.case()
    follower = await home.case(lead=lead, link="duplicate")
    await home.case(lead=lead, link="recurrence")
    await home.deadline(lead, kind="follow_up", due="2026-03-04")
    await live(home, "2026-04-01", "2026-04-08")
    assert {case for case, _ in await letters(home)} == {lead, follower}
    facts = await home.rows("SELECT facts FROM outbox WHERE template = 'M25' AND \"case\" = :c", c=follower)
    assert lead not in facts[0][0]


async def test_what_comes_in_late_with_an_import_counts_from_the_import(home: House) -> None:
    await home.deadline(await home.case(), kind="follow_up", due="2025-09-01", opened="2026-03-02")
    written = await live(home, "2026-03-02", "2026-03-13")
    assert await letters(home) == [] and not any("hege" in key for key in written)
    written = await live(home, "2026-03-16", "2026-04-01")
    assert any("hege" in key for key in written) and len(await letters(home)) == 1


async def test_the_rule_says_when(tmp_path: Path) -> None:
    rule = {
        "id": "follow_up", "version": 2, "kind": "follow_up", "valid_from": date(2026, 1, 1), "period": "4 weeks",
        "basis": "x", "remind": [7], "repeat": 0, "escalate": [3],
    }  # fmt: skip
    async with house(tmp_path) as home:
        home.office.settings = type(home.office.settings).model_validate(
            home.office.settings.model_dump(mode="python", by_alias=True, exclude_unset=True) | {"rule": [rule]}
        )
        id = await home.deadline(await home.case(), kind="follow_up", due="2026-03-04")
        written = await live(home, "2026-03-05", "2026-06-04")
        assert written["digest:hege:2026-03-09"] == [(id, "leader+3", "line_leader")]
        assert await letters(home) == []


# Thirty days down


async def test_after_thirty_days_down_one_digest_each_and_nothing_at_a_second_start(home: House) -> None:
    for n in range(40):
        await home.deadline(await home.case(), owner=person("ola"), due=date(2026, 2, 2) + n % 14 * DAY)
    home.at("2026-03-04")
    assert await Sweep(home.office).run() > 80
    written = await home.written()
    assert set(written) == {f"digest:{login}:2026-03-04" for login in ("kari", "ola", "hege")}
    for lines in written.values():
        assert len({deadline for deadline, _, _ in lines}) == len(lines), "the newest stage only"
    await home.deliver()
    assert await Sweep(home.office).run() == 0


# The weekly list


async def test_a_contact_reads_once_a_week_what_others_handle(home: House) -> None:
    handled = await home.deadline(await home.case(handler="per"), kind="follow_up", due="2026-06-01")
    await home.deadline(await home.case(), kind="follow_up", due="2026-06-01")  # the contact's own to handle
    written = await live(home, "2026-03-02", "2026-03-13")
    assert written == {
        "digest:kari:2026-03-02": [(handled, "week:2026-03-02", "contact")],
        "digest:kari:2026-03-09": [(handled, "week:2026-03-09", "contact")],
    }
    (line,) = await home.says("digest:kari:2026-03-09")
    assert (line["about"], line["delayed"]) == ("weekly", False)


async def test_the_weekly_list_and_the_reminders_of_a_monday_are_one_mail(home: House) -> None:
    handled = await home.deadline(await home.case(handler="per"), kind="follow_up", due="2026-06-01")
    own = await home.deadline(await home.case(), kind="triage", due="2026-03-02")
    written = await live(home, "2026-03-02", "2026-03-02")
    assert sorted(line[0] for line in written["digest:kari:2026-03-02"]) == sorted((handled, own))


async def test_never_an_empty_list(home: House) -> None:
    home.at("2026-03-02")
    assert await Sweep(home.office).next_at() is None
    await home.deadline(await home.case(), kind="follow_up", due="2026-06-01")
    await home.case(handler="per", state=State.CLOSED)
    assert await live(home, "2026-03-02", "2026-03-13") == {}


async def test_easter_monday_and_a_daemon_that_was_down_put_it_off_not_away(home: House) -> None:
    id = await home.deadline(await home.case(handler="per"), kind="follow_up", due="2026-06-01")
    written = await live(home, "2026-03-30", "2026-04-10")
    assert list(written) == ["digest:kari:2026-03-30", "digest:kari:2026-04-07"]
    home.at("2026-04-16")  # a Thursday: nothing ran since Friday
    assert await Sweep(home.office).run() == 1
    assert (await home.written())["digest:kari:2026-04-16"] == [(id, "week:2026-04-13", "contact")]
    assert await Sweep(home.office).run() == 0


async def test_a_new_installation_waits_for_its_first_monday(home: House) -> None:
    await home.deadline(await home.case(handler="per"), kind="follow_up", due="2026-06-01")
    home.at("2026-03-04")
    assert await Sweep(home.office).run() == 0
    assert await Sweep(home.office).next_at() == home.at("2026-03-09")


async def test_restricted_cases_and_barred_contacts_stand_in_no_list(home: House) -> None:
    roles = (*ROLES, Role("IE", "contact", "anna"))
    await home.people(directory(roles=roles))
    one = await home.deadline(await home.case(handler="per", excluded=("anna",)), kind="follow_up", due="2026-06-01")
    await home.deadline(await home.case(handler="per", restricted=True), kind="follow_up", due="2026-06-01")
    await home.deadline(await home.case(handler="kari", unit="IE"), kind="follow_up", due="2026-06-01")
    written = await live(home, "2026-03-02", "2026-03-02")
    assert written["digest:kari:2026-03-02"] == [(one, "week:2026-03-02", "contact")]
    assert [line[0] for line in written["digest:anna:2026-03-02"]] != [one]
