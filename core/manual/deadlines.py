"""The kinds of deadline: how long, who owes them, what opens and ends them."""

from collections.abc import Iterable

from core.domain.case import OWED, Deadline
from core.domain.deadline import INSTITUTION, Rule
from core.domain.replying import MET_BY
from core.domain.rules import DEFAULT_RULES
from core.manual.acts import party
from core.manual.examples import Example, registered
from core.manual.table import table


def deadlines(done: tuple[Example, ...]) -> str:
    opened = [("register", d) for d in registered().opened] + [(e.name, d) for e in done for d in e.change.opened]
    ended = [(e.name, d) for e in done for d in e.change.updated if d.state not in OWED]
    head = ("kind", "rule", "default", "owed by", "opened by", "ended by", "reminded", "basis")
    rows = [_row(rule, opened, ended) for rule in DEFAULT_RULES if any(d.kind == rule.kind for _, d in opened)]
    later = dict.fromkeys(r.kind for r in DEFAULT_RULES if all(d.kind != r.kind for _, d in opened))
    failed = "; ".join(f"{template}: {', '.join(kinds)}" for template, kinds in MET_BY.items())
    return (
        f"## Deadlines\n\n{table(head, rows)}\n"
        f"The institution's own duties ({', '.join(f'`{kind}`' for kind in sorted(INSTITUTION))}) are over after the"
        " date by the rule and reminded of by the last working day on or before it; all others go by that date moved"
        " forward to a working day. `[[rule]]` in the settings adds versions, also for one faculty.\n\n"
        f"An answer that never reached the reporter is owed again ({failed}); a closed case stays closed, flagged.\n\n"
        f"Kinds with a rule that no act opens yet: {', '.join(f'`{kind}`' for kind in later)}.\n"
    )


def _row(rule: Rule, opened: list[tuple[str, Deadline]], ended: list[tuple[str, Deadline]]) -> tuple[str, ...]:
    owners = _each(party(d.owner) for _, d in opened if d.kind == rule.kind)
    by = _each(f"`{name}`" for name, d in opened if d.kind == rule.kind)
    ends = _each(f"`{name}` ({d.state.value})" for name, d in ended if d.kind == rule.kind)
    before = ", ".join(f"{days}" for days in sorted(rule.remind, reverse=True))
    reminded = f"{before} days before, the first working day after, then every {rule.repeat} days"
    return rule.kind, rule.ref, str(rule.period or "given"), owners, by, ends, reminded, rule.basis


def _each(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
