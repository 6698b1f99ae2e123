"""The demo's reports and what became of each, as reports.toml tells it. The same every time."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

REPORTS: Final = Path(__file__).with_name("reports.toml")
NOW: Final = -1
"""The day of a step that is done while one looks: its mails are on their way when the desk opens."""

_ASCII: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "á": "a", "ä": "a"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: `day` working days after the report came in; `verb` and `words` as core.demo.plots reads them."""

    day: int
    verb: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tale:
    """One report. `texts` are the words of its own; `common` the words of those that have none."""

    n: int
    reporter: str
    texts: Mapping[str, Any]
    common: Mapping[str, list[str]]

    @property
    def title(self) -> str:
        return self.said("title")

    @property
    def age(self) -> int:
        """Working days since it came in."""
        return int(self.texts["age"])

    @property
    def late(self) -> int:
        """Days it had lain in the portal by then."""
        return int(self.texts.get("late", 0))

    @property
    def told(self) -> bool:
        return bool(self.texts.get("told"))

    @property
    def email(self) -> str:
        local = self.reporter.lower().translate(_ASCII).replace(" ", ".")
        return str(self.texts.get("email", f"{local}@stud.example.no"))

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(_step(words.split()) for words in self.texts["steps"].split(";") if words.strip())

    def said(self, name: str, default: str = "") -> str:
        """A text of this tale, or one of the common texts of that name."""
        if name in self.texts:
            return str(self.texts[name])
        shared = self.common.get(name)
        return shared[self.n % len(shared)] if shared else default


def _step(words: list[str]) -> Step:
    return Step(NOW if words[0] == "now" else int(words[0]), words[1], tuple(words[2:]))


@cache
def tales() -> tuple[Tale, ...]:
    """All of them, in the order of the file."""
    content = tomllib.loads(REPORTS.read_text(encoding="utf-8"))
    pairs = [f"{first} {last}" for first in content["names"]["first"] for last in content["names"]["last"]]
    names = Random(1814).sample(pairs, len(content["case"]))  # noqa: S311  the same people every time
    return tuple(
        Tale(n, name, texts, content["common"])
        for n, (name, texts) in enumerate(zip(names, content["case"], strict=True))
    )
