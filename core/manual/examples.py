"""Every act done to an invented deviation, by the rules alone: what it opens, ends and mails is what it then did."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from core.domain import workflow
from core.domain.answers import MET_BY, Written
from core.domain.case import Case, Deadline, Due, Reporter, State
from core.domain.clock import Extend, Move, Pause, Resume
from core.domain.exclusion import Exclude, Include
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.hearing import Answer, Answered, Ask, Hear, Withdraw
from core.domain.informing import Inform, Lift
from core.domain.linking import Link, Unlink
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.domain.people import Directory, Person, Role, Unit
from core.domain.policy import Actor, actor, standing
from core.domain.proposal import Clear, Propose
from core.domain.register import Report, register, scene_of
from core.domain.reopening import Reopen
from core.domain.replying import CorrectAddress, Reply, Told
from core.domain.rules import DEFAULT_RULES
from core.domain.scene import Change, Lead, Scene
from core.domain.terms import Terms
from core.domain.transfer import Receive, Return, Transfer
from core.domain.triage import Approve, Assign, Consult, Reject, Reregistered

NOW: Final = datetime(2026, 11, 18, 9, tzinfo=UTC)
TERMS: Final = Terms("EN", DEFAULT_RULES)


@dataclass(frozen=True, slots=True)
class Example:
    """One act in one of its ways, and what it did. `before` is the case it was done to."""

    name: str
    way: str
    before: Case
    change: Change


PASS: Final = Approve("no", "no", "yes", "yes", "tried", "no", "no")
_WHISTLED: Final = Reject("whistleblowing", "x")
_TO_HSE: Final = Transfer("hse", "x")
_ON: Final = Transfer("TO", "x")
_WORK: Final = (("contact", PASS), ("contact", Assign("handler")))
_MEASURE: Final = (*_WORK, ("handler", Rate("low", "x")), ("handler", Measure("owner", "x")))
_DONE: Final = (*_MEASURE, ("owner", Complete("x")))
_CLOSED: Final = (*_DONE, ("handler", Close("x", "x")))
_HEARD: Final = (*_WORK, ("handler", Hear(("owner",), "x")))
_ASKED: Final = (*_WORK, ("handler", Ask("x")))
_FOLLOWS: Final = (*_WORK[:1], ("contact", Link("A-26-0002", "duplicate")))
_REPLIED: Final = (*_WORK, ("handler", Reply("x", date(2026, 12, 18))))
_STANDS: Final = (*_MEASURE, ("handler", Pause("reporter")))

Step = tuple[str, object]
FAILED: Final[Step] = ("", None)
"""The answer comes back: what it had met is owed again (core.desk.obligations)."""
PLAYS: Final[tuple[tuple[str, tuple[Step, ...], str, object], ...]] = (
    ("", (), "contact", PASS),
    ("outside, channels, personnel", (), "contact", Reject("outside", "x")),
    ("whistleblowing", (), "contact", _WHISTLED),
    ("", (("contact", _WHISTLED),), "contact", Reregistered(NOW.date())),
    ("to HSE", (), "contact", _TO_HSE),
    ("to another faculty", (), "contact", _ON),
    ("", (("contact", _TO_HSE),), "hse", Receive()),
    ("from HSE", (("contact", _TO_HSE),), "hse", Return("x")),
    ("from another faculty", (("contact", _ON),), "other", Return("x")),
    ("", (), "contact", Consult("head", "conferred")),
    ("", (), "contact", Mask(("Pensum",), "x")),
    ("", _WORK[:1], "contact", Assign("handler")),
    ("", _WORK, "handler", Rate("low", "x")),
    ("", _WORK, "handler", Measure("owner", "x")),
    ("", (), "contact", Note("x")),
    ("", _DONE, "handler", Close("x", "x")),
    ("", _MEASURE, "owner", Accept()),
    ("", _MEASURE, "owner", Decline("x")),
    ("the last open one", _MEASURE, "owner", Complete("x")),
    ("others are open", (*_MEASURE, ("handler", Measure("owner2", "x"))), "owner", Complete("x")),
    ("", _MEASURE, "handler", Reassign("owner2")),
    ("", _DONE, "handler", ReturnMeasure("x", date(2026, 12, 11))),
    ("", _MEASURE, "handler", Cancel("x")),
    ("the handler", _WORK, "contact", Exclude("handler", "x")),
    ("an owner", _MEASURE, "contact", Exclude("owner", "x")),
    ("who was asked", _HEARD, "contact", Exclude("owner", "x")),
    ("", (*_WORK, ("contact", Exclude("owner2", "x"))), "contact", Include("owner2", "x")),
    ("as a duplicate", _WORK[:1], "contact", Link("A-26-0002", "duplicate")),
    ("as a recurrence", _WORK[:1], "contact", Link("A-26-0002", "recurrence")),
    ("a duplicate", _FOLLOWS, "contact", Unlink()),
    ("", _WORK, "handler", Hear(("owner",), "x")),
    ("", _HEARD, "owner", Answer("x")),
    ("", _HEARD, "handler", Withdraw("x")),
    ("", _WORK, "handler", Ask("x")),
    ("", _ASKED, "handler", Answered("x")),
    ("", _WORK, "handler", Inform(("owner",))),
    ("", _WORK, "handler", Lift("head", "x")),
    ("", _WORK, "handler", Reply("x", date(2026, 12, 18))),
    ("again", _REPLIED, "handler", Reply("x", date(2026, 12, 23))),
    ("", _WORK, "handler", Told("M2", "phone", NOW.date())),
    ("where the answer never arrived", (*_CLOSED, FAILED), "handler", Told("M7", "phone", NOW.date())),
    ("where the answer never arrived", (*_CLOSED, FAILED), "handler", CorrectAddress("new@example.org", "x")),
    ("closed", _CLOSED, "handler", Reopen("x", date(2026, 12, 18))),
    ("rejected", (("contact", Reject("outside", "x")),), "contact", Reopen("x", date(2026, 12, 18))),
    ("sent to HSE", (("contact", _TO_HSE),), "contact", Reopen("x", date(2026, 12, 18))),
    ("", _MEASURE, "owner", Propose("x")),
    ("", _MEASURE, "owner", Clear("head", "x")),
    ("follow_up", _WORK, "handler", Move(date(2026, 12, 18), "x")),
    ("measure", _MEASURE, "handler", Move(date(2026, 12, 18), "x")),
    ("hearing", _HEARD, "handler", Move(date(2026, 12, 18), "x")),
    ("measure", _MEASURE, "handler", Extend(date(2026, 12, 18), "x")),
    ("measure", _MEASURE, "handler", Pause("reporter")),
    ("measure", _STANDS, "handler", Resume("answered")),
)
"""Way, what was done before and by whom, and the act; for an act on a deadline the way is its kind."""


def registered() -> Change:
    """The case that all examples begin with, as it comes in."""
    reporter = Reporter("Mari", "mari@example.org", "student", "nb")
    report = Report("", NOW, reporter, "", "", "", "", "EN-A", "Pensum", "Pensum", "")
    return register(scene_of(report, "A-26-0001", 1, Actor(None, NOW.date()), directory(), TERMS, NOW))


def examples() -> Iterable[Example]:
    """Every act of the table, in its order."""
    for way, before, who, act in sorted(PLAYS, key=lambda play: _place(play[3])):
        case = registered().case
        for somebody, earlier in before:
            case = _owed_again(case) if earlier is None else _do(case, somebody, earlier).case
        yield Example(workflow.ROWS[type(act)].name, way, case, _do(case, who, act, way))


def _place(act: object) -> int:
    return workflow.TABLE.index(workflow.ROWS[type(act)])


def _do(case: Case, who: str, act: object, way: str = "") -> Change:
    people = directory()
    stands = standing(case, actor(who, people, NOW.date()), people)
    row = workflow.ROWS[type(act)]
    scene = Scene(
        case,
        stands,
        people,
        replace(TERMS, faculty=case.faculty),
        NOW,
        case.tasks[0] if row.tasks else None,
        _clock(case, way) if row.on == "deadline" else None,
        letters=_letters(case),
        lead=Lead(replace(case, id="A-26-0002", n=2, lead=None, link="", state=State.IN_PROGRESS)),
    )
    return workflow.perform(scene, act)


def _clock(case: Case, kind: str) -> Deadline:
    """The deadline an example is about; before it, that of the measure."""
    return case.owed(kind or "measure")[0]


def _letters(case: Case) -> tuple[Written, ...]:
    """What was written to the reporter: the answer at the closing did not arrive."""
    facts = {"answer": "x", "closed_on": NOW.date().isoformat()}
    return (Written("M2", {}, False), Written("M7", facts, True)) if case.closed_at else (Written("M2", {}, False),)


def _owed_again(case: Case) -> Case:
    kinds = MET_BY["M7"]
    return replace(
        case,
        deadlines=tuple(replace(d, state=Due.OPEN) if d.kind in kinds else d for d in case.deadlines),
    )


def directory() -> Directory:
    """Who there is: enough for every act on either kind of case."""
    units = (
        ("U", None, "institution"),
        ("EN", "U", "faculty"),
        ("EN-A", "EN", "department"),
        ("EN-W", "EN", "whistleblowing"),
        ("TO", "U", "faculty"),
    )
    roles = (
        ("EN", "contact", "contact"),
        ("EN", "handler", "handler"),
        ("EN", "hse_coordinator", "hse"),
        ("EN", "caseworker", "caseworker"),
        ("U", "examinations_office", "office"),
        ("EN-A", "head_of_department", "head"),
        ("EN-A", "course_responsible", "owner"),
        ("EN-A", "course_responsible", "owner2"),
        ("TO", "contact", "other"),
    )
    return Directory(
        {code: Unit(code, parent, kind, (), f"{code}@example.org") for code, parent, kind in units},
        {login: Person(login, login, f"{login}@example.org") for _, _, login in roles},
        tuple(Role(*role) for role in roles),
    )
