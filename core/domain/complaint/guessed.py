"""What an earlier reading took for granted of a complaint in FS, taken back when a later one shows otherwise.

A reading sees no further than its day. Two things it can only guess: that a complaint which came too late, or cannot be
tried again, was refused at intake; and that a diploma which went out while the complaint ran was known of at once. The
complaint is put back as it was before the guess, so that going on ends as reading it all at once does.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from core.domain.case import Due
from core.domain.complaint import diploma as table
from core.domain.complaint import diploma_steps
from core.domain.complaint.case import Phase
from core.domain.complaint.diploma import Outcome
from core.domain.complaint.diploma_held import Diploma, Lock
from core.domain.complaint.dismissal import BY_THE_DIPLOMA
from core.domain.complaint.draft import draft_of
from core.domain.complaint.events import TREATMENT, Event
from core.domain.complaint.finishing import conclude
from core.domain.scene import Change, Scene


def wrong(then: Scene, since: tuple[Event, ...]) -> tuple[date, Callable[[Scene], Change]] | None:
    """What is to be taken back, and as of which day, by what has happened since; None when nothing is."""
    complaint, names = then.complaint, {event.name for event in since}
    if then.case.state is Phase.DISMISSED and complaint.basis not in BY_THE_DIPLOMA and names & TREATMENT:
        return complaint.received_on, _not_refused
    if complaint.locks and not complaint.letters and found_out_late(since):
        graded = complaint.grades[-1].given_on if then.case.state is Phase.AWAITING_DIPLOMA else None
        return graded or since[0].on, _not_known_of
    return None


def found_out_late(events: tuple[Event, ...]) -> bool:
    """Whether the diploma was found to be out only when the result stood in the protocol."""
    return any(event.name == "letter_2_return_by" for event in events)


def _not_refused(scene: Scene) -> Change:
    """It was treated all the same: its clocks run, and what its diploma asks is asked, since it was received."""
    draft = draft_of(scene).drop(*table.at_end(scene.complaint.diploma, Outcome.DISMISSED))
    draft = draft.set(decision=None, basis="", reason="", steps=()).to(Phase.REGISTERED)
    runs = tuple(scene.running(d) for d in scene.case.deadlines if d.state is Due.MET and d.task is None)
    draft = replace(draft, updates=(*draft.updates, *runs), head={"closed_at": None})
    return diploma_steps.receive(draft).change("retract", values={"what": "refused_at_intake"})


def _not_known_of(scene: Scene) -> Change:
    """Letter 2 was due, not letter 1: nothing was locked, and a grade that waited for the paper was the result."""
    known = scene.complaint.diploma
    running = frozenset(table.at_receipt(known, Lock.VERIFICATION))
    draft = draft_of(scene).drop("letter_1")
    steps = tuple(step for step in draft.complaint.steps if step.step not in running)
    draft = draft.set(diploma=Diploma(known.kinds), locks=frozenset(), steps=steps)
    draft = conclude(draft) if draft.state is Phase.AWAITING_DIPLOMA else draft
    return draft.change("retract", values={"what": "diploma_issued"})
