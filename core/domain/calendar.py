"""Norwegian working days, adding a period to a date, and the one door between instants (UTC) and local dates.

All arithmetic on deadlines is done here and in `dates`; nothing here reads a clock.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from core.errors import Refused

DAY = timedelta(days=1)
YEARS = range(1948, 2101)  # the act on 1 and 17 May is of 1947; the holidays package ends with 2100
NO_DAYS: frozenset[date] = frozenset()

_PERIOD = re.compile(r"([1-9][0-9]{0,2}) (day|working day|week|month)s?", re.ASCII)
_HOLIDAYS = {
    "Første nyttårsdag": "new_years_day",
    "Skjærtorsdag": "maundy_thursday",
    "Langfredag": "good_friday",
    "Første påskedag": "easter_sunday",
    "Andre påskedag": "easter_monday",
    "Arbeidernes dag": "labour_day",
    "Grunnlovsdag": "constitution_day",
    "Kristi himmelfartsdag": "ascension_day",
    "Første pinsedag": "whit_sunday",
    "Andre pinsedag": "whit_monday",
    "Første juledag": "christmas_day",
    "Andre juledag": "second_christmas_day",
}


@dataclass(frozen=True, slots=True)
class Period:
    """How long an obligation runs: 1–999 of `unit`, which is day, working day, week or month."""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if not _PERIOD.fullmatch(str(self)):
            raise ValueError(f"not a period: {self}; write for example 5 working days, 4 weeks or 1 month")

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `5 working days`, `4 weeks`, `1 month`; ValueError says what was wrong and shows how to write it."""
        found = _PERIOD.fullmatch(" ".join(text.split()))
        if not found:
            raise ValueError(f"not a period: {text!r}; write for example 5 working days, 4 weeks or 1 month")
        return cls(int(found[1]), found[2])


@lru_cache(maxsize=256)
def public_holidays(year: int) -> Mapping[date, tuple[str, ...]]:
    """The twelve named days of one year (helligdagsfredloven § 2 and the act of 1947, law.md L26) and their ids.

    Two may fall on one date. 24 and 31 December are working days in law. Refused beyond `YEARS`, where the package
    would say that there are no holidays at all.
    """
    if year not in YEARS:
        raise Refused("date.out_of_range", year=year, first=YEARS[0], last=YEARS[-1])
    import holidays  # a tenth of a second that a command without dates need not spend

    named = holidays.country_holidays("NO", years=year, language="no", expand=False)
    return {
        day: tuple(sorted(_HOLIDAYS.get(name, "other") for name in names.split("; "))) for day, names in named.items()
    }


def is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def is_working_day(day: date, closed: frozenset[date] = NO_DAYS) -> bool:
    """Monday to Friday (law.md L27), neither a public holiday nor one of the `closed` local days."""
    return not is_weekend(day) and day not in public_holidays(day.year) and day not in closed


def forward(day: date, closed: frozenset[date] = NO_DAYS) -> date:
    """The first working day on or after `day` (domstolloven § 149, law.md L22)."""
    while not is_working_day(day, closed):
        day += DAY
    return day


def back(day: date, closed: frozenset[date] = NO_DAYS) -> date:
    """The last working day on or before `day` (D17)."""
    while not is_working_day(day, closed):
        day -= DAY
    return day


def add(start: date, period: Period, closed: frozenset[date] = NO_DAYS) -> date:
    """The raw end (domstolloven § 148, law.md L22): the start day is not counted, nothing is shifted.

    Weeks end on the same weekday, months on the same number or the month's last day; working days are counted.
    """
    match period.unit:
        case "month":
            years, month = divmod(start.month - 1 + period.count, 12)
            year, month = start.year + years, month + 1
            return date(year, month, min(start.day, monthrange(year, month)[1]))
        case "working day":
            day = start
            for _ in range(period.count):
                day = forward(day + DAY, closed)
            return day
    return start + period.count * (7 if period.unit == "week" else 1) * DAY


def local(instant: datetime, timezone: str) -> date:
    """The date on the wall at an aware `instant`; ValueError for a naive one, whose date nobody can know."""
    if instant.tzinfo is None:
        raise ValueError("a naive datetime has no local date")
    return instant.astimezone(ZoneInfo(timezone)).date()


def instant(day: date, at: time, timezone: str) -> datetime:
    """When the clock on the wall shows `at` on `day`, in UTC.

    A time that happens twice (October) means the first; one that does not happen (March) means as long after
    midnight as it says on an ordinary day, 02:30 → 03:30.
    """
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(timezone)).astimezone(UTC)
