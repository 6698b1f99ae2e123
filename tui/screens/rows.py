"""One case as one line of a list: date, number, course, title, how it stands, who owes."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.domain.people import Directory
from core.words import say
from tui import names
from tui.widgets.cells import fit
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from core.desk.lists import ListRow

DUE, COURSE, STATUS, AN = 12, 9, 16, 3
CASE: Final = 9
"""Cells of a number; more where numbers are longer."""
_NARROW: Final = 68
"""Cells under which the course is left out."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Draws rows and their heading for one reader on one day. `changed` are the cases somebody else has changed."""

    directory: Directory
    language: str
    today: date
    accessible: bool = False
    case: int = CASE

    def heading(self, width: int) -> Line:
        """The names of the columns, over the gutter too."""
        names = [say(self.language, f"desk.column.{name}") for name in ("due", "case", "course", "title", "status")]
        due, case, course, title, status = names
        an = say(self.language, "desk.column.an")
        return [("  ", ""), *self._line(" ", (due, ""), case, course, (title, ""), (status, ""), an, width - 2)]

    def row(self, row: "ListRow", width: int, *, changed: bool = False) -> Line:
        """The line of a case in `width` cells; `*` says that somebody else has changed it since it was listed."""
        title = (row.title, "") if row.title else (say(self.language, "desk.title_withheld"), "dim")
        return self._line(
            "*" if changed else " ",
            names.due(row.due_on, self.today, self.language, accessible=self.accessible),
            row.id,
            row.course,
            title,
            names.status(row, self.language),
            names.owes(row, self.directory, self.language),
            width,
        )

    def _line(
        self,
        star: str,
        due: tuple[str, str],
        case: str,
        course: str,
        title: tuple[str, str],
        status: tuple[str, str],
        an: str,
        width: int,
    ) -> Line:
        courses = [(f"{fit(course, COURSE)} ", "")] if width >= _NARROW else []
        taken = 1 + DUE + 1 + self.case + 1 + STATUS + 1 + AN + 1 + (COURSE + 1 if courses else 0)
        return [
            (star + fit(due[0], DUE), due[1]),  # one piece: each change of style is thirty bytes
            (f" {fit(case, self.case)} ", ""),
            *courses,
            (f"{fit(title[0], max(4, width - taken))} ", title[1]),
            (f"{fit(status[0], STATUS)} ", status[1]),
            (fit(an, AN), ""),
        ]
