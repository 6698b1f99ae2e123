"""One question of the gate as it is drawn: where one is, the question in full, and one key for each answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.widgets.cells import wrap
from tui.widgets.lines import Line, Lines


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` as the rules know it, the letter that gives it, its words, and the exit it leads to ("" when none)."""

    code: str
    key: str
    words: str
    exit: str


class Asking(Lines, can_focus=True):
    """As high as it needs to be; asks nothing until told to."""

    name_of_question = ""
    answers: Sequence[Answer] = ()
    _head = _text = _why = ""

    def ask(self, name: str, *, head: str, text: str, why: str, answers: Sequence[Answer]) -> None:
        """Ask this from now on."""
        self.name_of_question, self.answers = name, tuple(answers)
        self._head, self._text, self._why = head, text, why
        self._fit()
        self.repaint()
        self.app.cursor_position = self.region.offset  # where a screen reader begins

    def answer_to(self, key: str) -> str | None:
        """The answer a key gives, None when it gives none."""
        return next((answer.code for answer in self.answers if answer.key == key), None)

    def line(self, y: int, width: int) -> Line:
        """One row."""
        rows = self._rows(width)
        return rows[y] if y < len(rows) else ()

    def on_resize(self) -> None:
        """Another width, another height; only now is it known where the question stands."""
        self._fit()
        self.app.cursor_position = self.region.offset

    def _fit(self) -> None:
        if self.size.width:
            self.styles.height = len(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Line]:
        rows: list[Line] = [[(self._head, "dim")]]
        rows += [[(line, "strong")] for line in wrap(self._text, width)]
        rows += [[(line, "")] for line in wrap(self._why, width)]
        for answer in self.answers:
            leads = f"  → {answer.exit}" if answer.exit else ""
            rows.append([("  ", ""), (answer.key, "key"), (f"  {answer.words}{leads}", "")])
        return rows
