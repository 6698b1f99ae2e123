"""Oppsett: who is away, the rules in force, the settings and where each came from, the people (desk.md §4)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from core.domain.people import Absence
from tui import keys
from tui.refresh import Committed
from tui.screens.head import Head
from tui.screens.setup_parts import SetupParts
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.one_line import HintLine, MessageLine, OneLine
from tui.widgets.reading import Reading
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from core.desk.absences import Overview, Row
    from tui.app import DeskApp

PARTS: Final = ("absences", "rules", "settings", "people")
HINTS: Final = {"absences": ("setup.set", "setup.end"), "rules": (), "settings": (), "people": ()}


class AbsenceList(LineList[str, "Row"]):
    """Who is away now or will be."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to be done to many at once."""
        return action not in ("mark", "mark_all")


class SetupScreen(Screen[None], inherit_bindings=False):
    """To be read by everybody, within what they may know; absences are set and ended by who may."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("setup")]

    def __init__(self) -> None:
        super().__init__()
        self._part = PARTS[0]
        self._overview: Overview | None = None
        self._rows: dict[str, Row] = {}

    @property
    def desk(self) -> "DeskApp":
        return cast("DeskApp", self.app)

    @property
    def listed(self) -> bool:
        """Whether the part that is shown is a list, with what is under its cursor below it."""
        return self._part == "absences"

    def compose(self) -> ComposeResult:
        """Head, parts, what the part shows, message, hints."""
        say = self.desk.say
        self.head, self.tabs, self.heading = Head(self.desk), OneLine(id="parts"), OneLine(id="heading")
        self.list = AbsenceList(self._fetch, self._draw, empty=say("desk.setup.no_absences"))
        self.rule, self.reading = Rule(id="rule"), Reading(more=say("desk.more"))
        yield self.head
        yield self.tabs
        yield self.heading
        yield self.list
        yield self.rule
        yield self.reading
        yield MessageLine()
        yield HintLine(help=say("desk.hint.help"))

    def on_mount(self) -> None:
        """Say where we are, then look."""
        self.head.show_text(self.desk.say("desk.tab.setup"))
        self.head.look_at_mail()
        self._turn()
        self.desk.attempt(self.look, "setup")

    def on_committed(self, _event: Committed) -> None:
        """Absences and people come and go."""
        self.desk.attempt(self.look, "setup")

    def on_resize(self) -> None:
        """The heading follows the columns."""
        self._head()

    async def look(self) -> None:
        """Read anew; the part and the place in it stay."""
        self._overview = await self.desk.desk.absences.overview(self.desk.who)
        self._rows = {_key(row.absence): row for row in self._overview.rows}
        self.list.set_keys(list(self._rows), rows=self._rows)
        self.list.repaint()
        self._head()
        self._read(keep=True)

    # Keys

    def action_part(self, by: int) -> None:
        """The part to the right or the left."""
        self._part = PARTS[max(0, min(len(PARTS) - 1, PARTS.index(self._part) + by))]
        self.desk.go_on()
        self._turn()
        self._read()

    def action_set_absence(self) -> None:
        """Somebody's absence, one's own where one may set no other."""
        self.desk.attempt(partial(self._set, None))

    def action_end_absence(self) -> None:
        """Whoever is under the cursor is back: today, or from the day it would have begun."""
        if self.listed and (row := self.list.row):
            self.desk.attempt(partial(self._end, row.absence))

    def on_line_list_moved(self) -> None:
        """Tell of the absence the cursor came to."""
        self.desk.go_on()
        self._read()

    def on_line_list_opened(self) -> None:
        """Begin from the absence under the cursor."""
        if row := self.list.row:
            self.desk.attempt(partial(self._set, row.absence))

    # How

    async def _set(self, old: Absence | None) -> None:
        from tui.dialogs.absence import SetAbsence

        desk = self.desk
        overview = await desk.desk.absences.overview(desk.who)
        if old is not None and old.login not in overview.may_set:
            old = None
        new = await desk.push_screen_wait(SetAbsence(desk, overview, old))
        if new is None:
            return
        warned = await desk.desk.absences.set(desk.who, new)
        await desk.look_now()
        id = "cmd.absence_set" if new.to_on else "cmd.absence_set_open"
        said = desk.say(id, **{"login": new.login, "from": new.from_on, "to": new.to_on})
        desk.message("  ".join((said, *(desk.say(warning, **values) for warning, values in warned))))

    async def _end(self, absence: Absence) -> None:
        desk = self.desk
        today = self._overview.today if self._overview else absence.from_on
        back = await desk.desk.absences.end(desk.who, absence.login, max(today, absence.from_on))
        await desk.look_now()
        desk.message(desk.say("cmd.absence_ended", login=absence.login, on=back))

    def _turn(self) -> None:
        desk = self.desk
        self.tabs.say(*_tabs(desk, self._part))
        self.heading.display = self.list.display = self.rule.display = self.listed
        self.reading.styles.height = 6 if self.listed else "1fr"
        (self.list if self.listed else self.reading).focus()
        hints = [desk.hint(keys.BY_ID[id]) for id in HINTS[self._part]]
        self.query_one(HintLine).show([*hints, desk.say("desk.case.hint_parts")])

    def _head(self) -> None:
        if self._overview is not None:
            heading = SetupParts(self.desk, self._overview).heading(self.app.size.width)
            self.heading.say(*[(text, "dim") for text, _ in heading])

    def _read(self, *, keep: bool = False) -> None:
        if self._overview is None:
            return
        parts = SetupParts(self.desk, self._overview)
        match self._part:
            case "absences":
                self.reading.read(*(parts.absence(self.list.row) if self.list.row else ()), keep=keep)
            case "rules":
                self.reading.read(*parts.rules(), keep=keep)
            case "settings":
                self.reading.read(*parts.settings(), keep=keep)
            case _:
                self.reading.read(*parts.people(), keep=keep)

    async def _fetch(self, wanted: Sequence[str]) -> Mapping[str, "Row"]:
        return {key: self._rows[key] for key in wanted if key in self._rows}

    def _draw(self, row: "Row", width: int) -> Line:
        return SetupParts(self.desk, self._overview).line(row, width) if self._overview else ()


def _key(absence: Absence) -> str:
    return f"{absence.login}:{absence.from_on.isoformat()}:{absence.source}"


def _tabs(desk: "DeskApp", part: str) -> Iterator[Piece]:
    """The parts, the one that is shown between brackets."""
    for name in PARTS:
        words = desk.say(f"desk.setup.part.{name}")
        yield (f"[{words}]", "strong") if name == part else (f" {words} ", "dim")
        yield "  ", ""
