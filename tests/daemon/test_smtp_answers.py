"""What a mail server can do to us, each on a real connection: the right state, and the daemon goes on (G15)."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from postbox import Clock, ask, delivering, house, put, states, until_rest
from smtp import Script, serving

PATIENCE = 0.3


@pytest.mark.parametrize(
    ("replies", "state", "answer"),
    [
        ({}, "sent", "250 2.0.0 taken"),
        ({"QUIT": "drop"}, "sent", "250 2.0.0 taken"),
        ({"EHLO": "250 test"}, "sent", "250 2.0.0 taken"),
        ({"MAIL": "451 4.3.0 later"}, "waiting", "451 4.3.0 later"),
        ({"MAIL": "421 4.3.2 closing"}, "waiting", "421 4.3.2 closing"),
        ({"MAIL": "drop"}, "waiting", "0 Lost"),
        ({"RCPT": "450 4.2.0 greylisted"}, "waiting", "450 4.2.0 greylisted"),
        ({"RCPT": "550 5.1.1 <P0@Example.org> nobody"}, "failed", "550 5.1.1 <<…>> nobody"),
        ({"RCPT": "550 5.7.1 not allowed"}, "failed", "550 5.7.1 not allowed"),
        ({"RCPT": "drop"}, "waiting", "0 Lost"),
        ({"RCPT": "999 what"}, "waiting", "999 what"),
        ({"RCPT": "garbage"}, "waiting", "-1 garbage"),
        ({"DATA": "451 4.3.0 later"}, "waiting", "451 4.3.0 later"),
        ({"DATA": "554 5.5.1 no"}, "failed", "554 5.5.1 no"),
        ({"DATA": "drop"}, "waiting", "0 Lost"),
        ({"text": "451 4.3.0 later"}, "waiting", "451 4.3.0 later"),
        ({"text": "552 5.2.2 full"}, "failed", "552 5.2.2 full"),
        ({"text": "drop"}, "unknown", "0 Lost"),
        ({"text": "hang"}, "unknown", "0 TimeoutError"),
        ({"text": "garbage"}, "unknown", "-1 garbage"),
        ({"text": "250-a\r\n250 b"}, "sent", "250 a b"),
    ],
    ids=str,
)
@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "in one piece"])
async def test_each_behaviour_leads_to_its_state(
    tmp_path: Path, replies: dict[str, str], state: str, answer: str, extensions: tuple[str, ...]
) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    async with (
        serving(Script(dict(replies), extensions=extensions)) as server,
        delivering(tmp_path, server.port, clock, text_patience=PATIENCE) as out,
    ):
        await until_rest(out)
        assert ask(path, "SELECT state, attempts, answer FROM outbox") == [(state, 1, answer)]
        server.replies.clear()
        put(path)
        await until_rest(out)
    assert ask(path, "SELECT state FROM outbox WHERE key = 'm1'") == [("sent",)], "the next mail leaves all the same"


@pytest.mark.parametrize(
    "replies",
    [
        {"banner": "421 4.3.2 too busy"},
        {"banner": "554 5.0.0 go away"},
        {"banner": "drop"},
        {"banner": "garbage"},
        {"EHLO": "550 no"},
        {"EHLO": "drop"},
        {"AUTH": "535 5.7.8 wrong password"},
        {"AUTH": "454 4.7.0 later"},
        {"MAIL": "550 5.7.1 not your sender"},
        {"MAIL": "530 5.7.0 log in first"},
        {"RCPT": "530 5.7.0 log in first"},
    ],
    ids=str,
)
async def test_when_no_mail_is_to_blame_the_queue_waits_and_no_try_counts(
    tmp_path: Path, replies: dict[str, str]
) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 40)
    (tmp_path / "password").write_text("secret\n")
    extra = 'username = "avvik"\npassword_file = "password"\n'
    script = Script(replies, extensions=("AUTH PLAIN",))
    async with serving(script) as server, delivering(tmp_path, server.port, clock, extra=extra) as out:
        pause = await until_rest(out)
        assert pause is not None
        assert 270 <= pause <= 330
        assert out.trouble
        assert ask(path, "SELECT DISTINCT state, attempts, lease_until FROM outbox") == [("waiting", 0, None)]
        seen = script.connections
        assert await out.step() == pytest.approx(pause), "a bell that rings meanwhile does not make us knock again"
        assert script.connections == seen
        script.replies.clear()
        clock.forward(pause)
        await until_rest(out)
        assert out.trouble == ""
    assert states(path) == {"sent": 40}


async def test_nobody_listens(tmp_path: Path) -> None:
    async with serving() as server:
        port = server.port
    path, clock = house(tmp_path), Clock()
    put(path)
    async with delivering(tmp_path, port, clock) as out:
        first = await until_rest(out)
        assert first is not None
        clock.forward(first)
        second = await until_rest(out)
        assert second is not None
        assert 540 <= second <= 660
        assert out.trouble == "connect 0 ConnectionRefusedError"
    assert states(path) == {"waiting": 1}


async def test_a_greylisted_mail_is_delivered_on_its_second_try_with_the_same_bytes(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    script = Script({"text": ["451 4.7.1 come back", "250 2.0.0 taken"]})
    async with serving(script) as server, delivering(tmp_path, server.port, clock) as out:
        await until_rest(out)
        (before,) = ask(path, "SELECT bytes, message_id FROM outbox")
        ((not_before,),) = ask(path, "SELECT not_before FROM outbox")
        wait = (datetime.fromisoformat(not_before) - clock.at).total_seconds()
        assert 270 <= wait <= 330
        clock.forward(wait)
        await until_rest(out)
    assert ask(path, "SELECT state, attempts, bytes FROM outbox") == [("sent", 2, None)]
    assert script.received[0].data == before[0]
    assert script.received[0].message_id == before[1]


async def test_an_unknown_outcome_is_tried_again_under_the_same_name_and_given_up_in_the_end(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    async with serving(Script({"text": "drop"})) as server, delivering(tmp_path, server.port, clock) as out:
        while (pause := await until_rest(out)) is not None:
            clock.forward(pause)
    assert ask(path, "SELECT state, losses, answer FROM outbox") == [("failed", 8, "mail.lost_too_often")]
    assert len(server.received) == 8
    assert len({(mail.message_id, mail.data) for mail in server.received}) == 1


async def test_a_connection_that_went_stale_costs_no_try(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    script = Script()
    async with serving(script) as server, delivering(tmp_path, server.port, clock) as out:
        await until_rest(out)
        script.replies = {"MAIL": ["421 4.4.2 idle too long"]}
        put(path)
        await until_rest(out)
    assert ask(path, "SELECT state, attempts FROM outbox") == [("sent", 1), ("sent", 1)]
    assert script.connections == 2


async def test_mails_share_a_connection_and_idle_closes_it(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 50)
    async with serving() as server, delivering(tmp_path, server.port, clock) as out:
        pause = await until_rest(out)
        assert (server.connections, len(server.received)) == (1, 50)
        assert pause is not None, "somebody must come back to close it"
        clock.forward(pause)
        assert await out.step() is None
        assert server.said("QUIT") == 1


async def test_each_mail_has_one_recipient_and_our_sender_whatever_its_head_says(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 10)
    async with serving() as server, delivering(tmp_path, server.port, clock) as out:
        await until_rest(out)
    assert sorted(mail.recipient for mail in server.received) == sorted(f"p{n}@example.org" for n in range(10))
    assert {mail.sender for mail in server.received} == {"avvik@example.org"}
    assert server.said("RCPT") == 10


async def test_lines_that_begin_with_a_dot_arrive_as_they_were(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, facts={"faculty": "IE", "cases": [".", "..", ".A-26-0001"], "due_on": "2026-11-27"})
    async with serving() as server, delivering(tmp_path, server.port, clock) as out:
        server.replies = {"text": ["451 later"]}
        await until_rest(out)
        ((data,),) = ask(path, "SELECT bytes FROM outbox")
        clock.forward(400)
        await until_rest(out)
    stuffed = server.received[0].data
    assert stuffed.replace(b"\r\n..", b"\r\n.") == data


async def test_while_a_server_hangs_the_loop_does_not(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path)
    async with serving(Script({"text": "hang"})) as server, delivering(tmp_path, server.port, clock) as out:
        step = asyncio.create_task(out.step())
        while not server.received:
            await asyncio.sleep(0)
        out.mailer.abort()
        assert await step == 0.0
    assert states(path) == {"unknown": 1}


@pytest.mark.parametrize("careless", [False, True])
async def test_in_one_piece_a_refused_recipient_gets_no_text_and_the_next_mail_leaves(
    tmp_path: Path, careless: bool
) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 3)
    script = Script({"RCPT": ["250 fine", "550 5.1.1 nobody"]}, extensions=("PIPELINING",), careless=careless)
    async with serving(script) as server, delivering(tmp_path, server.port, clock) as out:
        await until_rest(out)
    assert [mail.recipient for mail in server.received] == ["p0@example.org", "p2@example.org"]
    assert ask(path, "SELECT state FROM outbox ORDER BY n") == [("sent",), ("failed",), ("sent",)]
    assert server.connections == (2 if careless else 1)
    assert server.said("RSET") == (0 if careless else 1)


async def test_in_one_piece_the_server_is_heard_out_when_it_refuses_the_sender(tmp_path: Path) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 2)
    script = Script({"MAIL": ["451 4.3.0 later"]}, extensions=("PIPELINING",))
    async with serving(script) as server, delivering(tmp_path, server.port, clock) as out:
        await until_rest(out)
    assert ask(path, "SELECT state, answer FROM outbox ORDER BY n") == [
        ("waiting", "451 4.3.0 later"),
        ("sent", "250 2.0.0 taken"),
    ]
    assert server.connections == 1


@pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "in one piece"])
async def test_an_answer_without_end_is_not_read_for_ever(tmp_path: Path, extensions: tuple[str, ...]) -> None:
    path, clock = house(tmp_path), Clock()
    put(path, 2)
    script = Script({"RCPT": ["2" * 100_000], "text": ["250-x\r\n" * 20_000 + "250-x"]}, extensions=extensions)
    async with serving(script) as server, delivering(tmp_path, server.port, clock, text_patience=5) as out:
        await until_rest(out)
    assert ask(path, "SELECT state FROM outbox ORDER BY n") == [("waiting",), ("unknown",)]
