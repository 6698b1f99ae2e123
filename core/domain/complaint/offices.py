"""Offices that take part in a complaint: one inside the directory, two outside with an address (workflow.md §1)."""

from typing import Final

from core.domain.case import Case, Party, role_at
from core.domain.people import Directory

DOKU: Final = Party("named", "DOKU")
"""The document centre, which registers an old diploma as expired (004:41)."""
FS_HELP: Final = Party("named", "FS-hjelp")
"""Who invalidates a qualification and opens the right to study again (004:43)."""
_EXAMINATIONS_OFFICE: Final = "examinations_office"


def examinations_office(case: Case, directory: Directory) -> Party:
    """Eksamenskontoret: the faculty's own where there is one, else the university's (R130, R133)."""
    if directory.holders(_EXAMINATIONS_OFFICE, case.faculty):
        return role_at(_EXAMINATIONS_OFFICE, case.faculty)
    units = (role.unit for role in directory.roles if role.role == _EXAMINATIONS_OFFICE)
    return role_at(_EXAMINATIONS_OFFICE, next(units, case.faculty))
