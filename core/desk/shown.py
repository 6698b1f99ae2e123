"""One case as somebody may see it (workflow.md §7): what the desk draws, what `case show` prints."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.desk.office import Office
from core.desk.scenes import scene_of
from core.desk.withheld import withheld
from core.domain import policy, workflow
from core.domain.calendar import local
from core.domain.case import FALLS_TO, Case, Deadline, Party, role_at
from core.domain.clock import acts_on
from core.domain.deadline import days_left
from core.domain.handling import missing_to_close
from core.domain.policy import Relation, Standing, View
from core.domain.reached import resolve
from core.domain.scene import Scene
from core.errors import AvvikError
from core.store import acts, cases, letters, outbox_list
from core.store.acts import Line
from core.store.engine import Tx
from core.store.outbox_list import MailRow

__all__ = ["Line", "Shown", "Shows"]

UNTOLD: Final = frozenset({"note", "consult", "exclude", "include"})
"""Acts whose very being tells what they are about: a consultation is about somebody's conduct (workflow.md §2)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with all that is withheld left out. `names` has the names of the logins it mentions.

    `open` are the acts open to the reader, by name; `closed` the others and why; `lacks` what stands before closing,
    as message ids; `owes` who owes each deadline today, by the deadline's id; `tasks` and `clocks` the acts open to
    the reader on each task and deadline, by its number and its id; `owns` the tasks that are the reader's own;
    `contact` whoever handles what nobody is set to.
    """

    case: Case
    view: View
    relations: tuple[Relation, ...]
    history: tuple[Line, ...]
    mails: tuple[MailRow, ...]
    names: dict[str, str]
    open: tuple[str, ...]
    closed: dict[str, AvvikError]
    tasks: dict[int, tuple[str, ...]]
    clocks: dict[str, tuple[str, ...]]
    owns: frozenset[str]
    lacks: tuple[str, ...]
    owes: dict[str, tuple[str, ...]]
    contact: tuple[str, ...]
    today: date
    unreached: bool

    @property
    def days(self) -> dict[str, int]:
        """Days left of each open deadline, negative when over."""
        return {d.id: days_left(d, self.today) for d in self.case.open_deadlines()}


class Shows:
    """`desk.shows`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def case(self, who: str | None, ref: str) -> Shown:
        """The case named by number or reference; NotFound when the reader may not know of it."""
        now = self._office.now()

        def unit(tx: Tx) -> Shown:
            scene = scene_of(tx, self._office, who, ref)
            case, standing = scene.case, scene.standing
            view = policy.view(case, standing)
            assert view is not None  # scene_of has refused who may not know of the case
            history = _history(acts.of_case(tx, case.id), view, standing)
            mails = outbox_list.rows(tx, now, case=case.id) if view.mails else ()
            return _shown(scene, view, history, mails, view.mails and letters.unreached(tx, case.id))

        return await self._office.db.read(unit)

    async def by_key(self, who: str | None, n: int) -> Shown:
        """The case with this key of a list."""
        return await self.case(who, await self._office.db.read(lambda tx: cases.id_of(tx, n)))


def _shown(scene: Scene, view: View, history: tuple[Line, ...], mails: tuple[MailRow, ...], unreached: bool) -> Shown:
    acts_of_case = workflow.open_acts(scene.case, scene.standing)
    case, directory = withheld(scene.case, view, scene.standing), scene.directory
    owes = {d.id: _who(d.owner, scene) for d in case.owed()}
    contact = _who(role_at(FALLS_TO[case.kind], case.faculty), scene)
    logins = {login for group in owes.values() for login in group} | set(contact) | _logins(case, history)
    return Shown(
        case=case,
        view=view,
        relations=tuple(scene.standing.relations),
        history=history,
        mails=mails,
        names={login: directory.people[login].name for login in logins if login in directory.people},
        open=tuple(row.name for row, closed in acts_of_case if closed is None),
        closed={row.name: closed for row, closed in acts_of_case if closed is not None},
        tasks={
            task.number: tuple(
                r.name for r, closed in workflow.open_acts(scene.case, scene.standing, task) if closed is None
            )
            for task in case.tasks
        },
        clocks={d.id: _clocks(d, scene) for d in case.owed()},
        owns=frozenset(scene.standing.owns),
        lacks=missing_to_close(scene) if view.history == "full" and case.kind == "deviation" else (),
        owes=owes,
        contact=contact,
        today=local(scene.now, scene.terms.timezone),
        unreached=unreached,
    )


def _clocks(deadline: Deadline, scene: Scene) -> tuple[str, ...]:
    """The acts on a deadline that are open to the reader; a deviation's, whose dates are moved by hand."""
    if scene.case.kind != "deviation":
        return ()
    rows = (workflow.BY_NAME[name] for name in acts_on(deadline))
    return tuple(row.name for row in rows if not workflow.why_closed(row, scene.case, scene.standing))


def _history(lines: tuple[Line, ...], view: View, standing: Standing) -> tuple[Line, ...]:
    """The whole history, the reader's own part of it, or what happened when without a word more."""
    if view.history == "full":
        return lines
    if view.history == "own":
        return tuple(line for line in lines if line.task in standing.owns or line.actor in standing.actor.logins)
    return tuple(
        replace(line, note="", values={}, how="", actor="", on_behalf_of=None)
        for line in lines
        if line.kind not in UNTOLD and line.values.get("act") not in UNTOLD
    )


def _who(party: Party, scene: Scene) -> tuple[str, ...]:
    return tuple(reached.login for reached in resolve(party, scene.case, scene.directory, scene.today))


def _logins(case: Case, history: tuple[Line, ...]) -> set[str]:
    logins = {line.actor for line in history} | {line.on_behalf_of or "" for line in history}
    logins |= {task.owner.id for task in case.tasks} | {case.handler or ""}
    logins |= {task.cleared_with for task in case.tasks} | set(case.informed)
    return logins | {done.with_login for done in case.consultations} | set(case.excluded)
