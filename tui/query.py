"""What is typed behind `/`: words to search for, and a few that narrow the list: «status:ny enhet:IDI frist:<3»."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from core.desk.lists import Filter
from core.domain.case import State
from core.words import say

_WORD: Final = re.compile(r"(?P<field>\w+):(?P<value>\S+)")
_FIELDS: Final = {"status": "state", "state": "state", "enhet": "unit", "unit": "unit", "frist": "due", "due": "due"}
_LATE: Final = ("over", "late")


@dataclass(frozen=True, slots=True)
class Query:
    """`asked` narrows the tab, `text` is searched for, `odd` are the words that name no field or value of ours."""

    asked: Filter
    text: str
    odd: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.text and self.asked == Filter(tab=self.asked.tab)


def parse(typed: str, tab: str, today: date) -> Query:
    """Never refuses: what is not understood is told as `odd` and left out of the question."""
    asked, text, odd = Filter(tab=tab), [], []
    for word in typed.split():
        found = _WORD.fullmatch(word)
        if found is None:
            text.append(word)
            continue
        narrower = _NARROW.get(_FIELDS.get(found["field"].casefold(), ""))
        narrowed = narrower(asked, found["value"], today) if narrower else None
        if narrowed is None:
            odd.append(word)
        else:
            asked = narrowed
    return Query(asked, " ".join(text), tuple(odd))


def _state(asked: Filter, value: str, _today: date) -> Filter | None:
    wanted = value.casefold().replace("_", " ")
    found = tuple(state.value for state in State if any(name.startswith(wanted) for name in _names(state)))
    return replace(asked, states=(*asked.states, *found)) if found else None


def _names(state: State) -> tuple[str, ...]:
    said = (say(language, f"desk.state.{state.value}").casefold() for language in ("nb", "en"))
    return (state.value.replace("_", " "), *said)


def _unit(asked: Filter, value: str, _today: date) -> Filter | None:
    return replace(asked, unit=value.upper())


def _due(asked: Filter, value: str, today: date) -> Filter | None:
    """`over` is what is late; `<3` what is late or due within less than three days."""
    if value.casefold() in _LATE:
        return replace(asked, overdue_on=today)
    days = value.removeprefix("<")
    if not (days.isascii() and days.isdecimal() and len(days) < 4):
        return None
    return replace(asked, overdue_on=today + timedelta(days=int(days)))


_NARROW: Final[dict[str, Callable[[Filter, str, date], Filter | None]]] = {
    "state": _state, "unit": _unit, "due": _due,
}  # fmt: skip
