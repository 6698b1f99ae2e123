"""Another system's name of a report: a word that can be said on a command line."""

import re
from typing import Final

from core.intake.rows import Refusal

LENGTH: Final = 64
_WORD: Final = re.compile(r"[\w./:#-]*")


def shown(text: str) -> str | None:
    """A refused row's reference, or None for what does not look like one: it may be anything that slid sideways."""
    text = text.strip()
    return text if len(text) <= LENGTH and _WORD.fullmatch(text) else None


def reference(text: str) -> str:
    """The trimmed reference, or Refusal empty_reference or bad_reference."""
    text = text.strip()
    if not text:
        raise Refusal("empty_reference")
    if shown(text) is None or text.startswith("-"):
        raise Refusal("bad_reference", limit=LENGTH)
    return text
