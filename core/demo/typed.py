"""An act as one would have typed it on the shell (interface.md, "avvik")."""

import shlex
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from core.demo.plots import Play
from core.domain.workflow import ROWS

_WORDS: Final = 56
"""Letters of a long text that are shown."""


def typed(played: Play) -> str:
    """The command of an act; of no act at all, that of taking the last one back."""
    if played.act is None:
        return f"avvik --as {played.who} case undo {played.ref}"
    row = ROWS[type(played.act)]
    return " ".join(["avvik", "--as", played.who, row.group, row.verb, played.ref, *_options(played.act, row.argument)])


def _options(act: Any, argument: str) -> Iterator[str]:
    for field in fields(act):
        value = getattr(act, field.name)
        flag = f"--{field.name.rstrip('_').replace('_', '-')}"
        if value is True:
            yield flag
        elif value not in (None, "", False):
            values = value if isinstance(value, tuple) else (value,)
            words = " ".join(shlex.quote(_short(str(each))) for each in values)
            yield words if field.name == argument else f"{flag} {words}"


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else text[: _WORDS - 1].rstrip() + "…"
