"""The words an export may use, exactly as the reporting portal writes them; they are stored, so none is translated."""

from typing import Final

COLUMNS: Final = (
    "reference",
    "received",
    "reporter_name",
    "reporter_email",
    "reporter_kind",
    "programme",
    "course",
    "area",
    "category",
    "unit",
    "title",
    "description",
    "tried_channels",
    "language",
)
"""Our names of an export's columns, in the order of a row's fingerprint: appending is a new fingerprint version."""

AREAS: Final = frozenset({"utdanningskvalitet", "læringsmiljø", "fysisk læringsmiljø", "HMS", "annet"})

CATEGORIES: Final = frozenset(
    {
        "annet",
        "eksamens- eller vurderingsformer",
        "informasjonsflyt",
        "lærings- og undervisningsformer",
        "referansegrupper",
        "sensur",
        "tilbakemelding og veiledning",
        "timeplanlegging",
        "universell utforming",
        "utstyr og lokaliteter",
    }
)
"""A report may also be without a category."""

REPORTER_KINDS: Final = frozenset({"student", "employee"})
LANGUAGES: Final = frozenset({"nb", "nn", "en"})
