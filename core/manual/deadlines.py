"""The kinds of deadline: how long, who owes them, what opens and ends them."""

from collections.abc import Iterable, Sequence

from core.domain.answers import MET_BY
from core.domain.case import OWED, Deadline
from core.domain.complaint.limits import RULES, YEAR
from core.domain.deadline import INSTITUTION, Rule
from core.domain.rules import DEFAULT_RULES
from core.manual.acts import party
from core.manual.examples import Example
from core.manual.table import table

Seen = tuple[Example, Deadline]


def deadlines(done: Sequence[Example]) -> str:
    opened = [(e, d) for e in done for d in e.change.opened]
    ended = [(e, d) for e in done for d in e.change.updated if d.state not in OWED]
    head = ("kind", "rule", "default", "owed by", "opened by", "ended by", "reminded", "basis")
    failed = "; ".join(f"{template}: {', '.join(kinds)}" for template, kinds in MET_BY.items())
    return (
        f"## Deadlines\n\n{table(head, [_row(rule, opened, ended) for rule in DEFAULT_RULES])}\n"
        f"The institution's own duties ({', '.join(f'`{kind}`' for kind in sorted(INSTITUTION))}) are over after the"
        " date by the rule and reminded of by the last working day on or before it; all others go by that date moved"
        " forward to a working day. `[[rule]]` in the settings adds versions, also for one faculty.\n\n"
        f"An answer that never reached the reporter or student is owed again ({failed}); a closed case stays"
        " closed, flagged.\n\n"
        f"{_limits()}"
    )


def _row(rule: Rule, opened: list[Seen], ended: list[Seen]) -> tuple[str, ...]:
    owners = _each(party(d.owner, e.before.kind) for e, d in opened if d.kind == rule.kind)
    by = _each(f"`{e.name}`" for e, d in opened if d.kind == rule.kind)
    ends = _each(f"`{e.name}` ({d.state.value})" for e, d in ended if d.kind == rule.kind)
    return rule.kind, rule.ref, str(rule.period or "given"), owners, by, ends, _reminded(rule), rule.basis


def _reminded(rule: Rule) -> str:
    before = ", ".join(f"{days}" for days in sorted(rule.remind, reverse=True))
    again = f", then every {rule.repeat} days" if rule.repeat else ""
    return f"{before} days before, the first working day after{again}"


def _each(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _limits() -> str:
    """The student's own limits, which are no deadlines of a case."""
    head = ("type", "for grades announced from", "limit", "basis")
    rows = [(rule.type.value, rule.valid_from.isoformat(), str(rule.period), rule.basis) for rule in RULES]
    return (
        "### Until when a student may complain\n\n"
        "From the announcement; anew from the day reasons were given or a formal error was decided, but not for"
        " reasons themselves. What comes late is dismissed or accepted late; nothing is accepted more than"
        f" {YEAR} after the announcement. Nobody is reminded of these.\n\n{table(head, rows)}"
    )
