"""Deadlines as people ask for them: lists within one's reach, and why a date is what it is (workflow.md §5, §7)."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from reminded import LOGINS, ROLES, House, directory, house

from core.desk.deadlines import Deadlines
from core.domain.calendar import Period
from core.domain.case import Reporter, State, Task, TaskState, person, role_at
from core.domain.dates import due, due_given
from core.domain.people import Absence, Role
from core.errors import Forbidden, NotFound
from core.trace import sentences

OLA = person("ola")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        made.at("2026-03-05", "12:00")
        yield made


async def ids(home: House, who: str | None, **asked: bool | int) -> list[str]:
    return [each.deadline.id for each in await Deadlines(home.office).list(who, **asked)]


async def with_measure(home: House, **head: object) -> tuple[str, str, str]:
    """A case, its follow-up and the deadline of a measure that Ola owns."""
    number = f"A-26-{home.count + 1:04d}/1"
    case = await home.case(tasks=(Task(number, 1, "measure", OLA, "t", TaskState.ACCEPTED),), **head)
    follow_up = await home.deadline(case, "follow_up", due="2026-03-20")
    return case, follow_up, await home.deadline(case, owner=OLA, task=number, due="2026-03-04")


async def test_the_earliest_last_day_comes_first(home: House) -> None:
    """A duty goes by its raw date, Sunday 8 March; a person's own by Monday 9 March, shifted."""
    case, other = await home.case(), await home.case()
    own, duty = await home.deadline(case, due="2026-03-08"), await home.deadline(other, "follow_up", due="2026-03-08")
    late = await home.deadline(case, "triage", due="2026-02-02")
    found = await Deadlines(home.office).list(None)
    assert [(each.deadline.id, each.case, each.days) for each in found] == [
        (late, case, -31),
        (duty, other, 3),
        (own, case, 4),
    ]


async def test_overdue_ended_and_limit(home: House) -> None:
    late, today, ahead = [await home.deadline(await home.case(), due=f"2026-03-0{n}") for n in (4, 5, 6)]
    later = await home.deadline("A-26-0001", due="2026-04-08")
    assert await ids(home, "kari") == [late, today, ahead, later]
    assert await ids(home, "kari", overdue=True) == [late]
    assert await ids(home, "kari", limit=2) == [late, today]
    await home.set("UPDATE deadlines SET state = 'met' WHERE id = :id", id=late)
    assert await ids(home, "kari") == [today, ahead, later]


async def test_a_limit_never_hides_an_earlier_date(home: House) -> None:
    first = await home.case()
    later, early = await home.deadline(first, due="2026-06-01"), await home.deadline(first, due="2026-03-02")
    middle = await home.deadline(await home.case(), due="2026-03-03")
    assert await ids(home, "kari", limit=2) == [early, middle]
    assert await ids(home, "kari", limit=3) == [early, middle, later]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (None, "both"),
        ("kari", "both"),
        ("per", "both"),
        ("hege", "both"),
        ("dag", "both"),
        ("ola", "own"),
        ("frida", ""),
        ("anna", ""),
        ("hans", ""),
    ],
)
async def test_who_sees_which(home: House, who: str | None, sees: str) -> None:
    case, follow_up, measure = await with_measure(home, handler="per")
    seen = {"both": [measure, follow_up], "own": [measure], "": []}[sees]
    assert await ids(home, who) == seen
    if not seen:
        for name in (case, measure, "R-1"):
            with pytest.raises(NotFound, match=r"case\.unknown"):
                await Deadlines(home.office).explain(who, name)
        return
    assert {each.deadline.id for each in await Deadlines(home.office).explain(who, case)} == set(seen)
    if follow_up not in seen:
        with pytest.raises(NotFound, match=r"deadline\.unknown"):
            await Deadlines(home.office).explain(who, follow_up)


async def test_the_barred_and_the_restricted(home: House) -> None:
    """The excluded handler sees nothing (D18), the reporter neither; a restricted case is the contact's alone."""
    await with_measure(
        home, handler="per", excluded=("per",), reporter=Reporter("D", "Dag@example.no", "employee", "nb")
    )
    *_, hidden = await with_measure(home, handler="per", restricted=True)
    for who, count in {"per": 0, "dag": 0, "ola": 1, "hege": 2, "kari": 4}.items():
        assert len(await ids(home, who)) == count, who
        assert (hidden in await ids(home, who)) == (who == "kari")


async def test_mine_is_what_i_owe_or_handle(home: House) -> None:
    """Also while I stand in; a contact handles what nobody else does."""
    _, followed, measure = await with_measure(home, handler="per")
    _, unhandled, second = await with_measure(home)
    moved = await home.case(state=State.TRANSFERRED)
    await home.set("UPDATE deviations SET transferred_to = 'hse' WHERE \"case\" = :case", case=moved)
    hse = await home.deadline(moved, "hse_received", owner=role_at("hse_coordinator", "IE"), due="2026-03-06")
    mine = {who: set(await ids(home, who, mine=True)) for who in ("per", "ola", "kari", "hans", "hege")}
    assert mine == {
        "per": {followed, measure},
        "ola": {measure, second},
        "kari": {unhandled, second, hse},
        "hans": {hse},
        "hege": set(),
    }
    await home.people(directory(Absence("per", date(2026, 3, 1), None, "stein")))
    assert set(await ids(home, "stein", mine=True)) == {followed, measure}
    assert await ids(home, None, mine=True) == await ids(home, None)


async def test_somebody_unknown_sees_nothing(home: House) -> None:
    await home.deadline(await home.case())
    await home.people(directory(roles=(*ROLES, Role("IE", "contact", "anna")), logins=LOGINS))
    assert len(await ids(home, "anna")) == 1
    with pytest.raises(Forbidden):
        await ids(home, "nobody")


async def test_explain_names_rule_basis_and_the_next_reminders(home: House) -> None:
    case = await home.case()
    id = await home.deadline(case, "preliminary_reply", due="2026-03-15", opened="2026-02-16")
    (found,) = await Deadlines(home.office).explain("kari", id)
    assert (found.case, found.rule, found.version, found.opened_on) == (case, "preliminary_reply", 1, date(2026, 2, 16))
    assert found.basis.startswith("forvaltningsloven § 11 a") and found.days == 10
    assert [(stage.id, stage.on.isoformat()) for stage in found.reminders] == [
        ("-7", "2026-03-06"),
        ("-1", "2026-03-12"),
        ("+1", "2026-03-16"),
    ]
    assert found.sentences("nb") == (
        f"regel preliminary_reply@1: {found.basis}",
        "satt for hånd til søndag 15.03",
        "søndag 15.03 er helg",
        "institusjonens egen plikt flyttes ikke fra søndag 15.03: gjør det senest fredag 13.03",
    )
    assert await Deadlines(home.office).explain("kari", "R-1") == (found,)
    await home.set("UPDATE deadlines SET state = 'met'")
    (ended,) = await Deadlines(home.office).explain(None, id)
    assert (ended.days, ended.reminders) == (None, ())


async def test_a_reference_with_a_colon_is_a_case(home: House) -> None:
    id = await home.deadline(await home.case(reference="SIFRA:7"))
    for name in ("SIFRA:7", "SIFRA:7:1"):
        assert [each.deadline.id for each in await Deadlines(home.office).explain("kari", name)] == [id]


@pytest.mark.parametrize("name", ["A-26-0001:9", "R-1:2"])
async def test_a_number_the_case_does_not_have(home: House, name: str) -> None:
    await home.deadline(await home.case())
    with pytest.raises(NotFound, match=r"deadline\.unknown"):
        await Deadlines(home.office).explain("kari", name)


@pytest.mark.parametrize("name", ["", ":", "A-26-0002", "A-26-0002:1", "A-26-0001:x", "x" * 9999, "R-1:²"])
async def test_a_name_that_names_nothing(home: House, name: str) -> None:
    await home.deadline(await home.case())
    with pytest.raises(NotFound, match=r"case\.unknown"):
        await Deadlines(home.office).explain("kari", name)


# The trace in words


def test_four_weeks_onto_christmas() -> None:
    """law.md's vector: a person's own date is shifted, the institution's duty is not."""
    start, weeks = date(2026, 11, 27), Period(4, "week")
    assert sentences(due(start, weeks).trace, "nb") == (
        "27.11 + 4 uker = fredag 25.12",
        "fredag 25.12 er helligdag (første juledag)",
        "lørdag 26.12 er helg",
        "flyttet til mandag 28.12",
    )
    assert sentences(due(start, weeks, duty=True).trace, "en") == (
        "27 Nov + 4 weeks = Friday 25 Dec",
        "Friday 25 Dec is a public holiday (Christmas Day)",
        "the institution’s own duty stays on Friday 25 Dec: act by Thursday 24 Dec",
    )


def test_two_holidays_on_one_day_and_a_working_day() -> None:
    monday = due(date(2027, 4, 26), Period(3, "week"))
    assert sentences(monday.trace, "nb")[1] == "mandag 17.05 er helligdag (grunnlovsdagen, andre pinsedag)"
    assert sentences(due(date(2026, 10, 29), Period(3, "week")).trace, "nb") == (
        "29.10 + 3 uker = torsdag 19.11",
        "torsdag 19.11 er virkedag",
    )


def test_working_days_say_what_is_not_counted_and_years_stand_where_they_differ() -> None:
    closed = frozenset({date(2026, 12, 28)})
    assert sentences(due(date(2026, 12, 23), Period(5, "working day"), closed).trace, "en") == (
        "23 Dec 2026 + 5 working days = Monday 4 Jan 2027",
        "Friday 25 Dec 2026 is not counted (Christmas Day)",
        "Monday 28 Dec 2026 is not counted (local closed day)",
        "Friday 1 Jan 2027 is not counted (New Year’s Day)",
        "Monday 4 Jan 2027 is a working day",
    )


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_sentence_of_every_day_of_ten_years_is_in_the_catalogue(language: str) -> None:
    """A missing one is an error under the tests (words.Unsaid)."""
    ten_years = (date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2036, 1, 1).toordinal(), 3))
    for day in ten_years:
        closed = frozenset({day.replace(day=15)})
        for period in (Period(1, "month"), Period(1, "day"), Period(2, "working day")):
            for trace in (due(day, period, closed, duty=day.day % 2 == 0).trace, due_given(day, closed).trace):
                said = sentences(trace, language)
                assert not any("trace." in each or "{" in each for each in said)


def test_one_is_singular() -> None:
    assert sentences(due(date(2026, 3, 2), Period(1, "month")).trace, "nb")[0] == "02.03 + 1 måned = torsdag 02.04"
