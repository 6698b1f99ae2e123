"""A JSON export as raw rows: an array of objects, or one object after another (JSON Lines)."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO, Final

from core.errors import Refused
from core.intake.columns import check_header, places
from core.intake.json_text import JsonText, Pairs
from core.intake.reference import shown
from core.intake.rows import RawRow, Refusal, RefusedRow, Values

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def json_rows(stream: BinaryIO, columns: Mapping[str, str]) -> Iterator[RawRow | RefusedRow]:
    """Every object of the stream, in bounded memory. An object's names are its header; null is an empty value.

    What cannot be read is refused (bad_json) up to the next line that begins with an object.
    """

    @lru_cache(maxsize=8)
    def header(names: tuple[str, ...]) -> dict[str, int]:
        return check_header(names, columns)

    text = JsonText(stream)
    array = text.next_sign() == "["
    if array:
        text.step()
    while sign := text.next_sign():
        if sign == "]" and array:
            array = False
            text.step()
            continue
        line = text.line
        if (pairs := text.object()) is None:
            yield RefusedRow(line, None, "bad_json", {}, text.to_next_object())
            continue
        try:
            names = tuple(name for name, _ in pairs)
            yield RawRow(line, text.line, {ours: _value(ours, pairs[at][1]) for ours, at in header(names).items()})
        except Refusal as refusal:
            yield _refused(line, text.line, pairs, columns, refusal.reason, refusal.values)
        except Refused as refused:
            reason = "repeated_column" if refused.id.endswith("repeated_column") else "missing_columns"
            values = {name: value for name, value in refused.values.items() if name != "near"}
            yield _refused(line, text.line, pairs, columns, reason, values)
    if array:
        yield RefusedRow(text.line, None, "cut_short", {}, text.line)


def _value(column: str, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("not_text", column=column)
    if _SURROGATE.search(value):
        raise Refusal("not_utf8")
    return value


def _refused(
    line: int, last_line: int, pairs: Pairs, columns: Mapping[str, str], reason: str, values: Values
) -> RefusedRow:
    at = places([name for name, _ in pairs], columns).get("reference")
    found = None if at is None else pairs[at][1]
    return RefusedRow(line, shown(found) if isinstance(found, str) else None, reason, values, last_line)
