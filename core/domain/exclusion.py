"""Excluding somebody from a case, and taking that back: impartiality on every path (D18, workflow.md §1)."""

from dataclasses import dataclass, replace

from core.domain.case import Task, TaskState, person
from core.domain.parts import Login, Words
from core.domain.reached import barred
from core.domain.scene import Change, Scene, required
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Exclude:
    """Keep somebody from a case: they neither see it, act on it, stand in on it, nor get its mail (D18)."""

    who: Login
    why: Words


def exclude(scene: Scene, act: Exclude) -> Change:
    case, who, why = scene.case, act.who.strip(), required("why", act.why)
    if who not in scene.directory.people:
        raise Refused("person.unknown", login=who)
    if who in barred(case, scene.directory):
        raise Refused("exclude.already", login=who)
    left = [_left(task) for task in case.tasks if task.open and task.owner == person(who)]
    return scene.change(
        "exclude",
        head={
            "excluded": (*case.excluded, who),
            "handler": None if case.handler == who else case.handler,
            "informed": tuple(id for id in case.informed if id != who),
        },
        tasks=left,
        updates=[d for task in left for d in scene.dropped("acceptance", "measure", "hearing", task=task.id)],
        note=why,
        values={"who": who},
        warnings=(("exclude.left", {"n": len(left)}),) if left else (),
    )


@dataclass(frozen=True, slots=True)
class Include:
    """Let somebody back in who was excluded by mistake; what they had in the case stays where it is now."""

    who: Login
    why: Words


def include(scene: Scene, act: Include) -> Change:
    who, why = act.who.strip(), required("why", act.why)
    if who not in scene.case.excluded:
        raise Refused("include.not_excluded", login=who)
    excluded = tuple(login for login in scene.case.excluded if login != who)
    return scene.change("include", head={"excluded": excluded}, note=why, values={"who": who})


def _left(task: Task) -> Task:
    """A measure waits for another owner, what was asked for nobody."""
    return replace(task, state=TaskState.DECLINED if task.kind == "measure" else TaskState.CANCELLED)
