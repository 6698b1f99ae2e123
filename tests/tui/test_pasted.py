"""What is pasted is text, however it arrives in pieces, and no key of it reaches the desk (faults.md §1)."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.pasted import BEGIN, END, Parser, Pastes

PIECES = st.lists(
    st.sampled_from(["\x1b", "[", "200~", "201~", "a", "\x1bq", "\x1b[A", BEGIN, END, "[20", "\n"]), max_size=30
)


@given(PIECES, st.lists(st.integers(1, 5), min_size=1))
def test_pieces_make_no_difference(words: list[str], sizes: list[int]) -> None:
    text = "".join(words) + END
    whole = Pastes().harmless(text)
    pastes, got, at = Pastes(), "", 0
    for size in itertools.cycle(sizes):
        if at >= len(text):
            break
        got += pastes.harmless(text[at : at + size])
        at += size
    assert got == whole


@given(PIECES)
def test_outside_a_paste_nothing_changes_or_waits(words: list[str]) -> None:
    text = "".join(words).replace(BEGIN, "")
    if BEGIN not in text:
        assert Pastes().harmless(text) == text


def test_a_paste_full_of_keys_is_one_paste() -> None:
    parser = Parser()
    said = "\x1b\x1b[A\x1b" + "q" * 50 + "\x1b[999;999Z\ny"
    found = (
        list(parser.feed("j" + BEGIN + said[:3]))
        + list(parser.feed(said[3:] + END[:2]))
        + list(parser.feed(END[2:] + "k"))
    )
    assert [type(each) for each in found] == [events.Key, events.Paste, events.Key]
    assert found[1].text == said.replace("\x1b", "\u241b")
