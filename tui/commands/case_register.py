"""`avvik case register …`: one case by hand, with a receipt to its reporter (workflow.md §3)."""

from datetime import date, datetime, time
from typing import Any, Final

from core.desk import Desk
from core.desk.shown import Shown
from core.domain.calendar import instant, local
from core.domain.case import Reporter
from core.domain.register import Report
from core.intake.vocabulary import AREAS, CATEGORIES, LANGUAGES, REPORTER_KINDS
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.json_case import case_json
from tui.commands.registering import Register, address_of
from tui.fields import Field

FIELDS: Final = (
    Field("unit", True),
    Field("title", True),
    Field("description", True),
    Field("reporter_name", True),
    Field("reporter_email", True),
    Field("reporter_kind", True, "choice", tuple(sorted(REPORTER_KINDS))),
    Field("language", True, "choice", tuple(sorted(LANGUAGES))),
    Field("course", False),
    Field("programme", False),
    Field("area", False, "choice", tuple(sorted(AREAS))),
    Field("category", False, "choice", tuple(sorted(CATEGORIES))),
    Field("tried", False),
    Field("received", False, "day"),
)
EXAMPLE: Final = (
    "avvik case register --unit IE --title 'Pensum mangler' --description - --reporter-name 'Kari Nordmann'"
    " --reporter-email kari@example.org --reporter-kind student --language nb"
)


def _make(call: Call, values: dict[str, Any], as_json: bool) -> None:
    report = _report(values, call.settings.deadlines.timezone, call.now())

    async def job(desk: Desk) -> Shown:
        id = await desk.intake.register(call.who, report)
        return await desk.shows.case(call.who, id)

    shown = call.work(job)
    if as_json:
        call.out(dumps(case_json(shown, call.settings)))
    else:
        call.out(call.say("cmd.registered", case=shown.case.id))


register = Register(FIELDS, _make, EXAMPLE)


def _report(values: dict[str, Any], zone: str, now: datetime) -> Report:
    """What was typed, as a report. Refused: intake.invalid_email."""
    email = address_of(values["reporter_email"])
    return Report(
        reference="",
        received_at=_received(values.get("received"), zone, now),
        reporter=Reporter(values["reporter_name"], email, values["reporter_kind"], values["language"]),
        programme=values.get("programme", ""),
        course=values.get("course", ""),
        area=values.get("area", "annet"),
        category=values.get("category", ""),
        unit=values["unit"],
        title=values["title"],
        description=values["description"],
        tried_channels=values.get("tried", ""),
    )


def _received(day: date | None, zone: str, now: datetime) -> datetime:
    """Now, or noon of an earlier day."""
    return now if day is None or day == local(now, zone) else instant(day, time(12), zone)
