"""Street addresses in a text: a street with a number, perhaps with postcode and town (D3)."""

import re
from collections.abc import Iterator
from typing import Final

_NAME: Final = r"[A-ZÆØÅ][\w'’-]{1,29}"
_HOUSE: Final = re.compile(r"(?<=[^\W\d_])\s(\d{1,3})(?:\s?[A-Za-z](?!\w))?(?!\w)(?![.,:]\d)")
_STREET: Final = re.compile(
    rf"(?<!\w)(?:{_NAME}(?:gata|gaten|gate|veien|vegen|vei|veg|bakken|stien|svingen|kroken|alléen)"
    rf"|{_NAME}(?:\s{_NAME}){{0,2}}\s(?:gate|gt|vei|veg|allé|plass|terrasse|torg|brygge))\Z"
)
_TOWN: Final = re.compile(r",?\s{1,2}\d{4}\s[A-ZÆØÅ][\w-]{1,24}")
_TOWN_ALONE: Final = re.compile(r"(?:(?<=\n)|(?<=,\s)|(?<= i\s)|(?<=N-)|\A)(?!19\d\d|20\d\d)\d{4}\s[A-ZÆØÅ][\w-]{1,24}")
_ENGLISH: Final = re.compile(r"(?<!\w)\d{1,4}\s[A-Z][a-z]{1,30}\s(?:Street|Road|Avenue|Lane|Drive)(?!\w)")
_LONGEST: Final = 130
"""Characters that the name of a street may have."""


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses stand; from each number that may be a house's as far back as the name of a street reaches."""
    for house in _HOUSE.finditer(text):
        before = max(0, house.start() - _LONGEST)
        street = _STREET.search(text[before : house.start()])
        if street:
            town = _TOWN.match(text, house.end())
            yield before + street.start(), (town or house).end()
    for pattern in (_TOWN_ALONE, _ENGLISH):
        yield from (found.span() for found in pattern.finditer(text))
