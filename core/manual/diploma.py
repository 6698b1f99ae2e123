"""Document 004's table: what a complaint does to a diploma that is made or out."""

from collections.abc import Iterable

from core.domain.complaint.diploma import AT_END, AT_RECEIPT, OWNERS, Held, Outcome
from core.domain.complaint.diploma_held import Issue, Kind
from core.domain.complaint.diploma_steps import LETTERS
from core.manual.acts import party
from core.manual.table import table


def diploma() -> str:
    receipt = [(state, *(_steps(AT_RECEIPT[state, kind]) for kind in Kind)) for state in Issue]
    end = [(held, *(_steps(AT_END[held, came]) for came in Outcome)) for held in Held]
    owned = [(f"`{step}`", party(owner, "complaint"), LETTERS.get(step, "")) for step, owner in OWNERS.items()]
    return (
        "## A complaint and a diploma\n\n"
        "While the complaint runs, by how far the diploma has come and what it is. What an unreturned paper diploma"
        " locks, `grading` or only its `verification`, is the setting `diploma_lock`; posted in time counts as"
        " returned in time, but the lock waits for the paper itself. A request for reasons does nothing to a"
        " diploma.\n\n"
        f"{table(('', *Kind), receipt)}\n"
        "Once it has come out, by what the candidate holds and what became of the course's grade; who holds both"
        " kinds gets the steps of both, each once.\n\n"
        f"{table(('', *Outcome), end)}\n"
        "Steps that are somebody's task, with its deadline; the others tell how things stand. Letters are announced"
        " to the caseworker by mail, M21 tells the student of `inform_student_degree_invalid`. When a return date is"
        " missed, nothing is dismissed by itself: while the complaint runs somebody is asked to decide, after letter 2"
        " there is no new paper diploma.\n\n"
        f"{table(('step', 'task of', 'mail'), owned)}"
    )


def _steps(steps: Iterable[str]) -> str:
    return ", ".join(f"`{step}`" for step in steps) or "–"
