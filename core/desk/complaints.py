"""Complaints on grades coming in, and what is read of one before an act (workflow.md §4; R108–R118, R138, R148)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from core.desk.office import Office
from core.desk.scenes import scene_of
from core.domain import policy
from core.domain.case import Case
from core.domain.complaint import blind, blocking
from core.domain.complaint.case import Round
from core.domain.complaint.finishing import Total, totals
from core.domain.complaint.registering import Lodged, register
from core.domain.complaint.registering import scene_of as scene_of_new
from core.domain.complaint.registrable import checked, require_may_register
from core.domain.notice import address
from core.domain.people import Directory
from core.domain.policy import Actor
from core.domain.scene import Scene
from core.errors import Forbidden, Refused
from core.intake import addresses
from core.intake.source import Source
from core.store import cases, complaints, imports, people, save
from core.store.engine import Tx

if TYPE_CHECKING:
    from core.desk.takeover import Taken


@dataclass(frozen=True, slots=True)
class Registered:
    """A new complaint, and what whoever registered it should know."""

    id: str
    warnings: tuple[tuple[str, Mapping[str, object]], ...] = ()


class Complaints:
    """`desk.complaints`. Acts on a complaint go through `desk.cases.act`, as those on every case."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def register(self, who: str | None, lodged: Lodged) -> Registered:
        """One complaint by hand, by a caseworker of its faculty or the installation.

        Refused: what `core.domain.complaint.registrable` refuses, intake.invalid_email; Forbidden for anybody else.
        """
        now = self._office.now()

        def unit(tx: Tx) -> Registered:
            directory = people.directory(tx)
            actor = self._office.actor(who, directory, now)
            faculty = directory.faculty_of(lodged.unit)
            require_may_register(actor, faculty)
            if addresses.address(lodged.student.email) is None:
                raise Refused("intake.invalid_email")
            right = checked(lodged, directory, self._office.today(now), siblings(tx, lodged))
            scene = new(tx, self._office, right, actor, directory)
            change = register(scene)
            mails = address(change.notices, change.case, directory, scene.today, actor.login)
            return Registered(save.first(tx, scene, change, mails).id, change.warnings)

        return await self._office.db.write(unit)

    async def take(
        self,
        complaints: Source,
        *,
        parts: Source | None = None,
        events: Source | None = None,
        as_of: date | None = None,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> "Taken":
        """Take over complaints that run in FS: `core.desk.takeover`."""
        from core.desk.takeover import take_over

        return await take_over(self._office, complaints, parts=parts, events=events, as_of=as_of, progress=progress)

    async def package(self, who: str | None, ref: str, round: Round) -> blind.Package:
        """What the commission of a round is sent, and what is withheld from it. Refused: commission.none."""
        return await self._office.db.read(lambda tx: blind.package(self._worked_on(tx, who, ref), round))

    async def total(self, who: str | None, ref: str) -> Total | None:
        """What the parts sum to before and after, as `total` would write it; None where there is nothing to sum."""

        def unit(tx: Tx) -> Total | None:
            case = self._worked_on(tx, who, ref)
            return totals(case.complaint) if case.complaint else None

        return await self._office.db.read(unit)

    async def effects(
        self, who: str | None, ref: str, act: Literal["block", "postpone"]
    ) -> tuple[blocking.Effect, ...]:
        """What *Sperr* or *Utsettelse* would do to this student, said before it is done."""

        def unit(tx: Tx) -> tuple[blocking.Effect, ...]:
            case = self._worked_on(tx, who, ref)
            return blocking.effects(act, case, case.complaint) if case.complaint else ()

        return await self._office.db.read(unit)

    def _worked_on(self, tx: Tx, who: str | None, ref: str) -> Case:
        """The complaint, for whoever sees its grades.

        Raises: NotFound; Forbidden for who may only know that it is there; Refused complaint.unknown for another case.
        """
        scene = scene_of(tx, self._office, who, ref)
        view = policy.view(scene.case, scene.standing)
        if scene.case.complaint is None:
            raise Refused("complaint.unknown", id=scene.case.id)
        if view is None or not view.text:
            raise Forbidden("complaint.not_yours")
        return scene.case


def siblings(tx: Tx, lodged: Lodged) -> tuple[Case, ...]:
    """The other cases of the student on the same course and term."""
    complaint = lodged.complaint
    found = (cases.get(tx, id) for id in complaints.of_student(tx, complaint.student_number, complaint.term))
    return tuple(case for case in found if case.course == lodged.course)


def new(tx: Tx, office: Office, lodged: Lodged, actor: Actor, directory: Directory) -> Scene:
    """The complaint as the case it is about to become, under the next number of its year: K-26-0007."""
    now = office.now()
    year = office.today(now).year
    id = f"K-{year % 100:02d}-{imports.next_number(tx, 'complaint', year):04d}"
    terms = office.settings.for_faculty(directory.faculty_of(lodged.unit))
    return scene_of_new(lodged, id, imports.next_number(tx, "case", 0), actor, directory, terms, now)
