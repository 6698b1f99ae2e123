"""The widgets under Textual's pilot: what is fetched, what is told, what is shown."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from textual.app import ComposeResult
from textual.events import Key
from textual.message import Message

from tui.shell import Shell
from tui.terminal import Terminal
from tui.widgets.dialog import Question
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line
from tui.widgets.one_line import HeadLine, HintLine, MessageLine
from tui.widgets.reading import LIMIT, Reading
from tui.widgets.text_box import FilterField, TextBox


class Source:
    """Rows that can be made to wait, to change and to vanish; it remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.word = "rad"
        self.gone: set[int] = set()

    async def fetch(self, keys: Sequence[int]) -> Mapping[int, str]:
        self.asked.append(list(keys))
        await self.gate.wait()
        return {key: f"{self.word} {key}" for key in keys if key not in self.gone}


def draw(row: str, width: int) -> Line:
    return [(row, "")]


async def nothing() -> None:
    return


class Desk(Shell):
    def __init__(self, *widgets: object) -> None:
        super().__init__(Terminal(), save=nothing)
        self.widgets = widgets
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self.widgets  # type: ignore[misc]

    def on_line_list_moved(self, message: LineList.Moved) -> None:
        self.told.append(message)

    on_line_list_opened = on_line_list_marked = on_line_list_moved
    on_text_box_saved = on_filter_field_filtered = on_filter_field_entered = on_filter_field_left = on_line_list_moved


def rows(desk: Shell) -> list[str]:
    return [strip.text.rstrip() for strip in desk.screen._compositor.render_strips()]


async def test_rows_at_hand_are_in_the_first_paint_and_only_the_missing_are_asked_for() -> None:
    source = Source()
    source.gate.clear()
    lines = LineList(source.fetch, draw, range(1000), {key: f"rad {key}" for key in range(10)})
    async with Desk(lines).run_test(size=(40, 10)) as pilot:
        assert rows(pilot.app)[:2] == ["> rad 0", "  rad 1"]
        assert source.asked == [list(range(10, 30))], "the next pages, ahead of the reader"
        await pilot.press("pagedown")
        assert rows(pilot.app)[:2] == ["> …", "  …"]
        await pilot.press("G")
        assert len(source.asked) == 1, "one question at a time"
        source.gate.set()
        await pilot.pause()
        await pilot.pause()
        assert rows(pilot.app)[9] == "> rad 999"
        assert sum(map(len, source.asked)) <= 60


async def test_the_list_tells_where_the_cursor_is_what_is_opened_and_what_is_marked() -> None:
    desk = Desk(LineList(Source().fetch, draw, [7, 8, 9]))
    async with desk.run_test(size=(40, 5)) as pilot:
        await pilot.press("j", "enter", "x", "k")
        told = [(type(message).__name__, getattr(message, "key", None)) for message in desk.told]
        assert told == [("Moved", 7), ("Moved", 8), ("Opened", 8), ("Marked", None), ("Moved", 9), ("Moved", 8)]
        assert rows(desk)[:3] == ["  rad 7", ">xrad 8", "  rad 9"]
        desk.query_one(LineList).set_keys([9, 10])
        await pilot.pause()
        assert desk.query_one(LineList).key == 9
        assert desk.query_one(LineList).snapshot.marks == set()


async def test_an_outdated_row_shows_the_old_until_the_new_is_here_and_a_lost_one_as_gone() -> None:
    source = Source()
    desk = Desk(LineList(source.fetch, draw, [1, 2, 3]))
    async with desk.run_test(size=(40, 5)) as pilot:
        await pilot.pause()
        source.word, source.gone = "ny", {3}
        source.gate.clear()
        desk.query_one(LineList).outdate()
        await pilot.pause()
        assert rows(desk)[:3] == ["> rad 1", "  rad 2", "  rad 3"]
        source.gate.set()
        await pilot.pause()
        await pilot.pause()
        assert rows(desk)[:3] == ["> ny 1", "  ny 2", "  –"]


async def test_what_changes_while_an_answer_is_on_its_way_is_asked_for_again() -> None:
    source = Source()
    source.gate.clear()
    desk = Desk(LineList(source.fetch, draw, [1]))
    async with desk.run_test(size=(40, 5)) as pilot:
        desk.query_one(LineList).outdate([1])
        source.gate.set()
        await pilot.pause()
        await pilot.pause()
        assert source.asked == [[1], [1]]


async def test_an_empty_list_says_so_and_answers_no_key() -> None:
    desk = Desk(LineList(Source().fetch, draw, empty="Ingen åpne saker."))
    async with desk.run_test(size=(40, 5)) as pilot:
        await pilot.press("j", "enter", "x", "X", "G", "pagedown")
        assert rows(desk)[1] == "  Ingen åpne saker."
        assert not [message for message in desk.told if isinstance(message, LineList.Opened)]


async def test_the_cursor_stays_in_sight_when_the_window_shrinks() -> None:
    desk = Desk(LineList(Source().fetch, draw, range(100)))
    async with desk.run_test(size=(40, 20)) as pilot:
        await pilot.press(*"j" * 15)
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert "> rad 15" in rows(desk)


async def test_hints_drop_whole_items_and_help_stays_at_the_right_end() -> None:
    desk = Desk(HeadLine(), MessageLine(), HintLine(["t tildel", "s status", "f frist"], help="? hjelp"))
    async with desk.run_test(size=(34, 3)) as pilot:
        desk.query_one(HeadLine).show([("HF › Innboks med et altfor langt navn", "")], [("e-post ok", "")])
        desk.query_one(MessageLine).tell("[/nope] [b]x[/b]")
        await pilot.pause()
        assert rows(desk) == [
            " HF › Innboks med et al… e-post ok",
            " [/nope] [b]x[/b]",
            " t tildel  s status        ? hjelp",
        ]
        await pilot.resize_terminal(12, 3)
        await pilot.pause()
        assert rows(desk)[2] == "     ? hjelp"


async def test_a_count_is_told_whole_or_not_at_all() -> None:
    desk = Desk(HeadLine())
    async with desk.run_test(size=(40, 1)) as pilot:
        desk.query_one(HeadLine).show([("Utsending", "")], [("e-post ok", "")], [("feilet 1", ""), ("sendt 246", "")])
        await pilot.pause()
        assert rows(desk) == [" Utsending   feilet 1          e-post ok"]
        await pilot.resize_terminal(46, 1)
        await pilot.pause()
        assert rows(desk) == [" Utsending   feilet 1   sendt 246    e-post ok"]


async def test_a_long_text_is_cut_until_more_is_asked_for() -> None:
    desk = Desk(Reading(("x" * LIMIT + " slutt", ""), ("neste", ""), more="vis mer"))
    async with desk.run_test(size=(40, 10)) as pilot:
        await pilot.press("G")
        assert rows(desk)[9] == "vis mer"
        await pilot.press("enter", "G")
        assert rows(desk)[8:] == ["slutt", "neste"]
        await pilot.press("g")
        assert rows(desk)[0] == "x" * 40


async def test_a_question_hears_only_keys_pressed_after_it_was_drawn() -> None:
    answers: list[bool | None] = []
    desk = Desk(LineList(Source().fetch, draw, [1, 2]))
    async with desk.run_test() as pilot:
        typed = Key("enter", "\r")
        question = Question("Lukk saken?", "Melder får svar.", ("Enter lukk", "Esc avbryt"), help="? hjelp")
        desk.push_screen(question, answers.append)
        desk.post_message(Key("enter", "\r"))
        await pilot.pause()
        await pilot.pause()
        desk.post_message(typed)
        await pilot.pause()
        assert desk.screen is question and answers == []
        await pilot.press("enter")
        assert answers == [True]
        desk.push_screen(Question("Igjen?", "", ("Enter lukk",), help="? hjelp"), answers.append)
        await pilot.pause()
        await pilot.press("escape")
        assert answers == [True, None]


async def test_a_box_keeps_a_draft_on_a_pause_and_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.text_box.PAUSE", 0.01)
    kept: list[str] = []
    desk = Desk(TextBox("før", draft=kept.append))
    async with desk.run_test() as pilot:
        await pilot.press("end", "x")
        while not kept:
            await pilot.pause(0.01)
        assert kept == ["førx"]
        monkeypatch.setattr("tui.widgets.text_box.PAUSE", 60)
        await pilot.press("y", "ctrl+s")
        saved = desk.told[0]
        assert isinstance(saved, TextBox.Saved) and saved.text == "førxy"
        await desk.query_one(TextBox).remove()
        assert kept == ["førx", "førxy"]


async def test_a_filter_waits_for_a_pause_in_the_typing() -> None:
    desk = Desk(FilterField())
    async with desk.run_test() as pilot:
        await pilot.press(*"psy")
        while not desk.told:
            await pilot.pause(0.02)
        await pilot.press("enter", "escape")
        assert [(type(message).__name__, message.text) for message in desk.told] == [
            ("Filtered", "psy"), ("Entered", "psy"), ("Left", "psy"),
        ]  # fmt: skip


def test_every_binding_of_the_widgets_has_a_name_of_its_own_and_an_allowed_key() -> None:
    kinds = (LineList, Reading, TextBox, FilterField, Question, Shell)
    names = [binding.id for kind in kinds for binding in kind.BINDINGS]
    assert all(names) and len(set(names)) == len(names)
    keys = {key for kind in kinds for binding in kind.BINDINGS for key in binding.key.split(",")}
    never = {
        "ctrl+a",
        "ctrl+b",
        "ctrl+h",
        "ctrl+i",
        "ctrl+j",
        "ctrl+m",
        "ctrl+space",
        *"[]{}@$~^\\`",
        "f10",
        "f11",
        "f12",
    }
    assert not keys & never and not [key for key in keys if key.startswith("alt+") or "+enter" in key]
