"""The first three lines of a case: number and title, where it stands and by when, where it belongs."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from tui import names
from tui.widgets.one_line import HeadLine

if TYPE_CHECKING:
    from tui.screens.case_parts import Parts


class CaseHead(Vertical):
    """Tells what it is told; each line is cut at the width, its right end always whole."""

    DEFAULT_CSS = "CaseHead { height: 3; }"

    def compose(self) -> ComposeResult:
        """Three lines."""
        self.lines = [HeadLine(), HeadLine(), HeadLine()]
        yield from self.lines

    def tell(self, parts: "Parts", place: tuple[int, int] | None, who: str) -> None:
        """The case, its place in the list it was opened from, and who is looking."""
        shown, case = parts.shown, parts.shown.case
        where = f"{parts.say('desk.case.place', at=place[0], of=place[1])}   " if place else ""
        self.lines[0].show([(f"{case.id}  ", "strong"), (case.title, "strong")], [(f"{where}{who}", "")])
        self.lines[1].show([(_state(parts), "")], _due(parts))
        facts = [
            parts.say("desk.case.course", course=case.course) if case.course else "",
            parts.say("desk.case.unit", unit=_unit(parts, case.unit)),
            parts.say("desk.case.severity", severity=parts.say(f"severity.{case.detail.severity}"))
            if case.detail.severity
            else "",
        ]
        flags = [(parts.say("desk.case.unreached"), "alarm")] if shown.unreached else []
        self.lines[2].show([("   ".join(filter(None, facts)), "")], flags)


def _state(parts: "Parts") -> str:
    case = parts.shown.case
    with_owner = any(task.state in ("assigned", "accepted") for task in case.measures)
    state = parts.say("state.with_owner" if with_owner else f"state.{case.state.value}")
    if case.follows and case.closed_at is None:
        state = parts.say("desk.state.follows", lead=case.lead)
    handler = f"   {parts.say('desk.case.handler', name=parts.name(case.handler))}" if case.handler else ""
    return parts.say("desk.case.state", state=state) + handler


def _due(parts: "Parts") -> list[tuple[str, str]]:
    """The earliest open date, and how long there is left; that all stands still, where it does."""
    from core.domain.deadline import last_day

    due = min(map(last_day, parts.shown.case.open_deadlines()), default=None)
    if due is None:
        paused = parts.shown.case.owed()
        return [(parts.say("desk.case.head_paused", since=paused[0].paused_on), "warn")] if paused else []
    left, style = names.due(due, parts.shown.today, parts.language, accessible=parts.accessible)
    return [(f"{parts.say('desk.case.due', day=due)} {left.strip()}", style)]


def _unit(parts: "Parts", code: str) -> str:
    unit = parts.directory.units.get(code)
    name = unit.name(parts.language) if unit else code
    return name if cell_len(name) < 40 else code
