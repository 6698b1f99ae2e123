"""What people do to a case: one act, or taking the last one back. One transaction each: load → seen? → rule → save."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from core.crash import point
from core.desk.office import Office
from core.desk.scenes import at, scene_of, to_act
from core.domain import following, undo, workflow
from core.domain.case import Case
from core.domain.notice import address
from core.domain.scene import Change, Scene
from core.errors import AvvikError, Refused
from core.store import acts, cases, save
from core.store.engine import Tx
from core.words import Said


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was carried out: the case as it then is, and what the person should know besides.

    `mails` is how many it sends, those too whose text the person may not read.
    """

    case: Case
    warnings: tuple[tuple[str, Any], ...] = ()
    mails: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """An act that was taken back: the case as it then is, the act's name, and on how many cases it was done."""

    case: Case
    act: str
    cases: int


class Cases:
    """`desk.cases`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def act(self, who: str | None, ref: str, act: object, *, seen: int | None = None) -> Done:
        """Carry out one act of the workflow's table on the case, task or deadline named by `ref`.

        `who` is the login of the person acting, None the installation. `seen` is the version a screen showed. What is
        done to a lead is done to its duplicates as well where that follows (core.domain.following), and is one batch.
        Raises: NotFound, Forbidden, Refused from the rules, Changed when the case is newer than `seen`, Busy.
        """
        done = await self._office.db.write(lambda tx: self._act(tx, who, ref, act, seen))
        point("after act")
        if workflow.ROWS[type(act)].name == "mask" and not await self._office.db.leave_no_trace():
            return replace(done, warnings=(*done.warnings, ("mask.trace", {})))
        return done

    async def bulk(self, who: str | None, refs: Sequence[tuple[str, int | None]], act: object) -> tuple[Done, ...]:
        """Carry out one act on many cases, all or none: each a reference and the version that was shown of it.

        They share a batch, and are taken back together. Refused: bulk.not_this for an act that is a decision on one
        case; bulk.case with the first case that will not have it, and why.
        """
        name = workflow.ROWS[type(act)].name
        if not workflow.ROWS[type(act)].bulk:
            raise Refused("bulk.not_this", act=name)
        batch = token_hex(8)

        def unit(tx: Tx) -> tuple[Done, ...]:
            done: dict[str, Done] = {}
            for ref, seen in refs:
                each = self._one_of(tx, who, ref, act, seen, batch)
                if each.case.id in done:
                    raise Refused("bulk.case", case=ref, why=Said("bulk.twice", {}))
                done[each.case.id] = each
            return tuple(done.values())

        done = await self._office.db.write(unit)
        point("after act")
        return done

    def _one_of(self, tx: Tx, who: str | None, ref: str, act: object, seen: int | None, batch: str) -> Done:
        try:
            return self._act(tx, who, ref, act, seen, batch)
        except AvvikError as error:
            raise Refused("bulk.case", case=ref, why=Said(error.id, error.values)) from error

    def _act(self, tx: Tx, who: str | None, ref: str, act: object, seen: int | None, batch: str | None = None) -> Done:
        scene = to_act(tx, self._office, who, ref, act)
        acts.require_seen(tx, scene.case, seen)
        change = workflow.perform(scene, act)
        followed = following.FOLLOWED.get(type(act)) if scene.case.duplicates else None
        if followed and not batch:
            batch = token_hex(8)
        case, mails = self._save(tx, scene, change, who, batch)
        if followed:
            for id in scene.case.duplicates:
                duplicate = at(tx, self._office, cases.get(tx, id), scene.directory, scene.standing)
                mails += self._save(tx, duplicate, followed(duplicate, act), who, batch)[1]
        return Done(case, change.warnings, mails)

    def _save(self, tx: Tx, scene: Scene, change: Change, who: str | None, batch: str | None) -> tuple[Case, int]:
        """The case as it then is, and how many mails leave."""
        mails = address(change.notices, change.case, scene.directory, scene.today, who)
        return save.save(tx, scene, change, mails, batch), sum(mail.reaches for mail in mails)

    async def undo(self, who: str | None, ref: str) -> Undone:
        """Take back the person's last act on the case, with all that was done together with it."""

        def unit(tx: Tx) -> Undone:
            scene = scene_of(tx, self._office, who, ref, may_undo=True)
            past = undo.require_undoable(acts.last(tx, scene.case.id), scene.case, scene.standing.actor, scene.now)
            others = acts.of_batch(tx, past.batch) if past.batch else ()
            for id in others:
                if id != scene.case.id:
                    self._undo_with(tx, scene, id, past.batch)
            return Undone(save.undo(tx, scene, past), past.kind, max(1, len(others)))

        return await self._office.db.write(unit)

    def _undo_with(self, tx: Tx, scene: Scene, id: str, batch: str | None) -> None:
        """The same on another case of the batch. Refused: undo.changed when somebody has acted on that one since."""
        other = at(tx, self._office, cases.get(tx, id), scene.directory, scene.standing)
        past = acts.last(tx, id)
        if past is None or past.batch != batch:
            raise Refused("undo.changed")
        save.undo(tx, other, undo.require_undoable(past, other.case, scene.standing.actor, scene.now))
