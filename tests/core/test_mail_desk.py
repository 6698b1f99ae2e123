"""Mail as people meet it: shown as it leaves, to those who may see it; what failed re-opens its obligation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import pytest
from postbox import NOW, Clock, ask, house, opened, put, settings, states

from core.desk.mail import Mail
from core.desk.office import Office
from core.domain.case import REPORTER, Case, Deadline, Deviation, Due, Party, Reporter, State, person
from core.domain.post import Letter, Outcome
from core.errors import Forbidden, NotFound, Refused
from core.store import cases, deadlines, outbox, recipients
from core.store.db import Database
from core.store.values import instant

CASE = "A-26-0001"
SECRET = "Teksten i svaret"
ANSWER = {"number": CASE, "faculty": "IE", "answer": f"{SECRET}.\n\nHilsen oss", "closed_on": "2026-11-20"}


@dataclass
class Desk:
    mail: Mail
    clock: Clock
    path: Path

    async def claim(self) -> list[Letter]:
        return list((await self.mail.claim(20)).letters)

    async def answer(self, letter: Letter, result: str, **values: Any) -> None:
        await self.mail.settle([Outcome(letter.n, result, "550 no", **values)])


@asynccontextmanager
async def at_desk(folder: Path, extra: str = "") -> AsyncIterator[Desk]:
    path, clock = house(folder), Clock()
    with opened(path) as tx:
        cases.insert(tx, a_case())
    async with Database.open(path) as db:
        yield Desk(Mail(Office(db, settings(folder, 1, extra=extra), clock.now)), clock, path)


def a_case() -> Case:
    return Case(
        id=CASE,
        n=1,
        reference="S-1",
        state=State.IN_PROGRESS,
        faculty="IE",
        unit="IE",
        course="",
        programme="",
        title="Tittel",
        language="nb",
        received_at=NOW,
        version=1,
        detail=Deviation("area", "category", "description", ""),
        reporter=Reporter("Melder", "melder@example.org", "student", "nn"),
        handler="p1",
    )


async def test_what_is_shown_is_what_leaves(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
        before = await desk.mail.show(None, 1)
        (letter,) = await desk.claim()
        parsed = message_from_bytes(letter.data, policy=policy.default)
        assert parsed["Subject"] == before.subject
        assert parsed.get_content().replace("\r\n", "\n").rstrip() == before.body.rstrip()
        assert SECRET in before.body
        assert parsed["Content-Language"] == "nn"
        assert (letter.recipient, letter.sender) == ("melder@example.org", "avvik@example.org")
        await desk.answer(letter, "sent")
        after = await desk.mail.show(None, 1)
        assert (after.body, after.exact, after.row.state, after.row.subject) == (
            before.body,
            True,
            "sent",
            before.subject,
        )


async def test_mails_name_the_sender_and_where_answers_go(tmp_path: Path) -> None:
    """config.example.toml: `sender` is `Name <address>`, `reply_to` too; the envelope has the bare address."""
    async with at_desk(tmp_path, 'reply_to = "Læringsmiljø <svar@example.org>"\n') as desk:
        put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
        (letter,) = await desk.claim()
        assert letter.sender == "avvik@example.org"
        parsed = message_from_bytes(letter.data, policy=policy.default)
        assert parsed["From"].addresses == (Address("Avvik", addr_spec="avvik@example.org"),)
        assert parsed["Reply-To"].addresses == (Address("Læringsmiljø", addr_spec="svar@example.org"),)


async def test_what_left_is_not_claimed_to_be_what_is_shown_after_a_mask(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
        (letter,) = await desk.claim()
        await desk.answer(letter, "sent")
        with opened(desk.path) as tx:
            tx.execute("UPDATE outbox SET facts = replace(facts, :secret, '…')", {"secret": SECRET})
        shown = await desk.mail.show(None, 1)
        assert SECRET not in shown.body
        assert not shown.exact


async def test_masked_between_two_tries_the_next_says_the_masked_text_under_the_same_name(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
        (first,) = await desk.claim()
        await desk.answer(first, "retry", retry_at=NOW)
        with opened(desk.path) as tx:
            tx.execute("UPDATE outbox SET facts = replace(facts, :secret, '…')", {"secret": SECRET})
            outbox.forget_bytes(tx, CASE)
        desk.clock.forward(60)
        (second,) = await desk.claim()
        assert second.message_id == first.message_id
        assert SECRET not in message_from_bytes(second.data, policy=policy.default).get_content()
        dates = [message_from_bytes(each.data)["Date"] for each in (first, second)]
        assert dates[0] == dates[1]


def answered(desk: Desk) -> None:
    """As when the case was closed with an answer: it met the deadline, and waits to leave."""
    put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
    with opened(desk.path) as tx:
        tx.execute("DELETE FROM deadlines")
        deadlines.insert(tx, CASE, [a_deadline(1, kind="follow_up", state=Due.MET)], date(2026, 11, 13))


def owed(desk: Desk) -> list[str]:
    return [kind for (kind,) in ask(desk.path, "SELECT kind FROM deadlines WHERE state = 'open'")]


async def test_a_mail_that_did_not_reach_the_reporter_opens_its_obligation_again(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        answered(desk)
        (letter,) = await desk.claim()
        assert owed(desk) == []
        await desk.answer(letter, "failed", bad_address=True)
        assert owed(desk) == ["follow_up"]
        answered(desk)
        batch = await desk.mail.claim(20)
        assert [(row.id, why) for row, why in batch.parked] == [(2, "mail.address_refused")]
        assert owed(desk) == ["follow_up"], "one that is parked did not arrive either"


async def test_a_colleagues_mail_that_failed_is_no_answer_to_the_reporter(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        answered(desk)
        put(desk.path, template="M7", case=CASE, to=person("p2"), facts=ANSWER)
        (to_reporter, to_colleague) = await desk.claim()
        await desk.answer(to_reporter, "sent")
        await desk.answer(to_colleague, "failed")
        assert owed(desk) == []


async def test_a_mail_that_may_have_arrived_opens_nothing(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        answered(desk)
        (letter,) = await desk.claim()
        await desk.answer(letter, "unknown", retry_at=NOW)
        assert owed(desk) == []
        assert states(desk.path) == {"unknown": 1}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (None, "text"),
        ("p0", "text"),  # contact of the faculty
        ("p1", "text"),  # handler of the case
        ("p8", "nothing"),  # dean: knows of the case, not what is written
        ("p9", "metadata"),  # administrator
        ("p5", "nothing"),
    ],
)
async def test_who_sees_the_mails_of_a_case(tmp_path: Path, who: str | None, sees: str) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, template="M7", case=CASE, to=REPORTER, facts=ANSWER)
        rows = await desk.mail.list(who)
        assert len(rows) == (sees != "nothing")
        assert SECRET not in repr(rows)
        assert "melder@example.org" not in repr(rows)
        if sees == "text":
            assert SECRET in (await desk.mail.show(who, 1)).body
        else:
            with pytest.raises((Forbidden, NotFound)):
                await desk.mail.show(who, 1)
        if sees == "nothing":
            with pytest.raises(NotFound):
                await desk.mail.hold(who, 1)
            assert states(desk.path) == {"waiting": 1}
        else:
            assert (await desk.mail.hold(who, 1)).state == "held"


async def test_everybody_sees_their_own(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, to=person("p5"))
        put(desk.path, to=person("p6"))
        assert [row.id for row in await desk.mail.list("p5")] == [1]
        assert (await desk.mail.show("p5", 1)).subject


async def test_somebody_excluded_since_is_not_written_to(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, template="M10", case=CASE, to=person("p3"), facts={"due_on": "2026-11-27"})
        with opened(desk.path) as tx:
            cases.put_participants(tx, CASE, "excluded", ("p3",))
        batch = await desk.mail.claim(20)
        assert [why for _row, why in batch.parked] == ["mail.person_barred"]


async def test_a_reporter_who_works_here_gets_no_mail_as_a_colleague(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        with opened(desk.path) as tx:
            tx.execute("UPDATE parties SET email = 'P3@Example.org', email_key = 'p3@example.org'")
        put(desk.path, template="M10", case=CASE, to=person("p3"), facts={"due_on": "2026-11-27"})
        batch = await desk.mail.claim(20)
        assert [why for _row, why in batch.parked] == ["mail.person_barred"]


async def test_a_rejection_names_the_faculty_reception_and_ombud_and_the_link_is_the_installations(
    tmp_path: Path,
) -> None:
    async with at_desk(tmp_path, extra='link = "https://avvik.example.org/{case}"\n') as desk:
        facts = {"kind": "whistleblowing", "reason": SECRET, "reporter_kind": "student", "due_on": "2026-11-23"}
        facts |= {"decided_on": "2026-11-20"}
        put(desk.path, template="M8", case=CASE, to=REPORTER, facts=facts | {"refer_to": ""})
        put(desk.path, template="M10", case=CASE, to=person("p2"), facts={"due_on": "2026-11-27"})
        body = (await desk.mail.show(None, 1)).body
        assert "varsel@example.org" in body
        assert "ombud@example.org" in body
        assert SECRET in body
        assert f"https://avvik.example.org/{CASE}" in (await desk.mail.show(None, 2)).body


def a_deadline(n: int, **values: Any) -> Deadline:
    day = date(2026, 11, 20)
    chosen: dict[str, Any] = {"kind": "triage", "owner": person("p2"), "rule": "triage@1", "trace": ""}
    return Deadline(id=f"{CASE}:{n}", **(chosen | {"raw_on": day, "due_on": day, "act_on": day} | values))


async def digest(desk: Desk, *found: Deadline) -> None:
    put(desk.path, template="digest", to=person("p2"), facts={"day": "2026-11-20"}, key="digest:p2:2026-11-20")
    with opened(desk.path) as tx:
        deadlines.insert(tx, CASE, found, date(2026, 11, 13))
        for each in found:
            tx.execute(
                "INSERT INTO outbox_lines (outbox, deadline, due_on, stage, role)"
                " VALUES (1, :id, '2026-11-20', '0', 'owner')",
                {"id": each.id},
            )
            tx.execute(
                "INSERT INTO reminders (deadline, due_on, stage, at) VALUES (:id, '2026-11-20', '0', :at)",
                {"id": each.id, "at": instant(NOW)},
            )


async def test_a_digest_is_written_from_what_is_open_when_it_leaves(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        moved = a_deadline(2, due_on=date(2026, 12, 1))
        await digest(desk, a_deadline(1), moved)
        batch = await desk.mail.claim(20)
        assert batch.parked == ()
        (letter,) = batch.letters
        body = message_from_bytes(letter.data, policy=policy.default).get_content()
        assert body.count(CASE) >= 1
        assert b"Precedence: bulk" in letter.data
        assert "1. desember" not in body


async def test_a_digest_of_which_nothing_is_left_is_cancelled(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        await digest(desk, a_deadline(1))
        with opened(desk.path) as tx:
            tx.execute("UPDATE deadlines SET state = 'met'")
        assert await desk.claim() == []
        assert ask(desk.path, "SELECT state, answer FROM outbox") == [("cancelled", "mail.nothing_left")]


async def test_what_needs_a_person(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, state="failed", answer="550 5.1.1")
        put(desk.path, 2)
        assert [row.id for row in await desk.mail.failures(None)] == [1]
        with opened(desk.path) as tx:
            recipients.mark_bad(tx, "P0@example.org", "550", NOW)
            assert recipients.is_bad(tx, "p0@EXAMPLE.org")
        assert (await desk.mail.retry(None, 1)).state == "waiting"
        assert ask(desk.path, "SELECT count(*) FROM addresses") == [(0,)]
        with pytest.raises(Refused) as refused:
            await desk.mail.release(None, 1)
        assert refused.value.id == "mail.is_waiting"


async def test_a_role_nobody_holds_is_no_address(tmp_path: Path) -> None:
    async with at_desk(tmp_path) as desk:
        put(desk.path, to=Party("role", "dean@IE"))
        batch = await desk.mail.claim(20)
        assert [why for _row, why in batch.parked] == ["mail.no_address"]
