"""An act before it is done: the mails it would send, the dates it would set, what it would warn of (desk.md §5.10)."""

from dataclasses import dataclass
from typing import Any

from core.desk import letters
from core.desk.office import Office
from core.desk.scenes import to_act
from core.domain import workflow
from core.domain.case import Deadline, Due, Party
from core.domain.notice import Addressed, address
from core.domain.scene import Change, Scene
from core.errors import Refused
from core.store import acts
from core.store.db import Tx
from core.store.outbox import Claimed
from core.store.values import dump


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would be written, to somebody; `to` is a party, never an address."""

    to: Party
    template: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`opened` are new deadlines, `moved` those that get other dates, stand still, run again or follow a lead."""

    mails: tuple[Preview, ...]
    opened: tuple[Deadline, ...]
    moved: tuple[Deadline, ...]
    warnings: tuple[tuple[str, Any], ...]


class Rehearsals:
    """`desk.rehearsals`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def of(self, who: str | None, ref: str, act: object, *, seen: int | None = None) -> Rehearsal:
        """What the act would do. Raises what the act itself would raise; writes nothing."""

        def unit(tx: Tx) -> tuple[Change, list[tuple[Addressed, letters.Known]]]:
            scene = to_act(tx, self._office, who, ref, act)
            acts.require_seen(tx, scene.case, seen)
            change = workflow.perform(scene, act)
            mails = address(change.notices, change.case, scene.directory, scene.today, who)
            return change, [(mail, self._gather(tx, scene, mail)) for mail in mails if mail.reaches]

        try:
            change, known = await self._office.db.read(unit)
            texts = [(mail, letters.text(facts, self._office.settings)) for mail, facts in known]
        except letters.UNBUILDABLE as error:
            raise Refused("mail.unbuildable", id="") from error
        previews = (Preview(mail.to, mail.notice.template, text.subject, text.body) for mail, text in texts)
        goes_on = tuple(d for d in change.updated if d.state not in (Due.MET, Due.CANCELLED))
        return Rehearsal(tuple(previews), change.opened, goes_on, change.warnings)

    def _gather(self, tx: Tx, scene: Scene, mail: Addressed) -> letters.Known:
        notice, case = mail.notice, scene.case.id
        facts = dump(dict(notice.facts))
        row = Claimed(0, "", case, mail.to, notice.template, facts, 0, 0, message_id=None, date=None, data=None)
        return letters.gather(tx, row, self._office.settings, letters.house(tx), anyhow=True)
