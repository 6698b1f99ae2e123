"""Grounds on which a complaint is dismissed: a closed list, and what each presupposes (R128, law.md L10, L15)."""

from typing import Final, Literal

from core.domain.complaint.case import Complaint, Type

Ground = Literal[
    "late",
    "not_appealable_oral",
    "not_appealable_practice",
    "not_appealable_other",
    "not_a_party",
    "diploma_not_returned",
    "diploma_returned_late",
]
BY_THE_DIPLOMA: Final = frozenset({"diploma_not_returned", "diploma_returned_late"})
_BY_NATURE: Final[dict[str, Ground]] = {
    "muntlig": "not_appealable_oral",
    "praksis": "not_appealable_practice",
}
"""Words in a part's name that tell what cannot be tried again by its nature (L15)."""


def not_appealable(complaint: Complaint) -> Ground | None:
    """The ground by nature, as far as the name of the part shows it; only a grade is tried again."""
    if complaint.type is not Type.GRADE:
        return None
    name = complaint.part.casefold()
    return next((ground for word, ground in _BY_NATURE.items() if word in name), None)


def oral(name: str) -> bool:
    return "muntlig" in name.casefold()
