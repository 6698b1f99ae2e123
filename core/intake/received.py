"""When a report was received: ISO 8601; without an offset it is the clock on the wall in Europe/Oslo."""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.intake.rows import Refusal

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_FIRST_YEAR: Final = 1990


def received(text: str, now: datetime) -> tuple[datetime, str | None]:
    """The instant in UTC, and the warning `ambiguous_local_time` where the clock showed it twice (the first is taken).

    Refusal: bad_date_format; impossible_date (also a year before 1990, a slip of the pen); nonexistent_local_time
    (the hour that is skipped in March); future_date (later than `now`).
    """
    match = _ISO.fullmatch(text)
    if not match:
        raise Refusal("bad_date_format")
    try:
        moment = datetime.fromisoformat(text)
        instant, warning = (moment.astimezone(UTC), None) if match[1] else _local(moment)
    except (ValueError, OverflowError):
        raise Refusal("impossible_date") from None
    if instant.year < _FIRST_YEAR:
        raise Refusal("impossible_date")
    if instant > now:
        raise Refusal("future_date")
    return instant, warning


def _local(moment: datetime) -> tuple[datetime, str | None]:
    oslo = ZoneInfo("Europe/Oslo")
    first, second = moment.replace(tzinfo=oslo, fold=0), moment.replace(tzinfo=oslo, fold=1)
    instant = first.astimezone(UTC)
    if instant.astimezone(oslo).replace(tzinfo=None, fold=0) != moment:
        raise Refusal("nonexistent_local_time")
    return instant, "ambiguous_local_time" if first.utcoffset() != second.utcoffset() else None
