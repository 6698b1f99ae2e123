"""A date as people type one, shown back with its weekday before anything is confirmed (desk.md §5.3)."""

import re
from datetime import date
from typing import Final, Protocol

from textual.app import ComposeResult

from core.domain.calendar import Period, add, is_working_day
from core.errors import Refused
from core.words import Said
from tui.dialogs.field import Field
from tui.widgets.text_box import FilterField

_AHEAD: Final = re.compile(r"\+\s*([1-9][0-9]{0,2})\s*([a-zæøå]*)", re.IGNORECASE)
_UNITS: Final = {"": "day", "d": "day", "u": "week", "w": "week", "m": "month", "v": "working day", "b": "working day"}
_NORWEGIAN: Final = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?", re.ASCII)


def read_day(text: str, today: date) -> date | None:
    """`+3d`, `+2u` (weeks; also w), `+1m`, `+5v` (working days; also b), 17.12, 17.12.2026, 2026-12-17; None for none.

    A day without a year is the next one to come. ValueError for what cannot be read.
    """
    text = text.strip().lower()
    if not text:
        return None
    if ahead := _AHEAD.fullmatch(text):
        return add(today, Period(int(ahead[1]), _unit(ahead[2])))
    if written := _NORWEGIAN.fullmatch(text):
        day, month, year = int(written[1]), int(written[2]), written[3]
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        return next(d for d in (date(today.year + n, month, day) for n in (0, 1)) if d >= today)
    return date.fromisoformat(text)


def _unit(letters: str) -> str:
    if letters[:1] not in _UNITS:
        raise ValueError(letters)
    return _UNITS[letters[:1]]


class Asker(Protocol):
    """Who asks for a date: on which day, in which language."""

    @property
    def today(self) -> date: ...

    def say(self, id: str, /, **values: object) -> str: ...


class Day(Field):
    """A date; what is typed is shown back as a day of the week while it is typed."""

    def __init__(self, key: str, label: str, asker: Asker, *, required: bool, note: str = "", text: str = "") -> None:
        super().__init__(key, label)
        self._asker, self._required, self._note = asker, required, note
        self._box = FilterField(text, max_length=20)

    def inner(self) -> ComposeResult:
        """The line it is typed in."""
        self._preview()
        yield self._box

    def begin(self, typed: str) -> None:
        """Write it, and show how it is read."""
        self._box.begin(typed)
        self._preview()

    @property
    def value(self) -> date | None:
        """The date, None for none or for what cannot be read."""
        try:
            return read_day(self._box.value, self._asker.today)
        except (ValueError, Refused, OverflowError, StopIteration):
            return None

    @property
    def lacks(self) -> str:
        """A date that was typed must be one; a required one must be typed."""
        if self.value is not None or not (self._required or self._box.value.strip()):
            return ""
        return "desk.ask.day_unread"

    def on_filter_field_filtered(self) -> None:
        """Show how it is read."""
        self._preview()
        self.post_message(self.Changed())

    def _preview(self) -> None:
        day, say = self.value, self._asker.say
        if day is not None:
            working = "desk.ask.day_working" if is_working_day(day) else "desk.ask.day_off"
            self.note(say("desk.ask.day", weekday=Said(f"weekday.{day.isoweekday()}"), day=day, what=Said(working)))
        else:
            self.note(say(self.lacks) if self._box.value.strip() else self._note)
