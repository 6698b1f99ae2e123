"""The case: its report, measures, history and mails, what is next, and what stops its closing (desk.md §4.3)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from core.errors import NotFound
from tui import keys
from tui.acting import Pointed
from tui.ask import carry_out, choose
from tui.background import behind
from tui.refresh import Committed
from tui.screens.case_head import CaseHead
from tui.screens.case_parts import Parts
from tui.screens.likeness import alike
from tui.screens.next_step import Step, next_step
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line
from tui.widgets.one_line import HintLine, MessageLine, OneLine
from tui.widgets.reading import Reading
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from core.desk.alike import Alike
    from core.desk.shown import Shown
    from tui.app import DeskApp

PARTS: Final = ("report", "measures", "history", "mails")
LISTED: Final = ("measures", "mails")
"""Parts that are a list with what is under its cursor below it."""
HINTS: Final = ("triage", "status", "assign", "rate", "measure", "reply", "why", "close", "note")


class CaseScreen(Screen[None], inherit_bindings=False):
    """`found` are the keys of the list it was opened from, `at` its place there, for J and K."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("case")]
    DEFAULT_CSS = """
    CaseScreen #parts, CaseScreen #next { height: 1; }
    CaseScreen Rule { height: 1; }
    """

    def __init__(self, shown: "Shown", found: Sequence[int] = (), at: int = 0) -> None:
        super().__init__()
        self.shown, self._found, self._at = shown, found, at
        self._alike: tuple[Alike, ...] = ()
        self._part = "measures" if shown.view.history == "own" else "report"

    @property
    def desk(self) -> "DeskApp":
        return cast("DeskApp", self.app)

    @property
    def parts(self) -> Parts:
        """The case in words."""
        desk, accessible = self.desk, self.desk.terminal.accessible
        return Parts(self.shown, desk.directory, desk.language, alike=self._alike, accessible=accessible)

    def pointed(self) -> Pointed:
        """The case the keys are about, and the version that is seen of it."""
        return Pointed(self.shown.case.id, self.shown.case.version)

    def compose(self) -> ComposeResult:
        """Head, parts, what the part shows, what is next, message, hints."""
        self.hints = HintLine(help=self.desk.say("desk.hint.help"))
        self.head, self.tabs, self.next = CaseHead(), OneLine(id="parts"), OneLine(id="next")
        self.rows: LineList[int, int] = LineList(self._fetch, self._draw, id="rows")
        self.reading = Reading(id="reading", more=self.desk.say("desk.more"))
        yield self.head
        yield Rule()
        yield self.tabs
        yield self.rows
        yield self.reading
        yield self.next
        yield MessageLine()
        yield self.hints

    def on_mount(self) -> None:
        """All of it."""
        self._tell()
        self._turn()
        self._look_for_alike()

    def on_resize(self) -> None:
        """Columns follow the width."""
        self._read(keep=True)

    # What others do

    def on_committed(self, _event: Committed) -> None:
        """Look again; the part and the place in it stay."""
        self.desk.attempt(self.look_again, "case")

    def on_screen_resume(self) -> None:
        """Something may have happened while another screen was shown."""
        self.desk.attempt(self.look_again, "case")

    async def look_again(self) -> None:
        """Show the case as it is now; back to where one came from when it is out of one's sight."""
        try:
            shown = await self.desk.desk.shows.case(self.desk.who, self.shown.case.id)
        except NotFound as error:
            if self.is_current:  # else one's own act has left it already
                self.desk.pop_screen()
                self.desk.refuse(error)
            return
        self._show(shown, keep=True)

    # Keys

    def action_step(self, by: int) -> None:
        """The next or previous case of the list."""
        self.desk.attempt(partial(self._step, by))  # the next key waits: two quick J are two cases

    def action_part(self, by: int) -> None:
        """The part to the right or the left."""
        at = max(0, min(len(PARTS) - 1, PARTS.index(self._part) + by))
        self._part = PARTS[at]
        self.desk.go_on()
        self._tell()
        self._turn()

    def action_go(self) -> None:
        """Enter opens what is next."""
        step = self.step
        if step.act:
            self.desk.attempt(partial(self._begin, step.act, step.part))

    def on_line_list_moved(self) -> None:
        """Another measure or mail is under the cursor."""
        self._read()

    def on_line_list_opened(self, event: LineList.Opened) -> None:
        """What can be done with the measure; the mail in full."""
        number = cast(int, event.key)
        if self._part == "measures":
            self.desk.attempt(partial(self._begin, "status", f"/{number}"))
        else:
            self.desk.attempt(partial(self._open_mail, number))

    @property
    def step(self) -> Step:
        """What is next for the reader."""
        return next_step(self.shown)

    # How

    async def _begin(self, name: str, part: str) -> None:
        if name == "status":
            chosen = await choose(self.desk, self.shown, part)
            if chosen is None:
                return
            name, part = chosen
        await carry_out(self.desk, self.shown, name, part)

    async def _step(self, by: int) -> None:
        at = self._at + by
        while 0 <= at < len(self._found):
            try:
                shown = await self.desk.desk.shows.by_key(self.desk.who, self._found[at])
            except NotFound:
                at += by
                continue
            self._at = at
            self._show(shown, keep=False)
            return
        self.desk.message(self.desk.say("desk.case.no_more"))

    async def _open_mail(self, id: int) -> None:
        from tui.dialogs.mail_text import MailText

        mail = await self.desk.desk.mail.show(self.desk.who, id)
        await self.desk.push_screen_wait(MailText(self.desk, mail))

    def _look_for_alike(self) -> None:
        behind(self, self._find_alike, "alike")

    async def _find_alike(self) -> None:
        found = await alike(self.desk, self.shown)
        if found != self._alike:
            self._alike = found
            self._read(keep=True)

    def _show(self, shown: "Shown", *, keep: bool) -> None:
        if not self.is_attached:  # left while it was read
            return
        if shown.case.id != self.shown.case.id:
            self._alike = ()
        self.shown = shown
        self._look_for_alike()
        self._tell()
        if self._part in LISTED:
            self._set_keys(keep=keep)
        self._read(keep=keep)

    def _tell(self) -> None:
        place = (self._at + 1, len(self._found)) if self._found else None
        self.head.tell(self.parts, place, self.desk.who or self.desk.say("desk.system"))
        self.tabs.say(*self.parts.tabs(self._part))
        step = self.step
        self.next.say((self.desk.say("desk.case.next", what=self.desk.say(step.words, **step.values)), "key"))
        hints = [key for key in (keys.BY_ID[f"case.{name}"] for name in HINTS) if _open(key, self.shown)]
        self.hints.show([*map(self.desk.hint, hints), self.desk.say("desk.case.hint_parts")])

    def _turn(self) -> None:
        """To the part that is chosen."""
        listed = self._part in LISTED
        self.rows.display = listed
        if listed:
            self.rows.empty = self.desk.say(f"desk.case.no_{self._part}")
            self._set_keys(keep=False)
        (self.rows if listed else self.reading).focus()
        self._read()

    def _set_keys(self, *, keep: bool) -> None:
        found = self._keys()
        self.rows.styles.height = max(2, min(8, len(found) + 1))
        self.rows.set_keys(found, keep=keep)
        self.rows.outdate()

    def _keys(self) -> Sequence[int]:
        if self._part == "measures":
            return [task.number for task in self.shown.case.tasks]
        return [mail.id for mail in self.shown.mails]

    async def _fetch(self, wanted: Sequence[int]) -> Mapping[int, int]:
        return {key: key for key in wanted}

    def _draw(self, key: int, width: int) -> Line:
        if self._part == "measures":
            task = self.shown.case.task(key)
            return self.parts.task_line(task, width) if task else ()
        mail = next((mail for mail in self.shown.mails if mail.id == key), None)
        return self.parts.mail_line(mail, width) if mail else ()

    def _read(self, *, keep: bool = False) -> None:
        parts, key = self.parts, self.rows.key
        match self._part:
            case "report":
                self.reading.read(*parts.report(max(40, min(100, self.app.size.width))), keep=keep)
            case "history":
                self.reading.read(*parts.history(), keep=keep)
            case "measures":
                task = self.shown.case.task(key) if key is not None else None
                self.reading.read(*(parts.task(task) if task else ()), keep=keep)
            case _:
                mail = next((mail for mail in self.shown.mails if mail.id == key), None)
                self.reading.read(*(parts.mail(mail) if mail else ()), keep=keep)


def _open(key: keys.Key, shown: "Shown") -> bool:
    return not key.acts or any(act in shown.open for act in key.acts)
