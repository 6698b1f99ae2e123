"""The few words templates take from codes: long dates and roles, in the three languages of mails.

Small tables, since babel is no dependency of the running programs and the locale of the machine is not the reader's.
"""

from datetime import date
from typing import Final

LANGUAGES: Final = ("nb", "nn", "en")

_DAYS: Final = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NORWEGIAN_MONTHS: Final = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_ENGLISH_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MONTHS: Final = {"nb": _NORWEGIAN_MONTHS, "nn": _NORWEGIAN_MONTHS, "en": _ENGLISH_MONTHS}
ROLES: Final = {
    "contact": ("studiekvalitetskontakt", "studiekvalitetskontakt", "quality contact"),
    "handler": ("behandler", "behandlar", "handler"),
    "owner": ("tiltaksansvarlig", "tiltaksansvarleg", "measure owner"),
    "asked": ("høringspart", "høyringspart", "consulted party"),
    "hse_coordinator": ("HMS-koordinator", "HMS-koordinator", "HSE coordinator"),
    "course_responsible": ("emneansvarlig", "emneansvarleg", "course coordinator"),
    "head_of_department": ("instituttleder", "instituttleiar", "head of department"),
    "dean": ("dekan", "dekan", "dean"),
    "line_leader": ("linjeleder", "linjeleiar", "line leader"),
    "quality_department": (
        "Avdeling for utdanningskvalitet",
        "Avdeling for utdanningskvalitet",
        "Division for Quality in Education",
    ),
    "prorector": ("prorektor", "prorektor", "pro-rector"),
    "caseworker": ("saksbehandler", "saksbehandlar", "caseworker"),
    "examinations_office": ("Eksamenskontoret", "Eksamenskontoret", "Examinations Office"),
    "admin": ("administrator", "administrator", "administrator"),
}
"""Role codes of the directory, owner and asked, as nb, nn and en."""


def long_date(iso: str, language: str) -> str:
    """«fredag 20. november 2026», “Friday 20 November 2026”. ValueError when `iso` is no ISO date."""
    day = date.fromisoformat(iso)
    dot = "" if language == "en" else "."
    return f"{_DAYS[language][day.weekday()]} {day.day}{dot} {_MONTHS[language][day.month - 1]} {day.year}"


def role_name(code: str, language: str) -> str:
    """The role as the reader's language calls it. ValueError for a code no directory has."""
    if code not in ROLES:
        raise ValueError("a role no mail has a word for")
    return ROLES[code][LANGUAGES.index(language)]
