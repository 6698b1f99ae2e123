"""What is to be done next with a case, by whoever looks at it: said in one line, opened by Enter (desk.md §5.2)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from core.domain.case import TaskState

if TYPE_CHECKING:
    from core.desk.shown import Shown

_MINE: Final = {TaskState.ASSIGNED: ("own", "status"), TaskState.ACCEPTED: ("report", "complete")}
"""What an owner does next: the words, and the dialog. Whoever declined has nothing left to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """`words` is a message id with its `values`; `act` the dialog that Enter opens, "" when there is none for me."""

    words: str
    act: str = ""
    measure: int | None = None
    values: dict[str, object] = field(default_factory=dict)


def next_step(shown: "Shown", who: str | None) -> Step:
    """The first thing that is open to the reader and moves the case on; else whom it waits for."""
    for act in ("approve", "receive", "reregistered"):
        if act in shown.open and _due(shown, act):
            return Step(f"desk.case.step.{act}", act)
    if mine := next((task for task in shown.case.measures if task.state in _MINE and task.owner.id == who), None):
        words, act = _MINE[mine.state]
        return Step(f"desk.case.step.{words}", act, mine.number)
    if shown.unreached and "note" in shown.open:
        return Step("desk.case.step.unreached")
    if "rate" in shown.open and shown.case.detail.severity is None:
        return Step("desk.case.step.rate", "rate")
    return _with_measures(shown)


def _with_measures(shown: "Shown") -> Step:
    measures = shown.case.measures
    declined = next((task for task in measures if task.state is TaskState.DECLINED), None)
    if declined and "reassign" in shown.tasks.get(declined.number, ()):
        return Step("desk.case.step.reassign", "reassign", declined.number)
    if owners := tuple(dict.fromkeys(task.owner.id for task in measures if task.state in _MINE)):
        return Step("desk.case.step.wait", values={"who": tuple(shown.names.get(login, login) for login in owners)})
    if "measure" in shown.open and not measures:
        return Step("desk.case.step.measure", "measure")
    return Step("desk.case.step.close", "close") if "close" in shown.open else Step("desk.case.step.nothing")


def _due(shown: "Shown", act: str) -> bool:
    """Whether the obligation that the act meets is still open."""
    kinds = {"receive": "hse_received", "reregistered": "reregister"}
    return act not in kinds or bool(shown.case.open_deadlines(kinds[act]))
