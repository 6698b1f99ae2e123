"""Untrusted text on its way out: what would steer a terminal or hide itself becomes a visible sign.

The original is kept where it is stored (design.md, "Untrusted text"). Letters of every script, combining marks and
joined emoji pass unchanged; control characters become pictures (␛), C1, bidirectional and invisible characters �.
"""

from typing import Final

_BIDI: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE: Final = (0x00AD, 0x180E, 0x200B, 0x2028, 0x2029, 0x2060, 0xFEFF, *range(0xE0000, 0xE0080))

SIGNS: Final[dict[int, int]] = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *_BIDI, *_INVISIBLE, *range(0xD800, 0xE000)), 0xFFFD)
)
_SIGNS_BUT_BREAKS: Final = {code: sign for code, sign in SIGNS.items() if code not in (0x0A, 0x09)}


def one_line(text: str) -> str:
    """`text` as one harmless line: for a list, a header, a log, a message."""
    return text if text.isprintable() else _breaks(text).replace("\n", " ").replace("\t", " ").translate(SIGNS)


def lines(text: str) -> str:
    """`text` harmless with its line breaks and tabs kept: for a reading pane or the body of a mail."""
    return text if text.isprintable() else _breaks(text).translate(_SIGNS_BUT_BREAKS)


def _breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
