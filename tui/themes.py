"""The two high-contrast themes, in colours every 256-colour terminal has (contrast at least 7:1, desk.md §7)."""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="avvik-dark", dark=True, text_alpha=1.0,
    foreground="#ffffff", background="#000000", surface="#000000", panel="#000000", boost="#000000",
    primary="#87afff", secondary="#afafd7", accent="#87d7ff", success="#87d787", warning="#ffd75f", error="#ff8787",
    variables={"border": "#afafd7", "border-blurred": "#afafd7"},
)  # fmt: skip

LIGHT: Final = Theme(
    name="avvik-light", dark=False, text_alpha=1.0,
    foreground="#000000", background="#ffffff", surface="#ffffff", panel="#ffffff", boost="#ffffff",
    primary="#00005f", secondary="#444444", accent="#005f5f", success="#005f00", warning="#5f005f", error="#870000",
    variables={"border": "#444444", "border-blurred": "#444444"},
)  # fmt: skip
