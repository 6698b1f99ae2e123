"""The case as the person acting meets it: what every use case on a case begins with."""

from dataclasses import dataclass, replace

from core.desk.office import Office
from core.domain import policy
from core.domain.case import Case
from core.domain.handling import Mask
from core.domain.linking import Link
from core.domain.people import Directory
from core.domain.policy import Actor, Standing
from core.domain.reached import barred
from core.domain.replying import CorrectAddress, Told
from core.domain.scene import Lead, Scene
from core.errors import NotFound, Refused
from core.intake import addresses
from core.store import acts, cases, letters, people, rules
from core.store.engine import Tx


@dataclass(frozen=True, slots=True)
class Ref:
    """What somebody named: a case, or one of its tasks (A-26-0124/2) or deadlines (A-26-0124:2)."""

    case: str
    task: int | None = None
    deadline: int | None = None


def parse(ref: str) -> Ref:
    """Read a name: what stands behind the last slash or colon is the number of a task or deadline."""
    for sign in "/:":
        name, found, number = ref.rpartition(sign)
        if found and number.isdecimal() and len(number) < 6:
            return Ref(name, task=int(number)) if sign == "/" else Ref(name, deadline=int(number))
    return Ref(ref)


def scene_of(tx: Tx, office: Office, who: str | None, ref: str, *, may_undo: bool = False) -> Scene:
    """The case, task or deadline named by `ref`, seen by `who` (None: the installation) now.

    `may_undo`: also somebody whose own last act took the case out of their sight, an HSE coordinator's return.
    Raises: NotFound when there is none, or none the person may know of; Forbidden for somebody unknown.
    """
    named = _named(tx, ref)
    case = cases.get(tx, cases.find(tx, named.case))
    directory = people.directory(tx)
    actor = office.actor(who, directory, office.now())
    standing = policy.standing(case, actor, directory)
    if policy.view(case, standing) is None and not (may_undo and _left(tx, case, actor, directory)):
        raise NotFound("case.unknown")
    scene = at(tx, office, case, directory, standing)
    if named.task is not None:
        if (task := case.task(named.task)) is None:
            raise NotFound("measure.unknown")
        return replace(scene, task=task)
    if named.deadline is not None:
        deadline = next((d for d in case.deadlines if d.id == f"{case.id}:{named.deadline}"), None)
        if deadline is None:
            raise NotFound("deadline.unknown", id=ref)
        return replace(scene, deadline=deadline)
    return scene


def _named(tx: Tx, ref: str) -> Ref:
    """First as it stands: a source's reference may itself end in a slash or colon and a number."""
    try:
        return Ref(cases.find(tx, ref))
    except NotFound:
        return parse(ref)


def at(tx: Tx, office: Office, case: Case, directory: Directory, standing: Standing) -> Scene:
    """The scene of a case with this standing, whatever it may see."""
    terms = replace(office.settings.for_faculty(case.faculty), kept=rules.kept(tx))
    duplicates = (cases.get(tx, id) for id in case.duplicates)
    kept_out = frozenset(login for duplicate in duplicates for login in barred(duplicate, directory))
    return Scene(case, standing, directory, terms, office.now(), kept_out=kept_out)


def to_act(tx: Tx, office: Office, who: str | None, ref: str, act: object) -> Scene:
    """The scene with all that this act asks of it.

    To mask, one has to know every word that was written; to correct what did not arrive, the letters; to link, the
    other case, which the person must be allowed to know of.
    """
    scene = scene_of(tx, office, who, ref)
    match act:
        case Mask():
            return replace(scene, notes=acts.notes(tx, scene.case.id))
        case Told():
            return replace(scene, letters=letters.to_reporter(tx, scene.case.id))
        case CorrectAddress(email=email):
            if addresses.address(email.strip()) is None:
                raise Refused("intake.invalid_email")
            return replace(scene, letters=letters.to_reporter(tx, scene.case.id))
        case Link(to=to):
            other = scene_of(tx, office, who, to).case
            return replace(scene, lead=Lead(other, cases.above(tx, other.id)))
    return scene


def _left(tx: Tx, case: Case, actor: Actor, directory: Directory) -> bool:
    past = acts.last(tx, case.id)
    return past is not None and past.actor == actor.name and actor.login not in barred(case, directory)
