"""The history of a case in words: who did what when, for whom, and what they noted."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from core.domain.case import staff
from core.words import Said, known, shown
from tui.dialogs.parts import RESULTS
from tui.fields import choice_words
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from core.desk.shown import Line
    from tui.screens.case_parts import Parts

DATES: Final = {"on": ("told",), "from": ("move", "extend"), "to": ("move", "extend", "resume"), "expected": ("reply",)}
"""Values that are dates, in the lines of which acts."""
PEOPLE: Final = ("to", "owner", "with", "who", "asked")
CHOSEN: Final = {("link", "kind"), ("pause", "reason"), ("resume", "reason"), ("told", "what")}


def history(parts: "Parts") -> Iterator[Piece]:
    """The newest first."""
    if not parts.shown.history:
        yield parts.say("desk.case.no_history"), "dim"
    for line in reversed(parts.shown.history):
        who = parts.name(line.actor) if line.actor not in ("", "system") else parts.say("role.system")
        if line.on_behalf_of:
            who = parts.say("desk.case.for", who=who, whom=parts.party(staff(line.on_behalf_of)))
        task = f"  {line.task}" if line.task else ""
        event = parts.say("desk.case.event", at=line.at, who=who, event=Said(f"event.{line.kind}"))
        what = ", ".join(filter(None, (_value(parts, line, name, value) for name, value in line.values.items())))
        yield f"{event}{task}{': ' if what else ''}{what}", ""
        if line.how:
            yield "    " + parts.say("desk.case.how", how=Said(f"desk.ask.how.{line.how}")), "dim"
        for text in line.note.splitlines():
            yield f"    {text}", "dim"


def result(parts: "Parts", code: str) -> str:
    """A result we offer, in words; one that somebody else's program gave, as its code."""
    return parts.say(f"desk.ask.consult.{code}") if code in RESULTS else code


def _value(parts: "Parts", line: "Line", name: str, value: str) -> str:
    """What an act was about, where it is said in a word; the answers at the gate are not."""
    if line.kind in DATES.get(name, ()):
        return shown(parts.language, date.fromisoformat(value))
    if (line.kind, name) in CHOSEN:
        return choice_words(parts.language, line.kind, name, value)
    if name in PEOPLE:
        return ", ".join(_whom(parts, one) for one in value.split(", "))
    match name:
        case "severity":
            return parts.say(f"severity.{value}")
        case "kind":
            families = (f"{family}.{value}" for family in ("rejection", "kind"))
            return next((parts.say(id) for id in families if known(parts.language, id)), "")
        case "act":  # what was taken back
            return parts.say(f"event.{value}")
        case "result":
            return result(parts, value)
        case "lead":
            return value
    return ""


def _whom(parts: "Parts", value: str) -> str:
    unit = parts.directory.units.get(value)
    return unit.name(parts.language) if unit else "HMS" if value == "hse" else parts.party(staff(value))
