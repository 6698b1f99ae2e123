"""What may be personal data in a case, for whoever may mask it (R4, R56; workflow.md §2, question 7)."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.desk.office import Office
from core.desk.scenes import scene_of
from core.domain import workflow
from core.domain.scan import Find, addresses_in, names_in, scan
from core.domain.scene import Scene
from core.store import acts
from core.store.engine import Tx

REPORTED = ("title", "description", "tried_channels")
_ASSESSED = ("consequence", "cause", "reason", "outcome", "answer", "no_measure")
_TASK = ("text", "report", "reason", "proposal")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something found, and where: the `field` it stands in, of which measure or line of history (`of`, "" for the
    case itself).
    """

    field: str
    of: str
    find: Find


class Privacy:
    """`desk.privacy`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def suggestions(self, who: str | None, ref: str) -> tuple[Suggestion, ...]:
        """What may be personal data in all the words of a case, in their order.

        Raises: NotFound when the person may not know of the case, Forbidden when they may not mask it.
        """

        def unit(tx: Tx) -> tuple[Suggestion, ...]:
            scene = scene_of(tx, self._office, who, ref)
            if closed := workflow.why_closed(workflow.BY_NAME["mask"], scene.case, scene.standing):
                raise closed
            names = names_in(scene.directory, scene.case.reporter.name)
            known = tuple(addresses_in(scene.directory))
            return tuple(
                Suggestion(field, of, find)
                for field, of, text in _texts(tx, scene)
                for find in scan(text, names, known=known)
            )

        return await self._office.db.read(unit)


def _texts(tx: Tx, scene: Scene) -> Iterator[tuple[str, str, str]]:
    """Every text of the case that can be masked, with its field and what it is a part of."""
    case, detail = scene.case, scene.case.detail
    yield "title", "", case.title
    yield from ((field, "", getattr(detail, field)) for field in (*REPORTED[1:], *_ASSESSED))
    for task in case.tasks:
        yield from ((field, task.id, getattr(task, field)) for field in _TASK)
    yield from (("note", "", note) for note in acts.notes(tx, case.id))
