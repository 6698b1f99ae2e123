"""What the parts of a case say: the report, one measure, the history, one mail. Nothing withheld stands in `Shown`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from core.domain.case import Task
from core.domain.deadline import last_day
from core.words import Said, say
from tui import names
from tui.screens.likeness import told
from tui.widgets.cells import fit
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from core.desk.alike import Alike
    from core.desk.mail import MailRow
    from core.desk.shown import Shown
    from core.domain.people import Directory

BLANK: Piece = ("", "")
_NARROW: Final = 70
"""Columns under which an owner is told by initials."""


class Parts:
    """One case in words. `directory` names parties that the case itself does not mention; `alike` are other cases that
    may be about the same matter.
    """

    def __init__(
        self,
        shown: "Shown",
        directory: "Directory",
        language: str,
        *,
        alike: "tuple[Alike, ...]" = (),
        accessible: bool = False,
    ) -> None:
        self.shown, self.directory, self.language = shown, directory, language
        self.alike, self.accessible = alike, accessible
        self._late = f"{self.say('desk.case.late')} " if accessible else "!! "

    def say(self, id: str, **values: object) -> str:
        """A sentence in the reader's language."""
        return say(self.language, id, **values)

    def name(self, login: str) -> str:
        """A person's name, the login where the directory has none."""
        person = self.directory.people.get(login)
        return person.name if person else self.shown.names.get(login, login)

    def report(self, width: int) -> Iterator[Piece]:
        """Who reported, what, what was tried; what is owed, what was decided, what is missing before closing."""
        case, detail = self.shown.case, self.shown.case.detail
        yield self.say("desk.case.received", day=case.received_at, who=self._reporter()), "dim"
        yield BLANK
        yield detail.description or self.say("desk.case.hidden_text"), "" if detail.description else "dim"
        if detail.tried_channels:
            yield from (BLANK, (self.say("desk.case.tried"), "strong"), (detail.tried_channels, ""))
        if self.alike:
            yield BLANK
        yield from told(self.alike, self.language)
        yield from self._measures(width)
        yield from self._owed()
        yield from self._decided()
        if self.shown.lacks and "close" in self.shown.open:
            yield from (BLANK, (self.say("desk.case.lacks"), "strong"))
            yield from ((f"  {'' if self.accessible else '!! '}{self.say(id)}", "warn") for id in self.shown.lacks)

    def _reporter(self) -> str:
        reporter = self.shown.case.reporter
        kind = self.say(f"reporter.{reporter.kind}")
        return self.say("desk.case.whom", name=reporter.name, kind=kind) if reporter.name else kind

    def _measures(self, width: int) -> Iterator[Piece]:
        if self.shown.case.measures:
            yield from (BLANK, (self.say("desk.case.measures"), "strong"))
            for task in self.shown.case.measures:
                yield "".join(text for text, _ in self.measure_line(task, width)).rstrip(), ""

    def _owed(self) -> Iterator[Piece]:
        due = sorted(self.shown.case.open_deadlines(), key=last_day)
        if due:
            yield from (BLANK, (self.say("desk.case.dues"), "strong"))
        for deadline in due:
            day = last_day(deadline)
            who = tuple(self.name(login) for login in self.shown.owes.get(deadline.id, ()))
            over = self.shown.days[deadline.id] < 0
            kind, weekday = Said(f"kind.{deadline.kind}"), Said(f"weekday.{day.isoweekday()}")
            line = self.say("desk.case.due_line", what=kind, who=who or None, weekday=weekday, day=day)
            yield f"  {self._late if over else ''}{line}", "alarm" if over else ""

    def _decided(self) -> Iterator[Piece]:
        detail = self.shown.case.detail
        said = (
            ("consequence", detail.consequence), ("cause", detail.cause), ("reason", detail.reason),
            ("text_outcome", detail.outcome), ("text_answer", detail.answer), ("text_no_measure", detail.no_measure),
        )  # fmt: skip
        consulted = [
            self.say(
                "desk.case.consulted", day=done.on, who=self.name(done.with_login), result=_result(self, done.result)
            )
            for done in self.shown.case.consultations
        ]
        lines = [*(self.say(f"desk.case.{id}", text=text) for id, text in said if text), *consulted]
        if lines:
            yield from (BLANK, (self.say("desk.case.assessed"), "strong"))
            yield from ((line, "") for line in lines)

    def measure_line(self, task: Task, width: int) -> Line:
        """One measure: done or not, what, who, when."""
        due = next((d for d in self.shown.case.open_deadlines("measure") if d.task == task.id), None)
        late = due is not None and self.shown.days[due.id] < 0
        when = (self.say("desk.case.due_short", day=due.due_on) if due else "", "alarm" if late else "")
        name = self.name(task.owner.id)
        who, room = (name, 18) if width > _NARROW else (names.initials(name), 3)
        mark = "x" if not task.open else "!" if task.state == "declined" else " "
        return [
            (f"[{mark}] {task.number:<2}", ""),
            (fit(task.text, max(10, width - room - 35)) + " ", ""),
            (fit(who, room) + " ", ""),
            (fit(self.say(f"state.{task.state.value}"), 11) + " ", ""),
            (f"{self._late if late else ''}{when[0]}", when[1]),
        ]

    def measure(self, task: Task) -> Iterator[Piece]:
        """One measure in full."""
        yield f"{task.id}  {self.say(f'state.{task.state.value}')}  {self.name(task.owner.id)}", "strong"
        yield task.text or self.say("desk.case.hidden_text"), "" if task.text else "dim"
        if task.report:
            yield from (BLANK, (self.say("desk.case.report", text=""), "strong"), (task.report, ""))
        if task.reason:
            yield from (BLANK, (self.say("desk.case.reason", text=""), "strong"), (task.reason, ""))

    def history(self) -> Iterator[Piece]:
        """The newest first: who did what when, for whom, and what they noted."""
        if not self.shown.history:
            yield self.say("desk.case.no_history"), "dim"
        for line in reversed(self.shown.history):
            who = self.name(line.actor) if line.actor not in ("", "system") else self.say("role.system")
            if line.on_behalf_of:
                who = self.say("desk.case.for", who=who, whom=self.name(line.on_behalf_of))
            task = f"  {line.task}" if line.task else ""
            event = self.say("desk.case.event", at=line.at, who=who, event=Said(f"event.{line.kind}"))
            what = ", ".join(filter(None, (self._value(name, value) for name, value in line.values.items())))
            yield f"{event}{task}{': ' if what else ''}{what}", ""
            if line.how:
                yield "    " + self.say("desk.case.how", how=Said(f"desk.ask.how.{line.how}")), "dim"
            for text in line.note.splitlines():
                yield f"    {text}", "dim"

    def _value(self, name: str, value: str) -> str:
        """What an act was about, where it is said in a word; the answers at the gate are not."""
        match name:
            case "severity":
                return self.say(f"severity.{value}")
            case "kind":
                return self.say(f"rejection.{value}")
            case "act":  # what was taken back
                return self.say(f"event.{value}")
            case "result":
                return _result(self, value)
            case "to" | "owner" | "with":
                unit = self.directory.units.get(value)
                return unit.name(self.language) if unit else "HMS" if value == "hse" else self.name(value)
        return ""

    def mail_line(self, mail: "MailRow", _width: int) -> Line:
        """One mail: when, to whom, what, how it fares."""
        state = self.say(f"mail.state.{mail.state}")
        what, to = self.say(f"mail.name.{mail.template}"), names.party(mail.to, self.directory, self.language)
        line = self.say("desk.case.mail_line", at=mail.sent_at or mail.not_before, to=to, what=what, state=state)
        return [(line, "alarm" if mail.state in ("failed", "unknown") else "")]

    def mail(self, mail: "MailRow") -> Iterator[Piece]:
        """What is known of one mail; Enter shows its text."""
        yield mail.subject or self.say(f"mail.name.{mail.template}"), "strong"
        if mail.answer:
            yield mail.answer, "warn"
        yield self.say("desk.case.mail_open"), "dim"

    def tabs(self, part: str) -> Iterator[Piece]:
        """The parts of the case, the one that is shown between brackets."""
        case, done = self.shown.case, sum(not task.open for task in self.shown.case.measures)
        counts = {
            "report": {},
            "measures": {"done": done, "n": len(case.measures)},
            "history": {"n": len(self.shown.history)},
            "mails": {"n": len(self.shown.mails)},
        }
        for name, values in counts.items():
            words = self.say(f"desk.case.part.{name}", **values)
            yield (f"[{words}]", "strong") if name == part else (f" {words} ", "dim")
            yield "  ", ""


def _result(parts: Parts, code: str) -> str:
    """A result we offer, in words; one that somebody else's program gave, as its code."""
    from tui.dialogs.acts import RESULTS

    return parts.say(f"desk.ask.result.{code}") if code in RESULTS else code
