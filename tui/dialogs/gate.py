"""The gate (workflow.md §2): one question at a time, one key an answer, and the one exit that is left."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event, Key

from core.domain.gate import QUESTIONS, exit_of
from core.errors import Forbidden
from tui.background import behind
from tui.dialogs import acts, exits
from tui.dialogs.found import named
from tui.dialogs.matter import Matter
from tui.dialogs.question import Answer, Asking
from tui.widgets.dialog import Dialog
from tui.widgets.lines import Piece
from tui.widgets.one_line import HintLine, OneLine
from tui.widgets.reading import Reading

HELD: Final = 0.3  # seconds; the same key again sooner is a key that is held, and answers nothing
OUTSIDE: Final = "outside"
"""Beside the answers of workflow.md §2.6: after the consultation, the matter is taken outside and rejected here."""


class Gate(Dialog[object]):
    """Answers the act of the exit. Esc goes one step back and loses nothing; a consultation or a masking is done on
    the way, and comes back to its question.
    """

    AUTO_FOCUS = "#question"
    DEFAULT_CSS = "Gate #report { height: 1fr; } Gate #body { padding: 0 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,backspace", "leave", "gate.back", id="gate.back"),
        Binding("pagedown,space,down", "report(1)", "gate.down", id="gate.down"),
        Binding("pageup,up", "report(-1)", "gate.up", id="gate.up"),
    ]

    def __init__(self, matter: Matter) -> None:
        super().__init__(f"{matter.say('desk.ask.gate')}  {matter.case.id}", (), help="")
        self.matter = matter
        self.answers: dict[str, str] = {}
        self._asking = Asking(id="question")
        self._last: Key | None = None
        self._leaving = False
        self._found: str | None = None

    def accepts(self, event: Event) -> bool:
        """Not before this question could be read, not on the way out of it, and not from a key that is held down."""
        if not isinstance(event, Key):
            return super().accepts(event)
        if event is self._last:  # asked again about the same key, on its way back up from the question
            return True
        last, self._last = self._last, event
        held = last is not None and event.key == last.key and event.time - last.time < HELD
        return super().accepts(event) and not held and not self._leaving

    def body(self) -> ComposeResult:
        """The question, and the report it is about."""
        yield self._asking
        rule = OneLine(id="rule")
        rule.say((self.matter.say("desk.ask.gate_report"), "dim"))
        yield rule
        yield Report(*self._report(), id="report")

    def on_mount(self) -> None:
        """The first question; what the last one asks is looked for meanwhile."""
        self._fit()
        self._ask()
        behind(self, self._look_through, "found")

    def on_resize(self) -> None:
        """The report gets what the question leaves."""
        self._fit()

    def on_screen_resume(self) -> None:
        """Back from a dialog: no key pressed before the question was seen again counts."""
        self._listen_anew()

    def on_key(self, event: Key) -> None:
        """One key an answer."""
        answer = self._asking.answer_to(event.character or "")
        if answer is not None:
            event.stop()
            self._answered(answer)

    def action_report(self, by: int) -> None:
        """Read on in the report."""
        self.query_one("#report", Reading).action_half(by)

    def action_leave(self) -> None:
        """One step back; from the first question, out."""
        if not self.answers:
            self.dismiss(None)
            return
        del self.answers[next(reversed(self.answers))]
        self._ask()

    def action_answer(self) -> None:
        """Enter answers no question."""

    def _answered(self, answer: str) -> None:
        question = self._asking.name_of_question
        self.answers[question] = answer
        exit = exits.PERSONNEL if answer == OUTSIDE else exit_of(self.answers)[0]
        if exit is None:
            self._ask()
        else:
            self._leaving = True
            self.matter.app.attempt(partial(self._leave_by, exit), "exit")

    async def _leave_by(self, exit: str) -> None:
        try:
            await self._go(exit)
        finally:
            self._leaving = False

    async def _go(self, exit: str) -> None:
        """Through an exit: its dialog, and back to the question when it is left."""
        last = next(reversed(self.answers))
        if exit in ("consult", "mask"):
            form = await acts.dialog(self.matter, exit)
        else:
            form = await exits.dialog(self.matter, exit, self.answers)
        act = await self.app.push_screen_wait(form)
        if act is not None and exit not in ("consult", "mask"):
            self.dismiss(act)
            return
        del self.answers[last]
        if act is not None and await self.matter.perform(act):
            self.query_one("#report", Reading).read(*self._report())
            await self._look_through()
        self._ask()

    async def _look_through(self) -> None:
        """What the scan finds, for whoever may mask it; another is told by the exit that the door is closed."""
        with suppress(Forbidden):
            found = await self.matter.app.desk.privacy.suggestions(self.matter.app.who, self.matter.case.id)
            self._found = named(self.matter, found)
            if self._asking.name_of_question == "sensitive":
                self._ask()

    def _why(self, question: str) -> str:
        say = self.matter.say
        why = say(f"desk.ask.gate_why.{question}")
        if question != "sensitive" or self._found is None:
            return why
        found = say("desk.ask.gate_found", found=self._found) if self._found else say("desk.ask.gate_found_none")
        return f"{why} {found}"

    def _ask(self) -> None:
        _, name = exit_of(self.answers)
        number = next(n for n, question in enumerate(QUESTIONS, 1) if question.name == name)
        say = self.matter.say
        asked = QUESTIONS[number - 1]
        self._asking.ask(
            asked.name,
            head=say("desk.ask.gate_number", number=number, of=len(QUESTIONS), answers=self._so_far()),
            text=say(f"question.{asked.name}"),
            why=self._why(asked.name),
            answers=[self._answer(answer, asked.exits) for answer in self._offered(asked.name, asked.answers)],
        )
        self._hint()
        self._listen_anew()

    def _offered(self, question: str, answers: tuple[str, ...]) -> tuple[str, ...]:
        """The answers that the case bears out: «konferert» only when it is logged, «sladdet» only when it was done."""
        consulted, masked = bool(self.matter.case.consultations), self.matter.case.masked
        if question == "personnel":
            return ("no", "consulted", OUTSIDE, "yes") if consulted else ("no", "yes")
        return tuple(answer for answer in answers if answer != "masked" or masked)

    def _answer(self, answer: str, leads_to: Mapping[str, str]) -> Answer:
        exit = exits.PERSONNEL if answer == OUTSIDE else leads_to.get(answer)
        say = self.matter.say
        words = say("desk.ask.answer_outside") if answer == OUTSIDE else say(f"answer.{answer}")
        return Answer(answer, say(f"desk.ask.key.{answer}"), words, say(f"desk.ask.exit.{exit}") if exit else "")

    def _so_far(self) -> str:
        say = self.matter.say
        return "  ".join(f"{n} {say(f'desk.ask.short.{a}')}" for n, a in enumerate(self.answers.values(), 1))

    def _report(self) -> list[Piece]:
        case = self.matter.case
        pieces: list[Piece] = [(case.title, "strong"), (case.detail.description, "")]
        if case.detail.tried_channels:
            pieces += [
                ("", ""),
                (self.matter.say("desk.ask.gate_channels"), "strong"),
                (case.detail.tried_channels, ""),
            ]
        return pieces

    def _hint(self) -> None:
        say = self.matter.say
        keys = "/".join(answer.key for answer in self._asking.answers)
        line = self.query_one(HintLine)
        line.help = say("desk.ask.gate_back") if self.answers else say("desk.ask.leave")
        line.show([f"{keys} {say('desk.ask.gate_answer')}", say("desk.ask.gate_scroll")])

    def _fit(self) -> None:
        room = max(6, min(24, int(self.size.height * 0.9) - 4))
        body = self.query_one("#body")
        body.styles.max_height = body.styles.height = room

    def _listen_anew(self) -> None:
        self._drawn = None
        self.call_after_refresh(self._listen)


class Report(Reading, can_focus=False):
    """The report under the question: scrolled by the dialog, so that no key of it can be taken for an answer."""
