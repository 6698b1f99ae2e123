"""A complaint on a grade and what hangs on it: the detail of the second kind of case. Plain values.

`core.domain.case.Case` is its head: number (K-26-0007), faculty, unit, course, handler (the caseworker), tasks,
deadlines. The student is the case's reporter: barred from it, written to and shown as one (workflow.md §1). This module
knows nothing of the head, so that the head can hold it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from core.domain.complaint.diploma_held import NO_DIPLOMA, Diploma, Lock

Scale = Literal["letters", "passfail"]
Round = Literal[2, 3]


class Phase(StrEnum):
    """States of a complaint (workflow.md §4). The last three are its ends; `finished` is Ferdigbehandlet J."""

    REGISTERED = "registered"
    GRADING = "grading"
    THIRD_GRADING = "third_grading"
    AWAITING_DIPLOMA = "awaiting_diploma"
    FINISHED = "finished"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


ENDED: Final = frozenset({Phase.FINISHED, Phase.DISMISSED, Phase.WITHDRAWN})


class Type(StrEnum):
    """Klagetype, in the words of FS (R110)."""

    REASONS = "BEGRUNNELSE"
    FORMAL = "FORMELL FEIL"
    GRADE = "SENSUR"


class Decision(StrEnum):
    """Vedtak as it is stored (workflow.md §4); people read TIL GUNST, TIL UGUNST (R127–R129)."""

    FAVOUR = "GUNST"
    AGAINST = "UGUNST"
    UNCHANGED = "UENDRET"
    DISMISSED = "AVVIST"
    WITHDRAWN = "TRUKKET"


@dataclass(frozen=True, slots=True)
class Examiner:
    """A member of a commission: a named party of the case, under `key`, with an address of their own."""

    key: str
    name: str
    email: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class Commission:
    """Klagekommisjon of one round: its number in FS (R159), who sits in it, when it was sent the case, until when.

    `sent_on` is *Sendt ny kommisjon*, `due_on` the date it was asked for (R121).
    """

    round: Round
    number: str
    examiners: tuple[Examiner, ...]
    sent_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of one round. `logged_only`: not in the protocol, and the student is not told of it (R143, L17)."""

    round: Round
    grade: str
    given_on: date
    logged_only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the course's assessment as it stood before the complaint; `weight` in per cent."""

    name: str
    weight: int
    grade: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter (R190–R192) that was written: 1 and 2 with the date the caseworker set for the return."""

    number: int
    on: date
    return_by: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A line of document 004's table for this candidate: a code, and the day from which it is to be done.

    `task` is the number of the task it is for somebody; without one it only tells how things stand. `on` is None for
    what is to be done whenever the occasion comes.
    """

    step: str
    on: date | None
    task: int | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """The signed paper protocol on its way to the examinations office (R130–R132); `note` when it corrects (R141)."""

    round: Round
    signed_on: date
    sent_on: date
    note: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """All that is registered of a complaint, beside its head (R108–R129).

    part, part_weight   the part it is on, "" for the whole course; its weight in per cent
    announced           the day the grade was announced: the student's clock starts (L15)
    received_on         Klage mottatt; `sent_on` the day the student sent it, which is what counts (L23)
    explanation_given   the day reasons were given, here or in a sibling: the clock starts anew (L15)
    formal_decided_on   the day a sibling's formal error was decided: the same
    student_reasons     why the student complains, where given: the commission of round 2 may not see it (L16, L17)
    remark              Merknad på vedtaket, not shown to the student (R123)
    late_accepted       why it was taken although late (L24)
    decision, basis     Vedtak and what it rests on, in the words of the files; `reason` of AVVIST, to the student
    decided_on          None also where a refusal at intake was taken over without its day
    told_on             Vedtak formidlet (R126); None where nobody has said so
    gap                 grades between original and second (D16), None on pass/fail; stays when a grade is deleted
    third               whether a third grading was called for; stays true if withdrawn later
    log_deleted         the logged second grade is to be gone from the log (R146)
    total_on            the day the new total was written (R138)
    blocked             Sperr mot visning = J (R115); `postponed_until` Utsettelse (R153)
    corrected_on        the day a grade was found to be wrongly registered (R139)
    """

    type: Type
    student_number: str
    term: str
    announced: date
    received_on: date
    original_grade: str
    scale: Scale
    part: str = ""
    part_weight: int | None = None
    sent_on: date | None = None
    explanation_given: date | None = None
    formal_decided_on: date | None = None
    journal_number: str = ""
    student_reasons: str = ""
    remark: str = ""
    parts: tuple[Part, ...] = ()
    late_accepted: str = ""
    commissions: tuple[Commission, ...] = ()
    grades: tuple[Grade, ...] = ()
    gap: int | None = None
    third: bool = False
    log_deleted: bool = False
    decision: Decision | None = None
    basis: str = ""
    decided_on: date | None = None
    told_on: date | None = None
    reason: str = ""
    appealed_on: date | None = None
    total_on: date | None = None
    protocol: Protocol | None = None
    corrected_on: date | None = None
    blocked: bool = False
    postponed_until: date | None = None
    diploma: Diploma = NO_DIPLOMA
    locks: frozenset[Lock] = frozenset()
    letters: tuple[Letter, ...] = ()
    steps: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def lodged_on(self) -> date:
        """The day that is held against the student's limit: sent, else received (L23)."""
        return self.sent_on or self.received_on

    def commission(self, round: int) -> Commission | None:
        return next((each for each in self.commissions if each.round == round), None)

    def grade(self, round: int) -> Grade | None:
        return next((each for each in self.grades if each.round == round), None)

    @property
    def final_grade(self) -> str | None:
        """The grade that stands in the protocol after the complaint; None while none does."""
        decided = self.decision in (Decision.FAVOUR, Decision.AGAINST, Decision.UNCHANGED)
        return self.grades[-1].grade if self.grades and decided else None
