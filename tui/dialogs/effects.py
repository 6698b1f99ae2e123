"""What an act will do, said before it is done: the mails as they will be, the dates with their weekdays, warnings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.domain.case import Deadline
from core.domain.deadline import last_day
from core.words import Said
from tui.dialogs.matter import Matter
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from core.desk.rehearsal import Rehearsal


def effects(matter: Matter, rehearsal: "Rehearsal") -> Iterator[Piece]:
    """The pieces of a reading pane: warnings first, then dates, then each mail in full."""
    say = matter.say
    if rehearsal.cases > 1:
        leaving = Said("desk.bulk.leaving", {"n": rehearsal.leaving})
        yield say("desk.bulk.effects", n=rehearsal.cases, mails=leaving, id=matter.ref), "strong"
    for id, values in rehearsal.warnings:
        yield f"! {matter.warn(id, values)}", "warn"
    for deadline in rehearsal.opened:
        yield say("desk.ask.opens", **_deadline(matter, deadline)), ""
    for deadline in rehearsal.moved:
        yield say(f"desk.ask.clock.{deadline.state.value}", **_deadline(matter, deadline)), ""
    if not rehearsal.mails:
        yield say("desk.ask.no_mail"), ""
        return
    seconds = int(matter.app.settings.mail.hold.total_seconds())
    yield say("desk.ask.mails", n=len(rehearsal.mails), seconds=seconds), "strong"
    for mail in rehearsal.mails:
        yield "", ""
        yield say("desk.ask.mail_to", to=matter.party(mail.to)), "strong"
        yield say("desk.ask.mail_subject", subject=mail.subject), "strong"
        yield mail.body, ""


def _deadline(matter: Matter, deadline: Deadline) -> dict[str, object]:
    day = last_day(deadline)
    return {
        "what": Said(f"kind.{deadline.kind}"),
        "who": matter.party(deadline.owner),
        "weekday": Said(f"weekday.{day.isoweekday()}"),
        "day": day,
    }
