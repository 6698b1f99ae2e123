"""What people do to a case: one act, or taking the last one back. One transaction each: load → seen? → rule → save."""

from dataclasses import dataclass
from typing import Any

from core.desk.office import Office
from core.domain import policy, undo, workflow
from core.domain.case import Case
from core.domain.notice import address
from core.domain.scene import Scene
from core.errors import AvvikError, NotFound
from core.store import acts, cases, people, save
from core.store.db import Tx


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was carried out: the case as it then is, and what the person should know besides."""

    case: Case
    warnings: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenAct:
    """One act of the table for one person and case; `closed` tells why it is not open."""

    name: str
    closed: AvvikError | None


def split(ref: str) -> tuple[str, int | None]:
    """A name of a case, or of one of its measures: A-26-0124/2 → (A-26-0124, 2)."""
    name, slash, number = ref.rpartition("/")
    if slash and number.isdecimal() and len(number) < 6:
        return name, int(number)
    return ref, None


class Cases:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def act(self, who: str | None, ref: str, act: object, *, seen: int | None = None) -> Done:
        """Carry out one act of the workflow's table on the case or measure named by `ref`.

        `who` is the login of the person acting, None the installation. `seen` is the version a screen showed.
        Raises: NotFound, Forbidden, Refused from the rules, Changed when the case is newer than `seen`, Busy.
        """

        def unit(tx: Tx) -> Done:
            scene = self._scene(tx, who, ref)
            acts.require_seen(tx, scene.case, seen)
            change = workflow.perform(scene, act)
            mails = address(change.notices, change.case, scene.directory, scene.today, who)
            return Done(save.save(tx, scene, change, mails), change.warnings)

        done = await self._office.db.write(unit)
        if workflow.ROWS[type(act)].name == "mask":
            await self._office.db.checkpoint()  # nothing that was masked stays in the write-ahead log
        return done

    async def undo(self, who: str | None, ref: str) -> tuple[Case, str]:
        """Take back the person's last act on the case; answers the case and the name of the act."""

        def unit(tx: Tx) -> tuple[Case, str]:
            scene = self._scene(tx, who, ref)
            past = undo.require_undoable(acts.last(tx, scene.case.id), scene.case, scene.standing.actor, scene.now)
            return save.undo(tx, scene, past), past.kind

        return await self._office.db.write(unit)

    async def open_acts(self, who: str | None, ref: str) -> tuple[OpenAct, ...]:
        """Every act on the case or measure, open or with the reason why not, for the hint line and the help."""

        def unit(tx: Tx) -> tuple[OpenAct, ...]:
            scene = self._scene(tx, who, ref)
            rows = workflow.open_acts(scene.case, scene.standing, scene.task)
            return tuple(OpenAct(row.name, closed) for row, closed in rows)

        return await self._office.db.read(unit)

    def _scene(self, tx: Tx, who: str | None, ref: str) -> Scene:
        """The case as the person acting meets it; NotFound when they may not know of it."""
        now, settings = self._office.now(), self._office.settings
        name, number = split(ref)
        case = cases.get(tx, cases.find(tx, name))
        directory = people.directory(tx)
        actor = self._office.actor(who, directory, now)
        standing = policy.standing(case, actor, directory)
        if policy.view(case, standing) is None:
            raise NotFound("case.unknown")
        task = None
        if number is not None and (task := case.task(number)) is None:
            raise NotFound("measure.unknown")
        return Scene(case, standing, directory, settings.for_faculty(case.faculty), now, task)
