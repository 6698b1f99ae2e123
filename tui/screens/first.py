"""The first start: there is no database yet, and somebody sits at the terminal (desk.md §4.7)."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from core.errors import AvvikError
from core.words import say, tell
from tui import guard
from tui.shell import Shell
from tui.terminal import Terminal
from tui.widgets.one_line import HintLine, MessageLine
from tui.widgets.reading import Reading


class First(Shell):
    """Offers to make the database. Exit code 1: it is there now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "create", "desk.key.first.create", id="first.create"),
        Binding("q", "leave", "desk.key.desk.quit", id="first.quit"),
    ]

    def __init__(self, terminal: Terminal, path: Path, language: str) -> None:
        super().__init__(terminal, save=self._nothing)
        self._path, self._language = path, language
        self.made = False

    async def _nothing(self) -> None:
        """There are no drafts yet."""

    def compose(self) -> ComposeResult:
        """What was looked for, and the two ways on."""
        language = self._language
        yield Reading(
            ("", ""),
            (say(language, "desk.first.none", path=str(self._path)), "strong"),
            ("", ""),
            ("i  " + say(language, "desk.first.create"), ""),
            ("q  " + say(language, "desk.hint.quit"), ""),
        )
        yield MessageLine()
        yield HintLine((f"i {say(language, 'desk.hint.create')}",), help=f"q {say(language, 'desk.hint.quit')}")

    def action_create(self) -> None:
        """Make it, and go on to the desk."""
        from core.desk import initialise

        try:
            initialise(self._path)
        except AvvikError as error:
            self.query_one(MessageLine).tell(tell(error, self._language), "alarm")
            return
        self.made = True
        self.leave(0)

    def action_leave(self) -> None:
        """Nothing was made."""
        self.leave(0)


def offer(terminal: Terminal, path: Path, language: str) -> bool:
    """Whether the database was made."""
    guard.install()
    first = First(terminal, path, language)
    first.start()
    return first.made
