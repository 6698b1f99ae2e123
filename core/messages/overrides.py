"""Whether an administrator's templates can be used: each is tried on sample facts before a mail depends on it."""

from pathlib import Path

from core import text
from core.messages.facts import FACTS
from core.messages.library import Problem, overriding, place
from core.messages.samples import samples
from core.messages.template import Broken
from core.messages.words import LANGUAGES


def check_overrides(folder: Path) -> list[Problem]:
    """What is wrong with the templates in `folder`, in the order of their paths; empty when all can be used."""
    if not folder.is_dir():
        return [Problem(folder, 0, "template_folder")]
    ours = {place(folder, language, name): (name, language) for name in FACTS for language in LANGUAGES}
    problems = []
    for path in sorted(path for path in folder.rglob("*") if not path.is_dir() and not path.name.startswith(".")):
        problem = _check(path, *ours[path]) if path in ours else Problem(path, 1, "template_unknown")
        if problem:
            problems.append(problem)
    return problems


def _check(path: Path, template: str, language: str) -> Problem | None:
    try:
        compiled = overriding(path, template, language)
        if compiled is None:  # a link that leads nowhere
            return Problem(path, 1, "template_unreadable")
        for facts in samples(template).values():
            subject, body = compiled.fill(facts)
            if not subject:
                return Problem(path, 1, "template_no_subject")
            if subject != text.one_line(subject) or body != text.lines(body):
                return Problem(path, 1, "template_controls")
    except Broken as error:
        return Problem(path, error.line, error.id, error.detail)
    return None
