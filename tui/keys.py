"""The keys of the desk, said once (desk.md §3): bindings, hint line, help, command line and docs read this table.

A capital is the same act, stronger or wider. Nothing that sends or deletes sits on Enter outside a dialog that names
the act. Every key has an id, which `[keys]` of the settings may give another key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from core.errors import Unusable

if TYPE_CHECKING:
    from textual.binding import Binding

Place = Literal[
    "everywhere", "act", "list", "case", "mail", "setup", "help", "lines", "reading", "box", "filter", "dialog"
]  # fmt: skip
"""Where a key counts. "act": on every screen that shows or points at a case. The last five are kinds of widget."""


@dataclass(frozen=True, slots=True)
class Key:
    """One row: `id` names it in settings and catalogue (`desk.key.<id>`), `action` is what the place does."""

    id: str
    keys: str
    action: str
    place: Place

    @property
    def name(self) -> str:
        """The catalogue id of what it does, in a few words."""
        return f"desk.key.{self.id}"

    @property
    def act(self) -> str | None:
        """The act of the workflow it begins, where it begins one."""
        found = re.fullmatch(r"act\('(\w+)'\)", self.action)
        return found.group(1) if found else None

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts it may come to, none for a key that is always open."""
        return () if self.act in (None, "status") else MENUS.get(self.act or "", (self.act or "",))


MENUS: Final = {
    "to_reporter": ("reply", "ask", "close", "answered", "told", "reporter"),
    "hand_over": ("transfer", "receive", "return"),
}
"""Keys that ask which of several acts is meant, where more than one is open."""


def _keys(place: Place, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(f"{prefix_of(place)}.{name}", keys, action, place) for name, keys, action in rows)


def prefix_of(place: Place) -> str:
    """How ids of a place begin."""
    return {"everywhere": "desk", "act": "case", "lines": "list"}.get(place, place)


TABLE: Final = (
    *_keys("everywhere",
        ("inbox", "1", "go('inbox')"), ("mine", "2", "go('mine')"), ("deadlines", "3", "go('deadlines')"),
        ("mail", "5", "go('mail')"), ("setup", "6", "go('setup')"),
        ("help", "?,f1", "help"), ("command", ":,ctrl+p", "command"),
        ("undo", "u", "undo"), ("back", "escape", "step_back"), ("quit", "q", "back_or_quit"),
        ("redraw", "ctrl+l", "redraw"), ("suspend", "ctrl+z", "suspend"),
    ),
    *_keys("act",
        ("triage", "b", "act('approve')"), ("assign", "t", "act('assign')"), ("take", "m", "take"),
        ("status", "s", "act('status')"), ("rate", "v", "act('rate')"), ("measure", "+", "act('measure')"),
        ("note", "c", "act('note')"), ("transfer", "o", "act('hand_over')"), ("close", "a", "act('close')"),
        ("reply", "r", "act('to_reporter')"), ("hear", "h", "act('hear')"), ("inform", "i", "act('inform')"),
        ("link", "d", "act('link')"),
        ("mask", "z", "act('mask')"), ("why", "f", "why"), ("copy", "y", "copy"), ("repeat", ".", "repeat"),
    ),
    *_keys("list",
        ("search", "/", "search"), ("mark", "x,space", "mark"), ("mark_all", "X", "mark_all"),
        ("preview", "p", "preview"), ("snapshot", "R,ctrl+r", "snapshot"),
        ("late_next", "e", "late(1)"), ("late_previous", "E", "late(-1)"),
        ("preview_down", "J", "roll(1)"), ("preview_up", "K", "roll(-1)"), ("switch", "tab", "switch"),
    ),
    *_keys("case",
        ("next", "J", "step(1)"), ("previous", "K", "step(-1)"),
        ("part_next", "right", "part(1)"), ("part_previous", "left", "part(-1)"), ("go", "enter", "go"),
    ),
    *_keys("reading",
        ("down", "j,down", "roll(1)"), ("up", "k,up", "roll(-1)"),
        ("half_down", "ctrl+d", "half(1)"), ("half_up", "ctrl+u", "half(-1)"),
        ("page_down", "pagedown", "page(1)"), ("page_up", "pageup", "page(-1)"),
        ("top", "g,home", "edge(-1)"), ("bottom", "G,end", "edge(1)"), ("more", "enter", "more"),
    ),
    *_keys("mail",
        ("search", "/", "search"), ("failure_next", "e", "failure(1)"), ("failure_previous", "E", "failure(-1)"),
        ("stop", "u", "stop"), ("follow", "end", "follow"), ("copy", "y", "copy"),
        ("switch", "tab", "switch"),
    ),
    *_keys("setup",
        ("part_next", "right", "part(1)"), ("part_previous", "left", "part(-1)"),
        ("set", "+", "set_absence"), ("end", "a", "end_absence"),
    ),
    *_keys("lines",
        ("down", "j,down", "move(1)"), ("up", "k,up", "move(-1)"),
        ("half_down", "ctrl+d", "half(1)"), ("half_up", "ctrl+u", "half(-1)"),
        ("page_down", "pagedown", "page(1)"), ("page_up", "pageup", "page(-1)"),
        ("first", "g,home", "edge(-1)"), ("last", "G,end", "edge(1)"), ("open", "enter", "open"),
    ),
)  # fmt: skip

BY_ID: Final = {key.id: key for key in TABLE}
FIXED: Final = frozenset({"list.open", "case.go", "reading.more"})
"""Keys that settings may not move: Enter is Enter."""

NEVER: Final = frozenset({
    *"[]{}@$~^\\`", "ctrl+a", "ctrl+b", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+space", "ctrl+@",
    "shift+enter", "ctrl+enter", "f10", "f11", "f12",
})  # fmt: skip
"""Keys that a Norwegian keyboard, tmux, screen or PuTTY keeps or loses (desk.md §3)."""
NAMED: Final = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "escape", "tab", "shift+tab", "space"}
    | {"backspace", "delete", "comma", "ctrl+left", "ctrl+right", *(f"f{n}" for n in range(1, 10))}
)


_SHOWN: Final = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "down": "↓", "up": "↑", "left": "←", "right": "→", "end": "End",
    "home": "Home", "pagedown": "PgDn", "pageup": "PgUp", "f1": "F1", "space": "Space", "delete": "Del",
}  # fmt: skip


def allowed(key: str) -> bool:
    """Whether a key works on every keyboard and terminal we promise."""
    if key in NEVER or key.startswith(("alt+", "meta+")):
        return False
    plain = len(key) == 1 and key.isascii() and key.isprintable() and key != " "
    return plain or key in NAMED or re.fullmatch(r"ctrl\+[a-z]", key) is not None


def bindings(*places: Place) -> "list[Binding]":
    """What Textual binds for these places."""
    from textual.binding import Binding

    priority = {"desk.suspend"}
    return [
        Binding(key.keys, key.action, key.name, id=key.id, show=False, priority=key.id in priority)
        for key in TABLE
        if key.place in places
    ]


def remap(wanted: Mapping[str, str]) -> dict[str, str]:
    """The `[keys]` of the settings as Textual takes them.

    Raises: Unusable keys.unknown (no such id; `near` is the most like it), keys.fixed, keys.never (a key that does not
    arrive everywhere), keys.twice (two acts of one place on one key).
    """
    for id, keys in wanted.items():
        if id not in BY_ID:
            raise Unusable("keys.unknown", id=id, near=_near(id))
        if id in FIXED:
            raise Unusable("keys.fixed", id=id)
        for key in split(keys):
            if not allowed(key):
                raise Unusable("keys.never", id=id, key=key)
    _require_once(wanted)
    return {id: ",".join("comma" if key == "," else key for key in split(keys)) for id, keys in wanted.items()}


def shown(key: str) -> str:
    """A key as the hint line and the help name it."""
    return _SHOWN.get(key, key)


def split(keys: str) -> tuple[str, ...]:
    """«R,ctrl+r» is two keys; a comma alone is itself."""
    return (keys,) if keys == "," else tuple(key.strip() for key in keys.split(","))


_TOGETHER: Final[tuple[tuple[Place, ...], ...]] = (
    ("everywhere", "act", "list", "lines"), ("everywhere", "act", "case", "reading"),
    ("everywhere", "setup", "lines"), ("everywhere", "setup", "reading"),
)  # fmt: skip


def _require_once(wanted: Mapping[str, str]) -> None:
    for places in _TOGETHER:
        taken: dict[str, str] = {}
        for row in TABLE:
            if row.place not in places:
                continue
            for key in split(wanted.get(row.id, row.keys)):
                other = taken.setdefault(key, row.id)
                if other != row.id and (row.id in wanted or other in wanted):
                    raise Unusable("keys.twice", key=key, id=row.id, other=other)


def _near(id: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(id, BY_ID, 1, 0.0)), "")
