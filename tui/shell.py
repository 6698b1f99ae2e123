"""The app under the desk: quiet on the wire, gone in a second when told, and silent about people when it crashes."""

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import ClassVar, Final, Never
from uuid import uuid4

from textual.app import App
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.events import Event, Key, Paste

from core.errors import AvvikError
from core.text import lines, one_line
from tui import guard, signals
from tui.terminal import Terminal
from tui.themes import DARK, LIGHT
from tui.widgets.dialog import Dialog

EXIT_BUG: Final = 70  # sysexits.h EX_SOFTWARE: none of the codes of interface.md
_SHOW_CURSOR: Final = "\x1b[?25h"


class Shell(App[int], inherit_bindings=False):
    """`save` keeps every draft (called on SIGHUP and SIGTERM, half a second at most); `pause_writes` is entered while
    the desk is stopped by ctrl+z, so that no transaction is open meanwhile; `confined`: no suspending (design.md,
    "Who is acting").
    """

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT: ClassVar[bool] = False
    AUTO_FOCUS = "*"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "redraw", "desk.redraw", id="desk.redraw", show=False),
        Binding("ctrl+z", "suspend", "desk.suspend", id="desk.suspend", show=False, priority=True),
    ]

    def __init__(
        self,
        terminal: Terminal,
        *,
        save: Callable[[], Awaitable[None]],
        pause_writes: Callable[[], AbstractAsyncContextManager[object]] = nullcontext,
        confined: bool = False,
        dark: bool = True,
    ) -> None:
        super().__init__()
        self.terminal = terminal
        self.confined = confined
        self._save, self._pause_writes = save, pause_writes
        self._leaving: asyncio.Task[None] | None = None
        self._crash: str | None = None
        self._disable_notifications = self._disable_tooltips = True
        if terminal.colour:
            for theme in (DARK, LIGHT):
                self.register_theme(theme)
            self.theme = DARK.name if dark else LIGHT.name
        self.set_class(terminal.accessible, "accessible")

    def start(self) -> int:
        """Run until the person leaves; the exit code (129 and 143 after a signal, 70 after a bug)."""
        guard.install()
        self.run(mouse=False)
        return self.return_code or 0

    def on_mount(self) -> None:
        """Listen for signals, and show the terminal's own cursor where it was asked for."""
        if not self.is_headless:
            signals.install(self.leave)
        self._show_cursor()
        self.app_resume_signal.subscribe(self, self._resumed)

    def on_unmount(self) -> None:
        """The app is over; what follows (closing the database) may be ended like any program."""
        if self._leaving is None and not self.is_headless:
            signals.uninstall()

    def leave(self, code: int) -> None:
        """Keep the drafts and go, with `code`."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._save_and_exit(code))

    async def on_event(self, event: Event) -> None:
        """Drop what was typed before a question was seen; make what is pasted harmless."""
        if isinstance(event, Key | Paste) and isinstance(self.screen, Dialog) and not self.screen.accepts(event):
            return
        if isinstance(event, Paste):
            event.text = lines(event.text)
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A confined desk cannot be suspended: there is no shell to come back from."""
        return not (action == "suspend" and self.confined)

    def action_redraw(self) -> None:
        """Send the whole screen anew."""
        self.screen.refresh(layout=True)

    async def action_suspend(self) -> None:
        """Stop, when no write is under way; the shell's `fg` brings the desk back."""
        async with self._pause_writes():
            self.action_suspend_process()

    def notify(self, *_: object, **__: object) -> Never:
        """There are no toasts: the message line is the one place that answers (and a toast would parse markup)."""
        raise NotImplementedError("use the message line")

    def panic(self, *_: object) -> None:
        """Textual's way to end on an error; what it would print may hold people's words."""
        if signals.line_dropped():
            self.leave(129)
        else:
            self._handle_exception(RuntimeError())

    def crash_line(self, number: str, kind: str) -> str:
        """What the person reads after a bug; the desk overrides it with the catalogue's."""
        return f"avvik: error {number} ({kind}). Nothing half-done was kept. Please report the number and these lines."

    def _set_pointer_shape(self, shape: str) -> None:
        """No mouse, no pointer: Textual would send a sequence that older terminals print."""

    def _handle_exception(self, error: Exception) -> None:
        cause = getattr(error, "error", error)  # a worker's failure wraps what failed
        if isinstance(cause, NoMatches) and not self.is_running:
            return  # the desk was left while a dialog was being put together: Textual gives it no parts any more
        self._return_code = EXIT_BUG
        if self._crash is None:  # the first is the cause
            self._crash = self._crash_report(cause)
            self._exception = error  # the pilot of the tests raises it again
            self._exception_event.set()
        self._close_messages_no_wait()

    def _crash_report(self, error: BaseException) -> str:
        frames = "".join(traceback.format_tb(error.__traceback__))  # code only: no locals, no message
        return f"{self.crash_line(uuid4().hex[:8], type(error).__name__)}\n{frames}"

    def _print_error_renderables(self) -> None:
        """Called when the terminal is restored; `exit(message=…)` is not shown, it would be parsed as markup."""
        self._exit_renderables.clear()
        if self._crash is not None and sys.__stderr__ is not None:
            sys.__stderr__.write("\n".join(one_line(line) for line in self._crash.splitlines()) + "\n")
            self._crash = None

    def _resumed(self, _app: object) -> None:
        self._show_cursor()
        self.action_redraw()  # the terminal has shown something else meanwhile, which Textual does not consider

    def _show_cursor(self) -> None:
        if self.terminal.accessible and self._driver is not None:
            self._driver.write(_SHOW_CURSOR)

    async def _save_and_exit(self, code: int) -> None:
        # Late or refused drafts cannot be told to anybody any more; those of the last pause are kept already.
        with contextlib.suppress(TimeoutError, AvvikError):
            await asyncio.wait_for(self._save(), signals.SECONDS_TO_SAVE)
        self.exit(return_code=code)
