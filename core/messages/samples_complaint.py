"""Invented facts for every template about a complaint on a grade, and every way it can turn."""

from typing import Final

from core.messages.facts import CHOICES, Fact

Ways = dict[str, dict[str, Fact]]

COMPLAINT: Final[dict[str, Fact]] = {
    "number": "K-26-0007",
    "task": "K-26-0007/3",
    "course": "SYK9103",
    "stage": "asked",
    "reference": "KLAGE-1041",
    "journal_number": "2026/16877-1",
    "decided_on": "2026-12-11",
    "corrected_on": "2026-12-14",
    "due_on": "2026-12-18",
    "limit": "",
    "reason": "Sensuren ble kunngjort 2. oktober, og klagen ble sendt 20. november.",
}
"""What the samples of these templates have in common."""
_LINK: Final = "https://avvik.example.no/sak/{number}"


def _each(template: str, fact: str) -> Ways:
    """One way for each code of a fact that turns the letter."""
    return {code.lower().replace(" ", "_"): {fact: code} for code in sorted(CHOICES[template, fact])}


COMPLAINTS: Final[dict[str, Ways]] = {
    "M17": {"plain": {}},
    "M18": {"plain": {}, "link": {"link": _LINK}},
    "M19": {"plain": {}},
    "M20": {"plain": {}},
    "M21": {"plain": {}, "unaddressed": {"ombud_name": "", "ombud_email": ""}},
    "M22": {
        **_each("M22", "what"),
        "unnumbered": {"what": "check_protocol", "reference": "", "journal_number": ""},
        "reminded": {"what": "doku_mark_old_expired", "stage": "reminded"},
        "late": {"what": "check_protocol", "stage": "late"},
    },
    "M29": {
        **_each("M29", "type"),
        "undated": {"type": "SENSUR", "expected_on": "", "ombud_name": "", "ombud_email": ""},
        "undated_reasons": {"type": "BEGRUNNELSE", "expected_on": ""},
        "undated_formal": {"type": "FORMELL FEIL", "expected_on": ""},
        "late": {"type": "SENSUR", "expected_on": "", "limit": "2026-10-23"},
    },
    "M30": {**_each("M30", "ground"), "unaddressed": {"ground": "late", "ombud_name": "", "ombud_email": ""}},
    "M31": {
        "appointed": {"what": "appointed", "round": "2"},
        "appointed_undated": {"what": "appointed", "round": "2", "due_on": ""},
        "sent": {"what": "sent", "round": "2"},
        "reminded": {"what": "reminded", "round": "2"},
        "third": {"what": "sent", "round": "3"},
    },
    "M32": {"plain": {}},
    "M34": {"plain": {}},
}
"""Every template about a complaint, and its ways."""
