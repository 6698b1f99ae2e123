"""Small acts on what is registered: caseworker, block, postpone, journal number, remark, a task ticked off.

R115–R117, R123, R133, R153.
"""

from dataclasses import dataclass
from datetime import date

from core.domain.case import HANDLES, Task
from core.domain.complaint.correcting import CORRECT
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.ending import CONSIDER
from core.domain.complaint.finishing import RECALCULATE
from core.domain.complaint.protocol import CHECK
from core.domain.complaint.treating import past
from core.domain.deadline import last_day
from core.domain.parts import Words
from core.domain.policy import Relation
from core.domain.scene import Change, Scene, required
from core.domain.triage import Assign
from core.errors import Forbidden, Refused

BY_AN_ACT = {
    RECALCULATE: "total",
    CONSIDER: "dismiss",
    "letter_1": "letter",
    "letter_2": "letter",
    "letter_3": "letter",
    "send_protocol": "protocol",
    "send_protocol_with_note": "protocol",
    "send_to_appeal_body": "appeal",
}
"""Tasks that an act of their own ticks off: its record is more than a day."""


def assign(scene: Scene, act: Assign) -> Change:
    """Give the complaint to a caseworker, who then owes what is owed (R116)."""
    person, faculty = scene.colleague(act.to), scene.case.faculty
    if scene.case.handler == person.login:
        raise Refused("assign.same", login=person.login)
    treats = person.login in scene.directory.holders("caseworker", faculty)
    mine = [last_day(d).isoformat() for d in scene.case.open_deadlines() if d.owner == HANDLES]
    told = {"from_unit": faculty, "due_on": min(mine, default=""), "expected_on": ""}
    return scene.change(
        "assign",
        head={"handler": person.login},
        tells=[scene.tell("M11", HANDLES, what="assign", role="caseworker", **told)],
        values={"to": person.login},
        warnings=() if treats else (("assign.no_caseworker", {"login": person.login}),),
    )


@dataclass(frozen=True, slots=True)
class Block:
    """Set *Sperr mot visning* (R115); what it does is said by `blocking.effects`."""


def block(scene: Scene, act: Block) -> Change:
    if scene.complaint.blocked:
        raise Refused("block.already")
    return _held(draft_of(scene).set(blocked=True), "block")


@dataclass(frozen=True, slots=True)
class Unblock:
    """Remove *Sperr mot visning* (R133)."""


def unblock(scene: Scene, act: Unblock) -> Change:
    if not scene.complaint.blocked:
        raise Refused("block.not")
    return draft_of(scene).set(blocked=False).change("unblock")


@dataclass(frozen=True, slots=True)
class Postpone:
    """Register *Utsettelse*: the first day on which a diploma may be produced (R153)."""

    until: date


def postpone(scene: Scene, act: Postpone) -> Change:
    if act.until < scene.today:
        raise Refused("date.past", date=act.until)
    return _held(draft_of(scene).set(postponed_until=act.until), "postpone", until=act.until.isoformat())


def _held(draft: Draft, kind: str, **values: str) -> Change:
    """FS takes a block or a postponement (R115); neither is forced, so that both at once is said."""
    both = draft.complaint.blocked and draft.complaint.postponed_until
    return draft.change(kind, values=values, warnings=(("block.both", {}),) if both else ())


@dataclass(frozen=True, slots=True)
class Journal:
    """Set the journal number (R117)."""

    number: str


def journal(scene: Scene, act: Journal) -> Change:
    number, complaint = required("number", act.number), scene.complaint
    flags = tuple(flag for flag in complaint.flags if flag != "journal_number_missing")
    draft = draft_of(scene).set(journal_number=number, flags=flags)
    return draft.change("journal", values={"number": number})


@dataclass(frozen=True, slots=True)
class Remark:
    """Write *Merknad på vedtaket*, in place of what stood there; the student does not see it (R123, R146)."""

    text: Words


def remark(scene: Scene, act: Remark) -> Change:
    return draft_of(scene).set(remark=required("text", act.text)).change("remark")


@dataclass(frozen=True, slots=True)
class TickOff:
    """Tick off one of the tasks of the complaint, by its number."""

    number: int
    done: date


def tick_off(scene: Scene, act: TickOff) -> Change:
    task = _task(scene, act.number)
    on = past(scene, act.done)
    draft = draft_of(scene)
    draft = draft.done(task.text, on=on)
    if task.text in (CORRECT, CHECK):
        draft = draft.set(blocked=False)
    return draft.change("task", values={"task": task.id, "what": task.text, "on": on.isoformat()})


def _task(scene: Scene, number: int) -> Task:
    """The open task of this number, which whoever acts may tick off.

    Refused: task.unknown, task.over, task.by_act. Forbidden: the examinations office for a task that is not theirs.
    """
    task = scene.case.task(number)
    if task is None or task.kind != "task":
        raise Refused("task.unknown", number=number)
    mine = scene.standing.relations.keys() & {Relation.CASEWORKER, Relation.SYSTEM} or task.id in scene.standing.owns
    if not mine:
        raise Forbidden("act.not_you", act="task")
    if not task.open:
        raise Refused("task.over", number=number)
    if task.text in BY_AN_ACT:
        raise Refused("task.by_act", act=BY_AN_ACT[task.text])
    return task
