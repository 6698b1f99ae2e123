"""Every act done to an invented grade complaint, by the rules alone; and what begins one, and follows by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from core.domain import workflow
from core.domain.answers import MET_BY, Written
from core.domain.case import Case, Due, Reporter
from core.domain.complaint.answering import DecideFormal, GiveReasons, SendToAppealBody
from core.domain.complaint.case import Complaint, Part, Type
from core.domain.complaint.commission import Appoint, Send
from core.domain.complaint.correcting import Correct
from core.domain.complaint.diploma_acts import RecordDiploma, WriteLetter
from core.domain.complaint.diploma_held import Diploma, Issue, kinds_of
from core.domain.complaint.ending import AcceptLate, Dismiss, WithdrawComplaint
from core.domain.complaint.grading import EnterGrade
from core.domain.complaint.holding import Block, Journal, Postpone, Remark, TickOff, Unblock
from core.domain.complaint.lapse import lapse
from core.domain.complaint.protocol import ApplyTotal, SendProtocol
from core.domain.complaint.registering import Lodged, register, scene_of
from core.domain.complaint.workflow import TABLE
from core.domain.exclusion import Exclude, Include
from core.domain.handling import Note
from core.domain.policy import actor, standing
from core.domain.replying import CorrectAddress, Reply, StudentTold
from core.domain.scene import Change, Scene
from core.domain.terms import Terms
from core.domain.triage import Assign
from core.manual.examples import NOW, TERMS, Example, directory

_WHO: Final = "caseworker"
_DAY: Final = NOW.date()
_ISSUED: Final = date(2026, 6, 15)
_STUDENT: Final = Reporter("Kari", "kari@example.org", "student", "nb")
_COMPLAINT: Final = Complaint(
    type=Type.GRADE,
    student_number="900001",
    term="2026 HØST",
    announced=date(2026, 11, 11),
    received_on=_DAY,
    original_grade="C",
    scale="letters",
    journal_number="2026/1-1",
)

FAILED: Final = "the answer comes back: what it had met is owed again (core.desk.obligations)"
Step = object
"""An act, FAILED, or the number of days that go by. Beside the acts of the table: `register`, with which a complaint
begins, and `lapse`, what a missed date does by itself."""


@dataclass(frozen=True, slots=True)
class Play:
    """Way, what was done before, and the act; `of` are fields of the complaint, `told_by` is who tells the result."""

    way: str
    before: tuple[Step, ...]
    act: object
    of: dict[str, Any] = field(default_factory=dict)
    told_by: Literal["fs", "avvik"] = "fs"


def _out(kind: str) -> dict[str, Any]:
    return {"diploma": Diploma(kinds_of(kind), Issue.SENT, issued_on=_ISSUED)}


_PRODUCED: Final = {"diploma": Diploma(kinds_of("paper"), Issue.PRODUCED)}
_PAPER, _DIGITAL = _out("paper"), _out("digital")
_REASONS, _FORMAL = {"type": Type.REASONS}, {"type": Type.FORMAL}
_LATE: Final = {"announced": date(2026, 9, 1)}
_PART: Final = {"part": "Del 1", "part_weight": 50, "parts": (Part("Del 1", 50, "C"), Part("Del 2", 50, "C"))}
_FORTNIGHT: Final = timedelta(days=14)

_SECOND: Final = Appoint(2, "1", ("Ein <ein@example.org>",), ("To <to@example.com>",))
_THIRD: Final = Appoint(3, "2", ("Tre <tre@example.org>",), ("Fire <fire@example.com>",))
_SENT: Final = (_SECOND, Send(2, _DAY, _DAY + _FORTNIGHT))
_GRADED: Final = (*_SENT, EnterGrade(2, "B"))
_TWO_APART: Final = (*_SENT, EnterGrade(2, "A"))
_SENT_AGAIN: Final = (*_TWO_APART, _THIRD, Send(3, _DAY, _DAY + _FORTNIGHT))
_PROTOCOL: Final = SendProtocol(_DAY, _DAY)
_FAILS: Final = (*_SENT, EnterGrade(2, "F"))
_LETTER_1: Final = (WriteLetter(1, _DAY + _FORTNIGHT),)
_FOUND_OUT: Final = (*_GRADED, RecordDiploma("paper", "sent", _ISSUED))
_LETTER_2: Final = (*_FOUND_OUT, WriteLetter(2, _DAY + _FORTNIGHT))
_MISSED: Final = 15
_LATE_BACK: Final = (*_LETTER_1, _MISSED, RecordDiploma(returned=_DAY + timedelta(days=_MISSED)))
_DISMISSED: Final = (Dismiss("late", "x"),)
_E: Final = {"original_grade": "E"}

PLAYS: Final = (
    Play("a grade", (), register),
    Play("reasons", (), register, _REASONS),
    Play("a formal error", (), register, _FORMAL),
    Play("a paper diploma is out", (), register, _PAPER),
    Play("", (), GiveReasons(_DAY), _REASONS),
    Play("upheld", (), DecideFormal("yes"), _FORMAL),
    Play("upheld, a digital diploma is out", (), DecideFormal("yes"), _FORMAL | _DIGITAL),
    Play("not upheld", (), DecideFormal("no"), _FORMAL),
    Play("", (DecideFormal("no"),), SendToAppealBody(_DAY), _FORMAL),
    Play("a complaint", (), AcceptLate("x"), _LATE),
    Play("a paper diploma", _LATE_BACK, AcceptLate("x"), _PAPER),
    Play("late", (), Dismiss("late", "x"), _LATE),
    Play("the paper diploma never came", (*_LETTER_1, _MISSED, lapse), Dismiss("diploma_not_returned", "x"), _PAPER),
    Play("a second grade was logged", _TWO_APART, Dismiss("not_a_party", "x")),
    Play("", (), WithdrawComplaint(_DAY)),
    Play("a second grade was logged", _TWO_APART, WithdrawComplaint(_DAY)),
    Play("round 2", (), _SECOND),
    Play("round 3", _TWO_APART, _THIRD),
    Play("round 2", (_SECOND,), Send(2, _DAY, _DAY + _FORTNIGHT)),
    Play("round 3", (*_TWO_APART, _THIRD), Send(3, _DAY, _DAY + _FORTNIGHT)),
    Play("round 2", _SENT, EnterGrade(2, "B")),
    Play("round 2, we tell the student", _SENT, EnterGrade(2, "B"), told_by="avvik"),
    Play("round 2, two grades apart or more", _SENT, EnterGrade(2, "A")),
    Play("round 3", _SENT_AGAIN, EnterGrade(3, "B")),
    Play("changed, of a part", _SENT, EnterGrade(2, "B"), _PART),
    Play("a paper diploma is out", _SENT, EnterGrade(2, "B"), _PAPER),
    Play("changed, a digital diploma is out", _SENT, EnterGrade(2, "B"), _DIGITAL),
    Play("no longer passed, a diploma is produced", _SENT, EnterGrade(2, "F"), _E | _PRODUCED),
    Play("the second grade", _GRADED, Correct("x")),
    Play("the third grade", (*_SENT_AGAIN, EnterGrade(3, "B")), Correct("x")),
    Play("letter 3 is out", (*_GRADED, WriteLetter(3)), Correct("x"), _DIGITAL),
    Play("", _GRADED, _PROTOCOL),
    Play("after a correction", (*_GRADED, _PROTOCOL, Correct("x")), _PROTOCOL),
    Play("", _GRADED, ApplyTotal(), _PART),
    Play("", (), Assign("handler")),
    Play("", (), Block()),
    Play("", (Block(),), Unblock()),
    Play("", (), Postpone(_DAY + _FORTNIGHT)),
    Play("sent out while the complaint runs", (), RecordDiploma("paper", "sent", _ISSUED)),
    Play("found to be out after the result", _GRADED, RecordDiploma("paper", "sent", _ISSUED)),
    Play("back while the complaint runs", _LETTER_1, RecordDiploma(returned=_DAY), _PAPER),
    Play("back, the grade is waiting", (*_LETTER_1, *_SENT, EnterGrade(2, "B")), RecordDiploma(returned=_DAY), _PAPER),
    Play("back too late", (*_LETTER_1, _MISSED), RecordDiploma(returned=_DAY + timedelta(days=_MISSED)), _PAPER),
    Play("back after letter 2", _LETTER_2, RecordDiploma(returned=_DAY)),
    Play("1", (), WriteLetter(1, _DAY + _FORTNIGHT), _PAPER),
    Play("2", _FOUND_OUT, WriteLetter(2, _DAY + _FORTNIGHT)),
    Play("3", _GRADED, WriteLetter(3), _DIGITAL),
    Play("the protocol is checked", (*_GRADED, _PROTOCOL), TickOff(2, _DAY)),
    Play("the qualification is invalidated", _FAILS, TickOff(2, _DAY), _E | _DIGITAL),
    Play("", (), Journal("2026/1-2")),
    Play("", (), Remark("Trukket i e-post 9. september.")),
    Play("", (), Exclude("head", "x")),
    Play("", (Exclude("head", "x"),), Include("head", "x")),
    Play("", (), Note("x")),
    Play("", (), Reply("x", date(2026, 12, 18))),
    Play("again", (Reply("x", date(2026, 12, 18)),), Reply("x", date(2026, 12, 23))),
    Play("", (), StudentTold("M29", "phone", _DAY)),
    Play("where the answer never arrived", (*_DISMISSED, FAILED), StudentTold("M30", "phone", _DAY), _LATE),
    Play("where the answer never arrived", (*_DISMISSED, FAILED), CorrectAddress("new@example.org", "x"), _LATE),
    Play("the paper diploma is missed, the complaint runs", (*_LETTER_1, _MISSED), lapse, _PAPER),
    Play("the paper diploma is missed after letter 2", (*_LETTER_2, _MISSED), lapse),
)


def registered(**of: Any) -> Change:
    """A complaint as it comes in."""
    return register(_first(TERMS, of))


def examples() -> Iterable[Example]:
    """What begins a complaint, every act of the table in its order, and what follows by itself."""
    for play in sorted(PLAYS, key=lambda play: _place(play.act)):
        terms = replace(TERMS, sensurvarsel=play.told_by)
        first = _first(terms, play.of)
        if play.act is register:
            yield Example("register", play.way, first.case, register(first))
            continue
        case, days = register(first).case, 0
        for step in play.before:
            if isinstance(step, int):
                days += step
            else:
                case = _owed_again(case) if step is FAILED else _do(case, step, terms, days).case
        name = "lapse" if play.act is lapse else workflow.row_of(play.act, case).name
        yield Example(name, play.way, case, _do(case, play.act, terms, days))


def _place(act: object) -> int:
    if act in (register, lapse):
        return -1 if act is register else len(TABLE)
    return next(n for n, row in enumerate(TABLE) if row.act is type(act))


def _first(terms: Terms, of: dict[str, Any]) -> Scene:
    people = directory()
    lodged = Lodged("", "EN-A", "EMN101", _STUDENT, replace(_COMPLAINT, **of), _WHO)
    return scene_of(lodged, "K-26-0001", 1, actor(_WHO, people, _DAY), people, terms, NOW)


def _do(case: Case, act: object, terms: Terms, days: int) -> Change:
    people, now = directory(), NOW + timedelta(days=days)
    stands = standing(case, actor(_WHO, people, now.date()), people)
    scene = Scene(case, stands, people, terms, now, letters=_letters(case))
    return lapse(scene) if act is lapse else workflow.perform(scene, act)


def _letters(case: Case) -> tuple[Written, ...]:
    """What was written to the student: the reasons of a dismissal did not arrive."""
    facts = {"ground": "late", "reason": "x", "decided_on": _DAY.isoformat()}
    return (Written("M29", {}, False), *((Written("M30", facts, True),) if case.closed_at else ()))


def _owed_again(case: Case) -> Case:
    kinds = MET_BY["M30"]
    return replace(case, deadlines=tuple(replace(d, state=Due.OPEN) if d.kind in kinds else d for d in case.deadlines))
