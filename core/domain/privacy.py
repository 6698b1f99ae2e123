"""Personal data in free text: where it may stand, and masking it (D3, R4, R56; law.md L30). `scan` finds it."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from unicodedata import normalize

from core.domain.identity import identity_numbers
from core.domain.people import Directory
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
        ("complaints", "student_reasons"),
        ("complaints", "remark"),
        ("complaints", "late_accepted"),
        ("complaints", "reason"),
        ("tasks", "text"),
        ("tasks", "report"),
        ("tasks", "reason"),
        ("tasks", "proposal"),
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


def require_no_identity_number(field: str, text: str) -> None:
    """What leaves the house in full, to the reporter or another faculty, holds no national identity number (D13).

    Refused: privacy.identity_number, which does not repeat the number.
    """
    if identity_numbers(text):
        raise Refused("privacy.identity_number", field=field)


def warnings(field: str, text: str, directory: Directory) -> tuple[tuple[str, Mapping[str, object]], ...]:
    """What a text that is sent to the reporter in full seems to hold of others (D13): privacy.found.KIND, `field`, `n`.

    For what does not refuse it; it says how much was found, never what.
    """
    from core.domain import scan  # only where something is sent

    found = [find.kind for find in scan.scan(text, scan.names_in(directory), known=scan.addresses_in(directory))]
    counts = ((kind, found.count(kind)) for kind in scan.KINDS)
    return tuple((f"privacy.found.{kind}", {"field": field, "n": n}) for kind, n in counts if n)


def mask(text: str, spans: Iterable[str], words: Iterable[str] = ()) -> str:
    """`text` with every occurrence of each span replaced by a mask, the longest first.

    Letter for letter anywhere, and in capitals or small letters as words of their own, also with a genitive's -s
    (faults.md G25): of «Per» also «PER» and «pers», but not the beginning of «person». Composed and decomposed letters
    are the same. `words` are masked as words of their own only.
    """
    wanted = [(form, _either) for form in forms(*spans)] + [(form, _alone) for form in forms(*words)]
    found = "|".join(way(re.escape(form)) for form, way in sorted(wanted, key=_longest, reverse=True))
    return re.sub(found, MASK, text) if found else text


def forms(*spans: str) -> frozenset[str]:
    """Spans as they are and as they may be composed."""
    return frozenset({normalize(form, span) for span in spans for form in ("NFC", "NFD")} | set(spans)) - {""}


def _longest(wanted: tuple[str, object]) -> int:
    return len(wanted[0])


def _either(span: str) -> str:
    return rf"{span}|{_alone(span)}"


def _alone(span: str) -> str:
    return rf"(?i:(?<!\w){span}(?=s?(?!\w)))"
