"""Letting others know of a case: informing them, lifting it to the level it belongs to (R48, R101; workflow.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.case import Party
from core.domain.parts import Whom, Words
from core.domain.scene import Change, Scene, required
from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Inform:
    """Let persons or units know of the case; they may read it from then on (R48)."""

    who: tuple[Whom, ...]


def inform(scene: Scene, act: Inform) -> Change:
    new = [party for party in scene.everyone(act.who) if party.id not in scene.case.informed]
    if not new:
        raise Refused("inform.already")
    return scene.change(
        "inform",
        head={"informed": _with(scene, new)},
        tells=[scene.tell("M13", party, what="inform") for party in new],
        values={"who": ", ".join(party.id for party in new)},
    )


@dataclass(frozen=True, slots=True)
class Lift:
    """Lift a larger matter to the level it belongs to; the case itself stays where it is (R101)."""

    to: Whom
    reason: Words


def lift(scene: Scene, act: Lift) -> Change:
    (party,) = scene.everyone((act.to,))
    reason = required("reason", act.reason)
    return scene.change(
        "lift",
        head={"informed": _with(scene, [party])},
        tells=[scene.tell("M13", party, what="lift")],
        note=reason,
        values={"to": party.id},
    )


def _with(scene: Scene, parties: Iterable[Party]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*scene.case.informed, *(party.id for party in parties))))
