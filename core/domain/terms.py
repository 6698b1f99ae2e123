"""What a faculty has decided for itself, as the rules see it (R105); `Settings.for_faculty(code)` makes one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.domain.deadline import Rule


@dataclass(frozen=True, slots=True)
class Terms:
    """`rules` are all versions in force at some time at some faculty; `kept` those that old deadlines were born under.

    `closed` are local closed days beside holidays; `closed_at` those of the faculties that have some of their own.
    `diploma_lock`: what an unreturned paper diploma closes (D4). `sensurvarsel`: who tells a student the result, FS or
    this installation (workflow.md §4).
    """

    faculty: str
    rules: "tuple[Rule, ...]"
    timezone: str = "Europe/Oslo"
    send_at: time = time(6, 0)
    hold: timedelta = timedelta(seconds=30)
    closed_by: tuple[str, ...] = ("contact", "handler")
    closed: frozenset[date] = frozenset()
    closed_at: Mapping[str, frozenset[date]] = field(default_factory=dict, hash=False)
    kept: "tuple[Rule, ...]" = ()
    diploma_lock: Literal["grading", "verification"] = "verification"
    sensurvarsel: Literal["fs", "avvik"] = "fs"

    def at(self, faculty: str) -> "Terms":
        """What dates a deadline of another faculty: its own rules and closed days."""
        return replace(self, faculty=faculty, closed=self.closed_at.get(faculty, self.closed_at.get("", self.closed)))
