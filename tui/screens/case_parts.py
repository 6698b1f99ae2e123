"""What the parts of a case say: the report, one measure, the history, one mail. Nothing withheld stands in `Shown`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from core.domain.case import Due, Party, Task
from core.words import say
from tui import names
from tui.screens import case_around as around
from tui.screens.case_history import history, result
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
        self.late = f"{self.say('desk.case.late')} " if accessible else "!! "

    def say(self, id: str, **values: object) -> str:
        """A sentence in the reader's language."""
        return say(self.language, id, **values)

    def name(self, login: str) -> str:
        """A person's name, the login where the directory has none."""
        person = self.directory.people.get(login)
        return person.name if person else self.shown.names.get(login, login)

    def party(self, one: Party) -> str:
        """A party as people call it."""
        if one.kind == "person":
            return self.name(one.id)
        return names.party(one, self.directory, self.language, self.shown.case.id)

    def state(self, task: Task) -> str:
        """How a measure stands, or a question."""
        return self.say(f"state.{task.state.value}" if task.kind == "measure" else f"desk.asked.{task.state.value}")

    def report(self, width: int) -> Iterator[Piece]:
        """Who reported, what, what was tried; what is owed, what was decided, what is missing before closing."""
        case, detail = self.shown.case, self.shown.case.detail
        yield self.say("desk.case.received", day=case.received_at, who=self._reporter()), "dim"
        yield from around.links(self)
        yield BLANK
        yield detail.description or self.say("desk.case.hidden_text"), "" if detail.description else "dim"
        if detail.tried_channels:
            yield from (BLANK, (self.say("desk.case.tried"), "strong"), (detail.tried_channels, ""))
        if self.alike:
            yield BLANK
        yield from told(self.alike, self.language)
        yield from self._measures(width)
        yield from around.asked(self, width)
        yield from around.owed(self)
        yield from self._decided()
        yield from around.people(self)
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
                yield "".join(text for text, _ in self.task_line(task, width)).rstrip(), ""

    def _decided(self) -> Iterator[Piece]:
        detail = self.shown.case.detail
        said = (
            ("consequence", detail.consequence), ("cause", detail.cause), ("reason", detail.reason),
            ("text_outcome", detail.outcome), ("text_answer", detail.answer), ("text_no_measure", detail.no_measure),
        )  # fmt: skip
        consulted = [
            self.say(
                "desk.case.consulted", day=done.on, who=self.name(done.with_login), result=result(self, done.result)
            )
            for done in self.shown.case.consultations
        ]
        lines = [*(self.say(f"desk.case.{id}", text=text) for id, text in said if text), *consulted]
        if lines:
            yield from (BLANK, (self.say("desk.case.assessed"), "strong"))
            yield from ((line, "") for line in lines)

    def task_line(self, task: Task, width: int) -> Line:
        """One measure, hearing or question: done or not, what, who, when."""
        due = next((d for d in self.shown.case.owed("measure", "hearing") if d.task == task.id), None)
        late = due is not None and self.shown.days.get(due.id, 0) < 0
        paused = due is not None and due.state is Due.PAUSED
        day = self.say("desk.case.paused") if paused else self.say("desk.case.due_short", day=due.due_on) if due else ""
        name = self.party(task.owner)
        who, room = (name, 18) if width > _NARROW else (names.initials(name), 3)
        mark = "x" if not task.open else "!" if task.state == "declined" else " " if task.kind == "measure" else "?"
        return [
            (f"[{mark}] {task.number:<2}", ""),
            (fit(task.text, max(10, width - room - 35)) + " ", ""),
            (fit(who, room) + " ", ""),
            (fit(self.state(task), 11) + " ", ""),
            (f"{self.late if late else ''}{day}", "alarm" if late else ""),
        ]

    def task(self, task: Task) -> Iterator[Piece]:
        """One measure, hearing or question in full."""
        yield f"{task.id}  {self.state(task)}  {self.party(task.owner)}", "strong"
        yield task.text or self.say("desk.case.hidden_text"), "" if task.text else "dim"
        report = "report" if task.kind == "measure" else "answered"
        for id, text in (("proposal", task.proposal), (report, task.report), ("reason", task.reason)):
            if text:
                yield from (BLANK, (self.say(f"desk.case.{id}", text=""), "strong"), (text, ""))
        if task.cleared_with:
            yield from (BLANK, (self.say("desk.case.cleared", who=self.name(task.cleared_with)), ""))

    def history(self) -> Iterator[Piece]:
        """The newest first."""
        return history(self)

    def mail_line(self, mail: "MailRow", _width: int) -> Line:
        """One mail: when, to whom, what, how it fares."""
        state = self.say(f"mail.state.{mail.state}")
        what, to = self.say(f"mail.name.{mail.template}"), self.party(mail.to)
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
        asked = case.asked
        for name, values in counts.items():
            words = self.say(f"desk.case.part.{name}", **values)
            if name == "measures" and asked:
                words += self.say("desk.case.part.asked", done=sum(not task.open for task in asked), n=len(asked))
            yield (f"[{words}]", "strong") if name == part else (f" {words} ", "dim")
            yield "  ", ""
