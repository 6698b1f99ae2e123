"""One day's reminding: what is due of each deadline and who is told, worked out once for all that are alike."""

from collections.abc import Callable
from datetime import date

from core.domain import escalation
from core.domain.digest import Owed, Told, rule_of, schedule, told
from core.domain.people import Directory
from core.domain.reached import barred
from core.domain.reminder import Stage
from core.domain.terms import Terms


class Reminding:
    """The answers of one day, kept: ten thousand deadlines share a few rules, dates and people."""

    def __init__(self, today: date, directory: Directory, terms: Callable[[str], Terms]) -> None:
        self._today, self._directory, self._terms = today, directory, terms
        self._stages: dict[tuple[object, ...], tuple[tuple[Stage, ...], date | None]] = {}
        self._told: dict[tuple[object, ...], tuple[Told, ...]] = {}

    def stages(self, owed: Owed) -> tuple[tuple[Stage, ...], date | None]:
        """Every stage whose day has come, reminder and escalation, and the day on which to look again."""
        d, case = owed.deadline, owed.case
        dates = (d.raw_on, d.due_on, d.act_on, owed.opened_on)
        alike = (case.faculty, d.rule, d.kind, *dates, case.restricted, d.owner.kind)
        if alike not in self._stages:
            self._stages[alike] = self._reached(owed)
        return self._stages[alike]

    def _reached(self, owed: Owed) -> tuple[tuple[Stage, ...], date | None]:
        terms = self._terms(owed.case.faculty)
        newest, next_on = schedule(owed, terms).turn(self._today)
        reached = [newest] if newest else []
        for stage in escalation.stages(owed, rule_of(owed.deadline, terms), terms.closed):
            if stage.on <= self._today:
                reached.append(stage)
            elif next_on is None or stage.on < next_on:
                next_on = stage.on
        return tuple(reached), next_on

    def told(self, owed: Owed, stage: str) -> tuple[Told, ...]:
        """Who gets a line at a stage, resolved now and once (design.md §4): who owes and who handles, or the line."""
        if stage.startswith(escalation.TO_LEADER):
            leader = escalation.leader(owed, self._directory, self._today)
            return (leader,) if leader else ()
        case, out = owed.case, barred(owed.case, self._directory)
        owner, kind = owed.deadline.owner, owed.deadline.kind
        alike = (owner, kind, case.kind, case.faculty, case.unit, case.handler, case.restricted, out)
        if alike not in self._told:
            self._told[alike] = told(owed, self._directory, self._today)
        return self._told[alike]
