"""The verdict on every answer, and the schedule (faults.md §2.3, G17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.retry import FIRST, FIVE_DAYS, LONGEST, MOST_ATTEMPTS, SPREAD, Answer, Step, Verdict, delay, judge


@pytest.mark.parametrize(
    ("step", "code", "text", "result"),
    [
        (Step.TEXT, 250, "2.0.0 taken", "sent"),
        (Step.TEXT, 0, "SMTPServerDisconnected", "unknown"),
        (Step.TEXT, 0, "SMTPReadTimeoutError", "unknown"),
        (Step.TEXT, -1, "garbage", "unknown"),
        (Step.TEXT, 999, "what", "unknown"),
        (Step.TEXT, 451, "4.3.0 later", "retry"),
        (Step.TEXT, 552, "5.2.2 full", "failed"),
        (Step.TEXT, 554, "5.7.1 spam", "failed"),
        (Step.DATA, 0, "lost", "retry"),
        (Step.DATA, 451, "later", "retry"),
        (Step.DATA, 554, "no", "failed"),
        (Step.RCPT, 450, "4.2.0 greylisted", "retry"),
        (Step.RCPT, 0, "lost", "retry"),
        (Step.RCPT, 999, "what", "retry"),
        (Step.RCPT, 550, "5.1.1 nobody", "failed"),
        (Step.RCPT, 530, "5.7.0 log in first", "stop"),
        (Step.MAIL, 421, "4.3.2 closing", "retry"),
        (Step.MAIL, 550, "5.7.1 not your sender", "stop"),
        (Step.MAIL, 552, "5.3.4 too big", "failed"),
        (Step.CONNECT, 535, "5.7.8 bad password", "stop"),
    ],
)
def test_each_answer_has_its_result(step: Step, code: int, text: str, result: str) -> None:
    assert judge(Answer(step, code, text), 1, "key").result == result


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("5.1.1 nobody", True),
        ("5.1.10 null MX", True),
        ("5.1.2 no such host", True),
        ("5.1.7 bad sender", False),
        ("5.1.8 bad sender", False),
        ("5.7.1 not allowed", False),
        ("5.2.2 full", False),
        ("no such user", False),
    ],
)
def test_only_what_is_said_about_the_address_marks_it(text: str, bad: bool) -> None:
    assert judge(Answer(Step.RCPT, 550, text), 1, "key") == Verdict("failed", bad_address=bad)
    assert not judge(Answer(Step.TEXT, 550, text), 1, "key").bad_address


def test_the_schedule_doubles_from_five_minutes_to_its_longest() -> None:
    for attempt, plain in enumerate([300, 600, 1200, 2400, 4000, 4000], 1):
        for key in map(str, range(50)):
            assert plain * (1 - SPREAD) <= delay(attempt, key) <= plain * (1 + SPREAD)
    assert (FIRST, LONGEST) == (300, 4000)


def test_the_spread_is_spread_and_the_same_for_the_same_try() -> None:
    found = [delay(1, str(key)) for key in range(200)]
    assert found == [delay(1, str(key)) for key in range(200)]
    assert max(found) - min(found) > 50


@given(st.text(min_size=1))
def test_five_days_and_no_longer(key: str) -> None:
    last = judge(Answer(Step.RCPT, 450, ""), MOST_ATTEMPTS - 1, key)
    assert last.result == "retry"
    assert judge(Answer(Step.RCPT, 450, ""), MOST_ATTEMPTS, key).result == "failed"
    total = sum(delay(attempt, key) for attempt in range(1, MOST_ATTEMPTS))
    assert FIVE_DAYS * 0.9 - LONGEST <= total <= FIVE_DAYS * 1.1 + LONGEST


def test_a_lost_connection_after_the_text_is_never_given_up_here() -> None:
    assert judge(Answer(Step.TEXT, 0, ""), 10_000, "key").result == "unknown"


def test_the_log_gets_the_codes_alone() -> None:
    assert Answer(Step.RCPT, 550, "5.1.1 <kari@example.org> nobody").short == "rcpt 550 5.1.1"
    assert Answer(Step.RCPT, 550, "<kari@example.org> nobody").short == "rcpt 550"
