"""Text in terminal cells: harmless, bounded, cut and wrapped by width and never by length (faults.md §5, 15)."""

from itertools import pairwise

import pytest
from hostile import CORPUS, MUST_SURVIVE
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from terminal import foreign

from tui.widgets.cells import calm, cut, fit, wrap
from tui.widgets.lines import tidy

anything = st.text(alphabet=st.characters(), max_size=80) | st.sampled_from([text[:300] for _, text in CORPUS])


@pytest.mark.parametrize("text", MUST_SURVIVE)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert calm(text) == text
    assert "".join(wrap(text, 80)) == text


@pytest.mark.parametrize("family", ["👩\u200d👩\u200d👧\u200d👦", "❤️\u200d🔥", "👍🏽", "🇳🇴"])
def test_joined_emoji_are_left_alone(family: str) -> None:
    assert calm(family) == family


@given(anything, st.integers(0, 40), st.booleans())
def test_a_column_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width


@given(anything, st.integers(2, 40))
def test_a_wrapped_line_is_never_wider_and_never_raw(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert cell_len(line) <= width
        assert foreign(line.encode()) == []


@pytest.mark.parametrize("letter", ["1\ufe0f\u20e3", "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇳🇴", "漢"])
def test_a_letter_of_several_signs_is_measured_whole(letter: str) -> None:
    for width in range(2, 9):
        lines = list(wrap(letter * 30, width))
        assert max(map(cell_len, lines)) <= width
        assert "".join(lines) == letter * 30


@given(st.text(alphabet="ab æ\n漢", max_size=200), st.integers(2, 20))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.lists(st.tuples(anything, st.sampled_from(["", "dim", "alarm"])), max_size=5), st.integers(1, 60))
def test_a_line_of_pieces_fills_the_width_exactly(pieces: list[tuple[str, str]], width: int) -> None:
    line = tidy(pieces, width)
    assert sum(cell_len(text) for text, _ in line) == width
    assert all(one[1] != other[1] for one, other in pairwise(line))


def test_a_flood_of_marks_is_bounded() -> None:
    assert len(calm("a" + "\u0301" * 2000)) <= 6
    assert len(calm("👩\u200d" * 400)) < 900
    assert calm("a\u200db\u200dc") == "abc"


def test_what_is_left_out_is_shown() -> None:
    assert cut("Pensumliste kom", 8) == "Pensuml…"
    assert cut("漢字漢字", 4) == "漢…"
    assert cut("abc", 0) == ""
    assert fit("8 d", 6, right=True) == "   8 d"


def test_a_hidden_letter_and_a_control_show_as_signs() -> None:
    assert calm("ad\u200bmin\x1b[2J\u115f") == "ad�min␛[2J�"
