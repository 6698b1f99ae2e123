"""Asking what an act needs to know: the dialog of each act of the workflow's table, by the act's name.

    done = await carry_out(app, shown, "approve")            the gate, whatever its exit, done with what it last saw
    act = await ask(app, shown, "complete", "/2")            the filled act, to be done by the caller
    name, part = await choose(app, shown)                    `s`: the open acts; the others with why they are closed

All of them must run in a Textual worker (`@work`), because they wait for the person. Every dialog keeps its words as
a draft of (reference, act's name): `keep_drafts(app)` hands those of the open dialogs over at once (SIGHUP, SIGTERM).
"""

from typing import TYPE_CHECKING, Any

from tui.dialogs.matter import Matter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.cases import Done
    from core.desk.shown import Shown
    from tui.app import DeskApp
    from tui.widgets.dialog import Dialog

GATE = ("approve", "reject", "transfer")
"""Acts of the gate: whichever is asked for, the gate's answers decide which of them it becomes."""


async def carry_out(app: "DeskApp", shown: "Shown", name: str, part: str = "", typed: str = "") -> "Done | None":
    """Ask what the act needs, and do it by `app.do`; None when it was left or refused.

    `typed` is what the first field begins with.
    """
    matter = await _matter(app, shown, part)
    act = await _asked(matter, name, typed)
    return None if act is None else await app.do(matter.ref, act, seen=matter.case.version)


async def ask(app: "DeskApp", shown: "Shown", name: str, part: str = "") -> object | None:
    """The act as the person filled it in, None when they left the dialog.

    The gate may have done a consultation or a masking on the way: the case is newer than `shown` then, so prefer
    `carry_out`, which knows.
    """
    return await _asked(await _matter(app, shown, part), name)


async def choose(
    app: "DeskApp", shown: "Shown", part: str = "", *, names: "Sequence[str]" = (), title: str = ""
) -> tuple[str, str] | None:
    """The act picked from those open on the case and its parts: its name, and the part; `names`: only among these."""
    from tui.dialogs.status import Status

    return await app.push_screen_wait(Status(await _matter(app, shown, part), names, title))


async def keep_drafts(app: "DeskApp") -> None:
    """Keep the words in every open dialog now."""
    from tui.dialogs.form import Form

    for screen in app.screen_stack:
        if isinstance(screen, Form):
            await screen.keep_draft()


async def _matter(app: "DeskApp", shown: "Shown", part: str) -> Matter:
    return Matter(app, shown, await app.desk.people.directory(), part)


async def _asked(matter: Matter, name: str, typed: str = "") -> object | None:
    from tui.dialogs.close import clear_the_way

    if name == "close" and not await clear_the_way(matter):
        return None
    return await matter.app.push_screen_wait(await _dialog(matter, name, typed))


async def _dialog(matter: Matter, name: str, typed: str) -> "Dialog[Any]":
    from tui.dialogs import acts, gate

    return gate.Gate(matter) if name in GATE else (await acts.dialog(matter, name)).begin(typed)
