"""An owner's part in shaping a measure: proposing what to do, clearing it with the line (R76, R77)."""

from dataclasses import dataclass, replace

from core.domain.measure import How, for_owner, to_handler
from core.domain.parts import Login, Words
from core.domain.people import LINE_LEADERS
from core.domain.scene import Change, Scene, required


@dataclass(frozen=True, slots=True)
class Propose:
    """Propose a fitting measure (R76)."""

    text: Words
    for_: Login | None = None
    how: How | None = None


def propose(scene: Scene, act: Propose) -> Change:
    task = replace(scene.measure, proposal=required("text", act.text))
    return scene.change(
        "propose",
        tasks=[task],
        tells=[to_handler(scene, "M15", task, what="proposed")],
        note=task.proposal,
        **for_owner(scene, act.for_, act.how),
    )


@dataclass(frozen=True, slots=True)
class Clear:
    """A measure was cleared with the line, where it could not be carried out without (R77)."""

    with_: Login
    note: Words
    for_: Login | None = None
    how: How | None = None


def clear(scene: Scene, act: Clear) -> Change:
    leader, note = scene.colleague(act.with_), required("note", act.note)
    roles = {role.role for role in scene.directory.roles_of(leader.login)}
    return scene.change(
        "clear",
        tasks=[replace(scene.measure, cleared_with=leader.login)],
        note=note,
        values={"with": leader.login},
        warnings=() if roles & {*LINE_LEADERS, "prorector"} else (("clear.no_leader", {"login": leader.login}),),
        **for_owner(scene, act.for_, act.how),
    )
