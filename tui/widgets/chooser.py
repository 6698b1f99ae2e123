"""Type to narrow a list, arrows to choose from it: the help and the command line (desk.md §5.12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.widgets.cells import cut, fit
from tui.widgets.dialog import Dialog
from tui.widgets.filter_field import FilterField
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its key or word, what it does, what stands in its way; found by any of them and by `also`."""

    value: str
    key: str
    name: str
    closed: str = ""
    also: str = ""

    def answers(self, typed: str) -> bool:
        """Whether every word typed stands in it."""
        text = f"{self.key} {self.name} {self.also}".casefold()
        return all(word in text for word in typed.casefold().split())


class Chooser(Dialog[str]):
    """Answers the value of the choice Enter was pressed on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "dialog.down", id="dialog.down", priority=True),
        Binding("up", "step(-1)", "dialog.up", id="dialog.up", priority=True),
        Binding("pagedown", "page(1)", "dialog.page_down", id="dialog.page_down", priority=True),
        Binding("pageup", "page(-1)", "dialog.page_up", id="dialog.page_up", priority=True),
    ]

    def __init__(
        self, title: str, choices: Sequence[Entry], hints: tuple[str, ...], *, help: str, empty: str, key_width: int
    ) -> None:
        super().__init__(title, hints, help=help)
        self.choices, self._empty, self._key_width = choices, empty, key_width
        self._found = self.find("")

    def find(self, typed: str) -> Sequence[Entry]:
        """The choices that answer what is typed."""
        return [choice for choice in self.choices if choice.answers(typed)]

    def body(self) -> ComposeResult:
        """The field, and the list under it."""
        self.field = FilterField()
        self.list: LineList[int, Entry] = LineList(
            self._fetch, self._draw, range(len(self._found)), dict(enumerate(self._found)), empty=self._empty
        )
        self.list.can_focus = False
        self.list.styles.height = min(14, max(6, len(self.choices)))
        yield self.field
        yield self.list

    def answer(self) -> str | None:
        """What the cursor is on."""
        self.narrow(self.field.value)
        row = self.list.row
        return row.value if row else None

    def on_filter_field_filtered(self, event: FilterField.Filtered) -> None:
        """The typing paused."""
        self.narrow(event.text)

    def on_filter_field_left(self) -> None:
        """Esc in the field leaves."""
        self.dismiss(None)

    def narrow(self, typed: str) -> None:
        """Show those that answer."""
        found = self.find(typed)
        if found != self._found:
            self._found = found
            self.list.set_keys(range(len(found)), keep=False, rows=dict(enumerate(found)))
            self.list.repaint()

    def action_step(self, by: int) -> None:
        """Down or up."""
        self.list.action_move(by)

    def action_page(self, by: int) -> None:
        """A page."""
        self.list.action_page(by)

    async def _fetch(self, wanted: Sequence[int]) -> Mapping[int, Entry]:
        return {at: self._found[at] for at in wanted if at < len(self._found)}

    def _draw(self, choice: Entry, width: int) -> Line:
        style = "dim" if choice.closed else ""
        name = f"{choice.name}  {choice.closed}" if choice.closed else choice.name
        key = fit(choice.key, self._key_width) + " "
        return [(key, "" if choice.closed else "key"), (cut(name, width - len(key), word=True), style)]
