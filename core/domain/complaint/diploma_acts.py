"""What becomes known of a diploma, and the letters about it (R111–R113, R179–R183, R188, R190–R192)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.domain.calendar import Period, add
from core.domain.case import REPORTER
from core.domain.complaint import diploma as table
from core.domain.complaint import diploma_steps
from core.domain.complaint.case import Letter, Phase
from core.domain.complaint.diploma import Outcome
from core.domain.complaint.diploma_held import Diploma, Issue, Kind, kinds_of
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.ending import CONSIDER
from core.domain.complaint.finishing import conclude, outcome
from core.domain.complaint.returning import WITH_A_DATE, came_in_time
from core.domain.scene import Change, Scene
from core.errors import Refused

Warnings = tuple[tuple[str, dict[str, object]], ...]
_NOT_DECIDED = {Phase.DISMISSED: Outcome.DISMISSED, Phase.WITHDRAWN: Outcome.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class RecordDiploma:
    """What is known of the diploma now: which, how far, when it was sent out, posted back, back here."""

    kind: Literal["none", "paper", "digital", "both"] | None = None
    state: Literal["none", "produced", "sent"] | None = None
    issued: date | None = None
    returned: date | None = None
    posted: date | None = None


def record_diploma(scene: Scene, act: RecordDiploma) -> Change:
    draft = draft_of(scene)
    known = _known(scene, act)
    if known is not None:
        draft = _learned(draft, known)
    if act.posted or act.returned:
        draft = _came_back(draft, act)
    elif known is None:
        raise Refused("diploma.nothing")
    said = {"kind": act.kind, "state": act.state, "issued": act.issued, "returned": act.returned, "posted": act.posted}
    values = {name: str(value) for name, value in said.items() if value}
    return draft.change("diploma", values=values, warnings=_warnings(draft))


def _known(scene: Scene, act: RecordDiploma) -> Diploma | None:
    """The diploma as it then is, when the act says more of it than its return.

    Refused: date.future; diploma.which when one is under way and it is not said which.
    """
    old = scene.complaint.diploma
    if act.kind is None and act.state is None and act.issued is None:
        return None
    if act.issued and act.issued > scene.today:
        raise Refused("date.future", date=act.issued)
    kinds = kinds_of(act.kind) if act.kind else old.kinds
    state = Issue(act.state) if act.state else Issue.SENT if act.issued else old.state
    if not kinds and state is not Issue.NONE:
        raise Refused("diploma.which")
    out = state is Issue.SENT
    return replace(
        old,
        kinds=kinds,
        state=state,
        issued_on=(act.issued or old.issued_on) if out else None,
        known_on=(old.known_on or scene.today) if out else None,
    )


def _learned(draft: Draft, known: Diploma) -> Draft:
    """A diploma turns out to be out: letter 1 and the lock while the complaint runs, letter 2 after it (R180, R181)."""
    old = draft.complaint.diploma
    draft = draft.set(diploma=known)
    if draft.complaint.decision is None and not draft.scene.case.closed_at:
        draft = draft if known.paper_out else draft.drop("letter_1").dropped("diploma_return")
        return draft if (old.kinds, old.state) == (known.kinds, known.state) else diploma_steps.receive(draft)
    if known.out:
        draft = draft.drop("release_withheld_diploma_with_final_grade")
    if draft.state is not Phase.FINISHED:
        return draft
    came = outcome(draft.complaint)
    return diploma_steps.put(draft, table.at_end(known, came), came)


def _came_back(draft: Draft, act: RecordDiploma) -> Draft:
    """Posted in time counts as in time; the lock waits for the paper itself (workflow.md §4)."""
    old, scene = draft.complaint.diploma, draft.scene
    if not old.out or Kind.PAPER not in old.kinds:
        raise Refused("diploma.not_out")
    for day in filter(None, (act.posted, act.returned)):
        if day > scene.today:
            raise Refused("date.future", date=day)
        if old.issued_on and day < old.issued_on:
            raise Refused("diploma.before_issued", date=old.issued_on)
    if act.posted and act.returned and act.posted > act.returned:
        raise Refused("diploma.posted_after", date=act.returned)
    new = replace(old, posted_on=act.posted or old.posted_on, returned_on=act.returned or old.returned_on)
    draft = draft.set(diploma=new)
    if came_in_time(draft.complaint, scene.terms.closed):
        draft = draft.met("diploma_return").drop("letter_1", CONSIDER)
    return _arrived(draft) if act.returned else draft


def _arrived(draft: Draft) -> Draft:
    """The paper is here: what it opens while the complaint runs, what is done with it after."""
    complaint, scene = draft.complaint, draft.scene
    in_time = came_in_time(complaint, scene.terms.closed)
    if draft.state in _NOT_DECIDED:
        if complaint.basis == "diploma_not_returned":
            draft = draft.set(basis="diploma_returned_late")
        return diploma_steps.put(draft, table.AT_END[table.Held.PAPER_BACK, _NOT_DECIDED[draft.state]])
    if complaint.decision is not None:
        after = table.AT_END[table.Held.PAPER_BACK, outcome(complaint)]
        return diploma_steps.put(draft, after) if in_time and draft.state is Phase.FINISHED else draft
    if not in_time:
        return draft if CONSIDER in draft.open_codes() else consider(draft)
    draft = draft.set(locks=frozenset())
    return conclude(draft) if draft.state is Phase.AWAITING_DIPLOMA else draft


def consider(draft: Draft) -> Draft:
    """«Ta stilling til avvisning», 1 working day: nothing is dismissed by itself (workflow.md §4)."""
    by = add(draft.scene.today, Period(1, "working day"), draft.scene.terms.closed)
    return draft.dropped("diploma_return").ask(CONSIDER, by=by)


def _warnings(draft: Draft) -> Warnings:
    diploma = draft.complaint.diploma
    late = diploma.returned_on and not came_in_time(draft.complaint, draft.scene.terms.closed)
    return (("diploma.late", {}),) if late else ()


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """A letter that is due has been written; 1 and 2 set the date by which the paper is to be back (R188)."""

    number: Literal[1, 2, 3]
    return_by: date | None = None


def write_letter(scene: Scene, act: WriteLetter) -> Change:
    draft, code = draft_of(scene), f"letter_{act.number}"
    again = act.number == 1 and bool(scene.complaint.locks)
    if code not in draft.open_codes() and not again:
        raise Refused("letter.not_due", number=act.number)
    if act.number not in WITH_A_DATE:
        if act.return_by:
            raise Refused("letter.no_date", number=act.number)
        draft = draft.set(letters=(*draft.complaint.letters, Letter(act.number, scene.today)))
        # It says that the new diploma has been produced today (R192).
        draft = draft.done(code, "new_digital_diploma_and_ds_dated_today")
        return draft.change("letter", values={"number": str(act.number)})
    due = scene.open("diploma_return", REPORTER, given=act.return_by)
    letter = Letter(act.number, scene.today, due.raw_on)
    draft = draft.dropped("diploma_return").open(due).drop(CONSIDER).done(code)
    draft = draft.set(letters=(*draft.complaint.letters, letter))
    return draft.change("letter", values={"number": str(act.number), "return_by": due.raw_on.isoformat()})
