"""Text measured in terminal cells: made harmless first, then cut, padded or wrapped (never by `len`)."""

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len, get_character_cell_size, split_text

from core.text import lines as neutral_lines
from core.text import one_line

_MARKS: Final = 4  # combining marks one letter may carry: Vietnamese needs two, a flood has thousands
_JOINS: Final = 8  # parts of one joined emoji: the longest in use has four
_JOINER: Final = "\u200d"
_FILLERS: Final = dict.fromkeys(  # letters that draw nothing, and whose width terminals disagree about
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x2061, 0x2065), *range(0x206A, 0x2070),
     *range(0xFFF9, 0xFFFC)), 0xFFFD,
)  # fmt: skip
_PIECES: Final = re.compile(r"\S+|\s+")
_TAB: Final = "    "


def calm(text: str) -> str:
    """`text` as one harmless line whose width `cell_len` knows: no controls, no floods of marks, no hidden letters."""
    return _bounded(one_line(text))


def cut(text: str, width: int, *, word: bool = False) -> str:
    """`text`, harmless, in at most `width` cells, with … where something was left out; with `word` behind a word."""
    text = calm(text[: 8 * width + 64])
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, rest = split_text(text, width - 1)
    if word and " " in kept and not rest.startswith(" "):
        kept = kept.rpartition(" ")[0]
    return kept.rstrip() + "…"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text`, harmless, in exactly `width` cells: one column of a list."""
    text = cut(text, width)
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def wrap(text: str, width: int) -> Iterator[str]:
    """The harmless lines of `text`, broken between words at `width` cells, inside a word only where it is longer."""
    for paragraph in neutral_lines(text).split("\n"):
        yield from _wrapped(_bounded(paragraph.replace("\t", _TAB)), max(width, 2))


def _wrapped(paragraph: str, width: int) -> Iterator[str]:
    if cell_len(paragraph) <= width:
        yield paragraph
        return
    line, used = "", 0
    for piece in _PIECES.findall(paragraph):
        size = cell_len(piece)
        if used + size > width and line and not piece.isspace():
            yield line.rstrip()
            line, used = "", 0
        while size > width:
            if piece.isspace():
                piece, size = " ", 1
                break
            head, piece = _split(piece, width)
            yield head
            size = cell_len(piece)
        line, used = line + piece, used + size
    yield line.rstrip()


def _split(word: str, width: int) -> tuple[str, str]:
    """The part of `word` that fills a line, and the rest; a wide letter is never halved.

    Measured as `cell_len` measures: a digit and the keycap around it are two cells, though each sign alone is not.
    """
    for size in (width, width - 1):  # where a wide letter stands across the edge, the line ends one cell before it
        head, rest = split_text(word, size)
        if head + rest == word and head:
            return head, rest
    return word[:1], word[1:]


def _bounded(text: str) -> str:
    """Let no letter carry more than a few marks, and no letter hide behind a joiner."""
    if not text or max(text) < "\u0300":
        return text
    text = text.translate(_FILLERS)
    kept: list[str] = []
    marks = joins = 0
    for at, letter in enumerate(text):
        if letter == _JOINER:
            if joins == _JOINS or not (kept and _joinable(kept[-1]) and _joinable(text[at + 1 : at + 2])):
                continue
            joins += 1
        elif get_character_cell_size(letter) == 0:
            if marks == _MARKS:
                continue
            marks += 1
        else:
            joins = joins if kept and kept[-1] == _JOINER else 0
            marks = 0
        kept.append(letter)
    return "".join(kept)


def _joinable(letter: str) -> bool:
    """A picture may be joined to another; what is counted as no cells because it is joined must not be a letter."""
    return bool(letter) and not letter.isascii() and not letter.isalnum() and letter != _JOINER
