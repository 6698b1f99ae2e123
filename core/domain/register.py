"""A report becomes a case: its first deadlines and the receipt to its reporter (workflow.md §3; D14, R37)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.domain.calendar import local
from core.domain.case import HANDLES, REPORTER, Case, Deviation, Reporter, State, role_at
from core.domain.people import Directory
from core.domain.policy import Actor, Standing
from core.domain.scene import Change, Scene
from core.domain.terms import Terms
from core.errors import Forbidden, Refused

RECENT: Final = timedelta(days=14)
"""How new a report must be for its receipt to be sent by an import, unless all or none are asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported, as the rules need it; texts exactly as the reporter wrote them."""

    reference: str
    received_at: datetime
    reporter: Reporter
    programme: str
    course: str
    area: str
    category: str
    unit: str
    title: str
    description: str
    tried_channels: str


def scene_of(report: Report, id: str, n: int, actor: Actor, directory: Directory, terms: Terms, now: datetime) -> Scene:
    """A report as the case it is about to become, received at the faculty of `terms`."""
    case = Case(
        id=id,
        n=n,
        reference=report.reference,
        state=State.RECEIVED,
        faculty=terms.faculty,
        unit=report.unit,
        course=report.course,
        programme=report.programme,
        title=report.title,
        language=report.reporter.language,
        received_at=report.received_at,
        version=1,
        detail=Deviation(report.area, report.category, report.description, report.tried_channels),
        reporter=report.reporter,
    )
    return Scene(case, Standing(actor), directory, terms, now)


def register(scene: Scene) -> Change:
    """The new case; its clocks count from the day the report came in, under the rules of that day."""
    case = scene.case
    start = local(case.received_at, scene.terms.timezone)
    opens = [
        scene.open("triage", role_at("contact", case.faculty), start=start),
        scene.open("follow_up", HANDLES, start=start),
        scene.open("preliminary_reply", HANDLES, start=start),
    ]
    expected_on = opens[1].raw_on.isoformat() if opens[1].raw_on >= scene.today else ""
    receipt = scene.tell("M23", REPORTER, received_on=start.isoformat(), expected_on=expected_on)
    return scene.change("register", opens=opens, tells=[receipt], undoable=False)


def wants_receipt(received_at: datetime, now: datetime, receipts: str) -> bool:
    """Whether the reporter gets a receipt: `recent` (14 days), `all` or `none` (workflow.md §3)."""
    return receipts == "all" or (receipts == "recent" and now - received_at <= RECENT)


def require_registrable(report: Report, actor: Actor, directory: Directory, faculty: str, now: datetime) -> None:
    """Who may register a case by hand, and what it must hold (workflow.md §3; R6: never anonymous).

    Raises: Forbidden unless it is the faculty's contact or the installation; Refused unit.unknown, text.empty,
    date.future.
    """
    if report.unit not in directory.units:
        raise Refused("unit.unknown", unit=report.unit)
    if actor.login is not None and faculty not in actor.units("contact"):
        raise Forbidden("act.not_you", act="register")
    required = {"title": report.title, "description": report.description, "reporter": report.reporter.name}
    for name, text in (required | {"email": report.reporter.email}).items():
        if not text.strip():
            raise Refused("text.empty", field=name)
    if report.received_at > now:
        raise Refused("date.future", date=report.received_at)
