"""Help one can act in: the keys of this screen, found by typing, run by Enter (desk.md §5.12)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.screen import Screen

from core.errors import AvvikError
from tui import keys
from tui.widgets.chooser import Chooser, Entry

if TYPE_CHECKING:
    from tui.app import DeskApp


class Help(Chooser):
    """Answers the action to run on the screen it was opened over."""

    def __init__(self, desk: "DeskApp", closed: "dict[str, AvvikError]", places: tuple[keys.Place, ...]) -> None:
        super().__init__(
            desk.say("desk.help.title"),
            list(choices(desk, closed, places)),
            (desk.say("desk.hint.run"), desk.say("desk.hint.leave")),
            help=desk.say("desk.hint.type"),
            empty=desk.say("desk.no_hits"),
            key_width=14,
        )


def places_of(screen: Screen[object]) -> tuple[keys.Place, ...]:
    """Which keys count on a screen: its own first, the acts on a case where it points at one, then everywhere."""
    own: dict[str, tuple[keys.Place, ...]] = {"ListScreen": ("list", "lines"), "MailScreen": ("mail", "lines")}
    own["SetupScreen"] = ("setup", "lines" if getattr(screen, "listed", True) else "reading")
    acts: tuple[keys.Place, ...] = ("act",) if hasattr(screen, "pointed") else ()
    return (*acts, *own.get(type(screen).__name__, ("case", "reading")), "everywhere")


def choices(desk: "DeskApp", closed: "dict[str, AvvikError]", places: tuple[keys.Place, ...]) -> Iterator[Entry]:
    """One line a key, in the order of the places; an act that is closed says why."""
    for place in places:
        for key in keys.TABLE:
            if key.place != place:
                continue
            pressed = keys.split(desk.keymap.get(key.id, key.keys))
            refusal = closed[key.acts[0]] if key.acts and all(act in closed for act in key.acts) else None
            yield Entry(
                key.action,
                " ".join(keys.shown(one) for one in pressed),
                desk.say(key.name),
                desk.tell(refusal) if refusal else "",
                also=key.id,
            )
