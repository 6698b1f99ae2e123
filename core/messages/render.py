"""What a mail says: a notice's template and facts made into subject and text, the same for preview, record and wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core import text as safe
from core.messages.facts import Facts, check_facts

if TYPE_CHECKING:
    from core.messages.library import Problem

_OVERRIDES_READ: Final = {"nn": ("nn", "nb"), "nb": ("nb",), "en": ("en",)}


@dataclass(frozen=True, slots=True)
class Text:
    """A mail as its reader sees it: harmless to show, lines ended by LF, long lines left to the reader's screen.

    `language` is the one it is written in. `broken` tells of an overriding template that could not be used; the
    built-in one was used instead, so that the queue goes on.
    """

    subject: str
    body: str
    language: str
    broken: "Problem | None" = None


def render(template: str, language: str, facts: Facts, overrides: Path | None = None) -> Text:
    """The mail `template` for a reader of `language` (nb, nn, en; anybody else reads English).

    `overrides` is the administrator's folder, laid out as ours: `<folder>/nb/M2.txt`. One in nb also serves readers of
    nn where there is none in nn. ValueError when the facts are not exactly those declared (core.messages.facts).
    """
    from core.messages.library import built_in

    check_facts(template, facts)
    harmless = {name: _harmless(fact) for name, fact in facts.items()}
    language = language if language in _OVERRIDES_READ else "en"
    text, broken = _by_override(template, language, harmless, overrides) if overrides else (None, None)
    if text is not None:
        return text
    subject, body = built_in(template, language).fill(harmless)
    return Text(safe.one_line(subject), body, language, broken)


def _by_override(
    template: str, language: str, facts: Mapping[str, object], folder: Path
) -> "tuple[Text, None] | tuple[None, Problem | None]":
    from core.messages.library import Problem, overriding, place
    from core.messages.template import Broken

    for read in _OVERRIDES_READ[language]:
        path = place(folder, read, template)
        try:
            compiled = overriding(path, template, read)
            if compiled is not None:
                subject, body = compiled.fill(facts)
                return Text(safe.one_line(subject), body, read), None
        except Broken as error:
            return None, Problem(path, error.line, error.id)
    return None, None


def _harmless(fact: object) -> object:
    if isinstance(fact, str):
        return safe.lines(fact)
    if isinstance(fact, Mapping):
        return {name: _harmless(value) for name, value in fact.items()}
    if isinstance(fact, Sequence):
        return [_harmless(value) for value in fact]
    return fact
