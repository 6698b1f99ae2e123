"""Exports of the reporting portal with invented rows."""

import csv
import io
from collections.abc import Iterable

COLUMNS = (
    *("reference", "received", "reporter_name", "reporter_email", "reporter_kind", "programme", "course", "area"),
    *("category", "unit", "title", "description", "tried_channels", "language"),
)
NAMES = str.maketrans("0123456789", "abcdefghij")


def row(number: int, **changes: str) -> dict[str, str]:
    told = dict.fromkeys(COLUMNS, "") | {
        "reference": f"SIFRA-{number}",
        "received": "2026-11-17T10:00:00",
        "reporter_name": f"Melder {str(number).translate(NAMES)}",
        "reporter_email": f"melder{number}@stud.example.org",
        "reporter_kind": "student",
        "area": "utdanningskvalitet",
        "category": "sensur",
        "unit": "EN-A",
        "title": f"Sak {number}",
        "description": "Pensumlisten kom aldri",
        "tried_channels": "Referansegruppen",
        "language": "nb",
    }
    return told | changes


def text_of(rows: Iterable[dict[str, str]]) -> str:
    """The file that such rows come in."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
