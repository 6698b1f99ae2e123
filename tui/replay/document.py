"""docs/scenarios.md, printed from what is seen when the scenarios are replayed."""

from tui.replay.play import play
from tui.replay.script import names

_HEAD = """# Scenarios

What can happen to a case, lived through from its report to its end. Each was played by plain commands on a clock of its
own, with every morning in between, and is replayed by one command, here `avvik demo --scenario NAME`. Answers and mails
are what was seen, the longer mails by their first lines; people and places are invented. What must be seen stands in
the scripts (`tui/replay/scripts`) and is checked. Printed by `make docs`.
"""


def document() -> str:
    return "\n".join([_HEAD, *map(section, names())])


def section(name: str) -> str:
    """One scenario: its heading, how to replay it, and what was seen."""
    lines: list[str] = []
    play(name, lines.append)
    heading, *seen = lines
    return f"## {heading.removeprefix('# ')}\n\n`avvik demo --scenario {name}`\n\n{_fenced(seen)}\n"


def _fenced(lines: list[str]) -> str:
    """Prose as it is, what was typed and seen as code."""
    found: list[str] = []
    code = False
    for line in "\n".join(lines).split("\n"):
        if not line:
            continue
        is_code = line.startswith("  ") or line[:4] in _DAYS
        if is_code != code:
            found.append("```" if is_code else "```\n")
            code = is_code
        found.append(line if is_code else f"{line}\n")
    return "\n".join([*found, "```"] if code else found)


_DAYS = ("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")
