"""What a mail server's answer means for a mail: sent, again later, failed, or a queue that stops (faults.md §2.3).

Pure: an answer in, a verdict out. The schedule is Postfix's: 300 s, doubling to 4,000 s, ten per cent to either side,
for five days (G17).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from typing import Final

FIRST: Final = 300.0
LONGEST: Final = 4000.0
SPREAD: Final = 0.1
FIVE_DAYS: Final = 5 * 24 * 3600.0


class Step(StrEnum):
    """How far the conversation about one mail had come."""

    CONNECT = "connect"  # greeting, TLS and log-in: no mail was named yet
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # asked to send the text, not begun
    TEXT = "text"  # the text was sent


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered at a step. `code` is 0 when the connection was lost or nothing came in time."""

    step: Step
    code: int
    text: str

    @property
    def short(self) -> str:
        """For the log: `rcpt 550 5.1.1`, without the server's words, which often repeat the address."""
        enhanced = _ENHANCED.match(self.text)
        codes = f"{self.code} {enhanced[0]}" if enhanced else f"{self.code}"
        return codes if self.code == 250 else f"{self.step} {codes}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`result` is sent, retry, unknown, failed, or stop: the fault is ours, no mail is to blame, the queue waits."""

    result: str
    delay: float = 0.0
    bad_address: bool = False


_ENHANCED: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_NO_SUCH_ADDRESS: Final = re.compile(r"5\.1\.(?![78]\b)\d{1,3}\b")
"""RFC 3463, "addressing status", but for .7 and .8, which are about the sender."""


def judge(answer: Answer, attempts: int, key: str) -> Verdict:
    """What to do with a mail after its try number `attempts`; `key` decides how its delay is spread."""
    if answer.step is Step.TEXT and 200 <= answer.code < 300:
        return Verdict("sent")
    if answer.step is Step.TEXT and not 400 <= answer.code < 600:
        return Verdict("unknown", delay(attempts, key))  # lost or garbled after the text: it may have arrived
    if 500 <= answer.code < 600:
        ours = answer.step in (Step.CONNECT, Step.MAIL) and answer.code != 552
        if ours or answer.code in (530, 535):  # our sender, our log-in: every other mail would be refused as well
            return Verdict("stop")
        bad = answer.step is Step.RCPT and _NO_SUCH_ADDRESS.match(answer.text) is not None
        return Verdict("failed", bad_address=bad)
    if attempts >= MOST_ATTEMPTS:
        return Verdict("failed")
    return Verdict("retry", delay(attempts, key))


def delay(attempts: int, key: str) -> float:
    """Seconds until the next try after try number `attempts` (1 is the first), the same for the same mail and try."""
    fraction = int.from_bytes(sha256(f"{key}:{attempts}".encode()).digest()[:4], "big") / 0xFFFFFFFF
    return _plain(attempts) * (1 - SPREAD + 2 * SPREAD * fraction)


def _plain(attempts: int) -> float:
    return min(FIRST * 2.0 ** min(attempts - 1, 10), LONGEST)


MOST_ATTEMPTS: Final = 1 + sum(total <= FIVE_DAYS for total in accumulate(map(_plain, range(1, 1000))))
"""The last try is the one after five days of them."""
