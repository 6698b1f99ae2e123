"""What may be the same matter, said beside a case to whoever may link it (workflow.md §3)."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from core.errors import AvvikError
from core.words import Said, say
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from core.desk.alike import Alike
    from core.desk.shown import Shown
    from tui.app import DeskApp


async def alike(desk: "DeskApp", shown: "Shown") -> "tuple[Alike, ...]":
    """The likely ones; none for a case that is not, and will not be after the gate, the reader's to link."""
    closed = shown.closed.get("link")
    if closed is not None and closed.id != "act.not_assessed":
        return ()
    try:
        return await desk.desk.alike.of(desk.who, shown.case.id)
    except AvvikError:  # gone, or out of one's sight: the case itself says so
        return ()


def told(found: "Sequence[Alike]", language: str) -> Iterator[Piece]:
    """A line each: number, title, why, and how many days lie between."""
    for one in found:
        near = Said("alike.days", {"n": one.days}) if one.days else Said("alike.same_day")
        why = (*(Said(f"alike.{reason}") for reason in one.why), near)
        yield say(language, "desk.alike", id=one.id, title=one.title, why=why), ""
