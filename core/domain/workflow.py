"""The table of acts: who may do what to a case in which state (workflow.md §2–3).

Said once. The desk's hint line and pickers, the commands, docs/workflow.md and the matrix test all read `TABLE`; a new
act is a dataclass, a rule beside it, and a row here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from core.domain import handling, measure, transfer, triage
from core.domain.case import Case, State, Task, TaskState
from core.domain.policy import Relation, Standing
from core.domain.scene import Change, Scene
from core.errors import AvvikError, Forbidden, Refused

R, S, T = Relation, State, TaskState

CONTACT: Final = frozenset({R.CONTACT})
HANDLES: Final = frozenset({R.CONTACT, R.HANDLER})
OWNER: Final = frozenset({R.OWNER, R.CONTACT, R.HANDLER})
HSE: Final = frozenset({R.HSE})
WORKED_ON: Final = frozenset({S.IN_PROGRESS, S.AWAITING_CLOSURE})


@dataclass(frozen=True, slots=True)
class Row:
    """One act. `name` is its verb, `argument` the field the shell takes without a flag.

    A row with `measures` is about a measure in one of those states. `gated` acts presuppose that the gate has been
    answered: on a received case their refusal says so.
    """

    name: str
    act: type[Any]
    rule: Callable[[Scene, Any], Change]
    by: frozenset[Relation]
    states: frozenset[State]
    measures: frozenset[TaskState] = frozenset()
    gated: bool = False
    argument: str = ""

    @property
    def group(self) -> str:
        """The command it stands under: `avvik case …`, or `avvik measure …` for an act on a measure."""
        return "measure" if self.measures else "case"

    @property
    def verb(self) -> str:
        """Its word on the shell."""
        return {"reassign": "assign", "return_measure": "return"}.get(self.name, self.name)


_OPEN = frozenset({T.ASSIGNED, T.ACCEPTED})

TABLE: Final = (
    Row("approve", triage.Approve, triage.approve, CONTACT, frozenset({S.RECEIVED})),
    Row("reject", triage.Reject, triage.reject, CONTACT, frozenset({S.RECEIVED})),
    Row("reregistered", triage.Reregistered, triage.reregistered, CONTACT, frozenset({S.REJECTED})),
    Row("transfer", transfer.Transfer, transfer.transfer, CONTACT, frozenset({S.RECEIVED})),
    Row("receive", transfer.Receive, transfer.receive, HSE, frozenset({S.TRANSFERRED})),
    Row("return", transfer.Return, transfer.return_, HSE | CONTACT, frozenset({S.TRANSFERRED, S.RECEIVED})),
    Row("consult", triage.Consult, triage.consult, CONTACT, frozenset({S.RECEIVED})),
    Row("mask", handling.Mask, handling.mask_, HANDLES, frozenset(State)),
    Row("assign", triage.Assign, triage.assign, CONTACT, WORKED_ON, gated=True, argument="to"),
    Row("rate", handling.Rate, handling.rate, HANDLES, WORKED_ON, gated=True),
    Row("measure", measure.Measure, measure.measure, HANDLES, WORKED_ON, gated=True),
    Row("note", handling.Note, handling.note, HANDLES, frozenset(State), argument="text"),
    Row("close", handling.Close, handling.close, HANDLES, WORKED_ON, gated=True),
    Row("accept", measure.Accept, measure.accept, OWNER, WORKED_ON, frozenset({T.ASSIGNED})),
    Row("decline", measure.Decline, measure.decline, OWNER, WORKED_ON, _OPEN),
    Row("complete", measure.Complete, measure.complete, OWNER, WORKED_ON, _OPEN),
    Row(
        "reassign",
        measure.Reassign,
        measure.reassign,
        HANDLES,
        WORKED_ON,
        _OPEN | {T.DECLINED},
        argument="to",
    ),
    Row(
        "return_measure",
        measure.ReturnMeasure,
        measure.return_measure,
        HANDLES,
        WORKED_ON,
        frozenset({T.COMPLETED}),
    ),
    Row("cancel", measure.Cancel, measure.cancel, HANDLES, WORKED_ON, _OPEN | {T.DECLINED}),
)

ROWS: Final = {row.act: row for row in TABLE}
BY_NAME: Final = {row.name: row for row in TABLE}


def why_closed(row: Row, case: Case, standing: Standing, task: Task | None = None) -> AvvikError | None:
    """Why an act is not open to somebody on a case, None when it is. A closed door explains itself (desk.md §5.13)."""
    held = standing.relations.keys()
    if not (held & row.by or Relation.SYSTEM in held) or (row.measures and not _may_act_on(task, standing)):
        return Forbidden("act.not_you", act=row.name)
    if row.gated and case.state is State.RECEIVED:
        return Refused("act.not_assessed")
    if case.state not in row.states:
        return Refused("act.state", act=row.name, state=case.state.value)
    if row.measures and (task is None or task.state not in row.measures):
        return Refused("act.measure_state", act=row.name, state=task.state.value if task else "")
    return _why_no_return(case, standing) if row.name == "return" else None


def _may_act_on(task: Task | None, standing: Standing) -> bool:
    """An owner acts on their own measures only; who handles the case, on all of them."""
    if standing.relations.keys() & (HANDLES | {Relation.SYSTEM}):
        return True
    return task is not None and task.id in standing.owns


def _why_no_return(case: Case, standing: Standing) -> AvvikError | None:
    """A transfer is sent back by the one who got it: the coordinator from HSE, the contact from a faculty."""
    receiver = R.HSE if case.state is State.TRANSFERRED else R.CONTACT
    if standing.relations.keys().isdisjoint({R.SYSTEM, receiver}):
        return Forbidden("act.not_you", act="return")
    if receiver is R.CONTACT and not case.came_from:
        return Refused("return.nowhere")
    return None


def open_acts(case: Case, standing: Standing, task: Task | None = None) -> tuple[tuple[Row, AvvikError | None], ...]:
    """Every act of the case, or of one of its measures, and why those that are closed are closed."""
    rows = (row for row in TABLE if bool(row.measures) == (task is not None))
    return tuple((row, why_closed(row, case, standing, task)) for row in rows)


def perform(scene: Scene, act: object) -> Change:
    """Apply one act to a scene.

    Raises: Forbidden or Refused from the table, or what its own rule refuses.
    """
    row = ROWS[type(act)]
    refusal = why_closed(row, scene.case, scene.standing, scene.task)
    if refusal:
        raise refusal
    change = row.rule(scene, act)
    return replace(change, on_behalf_of=change.on_behalf_of or scene.standing.in_place_of(row.by))
