"""Complaints at the desk over a real database: what lapses, who is reminded, what is masked, undone, found."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from lodged import EXTERNAL, MEMBERS, STUDENT, TODAY, at_the_office, days, graded, lodged, registered, sent, staff
from world import World, away, opened

from core.domain.complaint.answering import DecideFormal
from core.domain.complaint.case import Type
from core.domain.complaint.commission import Appoint
from core.domain.complaint.correcting import Correct
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.ending import Dismiss, WithdrawComplaint
from core.domain.complaint.holding import Block, TickOff
from core.domain.complaint.offices import FS_HELP
from core.domain.complaint.protocol import SendProtocol
from core.domain.handling import Close, Note
from core.domain.triage import Approve, Assign
from core.errors import AvvikError, Forbidden, Refused
from core.store import cases, complaints, masking
from core.store.views import Filter

OUT = Diploma(kinds_of("paper"), Issue.SENT, days(-3))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with opened(tmp_path, staff()) as world:
        yield world


async def refused(world: World, who: str | None, id: str, act: object) -> str:
    with pytest.raises(AvvikError) as error:
        await world.act(who, id, act)
    return error.value.id


async def test_numbers_of_their_own(world: World) -> None:
    await world.received()
    assert [await registered(world), await registered(world, student_number="2")] == ["K-26-0001", "K-26-0002"]
    assert await world.received() == "A-26-0002"


async def test_what_is_saved_is_what_is_read(world: World) -> None:
    """Every field there is, through every act that writes one."""
    id = await graded(world, caseworker="caseworker", diploma=OUT, student_reasons="Uenig", remark="x")
    assert (await world.case(id)).state == "awaiting_diploma"
    acts = (
        Block(),
        WriteLetter(1, days(7)),
        RecordDiploma(returned=TODAY),
        SendProtocol(TODAY, TODAY),
        Correct("feil"),
    )
    for act in acts:
        case = await world.act("caseworker", id, act)
        assert asdict(case) == asdict(await world.case(id)), act


async def test_a_round_trip_of_a_complaint_by_itself(world: World) -> None:
    id = await sent(world, parts=())
    complaint = (await world.case(id)).complaint
    assert complaint
    row = complaints.columns(complaint)
    assert row["grades"] == "[]" and row["locks"] == "[]" and row["decision"] is None
    found = await world.desk.office.db.read(lambda tx: complaints.get(tx, id))
    assert found == (complaint, False)


async def lapsing(world: World, until: int = 7) -> str:
    """A complaint whose letter 1 asked for the paper until Wednesday, or a number of days from now."""
    id = await registered(world, diploma=OUT)
    await world.act(None, id, WriteLetter(1, days(until)))
    return id


async def test_the_day_after_a_missed_return_somebody_is_asked_to_decide(world: World) -> None:
    id = await lapsing(world)
    world.now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    await world.desk.sweep.run()
    assert (await world.case(id)).open_deadlines("diploma_return"), "on the day itself it is in time"
    next_at = await world.desk.sweep.next_at()
    assert next_at is not None and next_at.date() == date(2026, 11, 26)
    world.now = datetime(2026, 11, 26, 12, tzinfo=UTC)
    for _ in range(3):
        await world.desk.sweep.run()
    case = await world.case(id)
    (task,) = [task for task in case.tasks if task.open and task.text == "decide_on_dismissal"]
    assert [d.due_on for d in case.open_deadlines("task") if d.task == task.id] == [date(2026, 11, 27)]
    assert (case.state, case.open_deadlines("diploma_return")) == ("registered", ())
    digests = [mail for mail in await world.desk.mail.list(None) if mail.key == "digest:caseworker:2026-11-26"]
    (told,) = [await world.desk.mail.show(None, mail.id) for mail in digests]
    assert f"{task.id}: ta stilling til avvisning" in told.body, "the same day, for the task is due the next"
    history = (await world.desk.shows.case(None, id)).history
    assert [(line.kind, line.actor) for line in history][-1] == ("lapse", "system")
    assert len([line for line in history if line.kind == "lapse"]) == 1
    await world.act("caseworker", id, Dismiss("diploma_not_returned", "Ikke mottatt"))
    assert (await world.case(id)).state == "dismissed"


async def test_a_lapse_waits_for_a_working_day(world: World) -> None:
    id = await registered(world, diploma=OUT)
    await world.act(None, id, WriteLetter(1, date(2026, 11, 27)))
    world.now = datetime(2026, 11, 28, 12, tzinfo=UTC)  # Saturday
    await world.desk.sweep.run()
    assert (await world.case(id)).open_deadlines("diploma_return")
    world.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    await world.desk.sweep.run()
    assert not (await world.case(id)).open_deadlines("diploma_return")


async def test_those_without_a_login_are_reminded_once(world: World) -> None:
    """The student before the return date; the examiners before theirs. No line leader hears of the student's date."""
    id = await lapsing(world, 9)
    for _ in range(4):
        world.now += timedelta(days=1)
        await world.desk.sweep.run()
    letters = world.ask("SELECT template, count(*) FROM outbox WHERE to_kind = 'reporter' GROUP BY 1")
    assert dict(letters)["M34"] == 1
    second = await sent(world, student_number="2")
    world.now = datetime(2026, 12, 3, 12, tzinfo=UTC)
    for _ in range(3):
        await world.desk.sweep.run()
    sent_to = world.ask(
        "SELECT to_id, count(*) FROM outbox WHERE template = 'M31' AND \"case\" = ? AND act IS NULL GROUP BY 1", second
    )
    assert len(sent_to) == 2 and {n for _, n in sent_to} == {1}
    leaders = world.ask(
        "SELECT count(*) FROM outbox_lines l JOIN deadlines d ON d.id = l.deadline"
        " WHERE d.kind = 'diploma_return' AND l.stage LIKE 'leader%'"
    )
    assert leaders == [(0,)] and id != second


async def test_what_is_to_come_shows_the_letters_too(world: World) -> None:
    await lapsing(world, 14)
    coming = await world.desk.deadlines.preview("caseworker", days(30))
    assert "M34" in {each.template for each in coming}
    assert "M34" not in {each.template for each in await world.desk.deadlines.preview("contact", days(30))}


FOLLOWS = ("diploma_return", "decide_on_dismissal")


@pytest.mark.parametrize("letter", [1, 2])
async def test_what_follows_a_missed_return_is_foretold_and_nobody_is_called_late(world: World, letter: int) -> None:
    """After letter 1 somebody is to decide on dismissal; after letter 2 the offer is over, and nothing is owed."""
    if letter == 1:
        id = await registered(world, caseworker="caseworker", diploma=OUT)
        await world.act(None, id, WriteLetter(1, days(9)))
    else:
        id = await graded(world, caseworker="caseworker")
        await world.act(None, id, RecordDiploma(kind="paper", state="sent", issued=TODAY))
        await world.act(None, id, WriteLetter(2, days(9)))
    coming = await world.desk.deadlines.preview("caseworker", days(14))
    foretold = {(f"{each.at:%F}", line["kind"]) for each in coming for line in each.lines if line["kind"] in FOLLOWS}
    for _ in range(14):
        world.now += timedelta(days=1)
        await world.desk.sweep.run()
    lived = world.ask(
        "SELECT substr(r.at, 1, 10), coalesce(t.text, d.kind) FROM reminders r JOIN deadlines d ON d.id = r.deadline"
        " LEFT JOIN tasks t ON t.id = d.task"
    )
    assert foretold == {each for each in lived if each[1] in FOLLOWS}
    assert [kind for _, kind in sorted(foretold)] == ["diploma_return", *[FOLLOWS[1]] * (2 if letter == 1 else 0)]


async def test_an_office_is_reminded_once_and_told_when_it_is_late(world: World) -> None:
    id = await registered(world, type=Type.FORMAL, diploma=Diploma(kinds_of("digital"), Issue.SENT, days(-3)))
    await world.act(None, id, DecideFormal("yes"))
    for _ in range(30):
        world.now += timedelta(days=1)
        await world.desk.sweep.run()
    stages = world.ask(
        "SELECT DISTINCT key, facts FROM outbox WHERE template = 'M22' AND key LIKE 'remind:%' ORDER BY n"
    )
    assert [json.loads(facts)["stage"] for _, facts in stages][::2] == ["reminded", *["late"] * 4]


async def test_examiners_and_offices_are_written_to_at_their_addresses(tmp_path: Path) -> None:
    offices = {"doku": "DOKU <doku@example.org>"}
    async with opened(tmp_path, staff(), offices=offices) as world:
        id = await graded(world, diploma=replace(OUT, returned_on=TODAY))
        world.later(hours=1)
        batch = await world.desk.mail.claim(100)
        sent_to = {letter.recipient for letter in batch.letters}
        assert {"ein@example.org", "to@example.com", "doku@example.org", STUDENT.email} <= sent_to
        assert (await world.case(id)).state == "finished"


async def test_an_office_that_is_given_two_tasks_gets_a_mail_of_each(world: World) -> None:
    id = await registered(world, type=Type.FORMAL, diploma=Diploma(kinds_of("digital"), Issue.SENT, days(-3)))
    case = await world.act(None, id, DecideFormal("yes"))
    assert len([task for task in case.tasks if task.owner == FS_HELP]) == 2
    assert [template for template, to in world.mails(id) if to == FS_HELP.id] == ["M22", "M22"]


async def test_an_office_without_an_address_is_an_alarm(world: World) -> None:
    await graded(world, diploma=replace(OUT, returned_on=TODAY))
    world.later(hours=1)
    await world.desk.mail.claim(100)
    failed = await world.desk.mail.failures(None)
    assert [(mail.to.id, mail.answer) for mail in failed] == [("DOKU", "mail.no_address")]


async def test_undo_takes_back_commission_parts_and_tasks(world: World) -> None:
    id = await registered(world, "caseworker")
    before = await world.case(id)
    await world.act("caseworker", id, Appoint(2, "1", MEMBERS, EXTERNAL))
    await world.act("caseworker", id, Appoint(2, "2", (*MEMBERS, "Tredje <tre@example.org>"), EXTERNAL))
    await world.desk.cases.undo("caseworker", id)
    complaint = (await world.case(id)).complaint
    assert complaint and [len(each.examiners) for each in complaint.commissions] == [2]
    await world.desk.cases.undo("caseworker", id)
    after = await world.case(id)
    assert replace(after, version=before.version) == before
    assert world.ask("SELECT count(*) FROM parties WHERE kind = 'named'") == [(0,)]


async def test_acts_are_of_one_kind_of_case(world: World) -> None:
    complaint, deviation = await registered(world), await world.received()
    assert await refused(world, None, complaint, Close("x", "y")) == "act.kind"
    assert await refused(world, None, complaint, Approve("no", "no", "yes", "yes", "tried", "no", "no")) == "act.kind"
    assert await refused(world, None, deviation, WithdrawComplaint(TODAY)) == "act.kind"
    await world.act(None, complaint, Note("begge har notater"))


async def test_a_complaint_is_given_to_a_caseworker_who_then_owes_what_is_owed(world: World) -> None:
    id = await registered(world, caseworker="caseworker")
    assert await refused(world, "caseworker", id, Assign("caseworker")) == "assign.same"
    done = await world.desk.cases.act("caseworker", id, Assign("to_handler"))
    assert (done.case.handler, [warning for warning, _ in done.warnings]) == ("to_handler", ["assign.no_caseworker"])
    assert ("M11", "to_handler") in world.mails(id)
    assert {party for owes in (await world.desk.shows.case(None, id)).owes.values() for party in owes} == {"to_handler"}


async def test_who_may_register(world: World) -> None:
    assert await registered(world, "caseworker")
    for who in ("contact", "handler", "dean", "exams", "admin", "to_handler"):
        with pytest.raises(Forbidden, match=r"act\.not_you"):
            await registered(world, who, student_number="3")
    await world.people(staff(away("caseworker", "substitute")))
    assert await registered(world, "substitute", student_number="4")


async def test_one_open_complaint_of_a_type_on_a_part(world: World) -> None:
    first = await registered(world)
    with pytest.raises(Refused, match=r"complaint\.twice"):
        await registered(world)
    await registered(world, type=Type.REASONS)
    await world.act(None, first, WithdrawComplaint(TODAY))
    assert await registered(world), "the other is over"


async def test_nothing_half_done_when_a_registration_is_refused(world: World) -> None:
    for wrong in ({"original_grade": "Å"}, {"course": "XX"}, {"received_on": days(1)}, {"announced": days(1)}):
        with pytest.raises(Refused):
            await world.desk.complaints.register(None, lodged(**wrong))
    assert world.ask("SELECT count(*) FROM cases") == [(0,)]
    assert world.ask("SELECT count(*) FROM outbox") == [(0,)]
    assert await registered(world) == "K-26-0001", "no number is lost"


async def test_masking_reaches_a_complaints_words(world: World) -> None:
    id = await registered(world, student_reasons="Ola Nordmann var sensor", remark="Ola Nordmann")
    await world.act(None, id, Note("Ola Nordmann ringte"))
    await world.desk.office.db.write(lambda tx: masking.everywhere(tx, id, ["Ola Nordmann"]))
    case = await world.case(id)
    assert case.complaint and "Ola" not in case.complaint.student_reasons + case.complaint.remark
    assert "Ola" not in repr((await world.desk.shows.case(None, id)).history)


async def test_a_case_of_no_kind_is_not_found(world: World) -> None:
    with pytest.raises(AvvikError):
        await world.desk.office.db.read(lambda tx: cases.get(tx, "K-26-0009"))


async def test_the_office_ticks_off_its_own_task_alone(world: World) -> None:
    id = await at_the_office(world)
    case = await world.case(id)
    own = next(task for task in case.tasks if task.text == "check_protocol")
    for task in case.tasks:
        if task.open and task is not own:
            assert await refused(world, "exams", id, TickOff(task.number, TODAY)) == "act.not_you"
    await world.act("exams", id, TickOff(own.number, TODAY))
    keys = await world.desk.lists.keys("exams", Filter(kind="complaint"))
    assert len(keys) == 1, "what was its task stays in its sight"
