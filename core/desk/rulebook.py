"""The rules of the settings beside those the database keeps: what was used is not changed, but written anew."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.config import Problem, Settings
from core.config.loading import Loaded, load_with_sources
from core.config.problem import broken
from core.domain.deadline import Rule
from core.errors import Unusable
from core.store import engine, rules, schema
from core.store.db import connect


def load_checked(path: Path) -> Settings:
    """The settings in `path`, refused whole also where a rule says otherwise than when it was first used.

    Raises: Unusable("config.broken", problems=…).
    """
    loaded = load_with_sources(path)
    if wrong := tuple(clashes(loaded)):
        raise broken(wrong)
    return loaded.settings


def clashes(loaded: Loaded) -> Iterator[Problem]:
    """Each rule in use that was changed, with the line it stands on; none where there is no database to ask."""
    changed = frozenset(_changed(loaded.settings))
    if not changed:
        return
    for n, entry in enumerate(loaded.settings.rule):
        if (rule := entry.as_rule()) in changed:
            source, key = loaded.rule(n)
            changed -= {rule}
            yield _problem(rule, source.file, source.line(key), f"rule[{key[1] + 1}]")
    for rule in sorted(changed, key=lambda rule: rule.ref):  # one that came with this version of the program
        yield _problem(rule, loaded.sources[0].file, None, "rule")


def _problem(rule: Rule, file: Path, line: int | None, key: str) -> Problem:
    return Problem(file, line, key, "deadline.rule_changed", {"rule": rule.ref})


def _changed(settings: Settings) -> tuple[Rule, ...]:
    """() also for a database that cannot be used: whoever opens it says what is wrong with it."""
    path = settings.database.path
    try:
        schema.check_place(path)
        with closing(connect(path)) as db:
            schema.check_version(db)
            return rules.changed(db, settings.for_faculty("").rules)
    except (Unusable, engine.Error):
        return ()
