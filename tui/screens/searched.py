"""A screen whose list is narrowed as one types behind `/`: the field stands where the message stands (desk.md §5.8)."""

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from tui.widgets.filter_field import FilterField
from tui.widgets.line_list import LineList
from tui.widgets.one_line import MessageLine

if TYPE_CHECKING:
    from tui.app import DeskApp


class Searched(Screen[None], inherit_bindings=False):
    """`typed` is what is searched for. A kind of screen tells `find`, and has one list, the field and the message."""

    field: FilterField
    line: MessageLine

    def __init__(self) -> None:
        super().__init__()
        self.typed = ""

    @property
    def desk(self) -> "DeskApp":
        return cast("DeskApp", self.app)

    def find(self, *, keep: bool) -> None:
        """Show what answers `typed`, from the top unless the cursor is to keep its place."""

    def action_search(self) -> None:
        """Filter as one types."""
        self.field.value = self.typed
        self._searching(True)

    def on_filter_field_filtered(self, event: FilterField.Filtered) -> None:
        """The typing paused."""
        if event.text != self.typed:
            self.typed = event.text
            self.find(keep=False)

    def on_filter_field_entered(self, event: FilterField.Entered) -> None:
        """Keep the filter and go back to the list."""
        self._searching(False)
        self.on_filter_field_filtered(FilterField.Filtered(event.text))

    def on_filter_field_left(self) -> None:
        """Esc: the search first."""
        self._searching(False)
        self.drop_filter()

    def drop_filter(self) -> bool:
        """Take the filter away; whether there was one."""
        if not self.typed:
            return False
        self.typed = ""
        self.desk.message("")
        self.find(keep=True)
        return True

    def _searching(self, on: bool) -> None:
        self.field.display, self.line.display = on, not on
        self.set_focus(self.field if on else self.query_one(LineList))
