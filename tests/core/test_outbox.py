"""The outbox: what is claimed, when, how often, and what is left of it."""

from datetime import timedelta
from pathlib import Path

import postbox
import pytest
from postbox import FACTS, NOW, ask, house, opened, put

from core.domain.case import Party
from core.errors import NotFound, Refused
from core.store import outbox, outbox_list
from core.store.db import connect
from core.store.outbox import LEASE, MOST_LOSSES, Rendered, Settled

SECOND = timedelta(seconds=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return house(tmp_path)


def claim(path: Path, at=NOW, limit: int = 20) -> list[int]:
    with opened(path) as tx:
        return [row.n for row in outbox.claim(tx, at, limit)]


def settle(path: Path, state: str, *ns: int, **values: object) -> None:
    with opened(path) as tx:
        outbox.settle(tx, [Settled(n, state, "250 fine", **values) for n in ns])  # type: ignore[arg-type]


def keep(path: Path, n: int, facts: str | None = None) -> frozenset[int]:
    with opened(path) as tx:
        stored = facts or tx.execute("SELECT facts FROM outbox WHERE n = :n", {"n": n}).fetchone()[0]
        return outbox.keep(tx, [Rendered(n, stored, "<id@x>", NOW, "Emne", "p0@example.org", b"bytes")])


def test_a_key_goes_in_once(path: Path) -> None:
    put(path, key="same")
    put(path, key="same")
    assert ask(path, "SELECT count(*) FROM outbox") == [(1,)]


def test_the_urgent_and_the_oldest_come_first(path: Path) -> None:
    put(path, at=NOW)
    put(path, at=NOW - SECOND)
    put(path, at=NOW, priority=-1)
    put(path, at=NOW + SECOND)
    assert claim(path) == [3, 2, 1]


def test_what_is_in_hand_is_not_taken_twice_until_its_lease_runs_out(path: Path) -> None:
    put(path, 2)
    assert claim(path, limit=1) == [1]
    assert claim(path) == [2]
    assert claim(path, NOW + LEASE - SECOND) == []
    assert claim(path, NOW + LEASE) == [1, 2]
    assert ask(path, "SELECT attempts, losses FROM outbox") == [(2, 1), (2, 1)]


@pytest.mark.parametrize("state", ["held", "sent", "failed", "cancelled"])
def test_only_what_waits_is_taken(path: Path, state: str) -> None:
    put(path, state=state)
    assert claim(path) == []


def test_of_what_was_lost_often_one_is_taken_alone(path: Path) -> None:
    put(path, 5)
    for _ in range(outbox.ALONE):
        assert len(claim(path)) == 5
        with opened(path) as tx:
            assert outbox.recover(tx) == 5
    assert claim(path) == [1]
    with opened(path) as tx:
        outbox.settle(tx, [Settled(1, "sent", "250")])
    put(path, at=NOW - SECOND)
    assert claim(path) == [6], "a sound one that comes first is not taken together with a suspect"


def test_what_the_daemon_does_not_survive_is_given_up(path: Path) -> None:
    put(path)
    for _ in range(MOST_LOSSES):
        claim(path)
        with opened(path) as tx:
            outbox.recover(tx)
    with opened(path) as tx:
        assert outbox.claim(tx, NOW, 1)[0].losses == MOST_LOSSES


def test_settled_mail_loses_its_bytes_and_keeps_its_digest(path: Path) -> None:
    put(path, 3)
    claim(path)
    for n in (1, 2, 3):
        keep(path, n)
    settle(path, "sent", 1, sent_at=NOW)
    settle(path, "failed", 2)
    settle(path, "waiting", 3, not_before=NOW + SECOND)
    rows = ask(path, "SELECT state, bytes, subject, digest, answer, lease_until, message_id FROM outbox ORDER BY n")
    digest = outbox.digest(b"bytes")
    assert [row[:2] for row in rows] == [("sent", None), ("failed", None), ("waiting", b"bytes")]
    assert {row[2:] for row in rows} == {("Emne", digest, "250 fine", None, "<id@x>")}


def test_what_was_masked_while_it_was_rendered_is_not_kept(path: Path) -> None:
    put(path)
    claim(path)
    assert keep(path, 1, "{}") == frozenset()
    assert ask(path, "SELECT bytes, message_id FROM outbox") == [(None, None)]
    assert keep(path, 1) == {1}


def test_a_settled_mail_stays_settled(path: Path) -> None:
    put(path)
    claim(path)
    settle(path, "sent", 1, sent_at=NOW)
    settle(path, "waiting", 1, not_before=NOW)
    assert postbox.states(path) == {"sent": 1}


def test_unknown_is_counted_and_tried_again(path: Path) -> None:
    put(path)
    claim(path)
    settle(path, "unknown", 1, not_before=NOW + SECOND)
    assert ask(path, "SELECT state, losses, attempts FROM outbox") == [("unknown", 1, 1)]
    assert claim(path) == []
    assert claim(path, NOW + SECOND) == [1]


def test_handed_back_does_not_count(path: Path) -> None:
    put(path)
    claim(path)
    with opened(path) as tx:
        outbox.hand_back(tx, [1])
    assert ask(path, "SELECT attempts, lease_until, losses FROM outbox") == [(0, None, 0)]


def test_next_at_is_the_earliest_that_may_leave(path: Path) -> None:
    with opened(path) as tx:
        assert outbox.next_at(tx) is None
    put(path, at=NOW + SECOND)
    put(path, state="held")
    with opened(path) as tx:
        assert outbox.next_at(tx) == NOW + SECOND
    claim(path, NOW + SECOND)
    with opened(path) as tx:
        assert outbox.next_at(tx) == NOW + SECOND + LEASE


def test_an_act_can_be_undone_until_its_first_mail_is_claimed(path: Path) -> None:
    with opened(path) as tx:
        tx.execute(
            'INSERT INTO acts (n, actor, how, kind, at, note, "values", version)'
            " VALUES (7, 'x', '', 'approve', '', '', '{}', 1)"
        )
    put(path, 2, act=7)
    put(path, act=7, state="held")
    with opened(path) as tx:
        assert outbox.untouched(tx, 7)
    assert claim(path, limit=1) == [1]
    with opened(path) as tx:
        assert not outbox.untouched(tx, 7)
        outbox.hand_back(tx, [1])
        assert outbox.untouched(tx, 7)
        assert outbox.cancel(tx, 7) == 3
    assert postbox.states(path) == {"cancelled": 3}


@pytest.mark.parametrize("state", outbox_list.STATES)
@pytest.mark.parametrize("verb", outbox_list.FROM)
def test_what_a_person_may_do_in_which_state(path: Path, state: str, verb: str) -> None:
    put(path, state=state, at=NOW + SECOND)
    with opened(path) as tx:
        if state in outbox_list.FROM[verb]:
            row = outbox_list.change(tx, 1, verb, NOW)
            assert row.state == {"hold": "held", "cancel": "cancelled"}.get(verb, "waiting")
            assert (row.not_before == NOW) == (verb in ("retry", "send"))
        else:
            with pytest.raises(Refused) as refused:
                outbox_list.change(tx, 1, verb, NOW)
            assert refused.value.id == f"mail.is_{state}"


def test_nobody_takes_a_mail_out_of_the_daemons_hand(path: Path) -> None:
    put(path)
    claim(path)
    with opened(path) as tx, pytest.raises(Refused) as refused:
        outbox_list.change(tx, 1, "cancel", NOW + SECOND)
    assert refused.value.id == "mail.in_hand"
    with opened(path) as tx:
        assert outbox_list.change(tx, 1, "cancel", NOW + LEASE).state == "cancelled"


def test_a_retry_starts_from_the_beginning(path: Path) -> None:
    put(path)
    claim(path)
    settle(path, "failed", 1)
    with opened(path) as tx:
        row = outbox_list.change(tx, 1, "retry", NOW)
    assert (row.state, row.attempts, row.losses) == ("waiting", 0, 0)


def test_lists_counts_and_what_is_not_there(path: Path) -> None:
    put(path, 3)
    put(path, state="failed", answer="mail.no_address", to=Party("reporter"))
    with opened(path) as tx:
        assert [row.id for row in outbox_list.rows(tx, NOW)] == [4, 3, 2, 1]
        assert [row.id for row in outbox_list.rows(tx, NOW, state="failed")] == [4]
        assert outbox_list.counts(tx)["waiting"] == 3
        assert outbox_list.oldest(tx, NOW) == NOW
        assert outbox_list.oldest(tx, NOW - SECOND) is None
        with pytest.raises(NotFound):
            outbox_list.row(tx, 99, NOW)


def test_what_was_rendered_of_a_case_is_dropped_and_of_no_other(path: Path) -> None:
    """In a mail of its own, and in one that tells of several."""
    put(path, 2, facts=FACTS | {"cases": ["A-26-0002"]})
    put(path, facts=FACTS | {"cases": ["A-26-0002", "A-26-0001"]})
    claim(path)
    for n in (1, 2, 3):
        keep(path, n)
    db = connect(path)
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("UPDATE outbox SET \"case\" = 'A-26-0001' WHERE n = 1")
    db.close()
    with opened(path) as tx:
        outbox.forget_bytes(tx, "A-26-0001")
    kept = [(None, "<id@x>"), (b"bytes", "<id@x>"), (None, "<id@x>")]
    assert ask(path, "SELECT bytes, message_id FROM outbox ORDER BY n") == kept
