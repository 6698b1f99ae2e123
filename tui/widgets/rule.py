"""The line between the list and what it shows of one case; none where no boxes are to be drawn."""

from tui.widgets.lines import Line, Lines


class Rule(Lines):
    """Across where it is one row high, down where it is one column wide."""

    def line(self, y: int, width: int) -> Line:
        """Its part of a row."""
        return () if self.app.has_class("accessible") else (("│" if width == 1 else "─" * width, "dim"),)
