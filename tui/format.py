"""Aligned text for people: tables and labelled lines, one harmless line each."""

import unicodedata
from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from typing import Final, TextIO

from core.domain.case import Party
from core.text import lines, one_line
from core.words import say, word

GAP: Final = "  "


def width(text: str) -> int:
    """Columns that a harmless line takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def cut(text: str, most: int) -> str:
    """`text` in at most so many columns, with … for what was left out."""
    if width(text) <= most:
        return text
    kept, used = "", 1
    for sign in text:
        used += _columns(sign)
        if used > most:
            break
        kept += sign
    return kept.rstrip() + "…"


def pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], last: int | None = None) -> str:
    """Columns as wide as their widest cell; on a terminal `last` says how wide the whole line may be."""
    cells = [[one_line(each) for each in row] for row in (heads, *rows)]
    widths = [max(width(row[at]) for row in cells) for at in range(len(heads))]
    before = sum(widths[:-1]) + len(GAP) * (len(widths) - 1)
    if last is not None:
        widths[-1] = max(min(widths[-1], last - before), 8)
        cells = [[*row[:-1], cut(row[-1], widths[-1])] for row in cells]
    return "\n".join(GAP.join(map(pad, row, widths)).rstrip() for row in cells)


def labelled(pairs: Iterable[tuple[str, str]]) -> str:
    """`label  value`, the values in one column; pairs without a value are left out."""
    kept = [(label, one_line(value)) for label, value in pairs if value]
    most = max((width(label) for label, _ in kept), default=0)
    return "\n".join(f"{pad(label, most)}{GAP}{value}" for label, value in kept)


def indented(text: str) -> str:
    """A text of several lines, harmless, two columns in."""
    return "\n".join(f"{GAP}{line}".rstrip() for line in lines(text).split("\n"))


def title_width(stream: TextIO) -> int | None:
    """How wide a line may be: the terminal's width, or as wide as it is where nobody looks."""
    return get_terminal_size().columns if stream.isatty() else None


def of_complaint(party: Party, case: str | None) -> str:
    """The word's id for a party that a complaint alone has: who complains, who grades; "" for any other."""
    if party.kind == "named" and ":examiner:" in party.id:
        return "party.examiner"
    return "party.student" if party.kind == "reporter" and (case or "").startswith("K-") else ""


def who(language: str, party: Party, case: str | None = "") -> str:
    """A party as people say it: a login, a unit's code, «kontakt IE», «melder»; of a complaint «student», «sensor».

    `case`: the number of the case it is about, where there is one.
    """
    if known_as := of_complaint(party, case):
        return say(language, known_as)
    match party.kind:
        case "person" | "named" | "unit":
            return party.id
        case "role":
            role, _, unit = party.id.partition("@")
            return f"{word(language, 'role', role)} {unit}"
    return say(language, f"party.{party.kind}")
