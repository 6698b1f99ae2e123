"""Klagekommisjon: who may sit in one, its appointment, what it is sent (R119–R121; law.md L16)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.domain.case import Party
from core.domain.complaint.case import Commission, Examiner, Phase, Round
from core.domain.complaint.draft import Draft, draft_of
from core.domain.complaint.treating import past, require_treatable, require_undecided
from core.domain.deadline import last_day
from core.domain.scene import Change, Scene, required
from core.errors import Refused

EXAMINERS: Final = 2
"""«Minst to nye sensorer, minst én ekstern» (L16)."""
_NAMED: Final = re.compile(r"\s*([^<>]*\S)\s*<\s*([^<>\s@]+@[^<>\s@]+)\s*>\s*")
Warnings = tuple[tuple[str, dict[str, object]], ...]


@dataclass(frozen=True, slots=True)
class Appoint:
    """Appoint the commission of round 2 or 3; each examiner as NAME <MAIL>."""

    round: Round
    number: str
    examiner: tuple[str, ...] = ()
    external: tuple[str, ...] = ()


def appoint(scene: Scene, act: Appoint) -> Change:
    require_treatable(scene)
    require_undecided(scene)
    _require_round(scene, act.round)
    examiners = _examiners(scene, act)
    warnings = _require_members(scene, act.round, examiners)
    old = scene.complaint.commission(act.round)
    commission = Commission(act.round, required("number", act.number), examiners, due_on=old.due_on if old else None)
    draft = with_commission(draft_of(scene), commission)
    draft = _tell(draft, commission, "appointed", _due(scene))
    values = {"round": str(act.round), "number": commission.number, "examiners": str(len(examiners))}
    return draft.change("commission", values=values, warnings=warnings)


@dataclass(frozen=True, slots=True)
class Send:
    """The package has gone to the commission: *Sendt ny kommisjon*, and the date it was asked for (R121)."""

    round: Round
    on: date
    due: date


def send(scene: Scene, act: Send) -> Change:
    require_treatable(scene)
    require_undecided(scene)
    _require_round(scene, act.round)
    commission = scene.complaint.commission(act.round)
    if commission is None:
        raise Refused("commission.none", round=act.round)
    if act.due < act.on:
        raise Refused("commission.due_before", date=act.on)
    commission = replace(commission, sent_on=past(scene, act.on), due_on=act.due)
    draft = with_commission(draft_of(scene), commission)
    draft = draft.to(Phase.GRADING) if draft.state is Phase.REGISTERED else draft
    draft = _tell(draft, commission, "sent", act.due.isoformat())
    values = {"round": str(act.round), "on": act.on.isoformat(), "due": act.due.isoformat()}
    return draft.change("send", values=values, warnings=_later_than_ours(scene, act.due))


def with_commission(draft: Draft, commission: Commission) -> Draft:
    """One commission for each round, the newest."""
    others = (each for each in draft.complaint.commissions if each.round != commission.round)
    return draft.set(commissions=tuple(sorted((*others, commission), key=lambda each: each.round)))


def party_of(examiner: Examiner) -> Party:
    """An examiner as a party that mail goes to."""
    return Party("named", examiner.key)


def _require_round(scene: Scene, round: Round) -> None:
    """Round 3 when it is due, round 2 before it. Refused: grade.third_not_due, commission.round_over."""
    third = scene.case.state is Phase.THIRD_GRADING
    if round == 3 and not third:
        raise Refused("grade.third_not_due")
    if round == 2 and third:
        raise Refused("commission.round_over")


def _examiners(scene: Scene, act: Appoint) -> tuple[Examiner, ...]:
    found = []
    named = [(text, False) for text in act.examiner] + [(text, True) for text in act.external]
    for at, (text, external) in enumerate(named, 1):
        read = _NAMED.fullmatch(text)
        if not read:
            raise Refused("examiner.unreadable", place=at)
        key = f"{scene.case.id}:examiner:{act.round}.{at}"
        found.append(Examiner(key, read[1], read[2], external))
    return tuple(found)


def _require_members(scene: Scene, round: Round, examiners: tuple[Examiner, ...]) -> Warnings:
    """Two new examiners, one of them external: demanded in round 2, and only said in round 3 (workflow.md §4).

    Who graded first is not known here, so that `new` can be held against the second commission alone.
    Refused: commission.nobody, examiner.twice, examiner.student; in round 2 commission.too_few, commission.no_external.
    """
    addresses = [examiner.email.casefold() for examiner in examiners]
    if not examiners:
        raise Refused("commission.nobody")
    if len(set(addresses)) != len(addresses):
        raise Refused("examiner.twice")
    if scene.case.reporter.email.casefold() in addresses:
        raise Refused("examiner.student")
    second = scene.complaint.commission(2) if round == 3 else None
    sat = {examiner.email.casefold() for examiner in second.examiners} if second else set()
    lacks = (
        ("commission.too_few", len(examiners) < EXAMINERS),
        ("commission.no_external", not any(examiner.external for examiner in examiners)),
        ("commission.not_new", not sat.isdisjoint(addresses)),
    )
    found = [id for id, fails in lacks if fails]
    if found and round == 2:
        raise Refused(found[0])
    return tuple((id, {}) for id in found)


def _tell(draft: Draft, commission: Commission, what: str, due_on: str) -> Draft:
    for examiner in commission.examiners:
        draft = draft.tell(
            "M31",
            party_of(examiner),
            what=what,
            round=str(commission.round),
            course=draft.scene.case.course,
            due_on=due_on,
        )
    return draft


def _due(scene: Scene) -> str:
    """What we ourselves are held to: the newest of sensurfrist and third_grading, ISO; "" when neither runs."""
    found = scene.case.open_deadlines("sensurfrist", "third_grading")
    return last_day(found[-1]).isoformat() if found else ""


def _later_than_ours(scene: Scene, due: date) -> Warnings:
    ours = _due(scene)
    late = bool(ours) and due.isoformat() > ours
    return (("commission.after_ours", {"due": due, "ours": date.fromisoformat(ours)}),) if late else ()
