"""What the keys of a case do, on every screen that shows or points at one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.desk.scenes import parse
from core.domain import workflow
from core.domain.triage import Assign
from core.errors import AvvikError, Changed, NotFound, Refused
from core.words import Said
from tui import keys
from tui.ask import carry_out, choose
from tui.dialogs.matter import parts_for

if TYPE_CHECKING:
    from core.desk.cases import Done
    from core.desk.shown import Shown
    from tui.app import DeskApp
    from tui.screens.case import CaseScreen
    from tui.screens.case_list import CaseList


@dataclass(frozen=True, slots=True)
class Pointed:
    """The case a screen shows or points at, and the version it shows of it."""

    id: str
    version: int | None


class Acting:
    """`app.acting`. Its methods raise what a rule refuses; `app.attempt` says it in the message line."""

    def __init__(self, app: "DeskApp") -> None:
        self.app = app
        self._last: object | None = None
        self._undoable: str | None = None
        self._opened: CaseScreen | None = None

    # Acts

    async def do(self, ref: str, act: object, seen: int | None) -> "Done | None":
        """Carry out an act, forget its draft, say what was done and what mail will leave."""
        app, row = self.app, workflow.ROWS[type(act)]
        name = row.name
        try:
            done = await app.desk.cases.act(app.who, ref, act, seen=seen)
        except Changed as error:
            await app.look_now()
            await self._tell_changed(ref, error)
            return None
        except AvvikError as error:
            app.refuse(error)
            return None
        self.remember(ref, act)
        await app.desk.drafts.forget(app.who, ref, name)
        await app.look_now(done.case.id)
        await self._tell_done(name, done)
        return done

    def remember(self, ref: str, act: object) -> None:
        """What `u` takes back and `.` repeats; acts that are not bulk are each a decision on one case (desk.md §3)."""
        self._undoable = ref
        if workflow.ROWS[type(act)].bulk:
            self._last = act

    async def ask(self, name: str, typed: str = "") -> None:
        """Open the dialog of an act, or say why it is closed; for all marked cases where there are any.

        `typed` is what its first field begins with.
        """
        if marked := self._marked():
            from tui import bulk

            await bulk.ask(self, marked, name, typed)
            return
        shown, part = await self._shown(), ""
        if name == "status" or name in keys.MENUS or workflow.BY_NAME[name].on != "case":
            chosen = await self._choose(shown, name)
            if chosen is None:
                return
            typed = typed if name == chosen[0] else ""
            name, part = chosen
        elif name != "approve" and (closed := shown.closed.get(name)):
            raise closed
        await carry_out(self.app, shown, name, part, typed)

    async def _choose(self, shown: "Shown", menu: str) -> tuple[str, str] | None:
        """One of the acts of a menu, or the part an act is about: at once where only one is open; else why not."""
        if (parts := parts_for(shown, menu)) and len(parts) == 1:
            return menu, parts[0]
        if parts:
            return await choose(self.app, shown, names=(menu,), title=self.app.say(f"act.{menu}"))
        if menu in workflow.BY_NAME:
            raise Refused("act.no_part", act=menu)
        names = keys.MENUS.get(menu, ())
        found = [name for name in names if name in shown.open]
        if names and not found:
            raise shown.closed[names[0]]
        if len(found) == 1:
            return found[0], ""
        return await choose(self.app, shown, names=names, title=self.app.say(f"desk.menu.{menu}") if names else "")

    async def begin(self, ref: str, name: str) -> None:
        """Open the dialog of an act on a case, task or deadline named by somebody (the command line, a draft)."""
        id = parse(ref).case
        shown = await self.app.desk.shows.case(self.app.who, id)
        await carry_out(self.app, shown, name, ref.removeprefix(id))

    async def take(self) -> None:
        """The case to me, without a question."""
        if self.app.who is None:
            self.app.message(self.app.say("desk.nobody"), "alarm")
            return
        await self._again(Assign(self.app.who))

    async def repeat(self) -> None:
        """The last act, on the case pointed at now, or on those that are marked."""
        if self._last is None:
            self.app.message(self.app.say("desk.repeat.nothing"))
            return
        await self._again(self._last)

    async def _again(self, act: object) -> None:
        """At once on one case; on those that are marked when it has been seen what it does to them."""
        if marked := self._marked():
            from tui import bulk

            await bulk.again(self, marked, act)
            return
        at = self._pointed()
        await self.do(at.id, act, at.version)

    async def undo(self) -> None:
        """Take back one's last act: that of this session, else the one on the case pointed at."""
        app = self.app
        ref = self._undoable or self._pointed().id
        self._undoable = None
        undone = await app.desk.cases.undo(app.who, ref)
        await app.look_now(undone.case.id)
        id = "desk.undone" if undone.cases == 1 else "desk.undone_all"
        app.message(app.say(id, id=undone.case.id, event=Said(f"event.{undone.act}"), n=undone.cases))

    # Looking and going

    async def why(self) -> None:
        """Why the case's dates are what they are, and what is done to the one chosen."""
        from tui.dialogs.why import Why

        app, at = self.app, self._pointed()
        explained = await app.desk.deadlines.explain(app.who, at.id)
        part = await app.push_screen_wait(Why(app, at.id, explained))
        if part is None:
            return
        shown = await app.desk.shows.case(app.who, at.id)
        if chosen := await choose(app, shown, part):
            await carry_out(app, shown, *chosen)

    async def copy(self) -> None:
        """The number to the clipboard; tmux may drop it silently, so show what was copied."""
        at = self._pointed()
        self.app.copy_to_clipboard(at.id)
        self.app.message(self.app.say("desk.copied", what=at.id))

    async def go(self, tab: str) -> None:
        """To a tab: back to the first screen, which shows the lists, or over to Utsending or Oppsett."""
        from tui.screens.list import ListScreen
        from tui.screens.mail import MailScreen
        from tui.screens.setup import SetupScreen

        app, over = self.app, {"mail": MailScreen, "setup": SetupScreen}
        if tab in over and isinstance(app.screen, over[tab]):
            return
        while len(app.screen_stack) > 1:
            await app.pop_screen()
        if tab in over:
            await app.push_screen(over[tab]())
        elif isinstance(app.screen, ListScreen):
            await app.screen.show_tab(tab)

    async def open(self, ref: str, found: Sequence[int] = ()) -> None:
        """Open a case over what is shown; `found` are the keys it stands among. NotFound when one may not see it."""
        from tui.screens.case import CaseScreen

        shown = await self.app.desk.shows.case(self.app.who, ref)
        at = next((at for at, key in enumerate(found) if key == shown.case.n), None)
        self._opened = CaseScreen(shown) if at is None else CaseScreen(shown, found, at)
        await self.app.push_screen(self._opened)

    def left_at(self) -> int | None:
        """The key of the case that was read last before one came back to the list, told once."""
        opened, self._opened = self._opened, None
        return None if opened is None else opened.shown.case.n

    async def help(self) -> None:
        """The keys of this screen, those of closed acts with why; Enter runs the one chosen."""
        from tui.screens.help import Help, places_of

        app = self.app
        places = places_of(app.screen)
        pointed = self._at()
        closed = (await app.desk.shows.case(app.who, pointed.id)).closed if pointed else {}
        action = await app.push_screen_wait(Help(app, closed, places))
        if action is not None:
            self.run(action)

    def run(self, action: str) -> None:
        """Run an action where its key would have: on what has the focus, on the screen, on the app.

        On its own turn, when what asked for it is over: it may be an act, and they are done one at a time.
        """
        name, screen = action.partition("(")[0], self.app.screen
        for node in (*(screen.focused.ancestors_with_self if screen.focused else (screen,)), self.app):
            if hasattr(node, f"action_{name}"):
                self.app.call_later(self.app.run_action, action, node)
                return

    async def command(self) -> None:
        """The command line."""
        from tui.dialogs.command_line import CommandLine, carry

        app = self.app
        pointed = self._at()
        shown = await app.desk.shows.case(app.who, pointed.id) if pointed else None
        line = await app.push_screen_wait(CommandLine(app, shown))
        if line is not None:
            await carry(self, line)

    async def greet(self) -> None:
        """Offer the newest draft at the start."""
        drafts = await self.app.desk.drafts.of(self.app.who)
        if drafts and hasattr(self.app.screen, "offer"):
            self.app.screen.offer(drafts[0])

    # How

    def _pointed(self) -> Pointed:
        """Raises: Refused desk.no_case where nothing is pointed at."""
        if (found := self._at()) is None:
            raise Refused("desk.no_case")
        return found

    def _at(self) -> Pointed | None:
        pointed: Callable[[], Pointed | None] | None = getattr(self.app.screen, "pointed", None)
        return pointed() if pointed is not None else None

    def _marked(self) -> "CaseList | None":
        marked: Callable[[], CaseList | None] | None = getattr(self.app.screen, "marked", None)
        return marked() if marked is not None else None

    async def _shown(self) -> "Shown":
        return await self.app.desk.shows.case(self.app.who, self._pointed().id)

    async def _tell_done(self, name: str, done: "Done") -> None:
        app = self.app
        hold = app.settings.mail.hold.total_seconds()
        said = [app.say("desk.done", id=done.case.id, event=Said(f"event.{name}"))]
        if done.mails:
            said.append(app.say("desk.mail_leaves", n=done.mails, seconds=round(hold)))
        if name != "mask":
            said.append(app.say("desk.undo_hint"))
        said += [app.say(id, **values) for id, values in done.warnings]
        await self._leave_unseen(done.case.id)
        app.message("  ".join(said), seconds=hold if name != "mask" else None)

    async def _leave_unseen(self, id: str) -> None:
        """Where the act took the case out of one's sight: back to where the answer can be read."""
        from tui.screens.case import CaseScreen

        screen = self.app.screen
        if not isinstance(screen, CaseScreen) or screen.shown.case.id != id:
            return
        try:
            await self.app.desk.shows.case(self.app.who, id)
        except NotFound:
            await self.app.pop_screen()

    def changed(self, ref: str, error: Changed) -> str:
        """Somebody was quicker: who, when and what."""
        app = self.app
        by, at, fields = (error.values[name] for name in ("by", "at", "fields"))
        person = app.directory.people.get(str(by))
        acts = tuple(Said(f"event.{act}") for act in fields) if isinstance(fields, tuple) else ()
        return app.say("desk.changed", id=ref, by=person.name if person else by, at=at, acts=acts)

    async def _tell_changed(self, ref: str, error: Changed) -> None:
        """Say so before anything else is done."""
        from tui.widgets.dialog import Question

        app, text = self.app, self.changed(ref, error)
        await app.push_screen_wait(
            Question(app.say("desk.changed.title"), text, (app.say("desk.hint.read"),), help=app.say("desk.hint.leave"))
        )
