"""Rules as they were when first used: a case keeps the rule it was born under, whatever the settings say today.

The content of a version never changes (design.md, "Dates"): a copy is made with the first deadline opened under it.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from core.domain.calendar import Period
from core.domain.case import Deadline
from core.domain.deadline import Rule, rule_by
from core.domain.terms import Terms
from core.errors import Refused
from core.store.engine import Tx
from core.store.values import dump


def kept(tx: Tx) -> tuple[Rule, ...]:
    """All rules that a deadline was ever opened under, as they were then."""
    return tuple(_read(row["content"]) for row in tx.execute("SELECT content FROM rules ORDER BY rowid"))


def keep(tx: Tx, opened: Iterable[Deadline], terms: Terms) -> None:
    """Copy the rules of these deadlines, where that was not done before.

    Refused: deadline.rule_changed when the copy of a rule says otherwise than the settings do today;
    deadline.unknown_rule when neither the settings nor the database have it.
    """
    for ref in dict.fromkeys(deadline.rule for deadline in opened):
        rule = next((rule for rule in terms.rules if rule.ref == ref), None)
        if rule is None:
            rule_by(ref, terms)
        elif not _copied(tx, rule):
            tx.execute(
                "INSERT INTO rules (id, version, faculty, content) VALUES (:id, :version, :faculty, :content)",
                _key(rule) | {"content": _written(rule)},
            )


def changed(tx: Tx, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Those of `rules` whose id, version and faculty were used with other content."""
    used = {rule.ref: rule for rule in kept(tx)}
    return tuple(rule for rule in rules if used.get(rule.ref, rule) != rule)


def _written(rule: Rule) -> str:
    """All that a rule says, as JSON."""
    period = str(rule.period) if rule.period else None
    return dump(asdict(rule) | {"valid_from": rule.valid_from.isoformat(), "period": period})


@lru_cache(maxsize=1024)
def _read(content: str) -> Rule:
    values: dict[str, Any] = json.loads(content)
    period = values["period"]
    return Rule(
        **values
        | {
            "valid_from": date.fromisoformat(values["valid_from"]),
            "period": Period.parse(period) if period else None,
            "remind": tuple(values["remind"]),
            "escalate": tuple(values["escalate"]),
        }
    )


def _copied(tx: Tx, rule: Rule) -> bool:
    row = tx.execute(
        "SELECT content FROM rules WHERE id = :id AND version = :version AND faculty = :faculty", _key(rule)
    ).fetchone()
    if row is not None and _read(row["content"]) != rule:
        raise Refused("deadline.rule_changed", rule=rule.ref)
    return row is not None


def _key(rule: Rule) -> dict[str, str | int]:
    return {"id": rule.id, "version": rule.version, "faculty": rule.faculty or ""}
