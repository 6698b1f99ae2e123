"""Untrusted text on its way out: what would steer a terminal or hide itself becomes a visible sign.

The original is kept where it is stored (design.md, "Untrusted text"). Letters of every script, combining marks and
joined emoji pass unchanged; control characters become pictures (␛), C1, bidirectional and invisible characters �.
"""

import re
from typing import Final

_BIDI: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_INVISIBLE: Final = (
    *(0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x2028, 0x2029, 0x3164, 0xFEFF, 0xFFA0),
    *range(0x2060, 0x2065),
    *range(0x206A, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)

SIGNS: Final[dict[int, int]] = (
    {code: 0x2400 + code for code in range(0x20)}
    | {0x7F: 0x2421}
    | dict.fromkeys((*range(0x80, 0xA0), *_BIDI, *_INVISIBLE, *range(0xD800, 0xE000)), 0xFFFD)
)
_SIGNS_BUT_BREAKS: Final = {code: sign for code, sign in SIGNS.items() if code not in (0x0A, 0x09)}
_STRANGE: Final = re.compile("[^\\n -~\\u00a0-\\u00ac\\u00ae-\\u034e\\u0370-\\u0600\\u2010-\\u2027\\u2030-\\u205e]")
"""What may need a sign: anything but ordinary Latin, Greek and Cyrillic text and line breaks; found fast."""


def one_line(text: str) -> str:
    """`text` as one harmless line: for a list, a header, a log, a message."""
    if "\n" not in text and not _STRANGE.search(text):
        return text
    return _breaks(text).replace("\n", " ").replace("\t", " ").translate(SIGNS)


def lines(text: str) -> str:
    """`text` harmless with its line breaks and tabs kept: for a reading pane or the body of a mail."""
    return _breaks(text).translate(_SIGNS_BUT_BREAKS) if _STRANGE.search(text) else text


def _breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
