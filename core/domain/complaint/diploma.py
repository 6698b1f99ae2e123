"""Document 004's table as a table: what a complaint does to a diploma (R173–R184, workflow.md §4).

Rows are what the candidate holds of one kind, columns what came of the complaint; a cell lists its steps in the words
of the files. A candidate with both kinds gets the cells of both, each step once.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from core.domain.case import HANDLES, Party
from core.domain.complaint.case import Complaint
from core.domain.complaint.diploma_held import Diploma, Issue, Kind, Lock
from core.domain.complaint.grades import passed
from core.domain.complaint.offices import DOKU, FS_HELP


class Outcome(StrEnum):
    """What came of the complaint for the course on the diploma.

    `withdrawn` and `dismissed` leave the grade as it was. `annulled`: a formal error upheld, whose grade falls.
    """

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


class Held(StrEnum):
    """How it stands with a diploma of one kind when the complaint has come out."""

    NOT_PRODUCED = "not_produced"
    PRODUCED = "produced"
    PAPER_BACK = "paper_back"
    PAPER_OUT = "paper_out"
    DIGITAL = "digital"


Came, H = Outcome, Held
Steps = tuple[str, ...]

_NEW_PAPER: Final = (
    "new_paper_diploma_and_ds_dated_today",
    "tick_delete_previous_diploma",
    "doku_mark_old_expired",
    "archive_new_diploma",
)
_NEW_DIGITAL: Final = (
    "new_digital_diploma_and_ds_dated_today",
    "tick_delete_previous_digital_diploma",
    "letter_3",
    "kval_mrk_note",
)
_INVALID: Final = (
    "invalidate_qualification_via_fshjelp",
    "reopen_study_right",
    "kval_mrk_note",
    "inform_student_degree_invalid",
)
_RELEASE: Final = ("release_withheld_diploma_with_final_grade",)
_BACK: Final = ("send_paper_back",)
_KEEPS: Final = ("keep_digital",)
_LETTER_2: Final = ("letter_2",)

AT_RECEIPT: Final[Mapping[tuple[Issue, Kind], Steps]] = {
    (Issue.NONE, Kind.PAPER): ("withhold_until_decided",),
    (Issue.NONE, Kind.DIGITAL): ("withhold_until_decided",),
    (Issue.PRODUCED, Kind.PAPER): ("withhold_until_decided",),
    (Issue.PRODUCED, Kind.DIGITAL): ("withhold_until_decided",),
    (Issue.SENT, Kind.PAPER): ("letter_1", "hold_until_paper_returned"),
    (Issue.SENT, Kind.DIGITAL): ("keep_digital_until_decided",),
}
"""R173, R179, R180. `hold_until_paper_returned` becomes the lock that the faculty's setting names (D4)."""

AT_END: Final[Mapping[tuple[Held, Outcome], Steps]] = {
    # R173: printed once the complaint is finished; one that fails the course leaves no degree to print.
    (H.NOT_PRODUCED, Came.CHANGED): _RELEASE,
    (H.NOT_PRODUCED, Came.UNCHANGED): _RELEASE,
    (H.NOT_PRODUCED, Came.FAILED): (),
    (H.NOT_PRODUCED, Came.ANNULLED): (),
    (H.NOT_PRODUCED, Came.WITHDRAWN): _RELEASE,
    (H.NOT_PRODUCED, Came.DISMISSED): _RELEASE,
    # The qualification is registered as soon as a diploma has been produced (R184).
    (H.PRODUCED, Came.CHANGED): _RELEASE,
    (H.PRODUCED, Came.UNCHANGED): _RELEASE,
    (H.PRODUCED, Came.FAILED): _INVALID,
    (H.PRODUCED, Came.ANNULLED): _INVALID,
    (H.PRODUCED, Came.WITHDRAWN): _RELEASE,
    (H.PRODUCED, Came.DISMISSED): _RELEASE,
    # R182–R184, the paper here.
    (H.PAPER_BACK, Came.CHANGED): _NEW_PAPER,
    (H.PAPER_BACK, Came.UNCHANGED): _BACK,
    (H.PAPER_BACK, Came.FAILED): _INVALID,
    (H.PAPER_BACK, Came.ANNULLED): _INVALID,
    (H.PAPER_BACK, Came.WITHDRAWN): _BACK,
    (H.PAPER_BACK, Came.DISMISSED): _BACK,
    # R181, the paper still out: what it says and what the protocol says differ. An unchanged one differs in nothing.
    (H.PAPER_OUT, Came.CHANGED): _LETTER_2,
    (H.PAPER_OUT, Came.UNCHANGED): (),
    (H.PAPER_OUT, Came.FAILED): (*_LETTER_2, *_INVALID),
    (H.PAPER_OUT, Came.ANNULLED): (*_LETTER_2, *_INVALID),
    (H.PAPER_OUT, Came.WITHDRAWN): (),
    (H.PAPER_OUT, Came.DISMISSED): (),
    # R182–R184, digital.
    (H.DIGITAL, Came.CHANGED): _NEW_DIGITAL,
    (H.DIGITAL, Came.UNCHANGED): _KEEPS,
    (H.DIGITAL, Came.FAILED): _INVALID,
    (H.DIGITAL, Came.ANNULLED): _INVALID,
    (H.DIGITAL, Came.WITHDRAWN): _KEEPS,
    (H.DIGITAL, Came.DISMISSED): _KEEPS,
}

OWNERS: Final[Mapping[str, Party]] = {
    "letter_1": HANDLES,
    "letter_2": HANDLES,
    "letter_3": HANDLES,
    "new_paper_diploma_and_ds_dated_today": HANDLES,
    "new_digital_diploma_and_ds_dated_today": HANDLES,
    "archive_new_diploma": HANDLES,
    "kval_mrk_note": HANDLES,
    "send_paper_back": HANDLES,
    "release_withheld_diploma_with_final_grade": HANDLES,
    "doku_mark_old_expired": DOKU,
    "invalidate_qualification_via_fshjelp": FS_HELP,
    "reopen_study_right": FS_HELP,
}
"""Whose task a step is; the others tell how things stand, or how a task is to be done, and are ticked off by nobody."""

UNDATED: Final = frozenset({("keep_digital", Came.DISMISSED)})
"""Nothing begins on a day where the candidate goes on holding what a dismissed complaint never touched."""


def held(diploma: Diploma, kind: Kind) -> Held:
    """How it stands with the diploma of one kind."""
    if diploma.state is not Issue.SENT:
        return H.PRODUCED if diploma.state is Issue.PRODUCED else H.NOT_PRODUCED
    if kind is Kind.DIGITAL:
        return H.DIGITAL
    return H.PAPER_OUT if diploma.paper_out else H.PAPER_BACK


def at_receipt(diploma: Diploma, lock: Lock) -> Steps:
    """The steps from the day on which a running complaint and a diploma are known of."""
    steps = (step for kind in Kind if kind in diploma.kinds for step in AT_RECEIPT[diploma.state, kind])
    named = {"hold_until_paper_returned": f"hold_{lock.value}_until_paper_returned"}
    return tuple(dict.fromkeys(named.get(step, step) for step in steps))


def at_end(diploma: Diploma, outcome: Outcome) -> Steps:
    """The steps from the day on which the complaint has come out."""
    cells = (AT_END[held(diploma, kind), outcome] for kind in Kind if kind in diploma.kinds)
    return tuple(dict.fromkeys(step for cell in cells for step in cell))


def outcome_of(before: str, after: str) -> Outcome:
    """What a new grade of the course means for the diploma: unchanged, changed, or no longer passed."""
    if before == after:
        return Came.UNCHANGED
    return Came.FAILED if passed(before) and not passed(after) else Came.CHANGED


def locks(complaint: Complaint, diploma: Diploma, lock: Lock) -> frozenset[Lock]:
    """What an unreturned paper diploma closes while nothing is decided (D4, R185)."""
    return frozenset({lock}) if diploma.paper_out and complaint.decision is None else frozenset()
