"""The list of cases: rows fetched for one reader, drawn in columns, starred where somebody else has changed them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from core.desk.lists import ListRow
from core.domain.calendar import local
from core.errors import AvvikError
from tui.screens.rows import CASE, Columns
from tui.start import Start
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.acting import Pointed
    from tui.app import DeskApp

KEPT = 4000
"""Versions remembered, to tell a changed row from a new one."""


class CaseList(LineList[int, ListRow]):
    """A `LineList` over case keys."""

    def __init__(self, desk: "DeskApp", start: Start) -> None:
        super().__init__(self._rows_of, self._row, start.keys, start.rows, empty=desk.say(f"desk.empty.{start.tab}"))
        self._desk = desk
        self._versions: dict[int, ListRow] = dict(start.rows)
        self._theirs: set[int] = set()
        self.columns = self._columns()

    @property
    def pointed(self) -> "Pointed | None":
        """The case under the cursor, and the version shown of it."""
        from tui.acting import Pointed

        return Pointed(self.row.id, self.row.version) if self.row else None

    @property
    def marked(self) -> int:
        """How many cases are marked."""
        return len(self.snapshot.marks)

    async def refs(self) -> tuple[tuple[str, int], ...]:
        """The marked cases in the order of the list, each with the version that is shown, or that is newest now."""
        keys = [key for key in self.snapshot.keys if key in self.snapshot.marks]
        shown = {key: self._versions[key] for key in keys if key in self._versions}
        rows = {**shown, **await self._rows_of([key for key in keys if key not in shown])}
        return tuple((rows[key].id, rows[key].version) for key in keys if key in rows)

    def renew(self) -> None:
        """The person has been told that a marked case is another than was shown: look at all of them again."""
        for key in self.snapshot.marks:
            self._versions.pop(key, None)
        self.outdate()

    async def take(self, keys: Sequence[int], *, keep: bool) -> None:
        """Show a new snapshot, from its top with its rows at hand; what others had changed is no news any more."""
        rows = {} if keep else await self._rows_of(keys[: 2 * self.size.height])
        self.columns = self._columns()
        self._theirs.clear()
        self._versions = dict(rows)
        self.outdate([key for key in self._rows if key not in rows])
        self.set_keys(keys, keep=keep, rows=rows)

    def go(self, key: int | None) -> None:
        """The cursor to a case, where the list has it."""
        if key is not None and key in self.snapshot.keys:
            self.action_move(self.snapshot.keys.index(key) - self.snapshot.cursor)

    def _columns(self) -> Columns:
        desk = self._desk
        today = local(desk.now, desk.settings.deadlines.timezone)
        widest = max((len(row.id) for row in self._versions.values()), default=0)
        return Columns(desk.directory, desk.language, today, desk.terminal.accessible, max(CASE, widest))

    def _row(self, row: ListRow, width: int) -> Line:
        return self.columns.row(row, width, changed=row.n in self._theirs)

    async def _rows_of(self, wanted: Sequence[int]) -> Mapping[int, ListRow]:
        """The rows as they are now; when they cannot be read, as they were, and why."""
        try:
            rows = await self._desk.desk.lists.rows(self._desk.who, wanted)
        except AvvikError as error:
            self._desk.refuse(error)
            return {n: self._versions[n] for n in wanted if n in self._versions}
        self._theirs |= {n for n, row in rows.items() if n in self._versions and self._versions[n] != row}
        if len(self._versions) > KEPT:
            self._versions.clear()
        self._versions.update(rows)
        return rows
