"""The table of acts: who may do what to a case in which state (workflow.md §2–3).

Said once. The desk's hint line and pickers, the commands, docs/workflow.md and the matrix test all read `TABLE`; a new
act is a dataclass, a rule beside it, and a row here.
"""

from dataclasses import replace
from typing import Any, Final

from core.domain import (
    clock,
    exclusion,
    following,
    handling,
    hearing,
    informing,
    linking,
    measure,
    proposal,
    reopening,
    replying,
    transfer,
    triage,
)
from core.domain.case import Case, State, Task, TaskState
from core.domain.complaint.fixed import why_fixed
from core.domain.complaint.workflow import TABLE as COMPLAINTS
from core.domain.policy import Relation, Standing
from core.domain.row import Row as Row
from core.domain.scene import Change, Scene
from core.errors import AvvikError, Forbidden, Refused

R, S, T = Relation, State, TaskState

CONTACT: Final = frozenset({R.CONTACT})
HANDLES: Final = frozenset({R.CONTACT, R.HANDLER})
OWNER: Final = frozenset({R.OWNER, R.CONTACT, R.HANDLER})
ASKED: Final = frozenset({R.ASKED, R.CONTACT, R.HANDLER})
HSE: Final = frozenset({R.HSE})
WORKED_ON: Final = frozenset({S.IN_PROGRESS, S.AWAITING_CLOSURE})
OPEN: Final = WORKED_ON | {S.RECEIVED}
ENDED: Final = frozenset({S.CLOSED, S.REJECTED, S.TRANSFERRED})

_OPEN = frozenset({T.ASSIGNED, T.ACCEPTED})
_ASKED = frozenset({T.ASSIGNED})

_TRIAGE = (
    Row("approve", triage.Approve, triage.approve, CONTACT, frozenset({S.RECEIVED})),
    Row("reject", triage.Reject, triage.reject, CONTACT, frozenset({S.RECEIVED})),
    Row("reregistered", triage.Reregistered, triage.reregistered, CONTACT, frozenset({S.REJECTED})),
    Row("transfer", transfer.Transfer, transfer.transfer, CONTACT, frozenset({S.RECEIVED})),
    Row("receive", transfer.Receive, transfer.receive, HSE, frozenset({S.TRANSFERRED})),
    Row("return", transfer.Return, transfer.return_, HSE | CONTACT, frozenset({S.TRANSFERRED, S.RECEIVED})),
    Row("consult", triage.Consult, triage.consult, CONTACT, frozenset({S.RECEIVED})),
    Row("mask", handling.Mask, handling.mask_, HANDLES, frozenset(State), following=True),
    Row("exclude", exclusion.Exclude, exclusion.exclude, CONTACT, frozenset(State), following=True, argument="who"),
    Row("include", exclusion.Include, exclusion.include, CONTACT, frozenset(State), following=True, argument="who"),
)
_TREATMENT = (
    Row("assign", triage.Assign, triage.assign, CONTACT, WORKED_ON, gated=True, bulk=True, argument="to"),
    Row("rate", handling.Rate, handling.rate, HANDLES, WORKED_ON, gated=True, bulk=True),
    Row("link", linking.Link, linking.link, CONTACT, WORKED_ON, gated=True, bulk=True),
    Row("unlink", linking.Unlink, linking.unlink, CONTACT, frozenset(State), following=True),
    Row("measure", measure.Measure, measure.measure, HANDLES, WORKED_ON, gated=True, bulk=True),
    Row("hear", hearing.Hear, hearing.hear, HANDLES, WORKED_ON, gated=True, bulk=True),
    Row("ask", hearing.Ask, hearing.ask, HANDLES, WORKED_ON, gated=True),
    Row("answered", hearing.Answered, hearing.answered, HANDLES, WORKED_ON, gated=True),
    Row("inform", informing.Inform, informing.inform, HANDLES, WORKED_ON, gated=True, bulk=True, argument="who"),
    Row("lift", informing.Lift, informing.lift, HANDLES, WORKED_ON, gated=True, bulk=True),
    Row("note", handling.Note, handling.note, HANDLES, frozenset(State), following=True, bulk=True, argument="text"),
    Row("reply", replying.Reply, replying.reply, HANDLES, OPEN),
    Row("told", replying.Told, replying.told, HANDLES, frozenset(State), following=True),
    Row("reporter", replying.CorrectAddress, replying.correct_address, HANDLES, frozenset(State), following=True),
    Row("close", handling.Close, handling.close, HANDLES, WORKED_ON, gated=True),
    Row("reopen", reopening.Reopen, reopening.reopen, HANDLES, ENDED),
)
_HEARINGS = (
    Row("answer", hearing.Answer, hearing.answer, ASKED, WORKED_ON, _ASKED, on="hearing"),
    Row("withdraw", hearing.Withdraw, hearing.withdraw, HANDLES, WORKED_ON, _ASKED, on="hearing"),
)
_MEASURES = (
    Row("accept", measure.Accept, measure.accept, OWNER, WORKED_ON, frozenset({T.ASSIGNED}), on="measure"),
    Row("decline", measure.Decline, measure.decline, OWNER, WORKED_ON, _OPEN, on="measure"),
    Row("propose", proposal.Propose, proposal.propose, OWNER, WORKED_ON, _OPEN, on="measure"),
    Row("clear", proposal.Clear, proposal.clear, OWNER, WORKED_ON, _OPEN, on="measure"),
    Row("complete", measure.Complete, measure.complete, OWNER, WORKED_ON, _OPEN, on="measure"),
    Row(
        "reassign",
        measure.Reassign,
        measure.reassign,
        HANDLES,
        WORKED_ON,
        _OPEN | {T.DECLINED},
        on="measure",
        argument="to",
    ),
    Row(
        "return_measure",
        measure.ReturnMeasure,
        measure.return_measure,
        HANDLES,
        WORKED_ON,
        frozenset({T.COMPLETED}),
        on="measure",
    ),
    Row("cancel", measure.Cancel, measure.cancel, HANDLES, WORKED_ON, _OPEN | {T.DECLINED}, on="measure"),
)
_DEADLINES = (
    Row("move", clock.Move, clock.move, HANDLES, WORKED_ON, on="deadline", gated=True, argument="due"),
    Row("extend", clock.Extend, clock.extend, HANDLES, WORKED_ON, on="deadline", gated=True, argument="due"),
    Row("pause", clock.Pause, clock.pause, HANDLES, WORKED_ON, on="deadline", gated=True),
    Row("resume", clock.Resume, clock.resume, HANDLES, WORKED_ON, on="deadline", gated=True),
)  # fmt: skip

TABLE: Final = (*_TRIAGE, *_TREATMENT, *_HEARINGS, *_MEASURES, *_DEADLINES)

ROWS: Final[dict[type[Any], Row]] = {row.act: row for row in (*COMPLAINTS, *TABLE)}
"""Every act there is; of those that both kinds of case know, the deviation's row."""
BY_NAME: Final = {row.name: row for row in TABLE}
_BY_KIND: Final[dict[tuple[str, type[Any]], Row]] = {
    (row.kind, act): row for row in (*COMPLAINTS, *TABLE) for act in row.act.__mro__[:-1]
}
"""By the kind of case and the act, or the more general one that it is a case of."""


def row_of(act: object, case: Case) -> Row:
    """The row of an act on a case of its kind. Refused: act.kind when the act is about another kind of case."""
    row = _BY_KIND.get((case.kind, type(act)))
    if row is None:
        raise Refused("act.kind", act=ROWS[type(act)].name, kind=case.kind)
    return row


def why_closed(row: Row, case: Case, standing: Standing, task: Task | None = None) -> AvvikError | None:
    """Why an act is not open to somebody on a case, None when it is. A closed door explains itself (desk.md §5.13)."""
    held = standing.relations.keys()
    if not (held & row.by or Relation.SYSTEM in held) or (row.tasks and not _may_act_on(task, standing)):
        return Forbidden("act.not_you", act=row.name)
    if row.gated and case.state is State.RECEIVED:
        return Refused("act.not_assessed")
    if case.complaint and case.complaint.type not in row.types:
        return Refused("act.type", act=row.name, type=case.complaint.type.value)
    if case.state not in row.states:
        return Refused("act.state", act=row.name, state=case.state.value)
    if case.follows and not row.following:
        return Refused("act.follows", act=row.name, lead=case.lead)
    if row.tasks and (task is None or task.kind != row.on or task.state not in row.tasks):
        return Refused(f"act.{row.on}_state", act=row.name, state=task.state.value if task else "")
    return _why_not_now(row, case, standing)


def _why_not_now(row: Row, case: Case, standing: Standing) -> AvvikError | None:
    """What one act of the table asks of the case besides."""
    match row.name:
        case "return":
            return _why_no_return(case, standing)
        case "unlink" if case.lead is None:
            return Refused("unlink.nothing")
        case "include" if not case.excluded:
            return Refused("include.nobody")
        case "answered" if case.question is None:
            return Refused("ask.nothing")
    return None


def _may_act_on(task: Task | None, standing: Standing) -> bool:
    """Who owes something acts on their own only; who handles the case, on all of it."""
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
    """Every act of the case, or of one of its tasks, and why those that are closed are closed."""
    on = task.kind if task else "case"
    rows = (row for row in (*COMPLAINTS, *TABLE) if row.on == on and row.kind == case.kind)
    return tuple((row, why_closed(row, case, standing, task)) for row in rows)


def perform(scene: Scene, act: object) -> Change:
    """Apply one act to a scene.

    Raises: Forbidden or Refused from the table of the case's kind, or what its own rule refuses; link.not_impartial for
    what is done to a duplicate as well, by somebody who is barred from that one (D18).
    """
    if (scene.case.kind, type(act)) not in _BY_KIND and (fixed := why_fixed(scene)):
        raise fixed
    row = row_of(act, scene.case)
    refusal = why_closed(row, scene.case, scene.standing, scene.task)
    if refusal:
        raise refusal
    if type(act) in following.FOLLOWED and scene.standing.actor.login in scene.kept_out:
        raise Refused("link.not_impartial")
    change = row.rule(scene, act)
    return replace(change, on_behalf_of=change.on_behalf_of or scene.standing.in_place_of(row.by))
