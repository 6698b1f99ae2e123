"""The script of a scenario, one line a step; scripts stand in `scripts/`, named after the scenario.

# Heading
> prose for whoever reads what was seen
@ 2026-03-02 09:00             the clock; the mornings in between are lived: reminders, mails
ragnhild: case approve A-…     a command, as a person; `system` is the installation
ragnhild! case close A-…       one that must be refused
= text                         what must have been seen since the last `=`, in an answer or in a mail
- text                         what must not
x address                      takes no mail from now on
"""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("scripts")
SIGNS: Final = "#>@+=-x"


@dataclass(frozen=True, slots=True)
class Step:
    """`sign` is one of SIGNS, or ":" and "!" for a command of `who`; `text` the rest of the line."""

    line: int
    sign: str
    text: str
    who: str = ""

    @property
    def words(self) -> list[str]:
        """The words of a command."""
        words = shlex.split(self.text)
        return _report(*words) if self.sign == "+" else words

    @property
    def at(self) -> datetime:
        """The time on the wall that a clock is set to."""
        return datetime.strptime(self.text, "%Y-%m-%d %H:%M")  # noqa: DTZ007  local, made aware by the stage


def _report(unit: str, course: str, email: str, kind: str, language: str, title: str, text: str) -> list[str]:
    name = email.partition("@")[0].replace(".", " ").title()
    values = {
        "--unit": unit,
        "--course": course,
        "--reporter-email": email,
        "--reporter-name": name,
        "--reporter-kind": kind,
        "--language": language,
        "--title": title,
        "--description": text,
        "--tried": "Tatt opp i referansegruppen.",
        "--area": "utdanningskvalitet",
    }
    return ["case", "register", *(word for pair in values.items() for word in pair)]


def names() -> tuple[str, ...]:
    """The scenarios there are, in their order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.txt")))


def read(name: str) -> tuple[Step, ...]:
    """ValueError for a line that is none."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(_steps(text))


def _steps(text: str) -> Iterator[Step]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        sign, _, rest = line.partition(" ")
        if sign in SIGNS:
            yield Step(number, sign, rest.strip())
        elif sign[:-1].isalpha() and sign[-1] in ":!":
            yield Step(number, sign[-1], rest.strip(), sign[:-1])
        else:
            raise ValueError(f"line {number} is no step of a scenario")
