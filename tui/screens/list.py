"""Innboks, Mine, Frister and search in one screen, because a pushed screen costs a tenth of a second (desk.md §4.1)."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize, ScreenResume

from core.desk.lists import Filter
from tui import keys
from tui.query import Query, parse
from tui.refresh import Committed
from tui.screens.case_list import CaseList
from tui.screens.head import Head
from tui.screens.list_hints import hints, of_marked, without_case
from tui.screens.preview import Preview
from tui.screens.searched import Searched
from tui.start import Start
from tui.widgets.filter_field import FilterField
from tui.widgets.one_line import HintLine, MessageLine, OneLine
from tui.widgets.rule import Rule

if TYPE_CHECKING:
    from core.desk.drafts import Draft
    from tui.acting import Pointed

WIDE, TALL = 110, 20
"""From so many columns the preview stands to the right; under so many rows it is not shown until it is asked for."""
IDLE: Final = 3.0
"""Seconds without a key after which a list that others have changed is taken anew."""


class ListScreen(Searched, inherit_bindings=False):
    """One snapshot of keys; `tab` and what is typed behind `/` say of what."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("list")]

    def __init__(self, start: Start) -> None:
        super().__init__()
        self.tab = start.tab
        self._start = start
        self._asked = (self.tab, "")
        self._stale = self._begun = False
        self._draft: tuple[Draft, int] | None = None  # and which of the desk's answers offered it
        self._preview: bool | None = None  # as the person wants it; None: as the window allows

    # What stands where

    def compose(self) -> ComposeResult:
        """Head, heading, list and preview, message, hints; the field stands where the message stands."""
        self.list = CaseList(self.desk, self._start)
        self.head, self.heading, self.preview = Head(self.desk), OneLine(id="heading"), Preview(self.desk)
        self.field, self.line = FilterField(id="search"), MessageLine()
        self.field.display = False
        self._arrange()
        yield self.head
        yield self.heading
        with Container(id="both"):
            yield self.list
            yield Rule()
            yield self.preview
        yield self.line
        yield self.field
        yield HintLine(help=self.desk.say("desk.hint.help"))

    def on_mount(self) -> None:
        """The first page is drawn from what is at hand; the counts and the preview follow."""
        self.head.show_where(self.tab, "", None)
        self._hints = hints(self.desk)
        self._say_hints()
        self.call_after_refresh(self._later)

    def _later(self) -> None:
        self._say_heading()
        self.desk.attempt(self._again, "snapshot")

    def on_resize(self, _event: Resize) -> None:
        """The preview moves to where there is room for it."""
        self._arrange()
        self.call_after_refresh(self._say_heading)

    def _arrange(self) -> None:
        width, height = self.app.size
        wide = width >= WIDE
        shown = self._preview if self._preview is not None else wide or height >= TALL
        self.set_class(wide, "wide")
        self.set_class(not shown, "bare")
        self.preview.styles.height = "1fr" if wide else max(4, (height - 5) // 2 - 1)
        self.preview.styles.width = width * 3 // 10 if wide else "1fr"

    def _say_heading(self) -> None:
        self.heading.say(*[(text, "dim") for text, _ in self.list.columns.heading(self.list.size.width)])

    def _look_at(self) -> None:
        if not self.has_class("bare"):
            self.preview.look_at(self.list.key)

    # Which cases

    def find(self, *, keep: bool) -> None:
        """Take the cases that answer."""
        self.desk.attempt(partial(self.snapshot, keep=keep), "snapshot")

    async def show_tab(self, tab: str) -> None:
        """Another list, from its top."""
        self.tab, self.typed = tab, ""
        self.desk.message("")
        await self.snapshot(keep=False)
        self.list.focus()

    async def snapshot(self, *, keep: bool = True) -> None:
        """Take the keys anew; the cursor stays on its case, or on the next when that left the list."""
        desk, query = self.desk, parse(self.typed, self.tab, self.list.columns.today)
        found = await desk.desk.lists.keys(desk.who, query.asked, query.text)
        elsewhere = not found and not query.empty
        if elsewhere:
            found = await desk.desk.lists.keys(desk.who, replace(query.asked, tab="all"), query.text)
        self._stale = False
        self.list.empty = desk.say(f"desk.empty.{self.tab}" if query.empty else "desk.empty.search")
        await self.list.take(found, keep=keep)
        self._tell_marked()
        self.head.show_where("all" if elsewhere else self.tab, self.typed, None if query.empty else len(found))
        before, self._asked = self._asked, (self.tab, self.typed)
        if before != self._asked:  # a list taken anew does not talk over the answer to an act
            self._tell_found(query, len(found) if elsewhere else 0)
        self._look_at()

    def _tell_found(self, query: Query, elsewhere: int) -> None:
        desk = self.desk
        if query.odd:
            desk.message(desk.say("desk.search.odd", words=query.odd), "warn")
        elif elsewhere:
            desk.message(desk.say("desk.search.elsewhere", n=elsewhere, tab=desk.say(f"desk.tab.{self.tab}")))

    # What others do

    def on_committed(self, event: Committed) -> None:
        """Look at the rows on the screen again. Their order stays, unless the change was this desk's own."""
        self.desk.attempt(self.head.count, "counts")
        if event.ours:
            self.desk.attempt(self.snapshot, "snapshot")
            return
        self._stale = True
        self.list.outdate()
        self._look_at()
        self.set_timer(IDLE, self._settle)

    def _settle(self) -> None:
        """Nobody has pressed a key for a while: the list may change its order."""
        if not self._stale or not self.is_current or self.field.display:
            return
        rest = self.desk.touched + IDLE - asyncio.get_running_loop().time()
        if rest > 0:
            self.set_timer(rest, self._settle)
        else:
            self.desk.attempt(self.snapshot, "snapshot")

    def on_screen_resume(self, _event: ScreenResume) -> None:
        """Back from another screen: what was missed is shown now."""
        if not self._begun:
            self._begun = True
            self.call_next(self.desk.first_painted)  # behind the handler that paints it
        else:
            self.set_focus(self.list)
            self.list.go(self.desk.acting.left_at())
            self.desk.attempt(self._again, "snapshot")

    async def _again(self) -> None:
        await self.head.count()
        await self.snapshot()

    # The case under the cursor

    def pointed(self) -> "Pointed | None":
        """The case the acts are about."""
        return self.list.pointed

    def on_line_list_moved(self) -> None:
        """Show the case the cursor came to."""
        self.desk.go_on()
        self._look_at()

    def on_preview_looked(self, event: Preview.Looked) -> None:
        """Offer what may be done to it."""
        self._hints = without_case(self.desk) if event.open is None else hints(self.desk, event.open)
        self._say_hints()

    def _say_hints(self) -> None:
        self.query_one(HintLine).show(of_marked(self.desk) if self.list.marked else self._hints)

    # Marks

    def marked(self) -> CaseList | None:
        """The list, when acts are about its marked cases."""
        return self.list if self.list.marked else None

    def on_line_list_marked(self) -> None:
        """Say how many there are, and what may be done to them."""
        self.desk.go_on()
        self._tell_marked()

    def _tell_marked(self) -> None:
        self.head.show_marked(self.list.marked)
        self._say_hints()

    def offer(self, draft: "Draft") -> None:
        """Greet with words that were being written when the line dropped; Enter opens them while that is said."""
        self.desk.message(self.desk.say("desk.draft", case=draft.case, at=self.desk.clock(draft.at)), passing=True)
        self._draft = draft, self.desk.said

    def on_line_list_opened(self) -> None:
        """Open the case, or the draft that was just offered."""
        acting, offered, self._draft = self.desk.acting, self._draft, None
        if offered is not None and offered[1] == self.desk.said:
            draft = offered[0]
            self.desk.attempt(partial(acting.begin, draft.case, draft.field))
        elif row := self.list.row:
            self.desk.attempt(partial(acting.open, row.id, self.list.snapshot.keys))

    # Keys

    def clear_filter(self) -> bool:
        """One step back: take the marks away, else the filter, if there is one."""
        if self.list.marked:
            self.list.unmark()
            return True
        return self.drop_filter()

    def action_preview(self) -> None:
        """On or off."""
        self._preview = self.has_class("bare")
        self._arrange()
        self.call_after_refresh(self._say_heading)
        self._look_at()

    def action_snapshot(self) -> None:
        """The list as it is now."""
        self.desk.attempt(self._again, "snapshot")

    def action_roll(self, by: int) -> None:
        """The preview, without leaving the list."""
        self.preview.action_roll(by)

    def action_switch(self) -> None:
        """Between list and preview."""
        (self.preview if self.list.has_focus and not self.has_class("bare") else self.list).focus()

    def action_late(self, by: int) -> None:
        """To the next case over its date, or the one before."""
        self.desk.attempt(partial(self._to_late, by), "late")

    async def _to_late(self, by: int) -> None:
        shown, asked = self.list.snapshot, Filter(overdue_on=self.list.columns.today)
        late = set(await self.desk.desk.lists.keys(self.desk.who, asked))
        places = range(shown.cursor + by, len(shown.keys) if by > 0 else -1, by)
        to = next((place for place in places if shown.keys[place] in late), None)
        if to is None:
            self.desk.message(self.desk.say("desk.no_more_late"))
        else:
            self.list.action_move(to - shown.cursor)
