"""What is pasted is text: no key of it reaches the desk.

Textual goes on looking for keys inside a bracketed paste: an ESC in the text leaves the dialog, and what follows one
that it does not know is handed out key by key. Most terminals take ESC out of a paste, tmux and some others do not.
Here it becomes a visible sign before Textual reads it. `linux_driver.XTermParser` is private ground: textual is
pinned, and tests/test_hostile_screens.py is the contract.
"""

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.message import Message

from core.text import SIGNS

BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"
_SIGN: Final = {0x1B: SIGNS[0x1B]}


class Pastes:
    """Input as it comes, in pieces that end anywhere."""

    def __init__(self) -> None:
        self._inside = False
        self._tail = ""  # the beginning of a mark: passed on already outside a paste, held back inside one

    def harmless(self, data: str) -> str:
        """`data` with every ESC inside a paste as a sign; what may be the paste's end waits for its rest."""
        passed = 0 if self._inside else len(self._tail)
        data, done = self._tail + data, ""
        while True:
            mark = END if self._inside else BEGIN
            text, found, rest = data.partition(mark)
            if not found:
                break
            done += (text.translate(_SIGN) if self._inside else text) + mark
            self._inside, data = not self._inside, rest
        begun = next((n for n in range(min(len(mark) - 1, len(data)), 0, -1) if data.endswith(mark[:n])), 0)
        self._tail = data[len(data) - begun :]
        done += data[: len(data) - begun].translate(_SIGN) if self._inside else data
        return done[passed:]


class Parser(XTermParser):
    """Textual's, reading what is pasted as text."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pastes = Pastes()

    def feed(self, data: str) -> Iterable[Message]:
        """Nothing at all is the end of the input."""
        harmless = self._pastes.harmless(data) if data else ""
        return super().feed(harmless) if harmless or not data else ()


def install() -> None:
    """Let the terminal be read by `Parser`; harmless to repeat."""
    from textual.drivers import linux_driver

    linux_driver.XTermParser = Parser  # type: ignore[attr-defined]
