"""Delivery as a whole: nothing lost, nobody blocked by a neighbour, no more than allowed."""

import asyncio
import time
from pathlib import Path

import pytest
from postbox import NOW, Clock, ask, delivering, house, opened, put, states, until_rest
from smtp import Received, Script, serving

from core.domain.case import Party
from daemon.ledger import Ledger
from daemon.rate import Rate


@pytest.mark.parametrize(
    "spoilt",
    [
        {"facts": "{not json"},
        {"facts": "[1]"},
        {"facts": "null"},
        {"facts": '{"faculty": "IE"}'},
        {"facts": '{"faculty": ["IE"], "cases": 3, "due_on": {}}'},
        {"facts": '{"faculty": "IE", "cases": ["A"], "due_on": "no date"}'},
        {"template": "M99"},
        {"to_kind": "nonsense"},
        {"to_id": "nobody"},
        {"to_kind": "named", "to_id": "x"},
        {"date": "yesterday", "message_id": "<x@y>"},
        {"message_id": "<x@y>\r\nBcc: all@example.org"},
        {"template": "digest", "facts": '{"day": "2026-11-20"}'},
        {"template": "digest", "facts": '{"day": "soon"}'},
    ],
    ids=str,
)
async def test_one_spoilt_row_among_a_hundred_is_parked_and_the_rest_leave(
    tmp_path: Path, spoilt: dict[str, str]
) -> None:
    path = house(tmp_path)
    put(path, 100)
    with opened(path) as tx:
        for column, value in spoilt.items():
            tx.execute(f"UPDATE outbox SET {column} = :v WHERE n = 37", {"v": value})
    async with serving() as server, delivering(tmp_path, server.port, Clock()) as out:
        await until_rest(out)
    assert len(server.received) == 99
    ((state, answer, lease),) = ask(path, "SELECT state, answer, lease_until FROM outbox WHERE n = 37")
    assert (state, lease) in [("failed", None), ("cancelled", None)]
    assert out.undelivered == (state == "failed")
    assert answer.startswith("mail.")
    assert "Bcc" not in str([mail.data for mail in server.received])


async def test_an_address_that_was_refused_is_not_written_to_again(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, to=Party("person", "p3"))
    script = Script({"RCPT": "550 5.1.1 nobody"})
    async with serving(script) as server, delivering(tmp_path, server.port, Clock()) as out:
        await until_rest(out)
        script.replies.clear()
        put(path, to=Party("person", "p3"))
        await until_rest(out)
        assert server.said("RCPT") == 1
        assert ask(path, "SELECT state, answer FROM outbox") == [
            ("failed", "550 5.1.1 nobody"),
            ("failed", "mail.address_refused"),
        ]
        await out.mail.retry(None, 1)  # type: ignore[attr-defined]
        await until_rest(out)
    assert ask(path, "SELECT state FROM outbox ORDER BY n") == [("sent",), ("failed",)]


async def test_a_refusal_for_another_reason_does_not_mark_the_address(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 2, to=Party("person", "p3"))
    async with (
        serving(Script({"RCPT": ["550 5.7.1 policy"]})) as server,
        delivering(tmp_path, server.port, Clock()) as out,
    ):
        await until_rest(out)
    assert ask(path, "SELECT count(*) FROM addresses") == [(0,)]
    assert states(path) == {"failed": 1, "sent": 1}


async def test_no_more_a_minute_than_allowed(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 70)
    sent = []
    async with serving() as server, delivering(tmp_path, server.port, clock, extra="rate = 30\n") as out:
        for _ in range(10):
            pause = await until_rest(out)
            sent.append(len(server.received))
            if not out.throttled:
                break
            assert pause == pytest.approx(60, abs=1)
            clock.forward(pause or 0)
    assert sent == [30, 60, 70]


def test_any_minute_counts_not_only_whole_ones() -> None:
    rate = Rate(3)
    for at in (0.0, 30.0, 59.0):
        assert rate.room(at, 20) > 0
        rate.sent(at)
    assert rate.room(59.5, 20) == 0
    assert rate.wait(59.5) == pytest.approx(0.5)
    assert rate.room(60.0, 20) == 1
    assert Rate(0).room(0.0, 20) == 20


async def test_told_to_stop_the_mail_in_hand_is_the_last_and_the_others_go_back_uncounted(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 20)
    script = Script()
    async with serving(script) as server, delivering(tmp_path, server.port, Clock()) as out:
        script.on_text = lambda _mail: out.stop() if len(server.received) == 3 else None
        await out.step()
    assert len(server.received) == 3
    assert ask(path, "SELECT state, attempts, lease_until, count(*) FROM outbox GROUP BY 1, 2, 3") == [
        ("sent", 1, None, 3),
        ("waiting", 0, None, 17),
    ]


async def test_a_batch_that_takes_too_long_is_handed_back_before_its_lease_runs_out(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 5)
    script = Script(on_text=lambda _mail: clock.forward(15 * 60))
    async with serving(script) as server, delivering(tmp_path, server.port, clock) as out:
        await out.step()
        assert len(server.received) == 2
        assert states(path) == {"sent": 2, "waiting": 3}
        await until_rest(out)
    assert states(path) == {"sent": 5}


async def test_what_the_server_took_is_written_down_while_the_next_one_hangs(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 2)
    script = Script({"text": ["250 taken", "hang"]})
    async with serving(script) as server, delivering(tmp_path, server.port, Clock()) as out:
        step = asyncio.create_task(out.step())
        began = 0.0
        while states(path)["sent"] == 0:
            if not began and len(server.received) == 2:
                began = time.monotonic()
            await asyncio.sleep(0.005)
            assert not began or time.monotonic() - began < 5
        out.mailer.abort()
        await step
    assert states(path) == {"sent": 1, "unknown": 1}


async def test_outcomes_are_written_twenty_at_a_time_and_none_is_dropped() -> None:
    from core.domain.post import Outcome
    from core.errors import Busy

    written: list[list[int]] = []
    busy = [True]

    class Slow:
        async def settle(self, outcomes: list[Outcome]) -> None:
            if busy.pop() if busy else False:
                raise Busy("database.busy", seconds=5)
            written.append([each.n for each in outcomes])

    ledger = Ledger(Slow())
    for n in range(19):
        await ledger.add(Outcome(n, "sent", "250"))
    assert written == []
    with pytest.raises(Busy):
        await ledger.add(Outcome(19, "sent", "250"))
    await ledger.add(Outcome(20, "sent", "250"))
    await ledger.flush()
    assert [n for batch in written for n in batch] == list(range(21))


async def test_corrected_address_is_written_to_anew_not_with_the_old_bytes(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, to=Party("person", "p3"))
    async with (
        serving(Script({"RCPT": ["450 4.2.0 later"]})) as server,
        delivering(tmp_path, server.port, clock) as out,
    ):
        await until_rest(out)
        with opened(path) as tx:
            tx.execute("UPDATE people SET email = 'new@example.org' WHERE login = 'p3'")
            from core.store import people

            people.changed(tx)
        clock.forward(400)
        await until_rest(out)
    assert [mail.recipient for mail in server.received] == ["new@example.org"]
    assert b"To: new@example.org\r\n" in server.received[0].data


async def test_mails_that_are_not_due_wait(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, at=clock.at)
    clock.forward(-30)
    async with serving() as server, delivering(tmp_path, server.port, clock) as out:
        assert await out.step() == pytest.approx(30, abs=0.1)
        assert server.connections == 0
        clock.forward(31)
        await until_rest(out)
    assert len(server.received) == 1


async def test_a_bug_while_sending_one_mail_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house(tmp_path)
    put(path, 5)
    async with serving() as server, delivering(tmp_path, server.port, Clock()) as out:
        send = out.mailer.send

        async def stumbling(letter):  # type: ignore[no-untyped-def]
            if letter.n == 2:
                raise RuntimeError("a name that must not be logged")
            return await send(letter)

        monkeypatch.setattr(out.mailer, "send", stumbling)
        await until_rest(out)
    assert states(path) == {"sent": 4, "unknown": 1}
    assert ask(path, "SELECT answer FROM outbox WHERE n = 2") == [("0 RuntimeError",)]
    assert len(server.received) == 4


async def test_every_mail_says_that_a_machine_wrote_it(tmp_path: Path) -> None:
    path = house(tmp_path)
    put(path, 3)
    async with serving() as server, delivering(tmp_path, server.port, Clock()) as out:
        await until_rest(out)
    for mail in server.received:
        assert b"\r\nAuto-Submitted: auto-generated\r\n" in mail.data
        assert b"\r\nX-Auto-Response-Suppress: All\r\n" in mail.data
    assert len({mail.message_id for mail in server.received}) == 3


def test_the_records_of_the_test_server_tell_message_ids_apart() -> None:
    assert Received("", "", b"Message-ID: <a@b>\r\n\r\nx").message_id == "<a@b>"
    assert NOW.tzinfo is not None
