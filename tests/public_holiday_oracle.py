"""Norwegian public holidays straight from the acts (law.md L26), by another computation than the product's."""

from datetime import date, timedelta
from functools import cache


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    week = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * week) // 451
    month, day = divmod(h + week - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def red_days(year: int) -> dict[date, frozenset[str]]:
    """The twelve named days of a year; Sundays without a name are left to the weekday."""
    named = {
        "new_years_day": date(year, 1, 1),
        "labour_day": date(year, 5, 1),
        "constitution_day": date(year, 5, 17),
        "christmas_day": date(year, 12, 25),
        "second_christmas_day": date(year, 12, 26),
    }
    movable = {
        "maundy_thursday": -3,
        "good_friday": -2,
        "easter_sunday": 0,
        "easter_monday": 1,
        "ascension_day": 39,
        "whit_sunday": 49,
        "whit_monday": 50,
    }
    named |= {name: easter(year) + timedelta(days) for name, days in movable.items()}
    return {day: frozenset(name for name, on in named.items() if on == day) for day in named.values()}
