"""Likely duplicates and recurrences, suggested to whoever may link a case (workflow.md §3)."""

from dataclasses import dataclass
from datetime import date

from core.desk.office import Office
from core.desk.reach import reach_of
from core.desk.scenes import scene_of
from core.domain.alike import MOST, Neighbour, likely
from core.domain.policy import Relation
from core.domain.scene import Scene
from core.domain.workflow import CONTACT
from core.errors import Forbidden
from core.store import alike, views
from core.store.engine import Row, Tx
from core.store.values import moment


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that may be about the same matter: how like, 0 to about 1.3, and why: `course`, `words`, `category`.

    `days` lie between the two reports.
    """

    id: str
    title: str
    state: str
    received_on: date
    days: int
    score: float
    why: tuple[str, ...]


class Suggestions:
    """`desk.alike`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def of(self, who: str | None, ref: str) -> tuple[Alike, ...]:
        """At most five, the most like first, of those whose text the reader may see; none for a case that is linked.

        Raises: NotFound; Forbidden for who may not link the case.
        """

        def unit(tx: Tx) -> tuple[Alike, ...]:
            scene = scene_of(tx, self._office, who, ref)
            if scene.standing.relations.keys().isdisjoint(CONTACT | {Relation.SYSTEM}):
                raise Forbidden("act.not_you", act="link")
            if scene.case.lead or scene.case.restricted:
                return ()
            return self._likely(tx, scene)

        return await self._office.db.read(unit)

    def _likely(self, tx: Tx, scene: Scene) -> tuple[Alike, ...]:
        found = alike.near(tx, scene.case)
        if not found:
            return ()
        reach = reach_of(tx, scene.standing.actor, scene.directory)
        rows = views.rows(tx, [row["n"] for row in found], reach)
        others = {row["n"]: self._neighbour(row) for row in found if row["n"] in rows and rows[row["n"]].title}
        return tuple(
            Alike(
                id=rows[one.n].id,
                title=rows[one.n].title,
                state=rows[one.n].state,
                received_on=others[one.n].received_on,
                days=one.days,
                score=round(one.score, 2),
                why=one.why,
            )
            for one in likely(self._own(scene), list(others.values()))[:MOST]
        )

    def _own(self, scene: Scene) -> Neighbour:
        case = scene.case
        return Neighbour(
            n=case.n,
            title=case.title,
            description=case.detail.description,
            course=case.course,
            programme=case.programme,
            unit=case.unit,
            category=case.detail.category,
            received_on=self._office.today(case.received_at),
        )

    def _neighbour(self, row: Row) -> Neighbour:
        return Neighbour(
            n=row["n"],
            title=row["title"],
            description=row["description"],
            course=row["course"],
            programme=row["programme"],
            unit=row["unit"],
            category=row["category"],
            received_on=self._office.today(moment(row["received_at"])),
        )
