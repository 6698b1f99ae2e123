"""Reading the settings whole, or saying all that is wrong with them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from core.config.problem import Problem, broken
from core.config.rule import RuleEntry, RuleFile
from core.config.section import Section
from core.config.settings import Settings
from core.config.source import Source, read
from core.config.values import is_path
from core.errors import Unusable

S = TypeVar("S", bound=Section)


class Loaded(NamedTuple):
    """The settings and what they were read from: the file, and the second file for the rules if there is one."""

    settings: Settings
    sources: tuple[Source, ...]

    def rule(self, n: int) -> tuple[Source, tuple[str, int]]:
        """Where `settings.rule[n]` stands: its file, and its key there."""
        own = len(self.sources[0].data.get("rule", ()))
        return (self.sources[0], ("rule", n)) if n < own else (self.sources[-1], ("rule", n - own))


def load(path: Path) -> Settings:
    """The settings in `path` and in its `[deadlines] file`. Unusable("config.broken", problems=…) names every error."""
    return load_with_sources(path).settings


def load_with_sources(path: Path) -> Loaded:
    """As `load`, with what `config show` needs to say where each value came from."""
    source = read(path)
    wrong: list[Problem] = []
    settings = _parse(Settings, source, wrong)
    second = _second(source, wrong)
    rules = _parse(RuleFile, second, wrong) if second else RuleFile()
    if settings and rules and not wrong:
        wrong.extend(_rules_that_clash([(source, settings.rule), (second or source, rules.rule)]))
    if not settings or not rules or wrong:
        raise broken(sorted(wrong, key=lambda problem: (problem.file != path, problem.line or 0)))
    merged = settings.model_copy(update={"rule": settings.rule + rules.rule})
    return Loaded(merged, (source, second) if second else (source,))


def _parse(model: type[S], source: Source, wrong: list[Problem]) -> S | None:
    try:
        return model.model_validate(source.data, context={"folder": source.file.parent})
    except ValidationError as error:
        from core.config.finding import problems  # only who has something to be told needs it

        wrong.extend(problems(error, model, source))
        return None


def _second(source: Source, wrong: list[Problem]) -> Source | None:
    """The file that `[deadlines] file` names, also when other settings are wrong: all is told at once."""
    match source.data:
        case {"deadlines": {"file": str(name)}} if is_path(name):
            try:
                return read(source.file.parent / name)
            except Unusable as error:
                wrong.extend(error.values["problems"])  # type: ignore[arg-type]
    return None


def _rules_that_clash(files: list[tuple[Source, tuple[RuleEntry, ...]]]) -> Iterator[Problem]:
    """A version that stands twice or says otherwise than ours of that name; a period left out where one is needed."""
    entries = [(source, n, entry) for source, rules in files for n, entry in enumerate(rules)]
    if not entries:
        return
    from core.domain.rules import DEFAULT_RULES

    known = {(rule.id, rule.version, rule.faculty): rule for rule in DEFAULT_RULES}
    by_hand = {rule.kind for rule in DEFAULT_RULES if rule.period is None}
    seen: set[tuple[str, int, str | None]] = set()
    for source, n, entry in entries:
        name = (entry.id, entry.version, entry.faculty)
        if name in seen:
            yield _problem(source, n, "config.rule_twice")
        elif name in known and known[name] != entry.as_rule():
            yield _problem(source, n, "config.rule_differs")
        if entry.period is None and entry.kind not in by_hand:
            yield _problem(source, n, "config.rule_period")
        seen.add(name)


def _problem(source: Source, n: int, id: str) -> Problem:
    return Problem(source.file, source.line(("rule", n)), f"rule[{n + 1}]", id)
