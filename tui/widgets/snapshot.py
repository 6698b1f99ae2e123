"""Where one is in a list: the keys in order as they were taken, the cursor, the first row shown, the marks."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Snapshot(Generic[Key]):
    """`keys` may be any sequence; an `array("q")` holds 100,000 in 0.8 MB. Heights are rows of the window."""

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        self.keys = keys
        self.cursor = 0
        self.top = 0
        self.marks: set[Key] = set()

    @property
    def key(self) -> Key | None:
        """What the cursor is on; nothing in an empty list."""
        return self.keys[self.cursor] if self.keys else None

    def move(self, to: int, height: int) -> None:
        """Put the cursor on row `to` of the list, and the window where it can be seen."""
        self.cursor = max(0, min(len(self.keys) - 1, to))
        self._follow(height)

    def page(self, by: int, height: int) -> None:
        """Move cursor and window together by `by` rows, as far as the list goes."""
        self.top += by
        self.move(self.cursor + by, height)

    def replace(self, keys: Sequence[Key], height: int, *, keep: bool = True) -> None:
        """Take a new snapshot. The cursor stays on its key, on the same row of the window; when its key has left the
        list, it goes to the next one that is still there, else to the one before. Marks of keys that left go.
        """
        old, row = self.keys, self.cursor - self.top
        self.keys = keys
        here = _place(old, self.cursor, keys) if keep and old else 0
        self.top = here - row if keep else 0
        if self.marks:
            self.marks = self.marks.intersection(keys) if keep else set()
        self.move(here, height)

    def mark(self) -> None:
        """Mark what the cursor is on, or take its mark away."""
        if self.keys:
            self.marks ^= {self.keys[self.cursor]}

    def mark_all(self) -> None:
        """Mark everything in the list; when all of it is marked already, nothing."""
        self.marks = set() if len(self.marks) == len(self.keys) else set(self.keys)

    def window(self, height: int, margin: int = 0) -> Sequence[Key]:
        """The keys of the rows shown, and of `margin` rows before and after them."""
        return self.keys[max(0, self.top - margin) : self.top + height + margin]

    def _follow(self, height: int) -> None:
        height = max(1, height)
        self.top = max(self.cursor - height + 1, min(self.cursor, self.top))
        self.top = max(0, min(self.top, len(self.keys) - height))


def _place(old: Sequence[Key], cursor: int, new: Sequence[Key]) -> int:
    """The row in `new` of the key that `cursor` was on in `old`, or of its nearest neighbour, the next ones first."""
    try:
        return new.index(old[cursor])
    except ValueError:
        rows = {key: row for row, key in enumerate(new)}
    following = (rows[old[at]] for at in range(cursor + 1, len(old)) if old[at] in rows)
    preceding = (rows[old[at]] for at in range(cursor - 1, -1, -1) if old[at] in rows)
    return next(following, next(preceding, 0))
