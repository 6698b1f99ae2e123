"""Picking one of many by typing: two letters and Enter are mostly enough (desk.md §5.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.dialogs.field import Field
from tui.widgets.cells import fit
from tui.widgets.lines import Line, Lines
from tui.widgets.text_box import FilterField

_ROWS: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One that can be picked: its key, the columns that show it, the words it is found by, what to know before."""

    key: str
    columns: tuple[str, ...]
    words: str
    note: str = ""

    def answers(self, typed: str) -> bool:
        """Whether every word typed begins one of ours, or is our initials."""
        ours = self.words.casefold().replace("-", " ").split()
        initials = "".join(word[0] for word in self.columns[0].casefold().split())
        wanted = typed.casefold().replace("-", " ").split()
        return all(initials.startswith(each) or any(word.startswith(each) for word in ours) for each in wanted)


class Pick(Field):
    """`entries` in the order they are offered; with `first` the first is picked until another is.

    `shares` are the parts of the width the columns get.
    """

    LINE: ClassVar[type[FilterField]] = FilterField
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "pick.up", id="pick.up"),
        Binding("down", "move(1)", "pick.down", id="pick.down"),
        Binding("pageup", "move(-5)", "pick.page_up", id="pick.page_up"),
        Binding("pagedown", "move(5)", "pick.page_down", id="pick.page_down"),
    ]

    def __init__(
        self, key: str, label: str, entries: Sequence[Entry], *,
        first: bool = True, required: bool = True, shares: Sequence[int] = (6, 4), note: str = "", none: str = "",
        hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__(key, label)
        self._required, self._note = required, note
        self._box = self.LINE(max_length=80)
        self._box.placeholder = hint
        self._matches = _Matches(entries, 0 if first else -1, shares, none)

    def inner(self) -> ComposeResult:
        """What is typed, and who answers."""
        self._say()
        yield self._box
        yield self._matches

    def begin(self, typed: str) -> None:
        """Write it, and show who answers."""
        self._box.begin(typed)
        self.on_filter_field_filtered()

    @property
    def typed(self) -> str:
        """What stands in the line."""
        return self._box.value.strip()

    @property
    def found(self) -> Entry | None:
        """What the cursor is on."""
        self._matches.find(self._box.value)
        return self._matches.entry

    @property
    def value(self) -> Any:
        """The key of what the cursor is on, None where there is none."""
        entry = self.found
        return entry.key if entry else None

    @property
    def lacks(self) -> str:
        """Something must be picked; what was typed must find something."""
        return "desk.ask.pick" if self.value is None and (self._required or self.typed) else ""

    def told(self) -> str:
        """What is said beside the label before anything is said of the one found."""
        return ""

    def clear(self) -> None:
        """An empty line, for the next one."""
        self._box.value = ""
        self._matches.find("")
        self._moved()

    def erase(self) -> None:
        """The letter before the cursor."""
        self._box.action_delete_left()

    def on_filter_field_filtered(self) -> None:
        """Show who answers."""
        self._matches.find(self._box.value)
        self._moved()

    def action_move(self, by: int) -> None:
        """Up or down among those found."""
        self._matches.find(self._box.value)
        self._matches.move(by)
        self._moved()

    def on_descendant_focus(self) -> None:
        """Show the list."""
        self._matches.fold(False)

    def on_descendant_blur(self) -> None:
        """Show only what is picked."""
        self._matches.fold(True)

    def _moved(self) -> None:
        self._say()
        self.post_message(self.Changed())

    def _say(self) -> None:
        entry = self._matches.entry
        said = (self.told(), entry.note if entry and entry.note else self._note)
        self.note("  ".join(filter(None, said)))


class _Matches(Lines):
    DEFAULT_CSS = "_Matches { height: 1; }"
    _folded = True

    def __init__(self, entries: Sequence[Entry], at: int, shares: Sequence[int], none: str) -> None:
        super().__init__()
        self._entries = self._found = tuple(entries)
        self._typed, self._at, self._shares, self._none = "", at, shares, none
        self._first = at == 0

    @property
    def entry(self) -> Entry | None:
        return self._found[self._at] if 0 <= self._at < len(self._found) else None

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self.display = not folded or self.entry is not None
        self.styles.height = 1 if folded else max(1, min(_ROWS, len(self._entries)))
        self.repaint()

    def on_mount(self) -> None:
        self.fold(True)

    def find(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            found = (entry for entry in self._entries if entry.answers(typed))
            whole = typed.strip().casefold()  # a login or a unit's code is that one, before all whose words begin so
            self._found = tuple(sorted(found, key=lambda entry: entry.key.casefold() != whole))
            self._at = 0 if self._found and (typed or self._first) else -1
            self.repaint()

    def move(self, by: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + by))
        self.repaint()

    def line(self, y: int, width: int) -> Line:
        at = self._at if self._folded else y + max(0, self._at - self.size.height + 1)
        if not 0 <= at < len(self._found):
            return ((f"  {self._none}", "dim"),) if y == 0 and not self._found else ()
        here = at == self._at
        room, columns = width - 2, self._found[at].columns
        widths = [room * share // sum(self._shares) for share in self._shares]
        text = "".join(fit(cell, size - 1) + " " for cell, size in zip(columns, widths, strict=True))
        return (("> " if here else "  ", "cursor" if here else ""), (text, "cursor" if here else ""))
