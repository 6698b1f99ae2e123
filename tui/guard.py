"""The last line of defence: where Textual's text becomes bytes, nothing passes that steers a terminal.

Widgets neutralise what they show themselves, because a sign has another width than what it stands for; this guard is
for the one that forgot. `Strip.render_style` and `Strip.render` are private ground: textual is pinned, and
tests/tui/test_hostile_pty.py is the contract.
"""

from typing import Final

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.text import SIGNS
from tui import pasted

_PLAIN: Final = Style.null()
_plain_render = Strip.render


def install() -> None:
    """Put the guard in place, on the way in too; harmless to repeat. Before the app runs, once for the process."""
    pasted.install()
    if Strip.render is not _render:
        Strip.render = _render  # type: ignore[method-assign]
        Strip.render_style = _guarded(Strip.render_style)  # type: ignore[method-assign, assignment]


def _guarded(plain: object) -> classmethod:  # type: ignore[type-arg]
    inner = plain.__func__  # type: ignore[attr-defined]

    def render_style(cls: type[Strip], style: Style, text: str, color_system: object) -> str:
        if not text.isprintable():
            text = text.translate(SIGNS)
        if style.link:
            style = style.update_link(None)
        return str(inner(cls, style, text, color_system))

    return classmethod(render_style)


def _render(self: Strip, console: Console) -> str:
    """Give text without a style an empty one: Textual would write it past `render_style`."""
    if any(segment.style is None for segment in self):
        self = Strip([Segment(text, style or _PLAIN, control) for text, style, control in self], self.cell_length)
    return _plain_render(self, console)
