"""What follows the result on paper and in the total (R130–R133, R137, R138)."""

from dataclasses import dataclass
from datetime import date

from core.domain.complaint.case import Protocol
from core.domain.complaint.draft import draft_of
from core.domain.complaint.finishing import RECALCULATE, WITH_NOTE, awaits_total, finish, outcome, totals
from core.domain.complaint.offices import examinations_office
from core.domain.complaint.treating import past
from core.domain.scene import Change, Scene
from core.errors import Refused

CHECK = "check_protocol"


@dataclass(frozen=True, slots=True)
class SendProtocol:
    """The signed paper protocol has gone to the examinations office (R130–R132)."""

    signed: date
    sent: date


def send_protocol(scene: Scene, act: SendProtocol) -> Change:
    """The office checks the grade and removes a block (R133); after a correction it has that task already."""
    draft, complaint = draft_of(scene), scene.complaint
    with_note = WITH_NOTE in draft.open_codes()
    if not with_note and "send_protocol" not in draft.open_codes():
        raise Refused("protocol.not_due")
    signed, sent = past(scene, act.signed), past(scene, act.sent)
    if signed > sent:
        raise Refused("protocol.signed_after", date=sent)
    protocol = Protocol(3 if complaint.third else 2, signed, sent, note=with_note)
    draft = draft.set(protocol=protocol).done(WITH_NOTE if with_note else "send_protocol", on=sent)
    if not with_note:
        draft = draft.ask(CHECK, examinations_office(scene.case, scene.directory))
    return draft.change("protocol", values={"signed": signed.isoformat(), "sent": sent.isoformat()})


@dataclass(frozen=True, slots=True)
class ApplyTotal:
    """Write the new total of the course, as FS sums it (R138); `totals` is its preview."""


def apply_total(scene: Scene, act: ApplyTotal) -> Change:
    complaint = scene.complaint
    if not awaits_total(complaint):
        raise Refused("total.not_due")
    sums = totals(complaint)
    values = {"before": sums.before, "after": sums.after} if sums else {}
    draft = draft_of(scene).set(total_on=scene.today).done(RECALCULATE)
    return finish(draft, outcome(complaint)).change("total", values=values)
