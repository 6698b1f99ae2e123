"""What a faculty has decided for itself, as the rules see it (R105); `Settings.for_faculty(code)` makes one."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.domain.deadline import Rule


@dataclass(frozen=True, slots=True)
class Terms:
    """`rules` are all versions in force at some time at some faculty; `closed` local closed days beside holidays."""

    faculty: str
    rules: "tuple[Rule, ...]"
    timezone: str = "Europe/Oslo"
    send_at: time = time(6, 0)
    hold: timedelta = timedelta(seconds=30)
    closed_by: tuple[str, ...] = ("contact", "handler")
    closed: frozenset[date] = frozenset()
