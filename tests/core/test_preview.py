"""Every mail that will go out and when: the look ahead is what the sweep then does, within what one may see (§7)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import avvik
from desk import ADMIN, CONTACT, installation
from reminded import ROLES, House, directory, house

from core.desk.preview import Coming, preview
from core.desk.sweep import Sweep
from core.domain.case import person
from core.domain.people import Absence, Role
from core.errors import Refused

DAY = timedelta(1)
FIRST, LAST = date(2026, 3, 2), date(2026, 4, 30)
"""Two months with Easter in them, 29 March to 6 April."""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path, closed=[date(2026, 3, 10)]) as made:
        made.at(FIRST, "05:00")
        yield made


async def furnish(home: House) -> None:
    """Deadlines late and to come, a handler who goes away, a case at another faculty, one that nobody looks after."""
    away = Absence("per", date(2026, 3, 12), date(2026, 3, 25), "anna")
    await home.people(directory(away))
    for number, due in enumerate(("2026-02-02", "2026-03-02", "2026-03-11", "2026-04-02", "2026-05-29")):
        case = await home.case(handler="per" if number % 2 else None, faculty="HF" if number == 3 else "IE")
        await home.deadline(case, "follow_up", due=due)
        await home.deadline(case, due=due, owner=person("ola"))


def digests(found: tuple[Coming, ...]) -> set[tuple[str, str, int]]:
    """Day, reader and how many lines."""
    return {(f"{each.at:%Y-%m-%d}", each.to.id, each.n) for each in found if each.template == "digest"}


async def lived(home: House, first: date) -> set[tuple[str, str, int]]:
    """What the sweep writes, day by day, and the daemon sends."""
    day = first
    while day <= LAST:
        home.at(day)
        await Sweep(home.office).run()
        await home.deliver()
        day += DAY
    written = await home.written()
    return {(key.rpartition(":")[2], key.split(":")[1], len(lines)) for key, lines in written.items()}


async def test_the_digests_foretold_are_those_that_come(home: House) -> None:
    await furnish(home)
    foretold = await preview(home.office, None, LAST)
    assert {each.state for each in foretold} == {"planned"}
    assert all(each.n == len(each.lines) for each in foretold)
    assert digests(foretold) == await lived(home, FIRST)
    readers = {each.to.id for each in foretold if date(2026, 3, 12) <= each.at.date() <= date(2026, 3, 25)}
    assert "anna" in readers and "per" not in readers, "the substitute, while the handler is away"


async def test_looking_changes_nothing_and_a_day_half_done_is_foretold_as_well(home: House) -> None:
    await furnish(home)
    await preview(home.office, None, LAST)
    assert await home.rows("SELECT count(*) FROM reminders") == [(0,)]
    home.at(FIRST, "06:00")
    await Sweep(home.office).run()
    (today, *_) = foretold = await preview(home.office, None, LAST)
    assert (today.state, today.at) == ("waiting", home.now)
    await home.deliver()
    later = await preview(home.office, None, LAST)
    assert digests(later) == digests(foretold) - {each for each in digests(foretold) if each[0] == str(FIRST)}
    assert digests(foretold) == await lived(home, FIRST + DAY)


async def test_after_todays_digest_has_left_a_new_line_waits_for_the_next_working_day(home: House) -> None:
    await home.deadline(await home.case(), due="2026-02-20")
    home.at(FIRST, "06:00")
    await Sweep(home.office).run()
    await home.deliver()
    await home.deadline(await home.case(), due="2026-02-03", opened=FIRST)
    (first, *_) = await preview(home.office, "kari", date(2026, 3, 3))
    assert (f"{first.at:%Y-%m-%d}", [line["number"] for line in first.lines]) == ("2026-03-03", ["A-26-0002"])


async def test_what_nobody_is_there_for_is_said(home: House) -> None:
    await home.people(directory(roles=tuple(role for role in ROLES if role.unit == "HF")))
    await home.deadline(await home.case(), "triage", due="2026-03-04")
    found = await preview(home.office, None, date(2026, 3, 6))
    assert {(each.to.id, each.state) for each in found} == {("contact@IE", "nobody")}


async def test_each_sees_what_they_may_know_of(home: House) -> None:
    await home.people(directory(roles=(*ROLES, Role("NTNU", "admin", "stein"))))
    open_case, secret = await home.case(handler="per"), await home.case(restricted=True)
    for case in (open_case, secret):
        await home.deadline(case, due="2026-03-03", owner=person("ola"))

    async def seen(who: str | None) -> dict[str, tuple[int, set[object]]]:
        found: dict[str, tuple[int, set[object]]] = {}
        for each in await preview(home.office, who, FIRST):
            found[each.to.id] = (each.n, {line["number"] for line in each.lines})
        return found

    both = {"A-26-0001", "A-26-0002"}
    weekly = 1  # the list of the cases that others handle, on a Monday
    assert await seen(None) == {"kari": (1 + weekly, both), "ola": (1, {open_case}), "per": (1, {open_case})}
    assert await seen("kari") == await seen(None), "the contact sees all of the own faculty"
    assert await seen("ola") == {"ola": (1, {open_case})}
    assert await seen("frida") == await seen("anna") == {}
    assert await seen("hege") == {}, "a line leader reads no mails"
    assert await seen("stein") == {"kari": (weekly, set()), "ola": (1, set()), "per": (1, set())}, (
        "counts, and none of a restricted case"
    )
    assert {number for _, lines in (await seen("kari")).values() for number in lines} == both


@pytest.mark.parametrize(("until", "id"), [("2026-03-01", "date.past"), ("2027-03-04", "preview.too_far")])
async def test_a_day_that_cannot_be_looked_at(home: House, until: str, id: str) -> None:
    with pytest.raises(Refused) as refused:
        await preview(home.office, None, date.fromisoformat(until))
    assert refused.value.id == id


def test_the_command_says_it_in_words_and_as_json(tmp_path: Path) -> None:
    config = installation(tmp_path)
    told = avvik(config, "deadline", "preview", who=CONTACT)
    assert told.code == 0 and "dagens frister" in told.out and "purring" in told.out
    assert "reminder" in avvik(config, "deadline", "preview", lang="en").out
    rows = avvik(config, "deadline", "preview", "--json").json
    assert {"at", "to", "template", "case", "state", "n", "lines"} == rows[0].keys()
    assert {row["template"] for row in rows} == {"M1", "M23", "M25", "digest"}
    counted = avvik(config, "deadline", "preview", "--json", who=ADMIN).json
    assert [row["n"] for row in counted] == [row["n"] for row in rows]
    assert not any(row["lines"] for row in counted if row["to"] != ADMIN)
    assert avvik(config, "deadline", "preview", "--until", "2026-02-30").code == 2
    assert avvik(config, "deadline", "preview", "--until", "2020-01-01", lang="en").code == 1
