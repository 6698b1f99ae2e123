"""National identity numbers in a text: eleven digits that begin with a date, also written or typed wrongly (L30)."""

import re
from collections.abc import Iterator
from typing import Final

_D: Final = r"[\dOoIl]"
_SEP: Final = r"[ \u00a0./-]"
# Date and number of a person, with what people put between; what stands right before and after is looked at below.
_ELEVEN: Final = re.compile(
    rf"({_D}{{2}})({_SEP}?)({_D}{{2}})\2({_D}{{2}})[ \u00a0./–-]{{0,3}}"
    rf"(?:{_D}{{5}}|{_D}{{3}}{_SEP}{_D}{{2}}|{_D}{{2}}{_SEP}{_D}{{3}})"
)
_STRICT: Final = re.compile(r"\d{6}[ .-]?\d{5}")
_MISCOUNTED: Final = re.compile(r"(?<!\d)(\d{6})([ \u00a0-]?)(?:\d{4}|\d{6})(?!\d)")
_CALLED: Final = re.compile(
    r"f(?:ø|oe?)dsels?n|personn|\bf\.?nr|\bp\.?nr|\bd-?n(?:umm|r)|national id|identi(?:ty|tets|fikasjons)|\bid[ -]?n",
    re.I,
)
_BEFORE: Final = 40
"""Characters in which a number is looked for by its name."""
_LETTERS: Final = str.maketrans("OoIl", "0011")
_WEIGHTS: Final = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def identity_numbers(text: str) -> tuple[str, ...]:
    """National identity numbers in a text: eleven digits whose first six are a date, also D- and synthetic numbers.

    Six digits and five need no right check digits: a malformed number is as sensitive as a right one. Parted in other
    ways or with letters for digits, where it may be a date and an amount, they are asked for.
    """
    return tuple(text[start:end] for start, end, sure in identity_spans(text) if sure)


def identity_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where an identity number stands, or what looks like one: (start, end, whether it surely is one), in order."""
    found = [*_eleven(text), *_miscounted(text)]
    return iter(sorted(found))


def _eleven(text: str) -> Iterator[tuple[int, int, bool]]:
    at = 0
    while match := _ELEVEN.search(text, at):
        start, end = match.span()
        at = start + 1
        strict = bool(_STRICT.fullmatch(match[0]))
        digits = re.sub(r"[^\d]", "", match[0].translate(_LETTERS))
        if _stands_alone(text, start, end, strict) and _is_birth_date(digits) and _typed(match[0]):
            at = end
            yield start, end, strict or _checks(digits)


def _stands_alone(text: str, start: int, end: int, strict: bool) -> bool:
    """Not a part of a longer number; with letters for digits or many parts, nor of a word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if strict:
        return not (before.isdigit() or after.isdigit())
    inside = start > 1 and before in "+.,-/" and text[start - 2].isdigit()
    return not (before.isalnum() or after.isalnum() or inside)


def _typed(number: str) -> bool:
    """Mostly digits: a word in O and l is none."""
    return sum(sign.isdigit() for sign in number) >= 8


def _miscounted(text: str) -> Iterator[tuple[int, int, bool]]:
    """Ten or twelve digits, when they are called an identity number; 010199-1234 is one in Denmark."""
    for match in _MISCOUNTED.finditer(text):
        start, end = match.span()
        called = match[2] == "-" or _CALLED.search(text, max(0, start - _BEFORE), start)
        if called and _is_birth_date(match[1]):
            yield start, end, False


def _is_birth_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day = day - 40 if day > 40 else day  # D-number
    month = month - 80 if month > 80 else month - 40 if month > 40 else month  # synthetic: Tenor +80, Dolly +40
    return 1 <= day <= 31 and 1 <= month <= 12


def _checks(digits: str) -> bool:
    """Whether both check digits are right (modulus 11)."""
    return all(sum(w * int(d) for w, d in zip(weights, digits, strict=False)) % 11 == 0 for weights in _WEIGHTS)
