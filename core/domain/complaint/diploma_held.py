"""The diploma a complaint may concern, as it is known: which, how far, and whether the paper has come back (R177)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a candidate can hold, one or both (R177)."""

    PAPER = "paper"
    DIGITAL = "digital"


class Issue(StrEnum):
    """How far a diploma has come (workflow.md §4)."""

    NONE = "none"
    PRODUCED = "produced"
    SENT = "sent"


class Lock(StrEnum):
    """What an unreturned paper diploma closes (D4); which of the two is a setting of the faculty."""

    GRADING = "grading"
    VERIFICATION = "verification"


@dataclass(frozen=True, slots=True)
class Diploma:
    """`kinds` are those in question, none when no diploma is; `issued_on` the day it was sent out.

    `known_on`: the day it became known here that it was out, which decides between letter 1 and letter 2.
    `posted_on`: the day the student sent the paper back, which counts as in time (workflow.md §4); `returned_on`: the
    day it came.
    """

    kinds: frozenset[Kind] = frozenset()
    state: Issue = Issue.NONE
    issued_on: date | None = None
    known_on: date | None = None
    returned_on: date | None = None
    posted_on: date | None = None

    @property
    def kind(self) -> str:
        """none, paper, digital or both, as the files have it."""
        return "both" if len(self.kinds) == 2 else "".join(self.kinds) or "none"

    @property
    def out(self) -> bool:
        """Whether the candidate has got one."""
        return bool(self.kinds) and self.state is Issue.SENT

    @property
    def paper_out(self) -> bool:
        """Whether the candidate still has a paper diploma: what is in the post counts as out, a lock waits for it."""
        return self.out and Kind.PAPER in self.kinds and self.returned_on is None


NO_DIPLOMA: Final = Diploma()


def kinds_of(kind: str) -> frozenset[Kind]:
    """The set behind none, paper, digital or both; KeyError for any other word."""
    return {
        "none": frozenset[Kind](),
        "paper": frozenset({Kind.PAPER}),
        "digital": frozenset({Kind.DIGITAL}),
        "both": frozenset(Kind),
    }[kind]
