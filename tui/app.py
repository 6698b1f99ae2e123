"""The desk itself: what every screen shares. Acts are carried out in `tui.acting`, keys stand in `tui.keys`."""

import asyncio
import gc
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.events import Event, Key, Resize
from textual.screen import ModalScreen

from core.errors import AvvikError
from core.words import Said, say, shown
from tui import guard, keys
from tui.background import Work, behind
from tui.keyboard import Keyboard, Passed
from tui.pause import paused
from tui.screens.list import ListScreen
from tui.shell import Shell
from tui.start import Start, Wish
from tui.terminal import Terminal
from tui.watch import Watch
from tui.widgets.one_line import MessageLine

if TYPE_CHECKING:
    from textual.geometry import Size

    from core.desk import Desk
    from core.desk.cases import Done
    from tui.acting import Acting

LEAST: Final = (60, 16)
PEOPLE: Final = ("login", "of")  # values of sentences that hold a login, which is what the commands say


class DeskApp(Shell):
    """`desk`, `settings`, `who` (None: the installation), `language`, `confined`, `directory` and `today`."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("everywhere", "act")]

    def __init__(
        self, terminal: Terminal, desk: "Desk", wish: Wish, start: Start, keymap: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(terminal, save=self.save_drafts, pause_writes=lambda: paused(desk), confined=wish.confined)
        self.desk, self.settings = desk, desk.office.settings
        self.who, self.language, self.demo, self.config = wish.who, wish.language, wish.demo, wish.config
        self.directory = start.directory
        self.keymap = dict(keymap or {})
        self._start, self._case = start, wish.case
        self.touched = 0.0
        self._one_paint = ExitStack()
        self._watch = Watch(self, start.changes)
        self._keyboard = Keyboard(self._deliver, self.set_timer, self._in_the_middle)
        self._act: Work | None = None
        self.said = 0
        self._passing: MessageLine | None = None

    # Words

    def say(self, id: str, /, **values: object) -> str:
        """A sentence in the reader's language, people in it by their names."""
        people = self.directory.people
        names = {key: people[str(values[key])].name for key in PEOPLE if str(values.get(key)) in people}
        return say(self.language, id, **{**values, **names})

    def tell(self, error: AvvikError) -> str:
        """A refusal as one line, codes in it by their names."""
        return self.say(error.id, **error.values)

    def message(self, text: str, style: str = "", *, seconds: float | None = None, passing: bool = False) -> None:
        """Answer in the message line of the screen that has one; with `seconds` only while it is true.

        A refusal, and what is `passing`, goes when the person goes on. `said` counts the answers.
        """
        for screen in reversed(self.screen_stack):
            try:
                line = screen.query_one(MessageLine)
            except NoMatches:
                continue
            line.tell(text, style)
            self.said += 1
            self._passing = line if passing or style == "alarm" else None
            if seconds is not None:
                self.set_timer(seconds, partial(self._unsay, line, self.said))
            return

    def go_on(self) -> None:
        """The person moved or began something: what only held for the case or key before is said no longer."""
        if self._passing is not None:
            self._unsay(self._passing, self.said)

    def _unsay(self, line: MessageLine, said: int) -> None:
        if said == self.said:
            line.clear()
            self.said += 1
            self._passing = None

    def refuse(self, error: AvvikError) -> None:
        """Say why not."""
        self.message(self.tell(error), "alarm")

    def attempt(self, work: Work, group: str = "act") -> None:
        """Do something that may be refused, one thing of a group at a time: the last, of acts the first.

        An act holds the keys typed ahead of it until it is told what came of it; what was pressed before that was seen,
        and still comes to an act, comes to nothing. `work` is what to call, not a coroutine made already: what comes
        before the last began is never begun.
        """
        if group == "act":
            if self._act is not None:
                return
            self.go_on()
            self._act = work
        behind(self, partial(self._told, work, group), group)

    def hint(self, key: keys.Key) -> str:
        """A key and its act in a word or two, as the hint line offers them: «t tildel»."""
        first = keys.split(self.keymap.get(key.id, key.keys))[0]
        return f"{keys.shown(first)} {self.say(f'desk.hint.{key.id}')}"

    def clock(self, at: datetime, *, short: bool = False) -> str:
        """When something was: the time alone today, else the date with it, `short` without its year."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.settings.deadlines.timezone)
        here = at.astimezone(zone)
        day = shown(self.language, here.date())
        before = "" if here.date() == self.now.astimezone(zone).date() else f"{day[:-5] if short else day} "
        return f"{before}{here:%H:%M}"

    # Life

    @property
    def now(self) -> datetime:
        return self.desk.office.now()

    async def work(self) -> int:
        """Run inside a loop that runs already; the exit code."""
        guard.install()
        await self.run_async(mouse=False)
        return self.return_code or 0

    def get_default_screen(self) -> ListScreen:
        """Innboks, with the page that was read while Textual was imported."""
        return ListScreen(self._start)

    def on_mount(self) -> None:
        """Take the person's keys, and begin to look for what others do once the first page is painted."""
        if self.keymap:
            self.set_keymap(self.keymap)
        self.screen_change_signal.subscribe(self, self._another_screen)
        self.call_after_refresh(self._settled)

    def first_painted(self) -> None:
        """The list stands on the screen. Until all has its place, paint no more: each step on the way is three kB."""
        self._one_paint.enter_context(self.batch_update())

    def _settled(self) -> None:
        self._one_paint.close()
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        gc.enable()
        gc.freeze()
        self.attempt(self._begin, "begin")
        self._watch.begin()

    async def _begin(self) -> None:
        if self._case is not None:
            await self.acting.open(self._case)
        else:
            await self.acting.greet()

    async def look_now(self, ours: str | None = None) -> None:
        """After one's own act: let the screen look again at once."""
        await self._watch.look(ours)

    async def on_event(self, event: Event) -> None:
        """Keys go one after the other."""
        if isinstance(event, Key) and not event.is_forwarded:
            self.touched = asyncio.get_running_loop().time()
            await self._keyboard.press(event)
        else:
            await super().on_event(event)

    async def _deliver(self, key: Key, mark: Passed) -> None:
        target = self.focused or self.screen
        await super().on_event(key)
        target.post_message(mark)

    async def on_passed(self, mark: Passed) -> None:
        """A key and all it led to is behind us."""
        await self._keyboard.passed(mark.number)

    def on_resize(self, event: Resize) -> None:
        """Another size."""
        self._cover(event.size)

    def _cover(self, size: "Size | None" = None) -> None:
        """Under 60×16 nothing can be drawn as it is meant: that is said over whatever is shown."""
        from tui.screens.small import TooSmall

        size = size or self.size
        small = size.width < LEAST[0] or size.height < LEAST[1]
        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall(self.language, LEAST))
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()

    # Acts: what each key does stands in tui.acting, imported when the first key needs it

    @cached_property
    def acting(self) -> "Acting":
        """What the keys of a case do."""
        from tui.acting import Acting

        return Acting(self)

    def action_act(self, name: str) -> None:
        self.attempt(partial(self.acting.ask, name))

    def action_take(self) -> None:
        self.attempt(self.acting.take)

    def action_repeat(self) -> None:
        self.attempt(self.acting.repeat)

    def action_undo(self) -> None:
        self.attempt(self.acting.undo)

    def action_why(self) -> None:
        self.attempt(self.acting.why)

    def action_copy(self) -> None:
        self.attempt(self.acting.copy)

    # Ways about

    def action_go(self, tab: str) -> None:
        self.attempt(partial(self.acting.go, tab))

    def action_help(self) -> None:
        self.attempt(self.acting.help)

    def action_command(self) -> None:
        self.attempt(self.acting.command)

    def action_leave_now(self) -> None:
        """`:q`, from anywhere."""
        self.leave(0)

    def action_step_back(self) -> None:
        """One step back, as the screen understands it; the first screen stays (desk.md §3: Esc never quits)."""
        clear = getattr(self.screen, "clear_filter", None)
        if (clear is None or not clear()) and len(self.screen_stack) > 1:
            self.pop_screen()

    def action_back_or_quit(self) -> None:
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.leave(0)

    async def do(self, ref: str, act: object, *, seen: int | None = None) -> "Done | None":
        """Carry out an act on the case or measure `ref` and say so; None when it was refused, which is said too."""
        return await self.acting.do(ref, act, seen)

    async def save_drafts(self) -> None:
        """Every word in every open dialog is in the database when this returns."""
        if len(self.screen_stack) > 1:
            from tui.ask import keep_drafts

            await keep_drafts(self)

    async def _told(self, work: Work, group: str) -> None:
        try:
            await work()
        except AvvikError as error:
            self.refuse(error)
        finally:
            if group == "act":
                self._act = None
                self.call_later(self._keyboard.go_on)

    def _in_the_middle(self) -> bool:
        """Whether an act is under way and asks nothing: the next key is for what comes of it. So it is at the end."""
        return not self.is_running or (self._act is not None and not isinstance(self.screen, ModalScreen))

    def _another_screen(self, _screen: object) -> None:
        self.call_later(self._keyboard.go_on)
        self.call_later(self._cover)

    def crash_line(self, number: str, kind: str) -> str:
        """What the person reads after a bug."""
        return self.say("desk.crash", number=number, kind=Said("desk.bug", {"kind": kind}))
