"""Where one CSV record ends and the next begins, in bytes (RFC 4180), with one bad record never taking the rest along.

The standard csv module reads text, cannot say where a record it gave up began, and refuses a lone CR; so the four
states of its scanner are written out here, and a test holds both to the same answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

LIMIT: Final = 2 * 1024 * 1024
"""Bytes one record may hold; of a longer one no more than this is kept."""
_PIECE: Final = 64 * 1024
_START, _PLAIN, _QUOTED, _AFTER = range(4)
_COMMA, _QUOTE = b',"'
_ENDS: Final = (b"\n", b"\r\n", b"\r")
_LINE_END: Final = re.compile(rb"(?:\r?\n|\r)\Z")
_FIELD: Final = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^,]*+))(,|\Z)')


@dataclass(slots=True)
class Record:
    """One record: its bytes without the line end, the physical lines it covers (counted by LF), and what ails it.

    `problem`: unterminated_quote (open at the end of the file), stray_quote (text after a closing quote),
    record_too_long; else "". `second` is the offset of the record's second line, where reading resumes when the
    quotes cannot be trusted.
    """

    line: int
    last_line: int
    raw: bytes = b""
    problem: str = ""
    second: int = 0


def records(stream: BinaryIO) -> Iterator[Record]:
    """All records of a seekable stream, in bounded memory.

    After a record whose quotes are off, its second line is read anew as the start of a record, so what an open quote
    swallowed comes again. A record that is only too long is stepped over whole: its text must not pass for rows.
    """
    line = 1
    while record := _record(stream, line):
        yield record
        if record.problem.endswith("_quote") and record.last_line > record.line:
            stream.seek(record.second)
            line = record.line + 1
        else:
            line = record.last_line + 1


def fields(text: str) -> list[str]:
    """The fields of one whole record without its line end."""
    if '"' not in text:
        return text.split(",")
    found = []
    for match in _FIELD.finditer(text):
        quoted, plain, comma = match.groups()
        found.append(plain if quoted is None else quoted.replace('""', '"'))
        if not comma:
            break
    return found


def _record(stream: BinaryIO, line: int) -> Record | None:
    record, kept = Record(line, line), bytearray()
    size, state, stray, piece = 0, _START, False, b""
    while True:
        at_line_start = piece.endswith(b"\n")
        if not (piece := stream.readline(_PIECE)):
            record.last_line -= at_line_start
            break
        if size <= LIMIT:
            kept += piece
        size += len(piece)
        state, odd = _advance(state, piece)
        stray = stray or odd
        if piece.endswith(b"\n"):
            if stray or state != _QUOTED:
                break
            record.last_line += 1
            record.second = record.second or stream.tell()
    if not size:
        return None
    record.problem = _problem(state, stray, size)
    record.raw = _LINE_END.sub(b"", kept[: LIMIT + 2], count=1)
    return record


def _problem(state: int, stray: bool, size: int) -> str:
    if stray:
        return "stray_quote"
    if state == _QUOTED:
        return "unterminated_quote"
    return "record_too_long" if size > LIMIT + 2 else ""


def _advance(state: int, piece: bytes) -> tuple[int, bool]:
    """The scanner's state after `piece`, and whether a closing quote was followed by text."""
    if state == _START and b'"' not in piece:
        return (_START if piece.endswith(b",") else _PLAIN), False
    at, end, stray = 0, len(piece), False
    while at < end:
        if state in (_QUOTED, _PLAIN):
            found = piece.find(b'"' if state == _QUOTED else b",", at)
            if found < 0:
                break
            state, at = (_AFTER if state == _QUOTED else _START), found + 1
        elif piece[at] == _QUOTE:
            state, at = _QUOTED, at + 1
        elif state == _AFTER and piece[at] == _COMMA:
            state, at = _START, at + 1
        else:
            stray = stray or (state == _AFTER and piece[at:] not in _ENDS)
            state = _PLAIN
    return state, stray
