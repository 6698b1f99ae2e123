"""Personal data in free text: where it may stand, finding it, and masking it (D3, R4, R56; law.md L30)."""

import re
from collections.abc import Iterable
from typing import Final
from unicodedata import normalize

from core.errors import Refused

FREE_TEXT: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        ("cases", "title"),
        ("deviations", "description"),
        ("deviations", "tried_channels"),
        ("deviations", "consequence"),
        ("deviations", "cause"),
        ("deviations", "reason"),
        ("deviations", "outcome"),
        ("deviations", "answer"),
        ("deviations", "no_measure"),
        ("tasks", "text"),
        ("tasks", "report"),
        ("tasks", "reason"),
        ("acts", "note"),
        ("acts", "values"),
        ("acts", "before"),
        ("outbox", "facts"),
        ("outbox", "bytes"),
        ("outbox", "subject"),
        ("drafts", "text"),
        ("search", "title"),
        ("search", "body"),
        ("parties", "name"),
    }
)
"""Every column that holds people's words; masking, search and retention read this list, and a test walks the schema."""

MASK: Final = "▇▇▇"

_IDENTITY: Final = re.compile(r"(?<!\d)(\d{6})[ .-]?(\d{5})(?!\d)")


def identity_numbers(text: str) -> tuple[str, ...]:
    """National identity numbers in a text: eleven digits whose first six are a date, also D- and synthetic numbers.

    The check digits are not asked for: a malformed number is as sensitive as a right one.
    """
    return tuple(found[0] for found in _IDENTITY.finditer(text) if _is_birth_date(found[1]))


def _is_birth_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day = day - 40 if day > 40 else day  # D-number
    month = month - 80 if month > 80 else month - 40 if month > 40 else month  # synthetic: Tenor +80, Dolly +40
    return 1 <= day <= 31 and 1 <= month <= 12


def require_no_identity_number(field: str, text: str) -> None:
    """What leaves the house in full, to the reporter or another faculty, holds no national identity number (D13).

    Refused: privacy.identity_number, which does not repeat the number.
    """
    if identity_numbers(text):
        raise Refused("privacy.identity_number", field=field)


def mask(text: str, spans: Iterable[str]) -> str:
    """`text` with every occurrence of each span replaced by a mask, the longest first.

    Letter for letter anywhere, and in capitals or small letters as words of their own (faults.md G25): of «Per» also
    «PER», but not the beginning of «person». Composed and decomposed letters are the same.
    """
    forms = {normalize(form, span) for span in spans for form in ("NFC", "NFD")} | set(spans)
    found = "|".join(_either(re.escape(span)) for span in sorted(forms, key=len, reverse=True) if span)
    return re.sub(found, MASK, text) if found else text


def _either(span: str) -> str:
    return rf"{span}|(?i:(?<!\w){span}(?!\w))"
