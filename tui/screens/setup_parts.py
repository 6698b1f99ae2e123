"""What the parts of Oppsett say: an absence, the rules in force, the settings with their source, the people."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from core.errors import AvvikError
from core.trace import length
from core.words import Said, shown, word
from tui.widgets.cells import fit
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from core.desk.absences import Overview, Row
    from core.domain.deadline import Rule
    from tui.app import DeskApp

BLANK: Piece = ("", "")
NAME, DAYS = 24, 23


class SetupParts:
    """Says them for one reader, within what `overview` lets them know."""

    def __init__(self, desk: "DeskApp", overview: "Overview") -> None:
        self._desk, self._overview = desk, overview

    def heading(self, width: int) -> Line:
        """The names of the columns, over the gutter too; the line they are said on begins with a blank of its own."""
        who, days, reached = (self._desk.say(f"desk.column.{name}") for name in ("away", "days", "reached"))
        return [(" ", ""), *self._columns(who, days, (reached, ""), "", width - 2)]

    def line(self, row: "Row", width: int) -> Line:
        """One absence: who, when, and who is there instead; what falls to the line, or to nobody, stands out."""
        absence = row.absence
        now = absence.from_on <= self._overview.today
        reached = self._names(row.reached) if row.reached else self._desk.say("absence.reached_nobody")
        sign = "" if self._desk.terminal.accessible else "! " if row.reached else "!! "
        piece = (f"{sign}{reached}", "warn" if row.reached else "alarm") if row.by_line else (reached, "")
        return self._columns(self._name(absence.login), self._days(row), piece, "strong" if now else "", width)

    def _columns(self, who: str, days: str, reached: Piece, style: str, width: int) -> Line:
        room = max(8, min(NAME, (width - DAYS - 2) // 2))
        last = max(0, width - room - DAYS - 2)
        return [(f"{fit(who, room)} {fit(days, DAYS)} ", style), (fit(reached[0], last), reached[1])]

    def absence(self, row: "Row") -> Iterator[Piece]:
        """The absence under the cursor in a few lines."""
        say, absence = self._desk.say, row.absence
        yield f"{self._name(absence.login)}  {self._days(row)}", "strong"
        yield say("desk.setup.substitute", name=self._name(absence.substitute) if absence.substitute else None), ""
        if not row.reached:
            yield say("desk.setup.reached_nobody"), "alarm"
        elif row.by_line:
            yield say("desk.setup.reached_line", name=self._names(row.reached)), "warn"
        elif row.reached != (absence.substitute,):
            yield say("desk.setup.reached_on", name=self._names(row.reached)), ""
        yield say("desk.setup.source", source=Said(f"absence.source.{absence.source}")), "dim"

    def rules(self) -> Iterator[Piece]:
        """The rules in force by kind of deadline, and those to come, with what each rests on."""
        say = self._desk.say
        settings, faculties = self._desk.settings, self._overview.faculties or ("",)
        rules = [rule for code in faculties for rule in _told(settings.for_faculty(code).rules, code, self._today)]
        yield say("desk.setup.rules"), "dim"
        kind = ""
        for rule in sorted(dict.fromkeys(rules), key=lambda each: (each.kind, each.faculty or "", each.valid_from)):
            if rule.kind != kind:
                kind = rule.kind
                yield from (BLANK, (word(self._desk.language, "kind", kind).capitalize(), "strong"))
            yield f"  {self._rule(rule)}", "warn" if rule.valid_from > self._today else ""
            yield f"    {rule.ref} · {rule.basis}", "dim"

    def _rule(self, rule: "Rule") -> str:
        say = self._desk.say
        period = shown(self._desk.language, length(rule.period)) if rule.period else say("desk.setup.by_hand")
        whose = rule.faculty or say("desk.setup.everybody")
        return f"{period} · {say('desk.setup.valid', day=rule.valid_from)} · {whose}"

    def settings(self) -> Iterator[Piece]:
        """Every key, its value and where it came from, secrets masked: as `avvik config show`, and to whom it does."""
        from core.config.shown import show

        say, path = self._desk.say, self._desk.config
        if not self._overview.administrator:
            yield say("desk.setup.administrators"), "dim"
            return
        if path is None:
            yield say("desk.setup.no_file"), "dim"
            return
        try:
            found = show(path)
        except AvvikError as error:
            yield self._desk.tell(error), "alarm"
            return
        yield say("desk.setup.file", path=str(path)), "dim"
        for each in found:
            value = "" if each.value is None else str(each.value)
            yield f"{each.key} = {value}", ""
            yield f"    {each.source or say('cmd.default')}", "dim"

    def people(self) -> Iterator[Piece]:
        """The units one works with, who has which role there, and who of them is away."""
        directory, language = self._desk.directory, self._desk.language
        units = [u for u in directory.units if directory.faculty_of(u) in self._overview.faculties]
        if not units:
            yield self._desk.say("desk.setup.no_units"), "dim"
        for code in units:
            roles = [role for role in directory.roles if role.unit == code]
            yield f"{code}  {directory.units[code].name(language)}", "strong"
            for login in dict.fromkeys(role.login for role in roles):
                theirs = ", ".join(dict.fromkeys(word(language, "role", r.role) for r in roles if r.login == login))
                away = "" if directory.there(login, self._today) else f"  ({self._desk.say('desk.setup.away')})"
                yield f"  {self._name(login)}  {theirs}{away}", "warn" if away else ""
            yield BLANK

    @property
    def _today(self) -> date:
        return self._overview.today

    def _days(self, row: "Row") -> str:
        first, last = row.absence.from_on, row.absence.to_on
        if last is None:
            return self._desk.say("desk.setup.days_open", day=first)
        return f"{shown(self._desk.language, first)}–{shown(self._desk.language, last)}"

    def _name(self, login: str) -> str:
        person = self._desk.directory.people.get(login)
        return person.name if person else login

    def _names(self, logins: tuple[str, ...]) -> str:
        return ", ".join(map(self._name, logins))


def _told(rules: "Iterable[Rule]", faculty: str, today: date) -> "Iterator[Rule]":
    """The rule in force for each kind at a faculty, and every one that is to come."""
    from core.domain.deadline import rule_for

    here = [rule for rule in rules if rule.faculty in (None, faculty)]
    for kind in dict.fromkeys(rule.kind for rule in here):
        if any(rule.kind == kind and rule.valid_from <= today for rule in here):
            yield rule_for(kind, today, faculty, here)
    yield from (rule for rule in here if rule.valid_from > today)
