"""Choosing words in a text with the keyboard: where they stand, which are marked, the spans that marks make."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"\w(?:[\w.@'’+-]*\w)?")
"""A name, an address, a number; what ends a sentence is no part of the word before it."""


@dataclass(frozen=True, slots=True)
class Word:
    """`start` and `end` in text number `text`."""

    text: int
    start: int
    end: int


class Marks:
    """The words of some texts, the cursor on one of them, and those that are marked."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = tuple(texts)
        self.words = [
            Word(n, found.start(), found.end()) for n, text in enumerate(texts) for found in _WORD.finditer(text)
        ]
        self.cursor = 0
        self.marked: set[int] = set()

    def mark_all(self, spans: Sequence[str]) -> None:
        """Mark every word inside these strings, wherever they stand."""
        for span in spans:
            for n, text in enumerate(self.texts):
                for found in re.finditer(re.escape(span), text):
                    self._mark_between(n, found.start(), found.end())

    def _mark_between(self, text: int, start: int, end: int) -> None:
        for at, word in enumerate(self.words):
            if word.text == text and word.start >= start and word.end <= end:
                self.marked.add(at)

    def toggle(self) -> None:
        """Mark the word under the cursor, or take its mark away."""
        if self.words:
            self.marked ^= {self.cursor}

    def move(self, by: int) -> None:
        """To another word."""
        self.cursor = max(0, min(len(self.words) - 1, self.cursor + by))

    @property
    def spans(self) -> tuple[str, ...]:
        """What is marked: neighbours with nothing but blanks between them are one span; each said once."""
        found: list[str] = []
        for first, last in self._runs():
            text = self.texts[first.text][first.start : last.end]
            if text not in found:
                found.append(text)
        return tuple(found)

    def _runs(self) -> Iterator[tuple[Word, Word]]:
        first = last = None
        for at in sorted(self.marked):
            word = self.words[at]
            if last is not None and first is not None:
                between = self.texts[word.text][last.end : word.start] if word.text == last.text else "|"
                if between.isspace() and at - 1 in self.marked:
                    last = word
                    continue
                yield first, last
            first = last = word
        if first is not None and last is not None:
            yield first, last
