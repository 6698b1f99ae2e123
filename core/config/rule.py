"""`[[rule]]`: a version of the rule for one kind of deadline, beside those `avvik` is delivered with (D7, R105)."""

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field

from core.config.section import Section
from core.config.values import Line, Loose, wrong

if TYPE_CHECKING:
    from core.domain.deadline import Rule

Days = Annotated[int, Field(ge=0, le=366)]


def _id(value: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,60}", value):  # a deadline keeps id@version
        raise wrong("config.rule_id")
    return value


def _kind(value: str) -> str:
    from core.domain.rules import DEFAULT_RULES

    kinds = sorted({rule.kind for rule in DEFAULT_RULES})
    if value not in kinds:
        raise wrong("config.rule_kind", expected=", ".join(kinds))
    return value


def _period(value: str) -> str:
    from core.domain.calendar import Period

    try:
        return str(Period.parse(value))
    except ValueError:
        raise wrong("config.period") from None


class RuleEntry(Section):
    """One `[[rule]]` as it is written; `as_rule` is what the rules read."""

    id: Annotated[str, AfterValidator(_id)]
    """What a deadline remembers of the rule, with its version: a rule that is in use is never edited."""
    version: Annotated[int, Field(ge=1, le=9999)]
    """Counts up when the rule's content changes."""
    kind: Annotated[str, AfterValidator(_kind)]
    """The kind of deadline it dates (workflow.md §5)."""
    valid_from: date
    """Counts for what starts on this date or later."""
    faculty: Line | None = None
    """The faculty that decided it; not given, it counts for all."""
    period: Annotated[str, AfterValidator(_period)] | None = None
    """How long: `5 working days`, `4 weeks`, `1 month`; left out only where a person always sets the date."""
    basis: Line
    """Where the rule comes from, in words a person can be shown."""
    remind: Annotated[tuple[Days, ...], Loose, Field(max_length=20)] = (7, 1)
    """Days before the date on which somebody is reminded."""
    repeat: Days = 7
    """Days between reminders once it is late; 0 never repeats."""
    escalate: Annotated[tuple[Days, ...], Loose, Field(max_length=20)] = (14, 28)
    """Days late on which the line leader, and then the reporter, is told."""

    def as_rule(self) -> "Rule":
        from core.domain.calendar import Period
        from core.domain.deadline import Rule

        fields = self.model_dump() | {"period": Period.parse(self.period) if self.period else None}
        return Rule(**fields)


class RuleFile(Section):
    """The second file, `[deadlines] file`, which the service account may write: rules and nothing else."""

    rule: Annotated[tuple[RuleEntry, ...], Loose] = ()
    """The rules the file adds."""
