"""Every act done once to an invented case, by the rules alone: what it opens, ends and mails is what it then did."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from core.domain import workflow
from core.domain.case import Case, Reporter
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.domain.people import Directory, Person, Role, Unit
from core.domain.policy import Actor, actor, standing
from core.domain.register import Report, register, scene_of
from core.domain.rules import DEFAULT_RULES
from core.domain.scene import Change, Scene
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

Step = tuple[str, object]
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
)
"""Way, what was done before and by whom, and the act."""


def registered() -> Change:
    """The case that all examples begin with, as it comes in."""
    reporter = Reporter("Mari", "mari@example.org", "student", "nb")
    report = Report("", NOW, reporter, "", "", "", "", "EN-A", "Pensum", "Pensum", "")
    return register(scene_of(report, "A-26-0001", 1, Actor(None, NOW.date()), _directory(), TERMS, NOW))


def examples() -> Iterable[Example]:
    """Every act of the table, in its order."""
    for way, before, who, act in sorted(PLAYS, key=lambda play: _place(play[3])):
        case = registered().case
        for somebody, earlier in before:
            case = _do(case, somebody, earlier).case
        yield Example(workflow.ROWS[type(act)].name, way, case, _do(case, who, act))


def _place(act: object) -> int:
    return workflow.TABLE.index(workflow.ROWS[type(act)])


def _do(case: Case, who: str, act: object) -> Change:
    directory = _directory()
    stands = standing(case, actor(who, directory, NOW.date()), directory)
    task = case.tasks[0] if workflow.ROWS[type(act)].tasks else None
    terms = replace(TERMS, faculty=case.faculty)
    return workflow.perform(Scene(case, stands, directory, terms, NOW, task), act)


def _directory() -> Directory:
    units = (("U", None, "institution"), ("EN", "U", "faculty"), ("EN-A", "EN", "department"), ("TO", "U", "faculty"))
    roles = (
        ("EN", "contact", "contact"),
        ("EN", "handler", "handler"),
        ("EN", "hse_coordinator", "hse"),
        ("EN-A", "head_of_department", "head"),
        ("EN-A", "course_responsible", "owner"),
        ("EN-A", "course_responsible", "owner2"),
        ("TO", "contact", "other"),
    )
    return Directory(
        {code: Unit(code, parent, kind, ()) for code, parent, kind in units},
        {login: Person(login, login, f"{login}@example.org") for _, _, login in roles},
        tuple(Role(*role) for role in roles),
    )
