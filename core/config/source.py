"""A TOML file as text and data, and on which line each of its keys stands, which tomllib does not say."""

import re
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from core.config.problem import Problem, broken

LARGEST: Final = 256 * 1024
Key = tuple[str | int, ...]

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_MAY_END: Final = re.compile(r"[\]}]|\"\"\"|'''")


@dataclass(frozen=True)
class Source:
    """What was read from `file`."""

    file: Path
    text: str
    data: dict[str, Any] = field(repr=False)

    @cached_property
    def lines(self) -> dict[Key, int]:
        """The line of every key and table, counted from 1; the second of `[[rule]]` is ("rule", 1)."""
        return _Lines(self.text).found

    def line(self, key: Key) -> int | None:
        """The line of `key`, or of the nearest table around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key)


def read(file: Path) -> Source:
    """Read `file` whole. Unusable("config.broken"): unreadable, not a file, too large, not UTF-8, not TOML."""

    def refuse(id: str, line: int | None = None, **values: object) -> Exception:
        return broken([Problem(file, line, "", id, values)])

    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise refuse("config.not_a_file")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise refuse("config.no_file") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise refuse("config.unreadable", reason=getattr(error, "strerror", None)) from None
    if len(data) > LARGEST:
        raise refuse("config.too_large", most=LARGEST // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("config.not_utf8", data[: error.start].count(b"\n") + 1) from None
    try:
        return Source(file, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.count("\n") + 1
        raise refuse("config.not_toml", line, reason=_PLACE.sub("", str(error))) from None
    except (RecursionError, ValueError):  # nested too deep; a number of too many digits, a day that is not
        raise refuse("config.beyond") from None


class _Lines:
    """Takes a file that tomllib has accepted apart into its statements and lets tomllib read each of them."""

    def __init__(self, text: str) -> None:
        self.found: dict[Key, int] = {}
        self._counts: dict[Key, int] = {}
        table: Key = ()
        for number, statement in _statements(text):
            if statement.lstrip().startswith("["):
                table = self._header(statement, number)
            else:
                self._note(table, tomllib.loads(statement), number)

    def _header(self, statement: str, number: int) -> Key:
        table: Key = ()
        inner: Any = tomllib.loads(statement)
        while inner:
            ((name, inner),) = inner.items()
            table = (*table, name)
            self.found.setdefault(table, number)
            if isinstance(inner, list):
                self._counts[table] = self._counts.get(table, -1) + 1
                inner = inner[0]
            if table in self._counts:
                table = (*table, self._counts[table])
        self.found[table] = number
        return table

    def _note(self, key: Key, value: Any, number: int) -> None:
        if key:
            self.found.setdefault(key, number)
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, each in inside:
            self._note((*key, name), each, number)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header and each `key = value` with its first line; several lines where a list or a text goes on."""
    start, pending = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not pending and (not line.strip() or line.lstrip().startswith("#")):
            continue
        start, pending = (start, f"{pending}\n{line}") if pending else (number, line)
        if start == number or _MAY_END.search(line):
            try:
                tomllib.loads(pending)
            except tomllib.TOMLDecodeError:
                continue
            yield start, pending
            pending = ""
