"""The case as the person acting meets it: what every use case on a case begins with."""

from dataclasses import replace

from core.desk.office import Office
from core.domain import policy
from core.domain.case import Case
from core.domain.handling import Mask
from core.domain.people import Directory, barred
from core.domain.policy import Actor
from core.domain.scene import Scene
from core.errors import NotFound
from core.store import acts, cases, people, rules
from core.store.db import Tx


def split(ref: str) -> tuple[str, int | None]:
    """A name of a case, or of one of its measures: A-26-0124/2 → (A-26-0124, 2)."""
    name, slash, number = ref.rpartition("/")
    if slash and number.isdecimal() and len(number) < 6:
        return name, int(number)
    return ref, None


def scene_of(tx: Tx, office: Office, who: str | None, ref: str, *, may_undo: bool = False) -> Scene:
    """The case or measure named by `ref`, seen by `who` (None: the installation) now.

    `may_undo`: also somebody whose own last act took the case out of their sight, an HSE coordinator's return.
    Raises: NotFound when there is none, or none the person may know of; Forbidden for somebody unknown.
    """
    now, settings = office.now(), office.settings
    name, number = split(ref)
    case = cases.get(tx, cases.find(tx, name))
    directory = people.directory(tx)
    actor = office.actor(who, directory, now)
    standing = policy.standing(case, actor, directory)
    if policy.view(case, standing) is None and not (may_undo and _left(tx, case, actor, directory)):
        raise NotFound("case.unknown")
    task = None
    if number is not None and (task := case.task(number)) is None:
        raise NotFound("measure.unknown")
    terms = replace(settings.for_faculty(case.faculty), kept=rules.kept(tx))
    return Scene(case, standing, directory, terms, now, task)


def to_act(tx: Tx, office: Office, who: str | None, ref: str, act: object) -> Scene:
    """The scene with all that this act asks of it: to mask, one has to know every word that was written."""
    scene = scene_of(tx, office, who, ref)
    return replace(scene, notes=acts.notes(tx, scene.case.id)) if isinstance(act, Mask) else scene


def _left(tx: Tx, case: Case, actor: Actor, directory: Directory) -> bool:
    past = acts.last(tx, case.id)
    return past is not None and past.actor == actor.name and actor.login not in barred(case, directory)
