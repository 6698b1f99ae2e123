"""One thing that is wrong in a settings file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Unusable


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong (`id`, `values`: a sentence of the catalogue) with which key on which line, as far as known.

    Never holds what was written, but for the name of an unknown key: a password may stand in the wrong place.
    """

    file: Path
    line: int | None
    key: str
    id: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """`config.toml:7: mail.hosst`, as much of it as is known."""
        place = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{place}: {self.key}" if self.key else place

    def tell(self, language: str) -> str:
        """One line of `avvik config check`."""
        from core.words import say

        return say(language, "config.at", where=self.where, what=self)


def broken(problems: Sequence[Problem]) -> Unusable:
    """All of `problems` as one error, which tells the first and how many; `values["problems"]` has them all."""
    first = problems[0]
    return Unusable("config.broken", n=len(problems), where=first.where, what=first, problems=tuple(problems))
