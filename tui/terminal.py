"""What the terminal can show, settled before Textual is imported (it reads the environment while it is imported).

Everything that comes over SSH in the environment is hostile (faults.md §5, 11): what could steer Textual, Rich or a
child process is dropped, and the type of terminal must be one we know.
"""

import os
import re
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final

from core.errors import Usage

_KNOWN: Final = re.compile(
    r"(alacritty|contour|Eterm|foot|gnome|iterm2?|iTerm2?\.app|kitty|konsole|linux|mintty|ms-terminal|nsterm|putty"
    r"|rxvt|screen|st|tmux|vte|wezterm|xterm|cygwin|ghostty)([-+.][A-Za-z0-9+.-]{1,40})?"
)
_FEW_COLOURS: Final = re.compile(r"linux.*|.*-(8|16)color|cygwin")
_LOCALE: Final = re.compile(
    r"[A-Za-z]{2,3}(_[A-Z]{2})?(\.[A-Za-z0-9-]{1,16})?(@[a-z]{1,16})?|C(\.UTF-?8)?|POSIX|iTerm2"
)
_STEERS: Final = re.compile(r"TEXTUAL.*|PYTHON.*|BROWSER|COLUMNS|LINES|UNICODE_VERSION|FORCE_COLOR|TTY_.*")


@dataclass(frozen=True, slots=True)
class Terminal:
    """`colour`: unless NO_COLOR. `accessible`: no boxes, words for signs, the terminal's own cursor on the row."""

    colour: bool = True
    accessible: bool = False


def prepare(environ: MutableMapping[str, str] | None = None, *, accessible: bool = False) -> Terminal:
    """Check the terminal and clean the environment; raises `Usage` (exit 2) where no desk can be drawn.

    `accessible`: asked for by the settings; ACCESSIBLE=1 asks for it too.
    """
    environ = os.environ if environ is None else environ
    if not all(os.isatty(stream) for stream in (0, 1, 2)):
        raise Usage("terminal.none")
    term = environ.get("TERM", "")
    if not _KNOWN.fullmatch(term):
        raise Usage("terminal.unknown", term=term[:40])
    clean(environ)
    return _settle(environ, term, accessible)


def clean(environ: MutableMapping[str, str]) -> None:
    """Drop what could steer Textual, Rich, a browser or an interpreter, and every locale that is not one."""
    for name in list(environ):
        odd_locale = name.startswith("LC_") and not _LOCALE.fullmatch(environ[name])
        if odd_locale or _STEERS.fullmatch(name):
            del environ[name]


def _settle(environ: MutableMapping[str, str], term: str, accessible: bool) -> Terminal:
    colour = not environ.get("NO_COLOR")
    if colour:
        environ.pop("NO_COLOR", None)  # an empty one means nothing (no-color.org), but Textual would take it
    else:
        environ["TEXTUAL_THEME"] = "ansi-dark"  # with any other theme everything would be black on black
    environ["TEXTUAL_ANIMATIONS"] = "none"
    environ["TEXTUAL_SMOOTH_SCROLL"] = "0"
    # Our colours are in the 256 of every terminal, and cost half the bytes of the sixteen million.
    environ["TEXTUAL_COLOR_SYSTEM"] = "standard" if _FEW_COLOURS.fullmatch(term) else "256"
    return Terminal(colour, accessible or environ.get("ACCESSIBLE") == "1")
