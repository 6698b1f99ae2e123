"""Finding personal data in free text, so that a person can decide what to mask (R4, R56, D3, D13; law.md L30).

Suggestions, never verdicts: few false alarms, so that what is found is looked at. Every search is bounded at each place
it begins at, so that the work grows with the text and not faster, whatever stands in it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.domain import health, named, street
from core.domain.identity import identity_spans
from core.domain.named import Names
from core.domain.people import Directory

_GAP: Final = r"[ \u00a0.-]"
_TWO: Final = rf"\d{{2}}(?:{_GAP}\d{{2}}){{3}}"
_THREE: Final = rf"\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{3}}"
_PHONE: Final = (
    re.compile(rf"(?<![\w+])(?<!\d[.,-])(?=[2-9])(?:{_TWO}|{_THREE}|[49]\d{{7}})(?![.,-]?\d)(?!\w)"),
    re.compile(r"(?<![\w+])(?:\+[1-9]|00[ \u00a0]?[34])(?:[ \u00a0().-]{0,2}\d){7,13}(?!\w)"),
    re.compile(
        r"(?:\b(?:tlf|telefon|mobil|phone|cell|ring|sms)\w{0,10}[.:]{0,2}\s{0,2}(?:på\s|til\s)?)(\d{8})(?!\w)", re.I
    ),
)
_BIRTH: Final = re.compile(
    r"\b(?:født|fødd|f\.|born)\s{0,2}(?:den\s|on\s)?(\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2}))(?!\w)", re.I
)
_STUDENT: Final = re.compile(r"\bstud(?:ent)?[ .-]?(?:nr|nummer|no|number|id)\b[.:]{0,2}\s{0,2}(\d{5,7})(?!\w)", re.I)
_LOCAL: Final = re.compile(r"[\w.+%'-]{1,64}\Z")
_DOMAIN: Final = re.compile(r"(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}")
KINDS: Final = (
    "identity_number", "student_number", "birth_date", "phone", "email", "address", "name", "health",
)  # fmt: skip
"""What is looked for; where finds overlap, the kind that stands first names them."""
NOBODY: Final = Names()


@dataclass(frozen=True, slots=True)
class Find:
    """A span of a text, from `start` to before `end`, with what it is: one of `KINDS`."""

    start: int
    end: int
    text: str
    kind: str


def scan(text: str, names: Names = NOBODY, *, known: Iterable[str] = ()) -> tuple[Find, ...]:
    """What may be personal data in a text, in order, overlapping finds as one; `known` addresses are nobody's own."""
    spans = sorted(_spans(text, names, frozenset(address.casefold() for address in known)))
    merged: list[tuple[int, int, int]] = []
    for start, end, kind in spans:
        if merged and start < merged[-1][1]:
            first, last, strongest = merged.pop()
            merged.append((first, max(last, end), min(strongest, kind)))
        else:
            merged.append((start, end, kind))
    return tuple(Find(start, end, text[start:end], KINDS[kind]) for start, end, kind in merged)


def names_in(directory: Directory, reporter: str = "") -> Names:
    """The names of everybody in the directory, and of the reporter."""
    return named.people((person.name for person in directory.people.values()), reporter)


def addresses_in(directory: Directory) -> Iterator[str]:
    """The addresses of units: nobody's own."""
    return (unit.email for unit in directory.units.values() if unit.email)


def _spans(text: str, names: Names, known: frozenset[str]) -> Iterator[tuple[int, int, int]]:
    yield from ((start, end, 0) for start, end, _ in identity_spans(text))
    for kind, patterns in ((1, (_STUDENT,)), (2, (_BIRTH,)), (3, _PHONE)):
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield *found.span(pattern.groups), kind
    yield from ((start, end, 4) for start, end in _emails(text) if text[start:end].casefold() not in known)
    yield from ((start, end, 5) for start, end in street.find(text))
    words = named.words(text)
    yield from ((start, end, 6) for start, end in named.find(text, words, names))
    yield from ((start, end, 7) for start, end in health.find(words))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """From each @ as far as an address may reach to both sides."""
    at = -1
    while (at := text.find("@", at + 1)) >= 0:
        local, domain = _LOCAL.search(text[max(0, at - 64) : at]), _DOMAIN.match(text, at + 1)
        if local and domain:
            yield at - len(local[0]), domain.end()
