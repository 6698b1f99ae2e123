"""High contrast, also in 256 colours (desk.md §7)."""

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from tui.themes import DARK, LIGHT

NAMES = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", NAMES)
def test_every_colour_of_text_stands_out_seven_to_one_and_exists_in_256(theme: Theme, name: str) -> None:
    colour = getattr(theme, name)
    assert contrast(colour, theme) >= 7
    shown = RichColor.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    assert shown == RichColor.parse(colour).get_truecolor()


def contrast(colour: str, theme: Theme) -> float:
    """WCAG 2.2 relative luminance ratio."""
    one, other = sorted((luminance(colour), luminance(str(theme.background))))
    return (other + 0.05) / (one + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in Color.parse(colour).normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
