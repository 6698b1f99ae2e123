"""An act before it is done: the mails it would send, the dates it would set, what it would warn of (desk.md §5.10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.desk import letters
from core.desk.office import Office
from core.desk.scenes import at, to_act
from core.domain import following, workflow
from core.domain.case import Deadline, Due, Party
from core.domain.notice import Addressed, address
from core.domain.scene import Change, Scene
from core.errors import AvvikError, Refused
from core.store import acts, cases
from core.store.engine import Tx
from core.store.outbox import Claimed
from core.store.values import dump
from core.words import Said


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would be written, to somebody; `to` is a party, never an address."""

    to: Party
    template: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`opened` are new deadlines, `moved` those that get other dates, stand still, run again or follow a lead.

    Of an act on many cases, `cases` of them, this is what it does to the first; `leaving` is how many mails leave in
    all, those of the first among them.
    """

    mails: tuple[Preview, ...]
    opened: tuple[Deadline, ...]
    moved: tuple[Deadline, ...]
    warnings: tuple[tuple[str, Any], ...]
    cases: int = 1
    leaving: int = 0


_Performed = tuple[Scene, Change, list[Addressed]]
"""The case as it was, what the act made of it, and the mails of it that reach somebody."""


class Rehearsals:
    """`desk.rehearsals`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def of(self, who: str | None, ref: str, act: object, *, seen: int | None = None) -> Rehearsal:
        """What the act would do, to the duplicates of a lead as well where that follows.

        Raises what the act itself would raise; writes nothing.
        """
        return await self._rehearse(lambda tx: self._followed(tx, who, ref, act, seen))

    async def bulk(self, who: str | None, refs: Sequence[tuple[str, int | None]], act: object) -> Rehearsal:
        """What the act would do to many cases, each a reference and the version that was shown of it.

        Refused: bulk.case with the first case that will not have it, and why.
        """
        return await self._rehearse(lambda tx: [self._one_of(tx, who, ref, act, seen) for ref, seen in refs])

    async def _rehearse(self, perform: Callable[[Tx], list[_Performed]]) -> Rehearsal:
        def unit(tx: Tx) -> tuple[list[_Performed], list[tuple[Addressed, letters.Known]]]:
            done = perform(tx)
            scene, _, mails = done[0]
            return done, [(mail, self._gather(tx, scene, mail)) for mail in mails]

        try:
            done, known = await self._office.db.read(unit)
            texts = [(mail, letters.text(facts, self._office.settings)) for mail, facts in known]
        except letters.UNBUILDABLE as error:
            raise Refused("mail.unbuildable", id="") from error
        previews = (Preview(mail.to, mail.notice.template, text.subject, text.body) for mail, text in texts)
        change = done[0][1]
        goes_on = tuple(d for d in change.updated if d.state not in (Due.MET, Due.CANCELLED))
        leaving = sum(len(mails) for _, _, mails in done)
        return Rehearsal(tuple(previews), change.opened, goes_on, change.warnings, len(done), leaving)

    def _perform(self, tx: Tx, who: str | None, ref: str, act: object, seen: int | None) -> _Performed:
        scene = to_act(tx, self._office, who, ref, act)
        acts.require_seen(tx, scene.case, seen)
        return self._mailed(scene, workflow.perform(scene, act), who)

    def _followed(self, tx: Tx, who: str | None, ref: str, act: object, seen: int | None) -> list[_Performed]:
        done = [self._perform(tx, who, ref, act, seen)]
        scene = done[0][0]
        if follow := following.FOLLOWED.get(type(act)):
            for id in scene.case.duplicates:
                duplicate = at(tx, self._office, cases.get(tx, id), scene.directory, scene.standing)
                done.append(self._mailed(duplicate, follow(duplicate, act), who))
        return done

    def _mailed(self, scene: Scene, change: Change, who: str | None) -> _Performed:
        mails = address(change.notices, change.case, scene.directory, scene.today, who)
        return scene, change, [mail for mail in mails if mail.reaches]

    def _one_of(self, tx: Tx, who: str | None, ref: str, act: object, seen: int | None) -> _Performed:
        try:
            return self._perform(tx, who, ref, act, seen)
        except AvvikError as error:
            raise Refused("bulk.case", case=ref, why=Said(error.id, error.values)) from error

    def _gather(self, tx: Tx, scene: Scene, mail: Addressed) -> letters.Known:
        notice, case = mail.notice, scene.case.id
        facts = dump(dict(notice.facts))
        row = Claimed(0, "", case, mail.to, notice.template, facts, 0, 0, message_id=None, date=None, data=None)
        return letters.gather(tx, row, self._office.settings, letters.house(tx, scene.today), anyhow=True)
