"""Which reports may be about the same matter: a guess by course, kind, days and rare words, for a person to judge.

No rule decides by it. workflow.md §3: «link --kind duplicate|recurrence»; likely ones are suggested beside a case.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log, sqrt
from typing import Final

ENOUGH: Final = 0.35
"""A score from which somebody should look: the same course within a week, or rare words shared later."""
MOST: Final = 5
_COURSE, _COURSE_NEAR, _HALF = 0.15, 0.2, 30
"""What the same course counts, what it counts more on the same day, and the days in which that is halved."""
_CATEGORY, _PLACE, _WORDS = 0.15, 0.05, 0.8
_HEARD: Final = 0.06
"""Words shared from which they are told as a reason."""
_LETTERS: Final = 1000  # of a description: what it is about is said at its beginning
_STEM: Final = 6  # mikrofon, mikrofonen, mikrofonene
_WORD: Final = re.compile(r"\w+")
_FEW: Final = 30  # among fewer cases no word is told to be rare by counting: two of three use it by chance
_COMMON: Final = """
alle alltid andre bare blei blir blitt deres dette disse eller enda etter fikk flere fleire fordi forrige fortsatt
gang gjør gjøre gjort ganger hadde heller hele hvis hvor hvordan igjen ikke ikkje ingen ingenting inne kommer kunne
langt like mange mellom mens mest mykje noen noko også over samme seier selv siden skal skulle sier slik under uten
være vært vart veldig ville about after again also although because been before being both could does each even
every from have having here into just more most much only other same should since some such than that their them
then there these they this those through until very were what when where which while will with without would your
"""
_SAYS_NOTHING: Final = frozenset(_COMMON.split())
"""Words of four letters or more that stand in any report."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A case as far as likeness asks: `n` is its key, `received_on` a local date."""

    n: int
    title: str
    description: str
    course: str
    programme: str
    unit: str
    category: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a neighbour is, 0 to about 1.3, and why: `course`, `words`, `category`."""

    n: int
    score: float
    why: tuple[str, ...]
    days: int


def likely(case: Neighbour, others: Sequence[Neighbour]) -> list[Likeness]:
    """Those that may be the same matter, the most like first; a word counts the more the fewer of them use it."""
    words = {one.n: _words(one) for one in (case, *others)}
    used = Counter(word for own in words.values() for word in own)
    weight = {word: log((max(_FEW, len(words)) + 1) / n) for word, n in used.items()}
    found = (_likeness(case, one, _shared(words[case.n], words[one.n], weight)) for one in others)
    return sorted((one for one in found if one.score >= ENOUGH), key=lambda one: (-one.score, one.days, one.n))


def _likeness(case: Neighbour, other: Neighbour, shared: float) -> Likeness:
    days = abs((case.received_on - other.received_on).days)
    near: float = 2 ** (-days / _HALF)
    same_course = bool(case.course) and case.course == other.course
    course = (_COURSE + _COURSE_NEAR * near) * same_course
    category = _CATEGORY * bool(case.category and case.category == other.category)
    same = (bool(case.programme) and case.programme == other.programme, case.unit == other.unit)
    place = 0.0 if same_course else _PLACE * near * sum(same)
    told = (("course", course), ("words", _WORDS * shared if shared >= _HEARD else 0.0), ("category", category))
    score = course + category + place + _WORDS * shared
    return Likeness(other.n, score, tuple(name for name, part in told if part), days)


def _words(one: Neighbour) -> dict[str, int]:
    """The beginnings of the words that may tell something; those of the title count three times."""
    found = dict.fromkeys(_stems(one.description[:_LETTERS]), 1)
    return found | dict.fromkeys(_stems(one.title[:_LETTERS]), 3)


def _stems(text: str) -> list[str]:
    """Words of four letters or more, and names of rooms and courses, which are shorter: F1, R7."""
    words = (word for word in _WORD.findall(text.casefold()) if word not in _SAYS_NOTHING)
    return [w[:_STEM] for w in words if len(w) > 3 or (w[0].isalpha() and any(sign.isdigit() for sign in w))]


def _shared(one: Mapping[str, int], other: Mapping[str, int], weight: Mapping[str, float]) -> float:
    """The cosine of two bags of weighted words, 0 to 1."""
    dot = sum(one[word] * other[word] * weight[word] ** 2 for word in one.keys() & other.keys())
    sizes = (sqrt(sum((n * weight[word]) ** 2 for word, n in bag.items())) for bag in (one, other))
    size = next(sizes) * next(sizes)
    return dot / size if size else 0.0
