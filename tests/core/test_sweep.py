"""The sweep: reminders as lines of each person's one daily digest, once a stage (D7, R51, faults.md G18, G19)."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reminded import OSLO, ROLES, House, directory, house, second

from core.desk import sweep as sweep_module
from core.desk.sweep import Sweep
from core.domain.calendar import DAY, forward, is_working_day
from core.domain.case import Due, Party, Reporter, Task, TaskState, person, role_at
from core.domain.digest import schedule
from core.domain.notice import NOBODY
from core.domain.people import Absence, Role
from core.errors import Refused
from core.store import acts, outbox, reminders
from core.store.engine import Tx

OLA = person("ola")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def sweep(home: House, day: str | date, clock: str = "06:00") -> int:
    home.at(day, clock)
    return await Sweep(home.office).run()


# Who is told


async def test_owner_and_handler_are_both_told(home: House) -> None:
    id = await home.deadline(await home.case(handler="per"), owner=OLA, due="2026-03-04")
    assert await sweep(home, "2026-03-05") == 2
    assert await home.written() == {
        "digest:ola:2026-03-05": [(id, "+1", "owner")],
        "digest:per:2026-03-05": [(id, "+1", "handler")],
    }
    assert await home.rows("SELECT to_kind, template, state, priority FROM outbox GROUP BY 1, 2, 3, 4") == [
        ("person", "digest", "waiting", 1)
    ]


async def test_without_a_handler_the_contact_is_told(home: House) -> None:
    id = await home.deadline(await home.case(), owner=OLA)
    await sweep(home, "2026-03-05")
    assert (await home.written())["digest:kari:2026-03-05"] == [(id, "+1", "contact")]


async def test_with_a_handler_the_contact_is_not(home: House) -> None:
    await home.deadline(await home.case(handler="per"), kind="follow_up")
    await sweep(home, "2026-03-05")
    assert list(await home.written()) == ["digest:per:2026-03-05"]


async def test_who_owes_and_handles_gets_one_line(home: House) -> None:
    id = await home.deadline(await home.case(handler="ola"), owner=OLA)
    assert await sweep(home, "2026-03-05") == 1
    assert await home.written() == {"digest:ola:2026-03-05": [(id, "+1", "owner")]}


async def test_a_role_is_whoever_holds_it(home: House) -> None:
    id = await home.deadline(await home.case(), kind="hse_received", owner=role_at("hse_coordinator", "IE"))
    await sweep(home, "2026-03-05")
    assert await home.written() == {
        "digest:hans:2026-03-05": [(id, "+1", "hse_coordinator")],
        "digest:kari:2026-03-05": [(id, "+1", "contact")],
    }


async def test_the_asked_and_outsiders(home: House) -> None:
    """Reporters and named parties get letters of their own; nobody in the line gets their line instead."""
    case = await home.case()
    asked = await home.deadline(case, kind="hearing", owner=OLA)
    others = [await home.deadline(case, owner=Party(kind, "x")) for kind in ("reporter", "named", "system")]
    await sweep(home, "2026-03-05")
    written = await home.written()
    assert written["digest:ola:2026-03-05"] == [(asked, "+1", "asked")]
    assert {line[0] for line in written["digest:kari:2026-03-05"]} == {asked, *others}
    assert len(written) == 2


async def test_a_stand_in_is_told_in_their_place(home: House) -> None:
    away = Absence("ola", date(2026, 3, 1), date(2026, 3, 8), "stein")
    await home.people(directory(away))
    id = await home.deadline(await home.case(handler="per"), owner=OLA)
    await sweep(home, "2026-03-05")
    assert (await home.written())["digest:stein:2026-03-05"] == [(id, "+1", "owner")]
    await home.deliver()
    await sweep(home, "2026-03-12")
    assert (await home.written())["digest:ola:2026-03-12"] == [(id, "+8", "owner")]


async def test_the_barred_are_never_told(home: House) -> None:
    """An excluded owner's line falls to the head of department; a contact who reported herself, to the dean (D18)."""
    first = await home.deadline(await home.case(excluded=("ola",), handler="per"), owner=OLA)
    reporter = Reporter("Kari", "KARI@example.no", "employee", "nb")
    own = await home.deadline(await home.case(reporter=reporter), kind="triage", owner=role_at("contact", "IE"))
    await sweep(home, "2026-03-05")
    assert await home.written() == {
        "digest:hege:2026-03-05": [(first, "+1", "owner")],
        "digest:per:2026-03-05": [(first, "+1", "handler")],
        "digest:dag:2026-03-05": [(own, "+1", "contact")],
    }


async def test_a_restricted_case_is_the_contacts_alone(home: House) -> None:
    case = await home.case(restricted=True, handler="per")
    ids = [
        await home.deadline(case, owner=OLA),
        await home.deadline(case, "reregister", owner=role_at("contact", "IE")),
    ]
    await sweep(home, "2026-03-05")
    assert await home.written() == {"digest:kari:2026-03-05": [(id, "+1", "contact") for id in ids]}


async def test_nobody_at_all_is_an_alarm_and_never_the_line_of_a_restricted_case(home: House) -> None:
    await home.people(directory(roles=tuple(role for role in ROLES if role.role != "contact")))
    case = await home.case(restricted=True)
    for kind in ("reregister", "task"):
        await home.deadline(case, kind, owner=role_at("contact", "IE"))
    assert await sweep(home, "2026-03-05") == 0
    assert await home.rows('SELECT to_kind, to_id, state, answer, "case" FROM outbox') == [
        ("role", "contact@IE", "failed", NOBODY, case)
    ]


# When


async def test_before_the_sending_time_today_waits(home: House) -> None:
    await home.deadline(await home.case())
    assert await sweep(home, "2026-03-05", "05:59") == 0
    assert await home.written() == {}
    assert await Sweep(home.office).next_at() == home.at("2026-03-05")
    assert await sweep(home, "2026-03-05", "06:00") == 1
    assert await home.rows("SELECT not_before FROM outbox") == [("2026-03-05T05:00:00.000000Z",)]


@pytest.mark.parametrize("day", ["2026-03-07", "2026-03-08", "2026-04-02", "2026-04-06", "2026-05-17", "2026-12-25"])
async def test_nothing_is_written_on_a_free_day(home: House, day: str) -> None:
    await home.deadline(await home.case(), due="2026-03-04")
    assert await sweep(home, day, "12:00") == 0
    assert await home.written() == {}


async def test_what_is_due_on_a_free_day_waits_for_the_next_working_day(tmp_path: Path) -> None:
    """A deadline from an import on Saturday; Monday is a local closed day."""
    async with house(tmp_path, closed=[date(2026, 3, 9)], send_at="07:30") as home:
        await home.deadline(await home.case(), due="2026-02-02", opened="2026-03-07")
        home.at("2026-03-07", "12:00")
        assert await Sweep(home.office).next_at() == home.at("2026-03-10", "07:30")
        assert [await sweep(home, f"2026-03-{n:02}", "10:00") for n in (7, 8, 9, 10)] == [0, 0, 0, 1]
        (line,) = await home.says("digest:kari:2026-03-10")
        assert (line["late"], line["delayed"], line["days"]) == (True, False, -36)


async def test_next_at_is_never_when_nothing_runs(home: House) -> None:
    assert await Sweep(home.office).next_at() is None
    id = await home.deadline(await home.case())
    await home.set("UPDATE deadlines SET state = 'met', next_on = NULL WHERE id = :id", id=id)
    assert await Sweep(home.office).next_at() is None


async def test_after_a_sweep_the_next_instant_is_ahead(home: House) -> None:
    await home.deadline(await home.case(), due="2026-03-25")
    await sweep(home, "2026-03-18")
    assert await Sweep(home.office).next_at() == home.at("2026-03-24")
    await sweep(home, "2026-03-24")
    assert await Sweep(home.office).next_at() == home.at("2026-03-26")
    await sweep(home, "2026-03-26")
    after_easter_week = await Sweep(home.office).next_at()  # Thursday is Maundy Thursday: Tuesday 7 April
    assert after_easter_week == home.at("2026-04-07")


# Once, whatever happens


async def test_a_second_run_writes_nothing(home: House) -> None:
    for _ in range(5):
        await home.deadline(await home.case(), owner=OLA)
    assert await sweep(home, "2026-03-05") == 10
    before = await home.written()
    assert [await sweep(home, "2026-03-05", clock) for clock in ("06:00", "08:00", "23:59")] == [0, 0, 0]
    assert await home.written() == before


async def test_two_daemons_at_once_write_what_one_would(
    home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_module, "BATCH", 3)
    ids = [await home.deadline(await home.case(), owner=OLA) for _ in range(20)]
    async with second(tmp_path / "avvik.db") as other:
        home.at("2026-03-05"), other.at("2026-03-05")
        counts = await asyncio.gather(Sweep(home.office).run(), Sweep(other.office).run())
    assert sum(counts) == 40
    written = await home.written()
    assert {key: sorted(line[0] for line in lines) for key, lines in written.items()} == {
        "digest:ola:2026-03-05": ids,
        "digest:kari:2026-03-05": ids,
    }


@pytest.mark.parametrize("place", ["before sweep commit", "after sweep batch"])
async def test_a_crash_in_any_batch_loses_and_repeats_nothing(
    home: House, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    ids = [await home.deadline(await home.case(), owner=OLA) for _ in range(7)]
    monkeypatch.setattr(sweep_module, "BATCH", 2)
    for fatal in (1, 1, 2):
        met = 0

        def point(name: str, fatal: int = fatal) -> None:
            nonlocal met
            met += name == place
            if name == place and met == fatal:
                raise InterruptedError

        with monkeypatch.context() as patch:
            patch.setattr(sweep_module, "point", point)
            with pytest.raises(InterruptedError):
                await sweep(home, "2026-03-05")
    await sweep(home, "2026-03-05")
    written = await home.written()
    assert {key: sorted(line[0] for line in lines) for key, lines in written.items()} == {
        "digest:ola:2026-03-05": ids,
        "digest:kari:2026-03-05": ids,
    }


async def test_what_comes_while_the_digest_waits_is_added_to_it(home: House) -> None:
    first = await home.deadline(await home.case())
    await sweep(home, "2026-03-05")
    later = await home.deadline(await home.case(), opened="2026-03-05", due="2026-02-27")
    assert await sweep(home, "2026-03-05", "06:01") == 1
    assert [line[0] for line in (await home.written())["digest:kari:2026-03-05"]] == [first, later]


async def test_what_comes_after_it_was_claimed_goes_the_next_working_day(home: House) -> None:
    await home.deadline(await home.case())
    await sweep(home, "2026-03-06")
    await home.deliver()
    ids = [await home.deadline(await home.case(), opened="2026-03-06", due="2026-03-03") for _ in range(2)]
    for n in (1, 2):
        assert await sweep(home, "2026-03-06", f"1{n}:00") == 2 - 2 * (n == 2)
    assert await home.deliver() == []
    own = await home.deadline(await home.case(), due="2026-03-10")
    assert await sweep(home, "2026-03-09") == 1
    assert [line[0] for line in (await home.written())["digest:kari:2026-03-09"]] == [*ids, own]
    assert [line["delayed"] for line in await home.says("digest:kari:2026-03-09")] == [False, False, False]
    assert await home.deliver() == ["kari"]


async def test_a_deadline_stands_once_in_a_digest_at_its_newest_stage(home: House) -> None:
    """Opened late on Friday with a stage behind it: its line waits for Monday, when the next stage comes as well."""
    await home.deadline(await home.case())
    await sweep(home, "2026-03-06")
    await home.deliver()
    id = await home.deadline(await home.case(), opened="2026-03-06", due="2026-02-27")
    assert [await sweep(home, "2026-03-06", "12:00"), await sweep(home, "2026-03-09")] == [1, 1]
    assert (await home.written())["digest:kari:2026-03-09"] == [(id, "+8", "contact")]


async def test_a_digest_in_hand_or_to_be_tried_again_takes_no_more_lines(home: House) -> None:
    """Its bytes are made: the same go on every try."""
    await home.deadline(await home.case())
    await sweep(home, "2026-03-05")
    await home.db.write(lambda tx: outbox.claim(tx, home.now, 9))
    for clock, lease in (("07:00", "2026-03-05T06:30:00.000000Z"), ("08:00", None)):
        await home.set("UPDATE outbox SET lease_until = :lease WHERE attempts > 0", lease=lease)
        await home.deadline(await home.case())
        assert await sweep(home, "2026-03-05", clock) == 1
    written = await home.written()
    assert {key: len(lines) for key, lines in written.items()} == {
        "digest:kari:2026-03-05": 1,
        "digest:kari:2026-03-06": 2,
    }


async def test_a_digest_somebody_holds_is_left_alone(home: House) -> None:
    await home.deadline(await home.case())
    await sweep(home, "2026-03-05")
    await home.set("UPDATE outbox SET state = 'held'")
    await home.deadline(await home.case())
    await sweep(home, "2026-03-05", "09:00")
    assert [len(lines) for lines in (await home.written()).values()] == [1, 1]
    assert list(await home.written()) == ["digest:kari:2026-03-05", "digest:kari:2026-03-06"]


async def test_a_moved_date_reminds_anew(home: House) -> None:
    id = await home.deadline(await home.case(), due="2026-03-04")
    await sweep(home, "2026-03-03")
    await home.deliver()
    await home.set("UPDATE deadlines SET raw_on = :d, due_on = :d, act_on = :d, next_on = '2026-03-10'", d="2026-03-11")
    assert await sweep(home, "2026-03-10") == 1
    assert list((await home.written()).values()) == [[(id, "-1", "contact")], [(id, "-1", "contact")]]


async def test_an_ended_deadline_is_never_reminded_of(home: House) -> None:
    await home.deadline(await home.case())
    await home.set("UPDATE deadlines SET state = 'met', next_on = NULL")
    assert await sweep(home, "2026-03-05") == 0


async def test_a_rule_that_left_the_settings_reminds_as_by_default(home: House) -> None:
    id = await home.deadline(await home.case(), rule="gone@7")
    await sweep(home, "2026-03-05")
    await home.deliver()
    await sweep(home, "2026-03-12")
    assert list((await home.written()).values()) == [[(id, "+1", "contact")], [(id, "+8", "contact")]]


async def test_what_acts_changed_is_erased_when_they_can_no_longer_be_undone(home: House) -> None:
    case, until = await home.case(), home.at("2026-03-07", "12:00")
    row = {"case": case, "actor": "kari", "kind": "note", "at": until, "version": 2, "before": '{"a":1}'}
    text = "2026-03-07T11:00:00.000000Z"
    await home.db.write(lambda tx: acts.add(tx, row | {"undo_until": text}))
    home.at("2026-03-07", "11:59")
    assert await Sweep(home.office).next_at() == until
    await Sweep(home.office).run()
    assert await home.rows("SELECT before FROM acts") == [('{"a":1}',)]
    await sweep(home, "2026-03-07", "12:00")
    assert await home.rows("SELECT before FROM acts") == [(None,)]
    assert await Sweep(home.office).next_at() is None


# What the digest says when it leaves


async def test_only_what_is_still_true_is_said_worst_first(home: House) -> None:
    case = await home.case(tasks=(Task("A-26-0001/1", 1, "measure", OLA, "t", TaskState.ACCEPTED),))
    ended, moved = [await home.deadline(case) for _ in range(2)]
    await home.deadline(case, task="A-26-0001/1", due="2026-03-04", owner=OLA)
    await home.deadline(case, kind="follow_up", due="2026-03-01")  # a Sunday: the duty's day was Friday 27 February
    await home.deadline(case, due="2026-03-06", kind="task")
    await sweep(home, "2026-03-05")
    await home.set("UPDATE deadlines SET state = 'met' WHERE id = :id", id=ended)
    await home.set("UPDATE deadlines SET due_on = '2026-04-01' WHERE id = :id", id=moved)
    said = await home.says("digest:kari:2026-03-05")
    wanted = ("number", "kind", "due_on", "days", "role", "late", "delayed")
    assert [tuple(line[name] for name in wanted) for line in said] == [
        ("A-26-0001", "follow_up", "2026-03-01", -4, "contact", True, True),
        ("A-26-0001/1", "measure", "2026-03-04", -1, "contact", True, False),
        ("A-26-0001", "task", "2026-03-06", 1, "contact", False, False),
    ]


async def test_who_was_excluded_since_is_not_told(home: House) -> None:
    case = await home.case(handler="per")
    await home.deadline(case, owner=OLA)
    await sweep(home, "2026-03-05")
    await home.set("INSERT INTO participants VALUES (:case, 'ola', 'excluded', 0)", case=case)
    assert await home.says("digest:ola:2026-03-05") == []
    assert len(await home.says("digest:per:2026-03-05")) == 1
    await home.set("UPDATE cases SET restricted = 1")
    assert await home.says("digest:per:2026-03-05") == []


async def test_a_deadline_that_is_undone_leaves_no_trace(home: House) -> None:
    id = await home.deadline(await home.case())
    await sweep(home, "2026-03-05")

    def undo(tx: Tx) -> None:
        reminders.forget(tx, id)
        tx.execute("DELETE FROM deadlines WHERE id = :id", {"id": id})

    await home.db.write(undo)
    assert await home.says("digest:kari:2026-03-05") == []


# Downtime and clocks


async def test_after_thirty_days_one_digest_each_with_the_newest_stage_only(home: House) -> None:
    """400 cases, 12 people (faults.md G18)."""
    people = [f"p{n}" for n in range(11)]
    await home.people(directory(logins=("kari", *people), roles=(Role("IE", "contact", "kari"),)))
    start = date(2026, 2, 2)
    for n in range(400):
        await home.deadline(await home.case(), owner=person(people[n % 11]), due=start + timedelta(n % 28))
    assert await sweep(home, "2026-03-04") == 800
    written = await home.written()
    assert set(written) == {f"digest:{login}:2026-03-04" for login in ("kari", *people)}
    for lines in written.values():
        assert len({line[0] for line in lines}) == len(lines)
    assert {line["delayed"] for line in await home.says("digest:kari:2026-03-04")} == {True, False}
    assert sorted(await home.deliver()) == sorted(("kari", *people))
    assert await sweep(home, "2026-03-04", "12:00") == 0
    assert await home.deliver() == []


async def test_a_digest_that_never_left_becomes_todays(home: House) -> None:
    """The daemon was killed between writing and sending, and came back after a month: still one mail."""
    id = await home.deadline(await home.case(), due="2026-03-04")
    await sweep(home, "2026-03-05")
    assert await sweep(home, "2026-04-10") == 2
    assert await home.written() == {
        "digest:kari:2026-04-10": [(id, "+36", "contact")],
        "digest:hege:2026-04-10": [(id, "leader+14", "line_leader")],
    }
    assert await home.rows("SELECT DISTINCT facts, not_before FROM outbox") == [
        ('{"day":"2026-04-10"}', "2026-04-10T04:00:00.000000Z")
    ]
    assert [line["delayed"] for line in await home.says("digest:kari:2026-04-10")] == [True]


async def test_a_left_over_digest_says_that_it_is_late_even_without_a_new_line(home: House) -> None:
    await home.deadline(await home.case(), due="2026-03-04")
    await sweep(home, "2026-03-05")
    assert await sweep(home, "2026-03-10") == 0
    assert [(line["days"], line["delayed"]) for line in await home.says("digest:kari:2026-03-10")] == [(-6, True)]


async def test_a_clock_that_ran_a_year_ahead_loses_and_repeats_nothing(home: House) -> None:
    id = await home.deadline(await home.case(), due="2026-03-25")
    ended = await home.deadline(await home.case(), kind="diploma_return", due="2026-03-25")  # has a last stage
    told = []
    for day in ("2026-03-18", "2027-03-30", "2026-03-18", "2026-03-24", "2026-03-26", "2027-03-30", "2026-03-27"):
        home.at(day)
        due = await Sweep(home.office).next_at()
        assert due is not None or day > "2026-03-26"
        await sweep(home, day)
        await home.deliver()
    told = await home.rows("SELECT deadline, stage, count(*) FROM outbox_lines GROUP BY 1, 2 ORDER BY 1, 2")
    stages = {stage for deadline, stage, _ in told if deadline == id}
    assert {"-7", "-1", "+1", "leader+14"} < stages and len(stages) == 5
    assert {stage for deadline, stage, _ in told if deadline == ended} == {"-7"}
    assert {count for *_, count in told} == {1}


async def day_by_day(folder: Path, first: date, days: int, clock: str) -> None:
    """Exactly one digest for each working day, sent at the wall's time, however long its hours."""
    rule = {"id": "daily", "version": 1, "kind": "measure", "valid_from": date(2020, 1, 1), "basis": "x", "repeat": 1}
    async with house(folder, send_at=clock) as home:
        home.office.settings = home.office.settings.model_validate(
            home.office.settings.model_dump(by_alias=True) | {"rule": [rule | {"period": "4 weeks"}]}
        )
        await home.deadline(await home.case(), due=first - 20 * DAY, opened=first - 40 * DAY, rule="daily@1")
        home.at(first, "00:00")
        sent: list[datetime] = []
        for _ in range(days * 24):
            await Sweep(home.office).run()
            if await home.deliver():
                sent.append(home.now.astimezone(ZoneInfo(OSLO)))
            home.now += timedelta(hours=1)
        assert [at.date() for at in sent] == [day for n in range(days) if is_working_day(day := first + n * DAY)]
        hour, minute = map(int, clock.split(":"))
        assert {at.hour for at in sent} == {hour + bool(minute)}, "looked at every whole hour"


@pytest.mark.parametrize("first", [date(2026, 3, 26), date(2026, 10, 22)])
@pytest.mark.parametrize("clock", ["00:30", "02:30", "06:00"])
def test_one_digest_a_working_day_over_the_change_of_clocks(tmp_path: Path, first: date, clock: str) -> None:
    asyncio.run(day_by_day(tmp_path, first, 6, clock))


STEPS = st.lists(
    st.tuples(st.sampled_from(["run", "run", "run", "deliver", "open", "end", "move"]), st.integers(0, 60)),
    min_size=5,
    max_size=25,
)


@settings(max_examples=20, deadline=None)
@given(STEPS)
def test_any_course_of_runs_tells_each_stage_once_in_one_mail_a_day(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(any_course(Path(folder), steps))


async def any_course(folder: Path, steps: list[tuple[str, int]]) -> None:
    async with house(folder) as home:
        home.at("2026-03-02", "04:00")
        ids = [await home.deadline(await home.case(handler="per"), owner=OLA, due="2026-03-06")]
        mails: list[tuple[str, date]] = []
        for what, n in steps:
            home.now += timedelta(hours=n)
            today = home.office.today(home.now)
            if what == "run":
                await Sweep(home.office).run()
                at = await Sweep(home.office).next_at()
                assert at is None or at > home.now
            elif what == "deliver":
                mails += [(login, today) for login in await home.deliver()]
            elif what == "open":
                due = today + timedelta(n - 20)
                ids.append(await home.deadline(await home.case(), owner=OLA, due=due, opened=today))
            elif what == "end":
                await home.set(
                    "UPDATE deadlines SET state = 'met', next_on = NULL WHERE id = :id", id=ids[n % len(ids)]
                )
            else:
                day = (today + timedelta(n)).isoformat()
                await home.set(
                    "UPDATE deadlines SET raw_on = :day, due_on = :day, act_on = :day, next_on = :now"
                    " WHERE id = :id AND state = 'open'",
                    day=day, now=today.isoformat(), id=ids[n % len(ids)],
                )  # fmt: skip
        home.at(forward(home.office.today(home.now) + DAY))
        await Sweep(home.office).run()
        today = home.office.today(home.now)
        told = await home.rows(
            "SELECT o.to_id, l.deadline, l.due_on, l.stage FROM outbox o JOIN outbox_lines l ON l.outbox = o.n"
        )
        assert len(told) == len(set(told))
        assert len(mails) == len(set(mails))
        remembered = await home.rows("SELECT deadline, due_on, stage FROM reminders")
        assert {line[1:] for line in told} <= set(remembered)
        for id in ids:
            case = id.partition(":")[0]
            (owed,) = await home.db.read(lambda tx, case=case: reminders.of_case(tx, case))
            newest = schedule(owed, home.office.settings.for_faculty("IE")).newest(today)
            if owed.deadline.state is Due.OPEN and newest:
                assert (id, owed.deadline.due_on.isoformat(), newest.id) in remembered


async def test_an_outbox_row_without_lines_that_hold_is_not_sent(home: House) -> None:
    """Never an empty digest: what makes the mail refuses."""
    from core.desk import letters

    await home.deadline(await home.case())
    await sweep(home, "2026-03-05")
    await home.set("UPDATE deadlines SET state = 'met', next_on = NULL")

    def unit(tx: Tx) -> None:
        (row,) = outbox.claim(tx, home.now, 1)
        letters.gather(tx, row, home.office.settings, letters.house(tx, home.now.date()))

    with pytest.raises(Refused, match="nothing_left"):
        await home.db.write(unit)


async def test_the_digest_is_a_mail_its_reader_can_read(home: House) -> None:
    from core.desk import letters

    id = await home.deadline(await home.case(handler="per"), owner=OLA)
    await sweep(home, "2026-03-05")

    def unit(tx: Tx) -> str:
        row = next(each for each in outbox.claim(tx, home.now, 9) if each.to.id == "ola")
        found = letters.gather(tx, row, home.office.settings, letters.house(tx, home.now.date()))
        return letters.text(found, home.office.settings).body

    text = await home.db.write(unit)
    assert id.partition(":")[0] in text and "tiltaksansvarlig" in text and "i går" in text
