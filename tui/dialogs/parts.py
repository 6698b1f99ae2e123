"""Each part of an act as what it is asked for in: a box for words, a picker for a person, a line for a date."""

from collections.abc import Callable
from typing import Final

from core.words import known
from tui.dialogs import person
from tui.dialogs.choice import Choice
from tui.dialogs.day import Day
from tui.dialogs.field import Field, LineField, TextField
from tui.dialogs.matter import Matter
from tui.dialogs.other_case import other_case
from tui.dialogs.party import parties, party
from tui.fields import Field as Part
from tui.fields import choice_words

RESULTS: Final = ("deviation", "outside", "both", "unclear")
"""What a consultation may end in (R42): a code, and no words about the person."""

CHOSEN_FROM: Final = {("consult", "result"): RESULTS}
"""Parts that the rules take any word for, and the desk a few."""

BEGINS: Final[dict[tuple[str, str], Callable[[Matter], str]]] = {
    ("rate", "severity"): lambda matter: matter.case.detail.severity or "",
    ("rate", "consequence"): lambda matter: matter.case.detail.consequence,
    ("rate", "cause"): lambda matter: matter.case.detail.cause,
    ("reregistered", "on"): lambda matter: matter.today.isoformat(),
    ("told", "on"): lambda matter: matter.today.isoformat(),
    ("reporter", "email"): lambda matter: matter.case.reporter.email,
}
"""What stands in a part from the beginning, to be changed."""


async def field_of(matter: Matter, act: str, part: Part, kept: str = "") -> Field:
    """The field of one part of the act `act`; `kept` are the words of its draft."""
    label = label_of(matter, act, part.word)
    begins = BEGINS.get((act, part.name))
    text = kept or (begins(matter) if begins else "")
    note = note_of(matter, act, part)
    codes = CHOSEN_FROM.get((act, part.name), part.choices)
    if codes:
        return Choice(part.name, label, _options(matter, act, part, codes), text or None)
    match part.kind:
        case "login" if act == "include":  # no picker offers them
            return Choice(part.name, label, [(login, matter.person(login)) for login in matter.case.excluded])
        case "flag":
            return Flag(matter, part.name, label)
        case "day":
            return Day(part.name, label, matter, required=part.required, note=note, text=text)
        case "words":
            return TextField(part.name, label, text, note=note)
        case "login":
            rank, only = _ranked(matter, act)
            return await person.person(matter, part.name, label, rank, only=only)
        case "whom" if part.many:
            return await parties(matter, part.name, label, person.owners(matter))
        case "whom":
            rank, only = _ranked(matter, act)
            owes = act in ("measure", "reassign")
            return await party(matter, part.name, label, rank, only=only, first=owes)
        case "case":
            return await other_case(matter, part.name, label)
    return LineField(part.name, label, text, required=part.required, note=note)


class Flag(Choice):
    """Yes or no, no until somebody says yes."""

    def __init__(self, matter: Matter, key: str, label: str) -> None:
        super().__init__(key, label, [(code, matter.say(f"answer.{code}")) for code in ("no", "yes")], "no")

    @property
    def value(self) -> bool:  # type: ignore[override]  # an act wants the truth, not the word
        """Whether it is so."""
        return super().value == "yes"

    @property
    def lacks(self) -> str:
        """No is an answer."""
        return ""


def label_of(matter: Matter, act: str, word: str) -> str:
    """What the part is called: in this act, where it has a name of its own there."""
    own = f"desk.ask.field.{act}.{word}"
    return matter.say(own if known(matter.app.language, own) else f"desk.ask.field.{word}")


def note_of(matter: Matter, act: str, part: Part) -> str:
    """What is said beside the label: that it is read by the reporter, how a date is written, that it may be left."""
    own = f"desk.ask.note.{act}.{part.word}"
    if known(matter.app.language, own):
        return matter.say(own)
    if part.kind == "day":
        return matter.say("desk.ask.due_note")
    return "" if part.required else matter.say("desk.ask.optional")


def _options(matter: Matter, act: str, part: Part, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    if act == "told" and part.name == "what":  # the letters there are
        written = {mail.template for mail in matter.shown.mails if mail.to.kind == "reporter"}
        codes = tuple(code for code in codes if code in written) or codes
    return [(code, choice_words(matter.app.language, act, part.word, code)) for code in codes]


def _ranked(matter: Matter, act: str) -> tuple[person.Rank, person.Rank | None]:
    """Who comes first in a picker, and who is not in it at all."""
    match act:
        case "assign":
            return person.handlers, None
        case "consult":
            return person.leaders(matter), person.leads
        case "clear" | "lift":
            return person.leaders(matter), None
        case "reassign":  # whoever has it, or declined it, is not offered
            now = matter.task.owner.id if matter.task else ""
            return person.owners(matter), lambda one: one.login != now
    return person.owners(matter), None
