"""Setting an absence: who is away, from when to when, who stands in, and what that leaves uncovered."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer

from core.domain.people import Absence
from core.errors import AvvikError
from tui.background import behind
from tui.dialogs.day import Day
from tui.dialogs.field import Field
from tui.dialogs.pick import Entry, Pick
from tui.widgets.dialog import Dialog
from tui.widgets.lines import Piece
from tui.widgets.one_line import HintLine
from tui.widgets.reading import Reading

if TYPE_CHECKING:
    from core.desk.absences import Overview
    from core.domain.people import Person
    from tui.app import DeskApp

LOOK: Final = 0.3  # seconds without a key before it is said anew what the absence would leave uncovered
_FIELD_OF: Final = {"absence.backwards": "to", "absence.past": "from", "absence.too_far": "to"}
"""Which field a refusal is about; of the others, the substitute."""


class SetAbsence(Dialog[Absence]):
    """Answers the absence as it was filled in, once nothing refuses it. `old` is one to begin from."""

    DEFAULT_CSS = """
    SetAbsence #form { height: auto; max-height: 100%; scrollbar-size: 1 1; }
    SetAbsence #body { padding: 0 1; }
    SetAbsence #effects { height: 4; }
    """
    AUTO_FOCUS = "#form Field *"

    def __init__(self, desk: "DeskApp", overview: "Overview", old: Absence | None = None) -> None:
        super().__init__(desk.say("desk.absence.title"), (), help=desk.say("desk.ask.leave"))
        self._desk, self._overview, self._old = desk, overview, old
        self._timer: Timer | None = None

    @property
    def today(self) -> date:
        return self._overview.today

    def say(self, id: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self._desk.say(id, **values)

    def body(self) -> ComposeResult:
        """The fields, and what follows from them."""
        say, old = self.say, self._old
        first = max(old.from_on, self.today) if old else self.today
        last = old.to_on.isoformat() if old and old.to_on else ""
        away = [old.login] if old else self._overview.may_set
        self._who = Pick("login", say("desk.absence.who"), self._entries(away), none=say("desk.ask.nobody"))
        self._from = Day("from", say("desk.absence.from"), self, required=True, text=first.isoformat())
        self._to = Day("to", say("desk.absence.to"), self, required=False, note=say("desk.absence.open"), text=last)
        self._substitute = Pick(
            "substitute",
            say("desk.absence.substitute"),
            self._entries(self._substitutes()),
            first=bool(old and old.substitute),
            required=False,
            note=say("desk.absence.line"),
            none=say("desk.ask.nobody"),
            hint=say("desk.ask.type"),
        )
        with VerticalScroll(id="form", can_focus=False):
            yield from self._fields
            yield Reading(id="effects")

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self._who, self._from, self._to, self._substitute

    @property
    def wanted(self) -> Absence:
        """The absence as the fields stand."""
        login, first = self._who.value or "", self._from.value or self.today
        return Absence(login, first, self._to.value, self._substitute.value)

    def on_mount(self) -> None:
        """Say at once what follows."""
        self._fit()
        self.query_one(HintLine).show([f"Enter {self.say('desk.absence.title')}", self.say("desk.ask.tab")])
        self._look()

    def on_field_changed(self) -> None:
        """Wait for a pause, then say what follows now."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(LOOK, self._look)

    def on_filter_field_left(self) -> None:
        """Esc in a field."""
        self.action_leave()

    def on_resize(self) -> None:
        """Keep title and hints on the screen."""
        self._fit()

    def on_descendant_focus(self) -> None:
        """The label is to be seen with what is under it."""
        self.call_after_refresh(self._show_field)

    def _show_field(self) -> None:
        field = next((each for each in self._fields if each.has_focus_within), None)
        if field is self._fields[0]:
            self.query_one("#form").scroll_home(animate=False)
        elif field is not None:
            field.scroll_visible(animate=False)

    def _fit(self) -> None:
        self.query_one("#body").styles.max_height = max(4, int(self.size.height * 0.9) - 4)

    def action_answer(self) -> None:
        """Confirm, when nothing refuses it."""
        self._desk.attempt(self._confirm, "confirm")

    async def _confirm(self) -> None:
        if field := next((each for each in self._fields if each.lacks), None):
            field.complain(self.say(field.lacks))
            return
        try:
            await self._desk.desk.absences.set(self._desk.who, self.wanted, dry_run=True)
        except AvvikError as error:
            key = _FIELD_OF.get(error.id, "substitute")
            next(each for each in self._fields if each.key == key).complain(self._desk.tell(error))
            return
        self.dismiss(self.wanted)

    def _look(self) -> None:
        behind(self, self._rehearse, "look")

    async def _rehearse(self) -> None:
        if any(each.lacks for each in self._fields):
            pieces: list[Piece] = []
        else:
            pieces = [piece async for piece in self._effects()]
        self.query_one("#effects", Reading).read(*pieces)

    async def _effects(self) -> Any:
        new = self.wanted
        try:
            warned = await self._desk.desk.absences.set(self._desk.who, new, dry_run=True)
        except AvvikError as error:
            yield self._desk.tell(error), "dim"
            return
        if new.substitute:
            yield self.say("desk.absence.rights", name=self._person(new.substitute)), ""
        for id, values in warned:
            yield self.say(id, **values), "warn"

    def _substitutes(self) -> Iterable[str]:
        """Everybody there is, colleagues at a faculty of the reader's first; the one it was before anything else."""
        directory, ours = self._desk.directory, set(self._overview.faculties)

        def rank(person: "Person") -> tuple[bool, bool, str]:
            theirs = {directory.faculty_of(unit) for unit in directory.units_of(person.login)}
            before = self._old is not None and person.login == self._old.substitute
            return not before, ours.isdisjoint(theirs), person.name

        return [person.login for person in sorted(directory.people.values(), key=rank) if person.active]

    def _entries(self, logins: Iterable[str]) -> list[Entry]:
        return [self._entry(login) for login in logins]

    def _entry(self, login: str) -> Entry:
        name, units = self._person(login), ", ".join(self._desk.directory.units_of(login))
        return Entry(login, (name, units), f"{name} {login} {units}")

    def _person(self, login: str) -> str:
        person = self._desk.directory.people.get(login)
        return person.name if person else login
