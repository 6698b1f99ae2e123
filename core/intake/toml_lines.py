"""Where in a TOML file something stands; tomllib does not say. For messages only: a guess never decides anything."""

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_-]+)\s*\]\]?")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")


class TomlLines:
    """Lines (from 1) of each table's header and keys."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, int, str], int] = {}
        count: dict[str, int] = {}
        table, index = "", 0
        for line, written in enumerate(text.split("\n"), 1):
            if header := _HEADER.match(written):
                table = header[1]
                index = count[table] = count.get(table, -1) + 1
                self._lines[table, index, ""] = line
            elif key := _KEY.match(written):
                self._lines.setdefault((table, index, key[1]), line)

    def line(self, table: str, index: int = 0, key: str = "") -> int:
        """The line of the key, else of its table; 0 when neither is found (an inline table, say)."""
        return self._lines.get((table, index, key)) or self._lines.get((table, index, ""), 0)
