"""What is to be done next with a case, by whoever looks at it: said in one line, opened by Enter (desk.md §5.2)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from core.domain.case import Party, TaskState
from core.words import Said

if TYPE_CHECKING:
    from core.desk.shown import Shown

_MINE: Final = {
    ("measure", TaskState.ASSIGNED): ("own", "status"),
    ("measure", TaskState.ACCEPTED): ("report", "complete"),
    ("hearing", TaskState.ASSIGNED): ("answer", "answer"),
}
"""What whoever owes a task does next: the words, and the dialog. Whoever declined has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """`words` is a message id with its `values`; `act` the dialog that Enter opens, "" when there is none for me.

    `part` is what the act is about, as in `Matter.part`.
    """

    words: str
    act: str = ""
    part: str = ""
    values: dict[str, object] = field(default_factory=dict)


def next_step(shown: "Shown") -> Step:
    """The first thing that is open to the reader and moves the case on; else whom it waits for."""
    case = shown.case
    for act in ("approve", "receive", "reregistered"):
        if act in shown.open and _due(shown, act):
            return Step(f"desk.case.step.{act}", act)
    if mine := next((task for task in case.tasks if task.id in shown.owns and (task.kind, task.state) in _MINE), None):
        words, act = _MINE[mine.kind, mine.state]
        return Step(f"desk.case.step.{words}", act, f"/{mine.number}")
    if shown.unreached and "reporter" in shown.open:
        return Step("desk.case.step.unreached", "reporter")
    if case.follows and case.closed_at is None:
        return Step("desk.case.step.follows", values={"lead": case.lead})
    if "rate" in shown.open and case.detail.severity is None:
        return Step("desk.case.step.rate", "rate")
    return _with_tasks(shown)


def _with_tasks(shown: "Shown") -> Step:
    measures = shown.case.measures
    declined = next((task for task in measures if task.state is TaskState.DECLINED), None)
    if declined and "reassign" in shown.tasks.get(declined.number, ()):
        return Step("desk.case.step.reassign", "reassign", f"/{declined.number}")
    waits = dict.fromkeys(task.owner for task in shown.case.tasks if task.open and task.state is not TaskState.DECLINED)
    if waits:
        return Step("desk.case.step.wait", values={"who": tuple(_who(shown, party) for party in waits)})
    if "measure" in shown.open and not measures:
        return Step("desk.case.step.measure", "measure")
    return Step("desk.case.step.close", "close") if "close" in shown.open else Step("desk.case.step.nothing")


def _who(shown: "Shown", party: Party) -> str | Said:
    if party.kind == "reporter":
        return Said("desk.reporter")
    role, _, unit = party.id.partition("@")
    return Said("desk.case.role_at", {"role": role, "unit": unit}) if unit else shown.names.get(party.id, party.id)


def _due(shown: "Shown", act: str) -> bool:
    """Whether the obligation that the act meets is still open."""
    kinds = {"receive": "hse_received", "reregistered": "reregister"}
    return act not in kinds or bool(shown.case.open_deadlines(kinds[act]))
