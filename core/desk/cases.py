"""What people do to a case: one act, or taking the last one back. One transaction each: load → seen? → rule → save."""

from dataclasses import dataclass
from typing import Any

from core.crash import point
from core.desk.office import Office
from core.desk.scenes import scene_of, to_act
from core.domain import undo, workflow
from core.domain.case import Case
from core.domain.notice import address
from core.errors import AvvikError
from core.store import acts, save
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was carried out: the case as it then is, and what the person should know besides.

    `mails` is how many it sends, those too whose text the person may not read.
    """

    case: Case
    warnings: tuple[tuple[str, Any], ...] = ()
    mails: int = 0


@dataclass(frozen=True, slots=True)
class OpenAct:
    """One act of the table for one person and case; `closed` tells why it is not open."""

    name: str
    closed: AvvikError | None


class Cases:
    """`desk.cases`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def act(self, who: str | None, ref: str, act: object, *, seen: int | None = None) -> Done:
        """Carry out one act of the workflow's table on the case or measure named by `ref`.

        `who` is the login of the person acting, None the installation. `seen` is the version a screen showed.
        Raises: NotFound, Forbidden, Refused from the rules, Changed when the case is newer than `seen`, Busy.
        """

        def unit(tx: Tx) -> Done:
            scene = to_act(tx, self._office, who, ref, act)
            acts.require_seen(tx, scene.case, seen)
            change = workflow.perform(scene, act)
            mails = address(change.notices, change.case, scene.directory, scene.today, who)
            return Done(save.save(tx, scene, change, mails), change.warnings, sum(mail.reaches for mail in mails))

        done = await self._office.db.write(unit)
        point("after act")
        if workflow.ROWS[type(act)].name == "mask":
            await self._office.db.checkpoint()  # nothing that was masked stays in the write-ahead log
        return done

    async def undo(self, who: str | None, ref: str) -> tuple[Case, str]:
        """Take back the person's last act on the case; answers the case and the name of the act."""

        def unit(tx: Tx) -> tuple[Case, str]:
            scene = scene_of(tx, self._office, who, ref, may_undo=True)
            past = undo.require_undoable(acts.last(tx, scene.case.id), scene.case, scene.standing.actor, scene.now)
            return save.undo(tx, scene, past), past.kind

        return await self._office.db.write(unit)

    async def open_acts(self, who: str | None, ref: str) -> tuple[OpenAct, ...]:
        """Every act on the case or measure, open or with the reason why not, for the hint line and the help."""

        def unit(tx: Tx) -> tuple[OpenAct, ...]:
            scene = scene_of(tx, self._office, who, ref)
            rows = workflow.open_acts(scene.case, scene.standing, scene.task)
            return tuple(OpenAct(row.name, closed) for row, closed in rows)

        return await self._office.db.read(unit)
