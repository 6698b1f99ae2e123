"""The command line `:`, and the palette: the commands' own English words, or the acts' names in the reader's language.

`:assign ola`, `:move +3d`, `:complete A-26-0124/2`, `:go A-26-0139`, `:undo`, `:q`. An act opens its dialog, whose
first field begins with what was typed: nothing is done from here alone.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from core.domain import workflow
from core.errors import Usage
from tui import keys
from tui.widgets.chooser import Chooser, Entry

if TYPE_CHECKING:
    from core.desk.shown import Shown
    from tui.acting import Acting
    from tui.app import DeskApp

WAYS = {
    "inbox": "desk.inbox", "mine": "desk.mine", "deadlines": "desk.deadlines", "mail": "desk.mail",
    "setup": "desk.setup", "help": "desk.help",
    "undo": "desk.undo", "explain": "case.why", "status": "case.status", "redraw": "desk.redraw", "quit": "desk.quit",
}  # fmt: skip
"""Words that are keys too: the word, and the key's id."""
OWN = {
    "q": "quit", "gå": "go", "angre": "undo", "triage": "approve", "vurder": "approve", "tildel": "assign",
    "frist": "move",
}  # fmt: skip
"""Other words for the same."""
_PART: Final = re.compile(r"\S+[/:][0-9]+")


class CommandLine(Chooser):
    """Answers the line to carry out: what was typed when it is a word of ours, else the choice under the cursor."""

    def __init__(self, desk: "DeskApp", shown: "Shown | None") -> None:
        super().__init__(
            desk.say("desk.command.title"),
            list(entries(desk, shown)),
            (desk.say("desk.hint.run"), desk.say("desk.hint.leave")),
            help=desk.say("desk.command.help"),
            empty=desk.say("desk.no_hits"),
            key_width=14,
        )

    def find(self, typed: str) -> Sequence[Entry]:
        """What Enter would carry out comes first, then what begins as what is typed; of a line with more, it alone."""
        meant = [choice for choice in self.choices if choice.value == _word(typed)]
        if meant and len(typed.split()) > 1:
            return meant
        found = [choice for choice in super().find(typed) if choice not in meant]
        return [*meant, *sorted(found, key=lambda entry: not entry.key.startswith(typed.strip().casefold() or " "))]

    def answer(self) -> str | None:
        """A whole word of ours is meant as it stands, with what follows it."""
        typed = self.field.value.strip().removeprefix(":").strip()
        if _word(typed) in {"go", *WAYS, *words()}:
            return typed
        return super().answer()


def words() -> dict[str, str]:
    """The shell's word of each act of the table, and the act's name: «measure-return» is an act on a measure."""
    return {_shell(row): row.name for row in workflow.TABLE}


def _shell(row: workflow.Row) -> str:
    return f"measure-{row.verb}" if row.name in ("reassign", "return_measure") else row.verb


def entries(desk: "DeskApp", shown: "Shown | None") -> Iterator[Entry]:
    """Ways about, then every act; one that is closed on the case says why."""
    yield Entry("go", "go A-26-…", desk.say("desk.command.go"), also="gå")
    for word, id in WAYS.items():
        yield Entry(word, word, desk.say(keys.BY_ID[id].name))
    for word, name in words().items():
        refusal = shown.closed.get(name) if shown is not None else None
        yield Entry(word, word, desk.say(f"act.{name}"), desk.tell(refusal) if refusal else "")


async def carry(acting: "Acting", line: str) -> None:
    """Carry out a line. Raises: Usage desk.command.unknown, desk.command.go_where."""
    word, _, rest = line.partition(" ")
    word, rest = _word(word), rest.strip()
    if word == "go":
        if not rest:
            raise Usage("desk.command.go_where")
        await acting.open(rest)
    elif word in WAYS:
        acting.run(keys.BY_ID[WAYS[word]].action if word != "quit" else "leave_now")
    elif (name := words().get(word)) is not None:
        if workflow.BY_NAME[name].on != "case" and _PART.fullmatch(rest):
            await acting.begin(rest, name)
        else:
            await acting.ask(name, rest)
    else:
        raise Usage("desk.command.unknown", word=word)


def _word(typed: str) -> str:
    first = typed.strip().removeprefix(":").partition(" ")[0].casefold()
    return OWN.get(first, first)
