"""A small desk over our widgets and 100,000 invented rows, for tests in a pty: python desk_probe.py NAME [options]."""

import argparse
import array
import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parent.parent))

from core.errors import Usage
from tui import terminal

try:
    TERMINAL = terminal.prepare()
except Usage as error:
    sys.exit(f"{error.id} {error.exit_code}")

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.shell import Shell
from tui.widgets.cells import fit
from tui.widgets.dialog import Question
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line
from tui.widgets.one_line import HeadLine, HintLine, MessageLine
from tui.widgets.reading import Reading

HINTS = ("t tildel", "s status", "f frist", "c notat", "r svar", "x merk", "u angre", "/ søk")


async def fetch(keys: Sequence[int]) -> Mapping[int, str]:
    await asyncio.sleep(0)
    return {key: f"Pensumliste kom {key % 7} uker for sent, øving {key}" for key in keys}


def draw(title: str, width: int) -> Line:
    number = title.rpartition(" ")[2]
    due = [("!! 6 d over ", "alarm")] if int(number) % 5 == 0 else [("   8 d      ", "")]
    return [("  ", ""), *due, (f"A-26-{number:>6} PSY9011   {fit(title, width - 43)} Ny", "")]


class Probe(Shell):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit", id="probe.quit"),
        Binding("b", "crash", "crash", id="probe.crash"),
        Binding("o", "ask", "ask", id="probe.ask"),
        Binding("n", "insert", "insert", id="probe.insert"),
        Binding("e", "out_of_date", "outdate", id="probe.outdate"),
    ]

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(TERMINAL, save=self.save, confined=options.confined, dark=not options.light)
        self.options = options
        self.keys = array.array("q", range(options.rows))

    async def save(self) -> None:
        if self.options.hang:
            await asyncio.sleep(60)
        if self.options.stuck:
            time.sleep(60)
        Path(self.options.saved).write_text("kept")

    def compose(self) -> ComposeResult:
        first = self.keys[:24]
        rows = {key: f"Pensumliste kom {key % 7} uker for sent, øving {key}" for key in first}
        yield HeadLine()
        yield LineList(fetch, draw, self.keys, rows, empty="Ingen åpne saker.")
        if self.options.preview:
            yield Reading(("Velg en sak", ""))
        yield MessageLine()
        yield HintLine(HINTS, help="? hjelp")

    def on_mount(self) -> None:
        self.query_one(HeadLine).show([("HF › Innboks   Nye 14", "")], [("e-post ok 14:02  kari", "")])
        if self.options.preview:
            self.query_one(Reading).styles.height = 10

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        if self.options.preview:
            text = (
                f"A-26-{event.key}\nPensumliste kom for sent, og mer tekst om sak {event.key}.\n" + "Linje til.\n" * 8
            )
            self.query_one(Reading).read((text, ""))

    def on_line_list_marked(self, event: LineList.Marked) -> None:
        self.query_one(MessageLine).tell(f"Merket {len(event.keys)}")

    def action_crash(self) -> None:
        secret = "Kari Nordmann"
        raise ValueError(secret)

    def action_ask(self) -> None:
        def answered(yes: bool | None) -> None:
            self.query_one(MessageLine).tell(f"svar {yes}")

        self.push_screen(
            Question("Lukk saken?", "Melder får svar.", ("Enter lukk", "Esc avbryt"), help="? hjelp"), answered
        )

    def action_insert(self) -> None:
        self.query_one(LineList).set_keys(array.array("q", [self.options.rows, *self.keys]))

    def action_out_of_date(self) -> None:
        self.query_one(LineList).outdate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--saved", default="/dev/null")
    for flag in ("preview", "confined", "light", "hang", "stuck"):
        parser.add_argument(f"--{flag}", action="store_true")
    sys.exit(Probe(parser.parse_args()).start())
