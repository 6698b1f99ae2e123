"""Taking over a complaint from FS: each event entered on its day, as if the desk had been there (workflow.md §4).

A row is registered on the day it was received; every event after that is an act of the table on its own day. What the
files derive (AVVIST at intake and after a missed return date, letter 3) is an act as well, of which the history says
that it was derived. Nothing is mailed of the past; what is owed at the end is open.

What the files do not say, and what is done about it:
- who sat in a commission: one without members is assumed, so that a grade has one;
- that a paper protocol was sent: the result stands in FS, so it counts as sent that day;
- when a complaint was refused at intake: it was, without a day;
- a diploma sent out while the complaint ran is known of from letter 2 on, where one was written;
- a lock on grading: what a commission did in FS, it did; the lock is on verification.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from core.domain import workflow
from core.domain.calendar import DAY, forward
from core.domain.case import Case, Deadline, Due, TaskState
from core.domain.complaint import guessed
from core.domain.complaint.answering import DecideFormal, GiveReasons
from core.domain.complaint.case import Commission, Phase, Round, Type
from core.domain.complaint.commission import with_commission
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.dismissal import Ground, not_appealable
from core.domain.complaint.draft import draft_of
from core.domain.complaint.ending import AcceptLate, Dismiss, WithdrawComplaint
from core.domain.complaint.events import TREATMENT, Event, in_order
from core.domain.complaint.finishing import awaits_total
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.lapse import KIND, lapse
from core.domain.complaint.limits import late
from core.domain.complaint.protocol import ApplyTotal
from core.domain.complaint.registering import Lodged, register
from core.domain.complaint.returning import return_by
from core.domain.scene import Change, Scene
from core.errors import Refused

Rule = Callable[[Scene], Change]
Played = tuple[Scene, Change]
TAKEN_OVER: Final = "Overtatt fra FS"
"""The reason of an act whose own reason the files do not hold."""
FROM_FS: Final = {"from": "fs"}
DERIVED: Final = {"from": "derived"}
_ON_PAPER: Final = frozenset({"send_protocol"})


def taken_over(lodged: Lodged) -> Lodged:
    """A row as it is registered here: a missing journal number is flagged, not refused (workflow.md §4)."""
    if lodged.complaint.journal_number:
        return lodged
    flags = (*lodged.complaint.flags, "journal_number_missing")
    return replace(lodged, complaint=replace(lodged.complaint, flags=flags))


def play(first: Scene, events: Iterable[Event], at: Callable[[Case, date], Scene], as_of: date) -> Iterator[Played]:
    """Everything that happened until `as_of`, in order, to be saved one by one; the first is the registration.

    `first` is the scene of the new case on the day it was received, `at` the scene of a case on a day. Refused as the
    acts themselves refuse, and by `events.in_order`.
    """
    player = _Player(first, at)
    played = in_order(events, first.complaint, as_of)
    yield from player.do(first.complaint.received_on, register)
    if ground := _refused_at_intake(player.scene, played):
        yield from player.do(first.complaint.received_on, lambda scene: _undated(scene, ground), DERIVED)
    yield from _happen(player, played, as_of, played)


def go_on(
    then: Scene, before: Iterable[Event], since: Iterable[Event], at: Callable[[Case, date], Scene], as_of: date
) -> Iterator[Played]:
    """What has happened `since` and until `as_of` to a complaint that was taken over with what happened `before`.

    It is as it was left: not worked on here.
    """
    since = tuple(since)
    player, played = _Player(then, at), in_order(since, then.complaint, as_of)
    if found := guessed.wrong(then, played):
        yield from player.do(*found, DERIVED)
    yield from _happen(player, played, as_of, in_order((*before, *since), then.complaint, as_of))


def _happen(player: "_Player", played: tuple[Event, ...], as_of: date, known: tuple[Event, ...]) -> Iterator[Played]:
    """Events, with what follows by itself; `known` are these and those before them."""
    for event in played:
        yield from player.lapses(event.on)
        for rule, said in _rules(player.scene, event, known):
            yield from player.do(event.on, rule, said)
        yield from player.follows(event.on)
    yield from player.lapses(as_of)


class _Player:
    """The case as it stands, and the scene of the day."""

    def __init__(self, first: Scene, at: Callable[[Case, date], Scene]) -> None:
        self._at, self.scene, self._day = at, _verifying(first), first.today

    def do(self, day: date, rule: Rule, said: dict[str, str] = FROM_FS) -> Iterator[Played]:
        """One act on one day, quiet about it; the case is then what it has become."""
        if day != self._day:
            self._day, self.scene = day, _verifying(self._at(self.scene.case, day))
        change = _on_paper(rule(self.scene), day)
        change = replace(change, notices=(), undoable=False, values={**change.values, **said})
        yield self.scene, change
        self.scene = replace(self.scene, case=replace(change.case, version=self.scene.case.version + 1))

    def follows(self, day: date) -> Iterator[Played]:
        """What the files take as done on the same day: the new total, letter 3."""
        if self.scene.complaint and awaits_total(self.scene.complaint):
            yield from self.do(day, _act(ApplyTotal()), DERIVED)
        if "letter_3" in draft_of(self.scene).open_codes():
            yield from self.do(day, _act(WriteLetter(3)), DERIVED)

    def lapses(self, until: date) -> Iterator[Played]:
        """A return date missed by `until`: AVVIST on the next working day, or the offer of letter 2 is over."""
        by = return_by(self.scene.complaint, self.scene.terms.closed)
        if by is None or not self.scene.case.open_deadlines(KIND):
            return
        day = forward(by + DAY, self.scene.terms.closed)
        if day <= until:
            running = self.scene.case.state is not Phase.FINISHED
            yield from self.do(day, _act(Dismiss("diploma_not_returned", TAKEN_OVER)) if running else lapse, DERIVED)


def _verifying(scene: Scene) -> Scene:
    return replace(scene, terms=replace(scene.terms, diploma_lock="verification", sensurvarsel="fs"))


def _act(act: object) -> Rule:
    return lambda scene: workflow.perform(scene, act)


def _refused_at_intake(scene: Scene, events: tuple[Event, ...]) -> Ground | None:
    """Late, or not to be tried again by its nature, and nothing shows that it was treated all the same."""
    if any(event.name in TREATMENT for event in events):
        return None
    return "late" if late(scene.complaint, scene.terms.closed) else not_appealable(scene.complaint)


def _undated(scene: Scene, ground: Ground) -> Change:
    """A refusal at intake, of which FS does not say when it was made."""
    change = workflow.perform(scene, Dismiss(ground, TAKEN_OVER))
    complaint = change.case.complaint
    return replace(
        change,
        case=replace(change.case, complaint=replace(complaint, decided_on=None, told_on=None) if complaint else None),
    )


def _rules(scene: Scene, event: Event, events: tuple[Event, ...]) -> tuple[tuple[Rule, dict[str, str]], ...]:
    """The acts that one event stands for, as the case is then."""
    match event.name:
        case "second_graded":
            return _graded(2, event.value)
        case "third_graded" if scene.case.state is not Phase.THIRD_GRADING:
            return ((_flagging("third_grade_not_allowed"), FROM_FS),)
        case "third_graded":
            return _graded(3, event.value)
        case "withdrawn" if scene.complaint.decision or scene.case.closed_at:
            return ((_flagging("withdrawal_too_late"), FROM_FS),)
        case "explanation_given" if scene.complaint.type is not Type.REASONS:
            return ((_explained(event.on), FROM_FS),)
        case "diploma_issued":
            return () if guessed.found_out_late(events) else ((_act(_issued(event)), FROM_FS),)
        case "letter_2_return_by" if not scene.complaint.diploma.out:
            issued = next((_issued(other) for other in events if other.name == "diploma_issued"), None)
            known = issued or RecordDiploma(state="sent", issued=event.on)
            return ((_act(known), FROM_FS), (_act(_plain(event)), FROM_FS))
    return ((_act(_plain(event)), FROM_FS),)


def _plain(event: Event) -> object:
    """The act an event is, whatever the case. Refused: event.value."""
    match event.name, event.value:
        case "explanation_given", _:
            return GiveReasons(event.on)
        case "letter_1_return_by", day:
            return WriteLetter(1, _day(event, day))
        case "letter_2_return_by", day:
            return WriteLetter(2, _day(event, day))
        case "paper_returned", _:
            return RecordDiploma(returned=event.on)
        case "late_accepted", why:
            return AcceptLate(why.strip() or TAKEN_OVER)
        case "formal_error_decided", "medhold":
            return DecideFormal("yes")
        case "formal_error_decided", "ikke_medhold":
            return DecideFormal("no")
        case "withdrawn", _:
            return WithdrawComplaint(event.on)
    raise Refused("event.value", event=event.name, value=event.value)


def _issued(event: Event) -> RecordDiploma:
    match event.value:
        case "paper" | "digital" | "both" as kind:
            return RecordDiploma(kind=kind, state="sent", issued=event.on)
    raise Refused("event.value", event=event.name, value=event.value)


def _day(event: Event, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("event.value", event=event.name, value=text) from None


def _graded(round: Round, grade: str) -> tuple[tuple[Rule, dict[str, str]], ...]:
    return ((_assumed(round), DERIVED), (_act(EnterGrade(round, grade)), FROM_FS))


def _assumed(round: Round) -> Rule:
    """A commission of which FS does not say who sat in it."""

    def rule(scene: Scene) -> Change:
        draft = with_commission(draft_of(scene), Commission(round, "", ()))
        draft = draft.to(Phase.GRADING) if draft.state is Phase.REGISTERED else draft
        return draft.change("commission", values={"round": str(round)})

    return rule


def _flagging(flag: str) -> Rule:
    """What happened in FS and has no effect here."""
    return lambda scene: draft_of(scene).flag(flag).change("flag", values={"flag": flag})


def _explained(on: date) -> Rule:
    """Reasons were given in a case of their own: the clock starts anew (L15)."""
    return lambda scene: draft_of(scene).set(explanation_given=on).change("explained", values={"on": on.isoformat()})


def _on_paper(change: Change, day: date) -> Change:
    """The tasks an act asks whose doing FS already shows, as done on the day."""
    done = {
        task.id: replace(task, state=TaskState.COMPLETED, report=day.isoformat())
        for task in change.tasks
        if task.text in _ON_PAPER
    }
    if not done:
        return change

    def met(deadlines: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
        return tuple(replace(d, state=Due.MET, next_on=None) if d.task in done else d for d in deadlines)

    case = change.case
    tasks = tuple(done.get(task.id, task) for task in case.tasks)
    return replace(
        change,
        tasks=tuple(done.get(task.id, task) for task in change.tasks),
        opened=met(change.opened),
        case=replace(case, tasks=tasks, deadlines=met(case.deadlines)),
    )
