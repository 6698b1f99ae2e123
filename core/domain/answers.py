"""Letters to a reporter or a student, and which obligations are discharged by those that answer (workflow.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MET_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "M7": ("follow_up", "preliminary_reply"),
    "M8": ("preliminary_reply",),
    "M9": ("preliminary_reply",),
    "M17": ("preliminary_reply",),
    "M30": ("preliminary_reply",),
}
"""Obligations by the letter that meets them."""
ANSWERS: Final = tuple(MET_BY)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter to the reporter: `unreached` when it failed and nothing has reached the reporter in its place."""

    template: str
    facts: Mapping[str, Any]
    unreached: bool
