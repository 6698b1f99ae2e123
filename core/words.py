"""What people read: a message id and its values as a sentence in the reader's language (design.md, "Words").

The sentences stand in `locale/*/LC_MESSAGES/avvik.po`, compiled by `make`. The catalogue's own text is the only thing
that is ever parsed for placeholders; values are made harmless and put in as they are.
"""

import gettext
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final, Literal, Protocol, runtime_checkable

from core.errors import AvvikError, Unusable
from core.text import one_line

Language = Literal["nb", "en"]

LOCALE: Final = Path(__file__).parent / "locale"
NOT_COMPILED: Final = "words.not_compiled"
_NOT_COMPILED_TEXT: Final = (
    "Tekstene er ikke kompilert: kjør «make setup». The texts are not compiled: run “make setup”."
)

CODES: Final = {
    "act": "act",
    "fields": "act",
    "field": "field",
    "kind": "kind",
    "question": "question",
    "role": "role",
    "roles": "role",
    "severity": "severity",
    "state": "state",
}
"""Names of values that hold codes, and the prefix under which the catalogue says those codes in words."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Unsaid(ResourceWarning):
    """A sentence, or a value of one, is missing: an error under the tests, the bare id for a person at work.

    Plain Python ignores a ResourceWarning: a hole in a catalogue never turns a refusal into a crash.
    """


@runtime_checkable
class Message(Protocol):
    """A value that is itself a sentence: a `Said`, an `AvvikError`, a `core.config.Problem`."""

    @property
    def id(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or part of one, to put into another."""

    id: str
    values: Mapping[str, object] = field(default_factory=dict)


def say(language: str, id: str, /, **values: object) -> str:
    """The sentence `id` in `language` ("nb" or "en"; anything else reads as "nb") with its values put in.

    Dates and times read as people write them, a time with a zone in Norwegian time, a sequence with commas, nothing as
    "–", a `Message` as its own sentence. A value whose name is one of `CODES` is said in words where there are any. A
    whole number called `n` chooses between singular and plural.
    """
    text = _text(language, id, values.get("n"))
    if text == id:
        warnings.warn(f"no sentence for {id} in {language}", Unsaid, stacklevel=2)
        return id
    return text.format_map(_Shown(id, {name: _named(language, name, value) for name, value in values.items()}))


def known(language: str, id: str) -> bool:
    """Whether the catalogue has a sentence of this id."""
    return _text(language, id, None) != id


def word(language: str, family: str, code: str) -> str:
    """A code in words, `state.received` as «mottatt»; the code itself where there are none."""
    text = _text(language, f"{family}.{code}", None)
    return one_line(code) if text == f"{family}.{code}" else text


def tell(error: AvvikError, language: str) -> str:
    """One line for the person who was refused: the desk's message line, or stderr."""
    if error.id == NOT_COMPILED:
        return _NOT_COMPILED_TEXT
    return say(language, error.id, **error.values)


def choose(wanted: str | None, environ: Mapping[str, str], default: Language = "nb") -> Language:
    """The reader's language: `--lang`, else what the terminal says (LC_ALL, LC_MESSAGES, LANG), else `default`."""
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    for said in (wanted or "", locale):
        match said[:2].lower():
            case "nb" | "nn" | "no":
                return "nb"
            case "en":
                return "en"
    return default


def shown(language: str, value: object) -> str:
    """A value as people read it, on one harmless line."""
    match value:
        case None:
            return "–"
        case datetime():
            return _moment(language, value)
        case date():
            return _day(language, value)
        case time():
            return f"{value:%H:%M}"
        case Message():
            return say(language, value.id, **value.values)
        case tuple() | list():
            return ", ".join(shown(language, each) for each in value)
        case _:
            return one_line(str(value))


def _named(language: str, name: str, value: object) -> str:
    family = CODES.get(name)
    match value:
        case str() if family:
            return ", ".join(word(language, family, code) for code in value.split(", "))
        case tuple() | list() if family:
            return ", ".join(_named(language, name, each) for each in value)
    return shown(language, value)


def _day(language: str, day: date) -> str:
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m.%Y}"


def _moment(language: str, moment: datetime) -> str:
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo("Europe/Oslo")) if moment.tzinfo else moment
    return f"{_day(language, local)} {local:%H:%M}"


def _text(language: str, id: str, n: object) -> str:
    catalogue = _catalogue("en" if language == "en" else "nb")
    if isinstance(n, int):
        text = catalogue.ngettext(id, id, n)
        if text != id:
            return text
    return catalogue.gettext(id)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    try:
        return gettext.translation("avvik", LOCALE, [language])
    except OSError as error:
        raise Unusable(NOT_COMPILED) from error


class _Shown(dict[str, str]):
    """The values of one sentence; one that is missing shows as its own placeholder."""

    def __init__(self, id: str, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._id = id

    def __missing__(self, name: str) -> str:
        warnings.warn(f"{self._id} was not given {name}", Unsaid, stacklevel=3)
        return f"{{{name}}}"
