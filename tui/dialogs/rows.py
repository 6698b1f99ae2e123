"""A list of things to choose among, some of them headings: a cursor that only rests on what can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.geometry import Offset

from tui.widgets.cells import cut
from tui.widgets.dialog import Answer, Dialog
from tui.widgets.lines import Line, Lines


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is what is chosen, "" for a heading; `part` which part of the case it is about; `closed` why not,
    a blank where the text says it.
    """

    text: str
    name: str = ""
    part: str = ""
    closed: str = ""
    style: str = ""


class Rows(Lines, can_focus=True):
    """Starts on the first row that is open."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._picks = [at for at, row in enumerate(rows) if row.name]
        self._at = next((n for n, at in enumerate(self._picks) if not rows[at].closed), 0)

    @property
    def count(self) -> int:
        return len(self._rows)

    @property
    def row(self) -> Row | None:
        """The one the cursor is on."""
        return self._rows[self._picks[self._at]] if self._picks else None

    def move(self, by: int) -> None:
        """Up or down."""
        self._at = max(0, min(len(self._picks) - 1, self._at + by))
        self.repaint()
        self._place_cursor()

    def on_focus(self) -> None:
        """Show where one is."""
        self._place_cursor()

    def line(self, y: int, width: int) -> Line:
        """One row."""
        cursor = self._picks[self._at] if self._picks else -1
        at = y + max(0, cursor - self.size.height + 1)
        if at >= len(self._rows):
            return ()
        row, here = self._rows[at], at == cursor
        style = "cursor" if here else row.style or ("strong" if not row.name else "dim" if row.closed else "")
        closed = f"  – {row.closed}" if row.closed.strip() else ""
        text = cut(f"{'  ' if row.name else ''}{row.text}{closed}", width - 2, word=True)
        return [("> " if here else "  ", style), (text, style)]

    def _place_cursor(self) -> None:
        """Bring the terminal's own cursor to the row (ACCESSIBLE)."""
        row = self._picks[self._at] if self._picks else 0
        self.app.cursor_position = self.region.offset + Offset(0, min(row, max(0, self.size.height - 1)))


class RowsDialog(Dialog[Answer]):
    """Rows, and under them what there is to tell of the one the cursor is on."""

    rows: Rows

    def fit(self) -> None:
        """As many rows as there is room for."""

    def tell(self) -> None:
        """What there is to tell of the row."""

    def on_mount(self) -> None:
        """The first row that can be chosen."""
        self.fit()
        self.tell()

    def on_resize(self) -> None:
        """Another size, another room."""
        self.fit()

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.rows.move(by)
        self.tell()
