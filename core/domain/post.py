"""Mail on its way: what an act asks for, what the outbox hands out, what a mail server answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.domain.case import Party


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail an act gives rise to (workflow.md §6): to a party, by a template, with the facts it needs."""

    template: str
    to: Party
    facts: Mapping[str, str | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed outbox row, rendered: the same bytes, Message-ID and Date on every try."""

    n: int
    case: str | None
    template: str
    sender: str
    recipient: str
    message_id: str
    data: bytes
    attempts: int
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: `result` is sent, retry, failed or unknown; `answer` the server's own words, one line.

    `retry_at` is set for retry and unknown that are to be tried again (UTC), `bad_address` when the answer says the
    recipient's address does not work.
    """

    n: int
    result: str
    answer: str
    retry_at: datetime | None = None
    bad_address: bool = False
