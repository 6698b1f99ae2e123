"""Picking several of many: a comma takes the one found and asks for the next, as in the address line of a letter."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.dialogs.matter import Matter
from tui.dialogs.person import SHARES, remember
from tui.dialogs.pick import Entry, Pick
from tui.widgets.filter_field import FilterField


class Names(FilterField):
    """Leaves the comma to whoever asks."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Every letter but that one."""
        return character != "," and super().check_consume_key(key, character)


class Several(Pick):
    """What is found when the dialog is confirmed is taken too. Backspace in the empty line gives the last one back."""

    LINE = Names
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("comma", "take", "pick.take", id="pick.take", priority=True),
        Binding("backspace", "give_back", "pick.give_back", id="pick.give_back", priority=True),
    ]

    def __init__(self, matter: Matter, key: str, label: str, entries: Sequence[Entry]) -> None:
        say = matter.say
        super().__init__(
            key, label, entries, first=False, shares=SHARES, note=say("desk.ask.several"),
            none=say("desk.ask.nobody"), hint=say("desk.ask.type"),
        )  # fmt: skip
        self._app = matter.app
        self._taken: list[Entry] = []

    @property
    def value(self) -> tuple[str, ...]:
        """The keys, in the order they were taken."""
        found = self.found
        return tuple(dict.fromkeys(entry.key for entry in (*self._taken, *([found] if found else ()))))

    @property
    def lacks(self) -> str:
        """Somebody must be picked; what was typed must find somebody."""
        return "desk.ask.pick" if not self.value or (self.typed and self.found is None) else ""

    def action_take(self) -> None:
        """Take the one found, and ask for the next."""
        if (entry := self.found) is not None:
            self._taken.append(entry)
            self.clear()

    def action_give_back(self) -> None:
        """The letter before the cursor; where there is none, the one taken last."""
        if self.typed or not self._taken:
            self.erase()
        else:
            self._taken.pop()
            self.clear()

    def told(self) -> str:
        """Who has been taken."""
        return ", ".join(entry.columns[0] for entry in self._taken)

    def used(self) -> None:
        """Remember who was picked."""
        for key in self.value:
            remember(self._app, key)
