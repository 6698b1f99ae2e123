"""Every widget of the desk showing one hostile text after another, for a test in a pty: python hostile_probe.py.

Reads nothing and opens nothing; `j` shows the next text on every surface, `o` asks a question made of it. `--bare`
adds Textual's own Static, which neutralises nothing: what it shows only the guard holds back (`--unguarded`: nothing).
"""

# ruff: noqa: E402 - the terminal is checked before Textual is imported, as the desk does
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from tui import terminal

TERMINAL = terminal.prepare()

from hostile import CORPUS, MUST_SURVIVE
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui import guard
from tui.shell import Shell
from tui.widgets.dialog import Question
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line
from tui.widgets.one_line import HeadLine, HintLine, MessageLine, OneLine
from tui.widgets.reading import Reading
from tui.widgets.text_box import FilterField, TextBox

TEXTS = [text for _, text in CORPUS] + list(MUST_SURVIVE)


async def fetch(keys: Sequence[int]) -> Mapping[int, str]:
    return {key: TEXTS[key] for key in keys}


def draw(text: str, width: int) -> Line:
    return [(text, "alarm"), (" slutt", "")]


async def save() -> None:
    return


class Probe(Shell):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "ask", "ask", id="probe.ask", priority=True),
        Binding("n", "next", "next", id="probe.next", priority=True),
        Binding("q", "quit", "quit", id="probe.quit", priority=True),
    ]
    at = 0

    def compose(self) -> ComposeResult:
        yield OneLine()
        yield HeadLine()
        yield LineList(fetch, draw, range(len(TEXTS)))
        yield Reading()
        yield FilterField(max_length=100_000)
        yield TextBox()
        if "--bare" in sys.argv:
            yield Static(markup=False)
        yield MessageLine()
        yield HintLine(help="? hjelp")

    def on_mount(self) -> None:
        self.query_one(Reading).styles.height = 6
        self.query_one(TextBox).styles.height = 3
        self.query_one(LineList).focus()

    def action_next(self) -> None:
        text = TEXTS[self.at]
        self.query_one(LineList).action_move(1 if self.at else 0)
        self.query_one(HeadLine).show([("E ", ""), (text, "")], [("kari ", "")])
        self.query_one(OneLine).say((f"nr {self.at}.", ""))
        self.query_one(Reading).read((text, ""), ("slutt", ""))
        self.query_one(FilterField).value = text[:2000]
        self.query_one(TextBox).text = text[:2000]
        self.query_one(MessageLine).tell(text, "alarm")
        self.query_one(HintLine).show([text, "t tildel"])
        for static in self.query(Static):
            static.update(text[:2000])
        self.at += 1

    def action_ask(self) -> None:
        self.push_screen(Question(TEXTS[self.at - 1], TEXTS[self.at - 1], (TEXTS[self.at - 1][:9],), help="? hjelp"))


if __name__ == "__main__":
    if "--unguarded" in sys.argv:
        guard.install = lambda: None
    sys.exit(Probe(TERMINAL, save=save).start())
