"""A stream of JSON values read a little at a time, going on at the next one after one that cannot be read."""

import re
from codecs import getincrementaldecoder
from json import JSONDecoder
from typing import BinaryIO, Final

from core.intake.records import LIMIT

Pairs = list[tuple[str, object]]
_PIECE: Final = 64 * 1024
_BLANKS: Final = 1000
_BETWEEN: Final = re.compile(r"[ \t\r\n,]*")
_NEXT: Final = re.compile(rf"\n[ \t\r,]{{0,{_BLANKS}}}(?=\{{)")
_DECODER: Final = JSONDecoder(object_pairs_hook=list)


class JsonText:
    """The part of the stream that is in memory, and `line`, the physical line that reading has come to.

    Bytes that are not UTF-8 become lone surrogates, for the row they stand in to be refused.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = getincrementaldecoder("utf-8")("surrogateescape")
        self._text, self._at, self._ended = "", 0, False
        self.line = 1

    def next_sign(self) -> str:
        """The first character of what comes next, past blanks and commas; "" at the end."""
        while True:
            self._pass(_BETWEEN.match(self._text, self._at).end())  # type: ignore[union-attr]  # matches nothing too
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def step(self) -> None:
        """Past one character."""
        self._pass(self._at + 1)

    def object(self) -> Pairs | None:
        """The object that begins here, as pairs; None when none does, or it is larger than LIMIT characters."""
        while self._text[self._at] == "{":
            try:
                pairs, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if self._ended or len(self._text) - self._at > LIMIT:
                    return None
                self._more()
            else:
                self._pass(end)
                return pairs  # type: ignore[no-any-return]
        return None

    def to_next_object(self) -> int:
        """On to a line that begins with an object; answers the last line that was passed over.

        A text inside JSON cannot hold a raw line break, so it cannot pass for such a line.
        """
        while not (found := _NEXT.search(self._text, self._at)):
            if self._ended:
                self._pass(len(self._text.rstrip()))
                last = self.line
                self._pass(len(self._text))
                return last
            self._pass(max(self._at, len(self._text) - _BLANKS - 2))
            self._more()
        self._pass(found.end())
        return self.line - 1

    def _more(self) -> None:
        piece = self._stream.read(_PIECE)
        self._ended = not piece
        self._text = self._text[self._at :] + self._decoder.decode(piece, final=self._ended)
        self._at = 0

    def _pass(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = max(self._at, to)
