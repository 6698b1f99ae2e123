"""Whether a raw row may become a case: each value judged in turn, the first that is wrong names the reason."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final
from unicodedata import category

from core.intake.addresses import address
from core.intake.received import received
from core.intake.rows import Known, RawRow, Refusal, Report
from core.intake.vocabulary import AREAS, CATEGORIES, COLUMNS, LANGUAGES, REPORTER_KINDS

TEXTS: Final = frozenset({"title", "description", "tried_channels"})
LIMITS: Final = {"title": 1_000, "description": 200_000, "tried_channels": 200_000}
"""Characters; every other column holds at most 300."""
_SHORT: Final = 300


def report(row: RawRow, reference: str, now: datetime, known: Known, fingerprint: bytes) -> Report:
    """The row as a report, or Refusal with its reason.

    Programmes and courses need not be in the directory: they are what the reporter said. A reporter without a name
    but with an address is no anonymous one (000:20).
    """
    values = {name: value if name in TEXTS else value.strip() for name, value in row.values.items()}
    _sizes(values)
    _one_of(values["area"], AREAS, "unknown_area")
    _one_of(values["category"], CATEGORIES | {""}, "unknown_category")
    _one_of(values["unit"], known.units, "unknown_unit")
    _one_of(values["reporter_kind"], REPORTER_KINDS, "unknown_reporter_kind")
    _one_of(values["language"], LANGUAGES, "unknown_language")
    for name in ("title", "description"):
        if blank(values[name]):
            raise Refusal(f"empty_{name}")
    received_at, warning = received(values.pop("received"), now)
    values |= {"reference": reference, "reporter_email": _email(values["reporter_email"])}
    return Report(line=row.line, received_at=received_at, warning=warning, fingerprint=fingerprint, **values)


def fingerprint(row: RawRow, columns: Iterable[str] = COLUMNS) -> bytes:
    """The row's values, untrimmed, each with its length before it: the same bytes for the same row in any format."""
    encoded = (row.values[name].encode() for name in columns)
    return b"".join(b"%d:%b" % (len(value), value) for value in encoded)


def blank(text: str) -> bool:
    """Nothing to read: only space of any kind, control characters and invisible signs."""
    return not any(category(sign)[0] not in "ZC" for sign in text)


def _sizes(values: dict[str, str]) -> None:
    for name, value in values.items():
        if len(value) > (limit := LIMITS.get(name, _SHORT)):
            raise Refusal("too_long", column=name, limit=limit)


def _one_of(value: str, allowed: Collection[str], reason: str) -> None:
    if value not in allowed:
        raise Refusal(reason, value=value)


def _email(text: str) -> str:
    if not text:
        raise Refusal("anonymous")
    if (found := address(text)) is None:
        raise Refusal("invalid_email")
    return found
