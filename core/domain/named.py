"""Names of people in a text: whole words, composed or not, with a genitive -s (D3, R4).

The work is one look-up a word and length, however many people there are and whatever the text is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple
from unicodedata import normalize

Key = tuple[str, ...]

_WORD: Final = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")
_BETWEEN: Final = re.compile(r"\s{1,3}|[-‐‑–]|\.\s?")
LONGEST: Final = 6
"""Words a name may have to be looked for."""
_ORDINARY: Final = frozenset((
    "aas", "bakke", "bakken", "berg", "bjerke", "bråten", "bø", "dahl", "dal", "dalen", "eide", "ek", "eng", "engen",
    "foss", "fossen", "gran", "hagen", "haug", "haugen", "hill", "hol", "holm", "holmen", "hus", "li", "lie", "lien",
    "long", "lund", "lunde", "løken", "may", "mo", "moe", "moen", "myhre", "nes", "ness", "nygaard", "nygård", "rud",
    "sand", "sande", "sandvik", "skog", "skogen", "solberg", "steen", "stein", "strand", "sund", "sveen", "tangen",
    "vang", "vik", "viken", "voll", "wood", "young", "ås", "øye",
))  # fmt: skip
"""Surnames that are words as well: at the beginning of a sentence a capital says nothing."""


class Word(NamedTuple):
    """A word of a text: where it stands, and as it is compared."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names to look for. `whole` in any case; `short` with an initial («Ola N.») and `alone` with a capital."""

    whole: frozenset[Key] = frozenset()
    short: frozenset[Key] = frozenset()
    alone: frozenset[Key] = frozenset()

    def __or__(self, other: "Names") -> "Names":
        return Names(self.whole | other.whole, self.short | other.short, self.alone | other.alone)


def words(text: str) -> list[Word]:
    """The words of a text, letters only: a hyphen parts them as a blank does."""
    return [Word(m.start(), m.end(), _key(m[0])) for m in _WORD.finditer(text) if _whole(text, m.start(), m.end())]


@lru_cache(maxsize=8)
def names(full: tuple[str, ...], *, first_alone: bool = False) -> Names:
    """What these people may be called; `first_alone`: also by the first name only, for one person among them all."""
    whole, short, alone = set[Key](), set[Key](), set[Key]()
    for name in full:
        parts = [tuple(_key(word) for word in _WORD.findall(part)) for part in name.split()]
        parts = [part for part in parts if part]
        if len(parts) < 2 or sum(map(len, parts)) > LONGEST:
            continue
        first, last = parts[0], parts[-1]
        whole |= {tuple(word for part in parts for word in part), first + last}
        short.add((*first, last[0][:1]))
        alone |= {last, first} if first_alone else {last}
    return Names(frozenset(whole), frozenset(short), frozenset(key for key in alone if len("".join(key)) > 1))


def find(text: str, found: Sequence[Word], wanted: Names) -> Iterator[tuple[int, int]]:
    """Where these names stand, without a genitive's -s."""
    for at, word in enumerate(found):
        for length in range(min(LONGEST, len(found) - at), 0, -1):
            part = found[at : at + length]
            if (end := _end(text, part, wanted)) is not None:
                yield word.start, end
                break


def _end(text: str, part: Sequence[Word], wanted: Names) -> int | None:
    """Where the name ends that these words are, None when they are none."""
    if not all(_BETWEEN.fullmatch(text, a.end, b.start) for a, b in pairwise(part)):
        return None
    key, end = tuple(word.key for word in part), part[-1].end
    if key in wanted.short and text[part[-1].start].isupper() and text[end : end + 1] == ".":
        return end
    capital = all(text[word.start].isupper() for word in part)
    for ending in ("", "s"):
        if key[-1].endswith(ending):
            stem = (*key[:-1], key[-1].removesuffix(ending)) if ending else key
            alone = capital and stem in wanted.alone and not _ordinary(text, part[0], stem)
            if stem in wanted.whole or alone:
                return end - len(ending)
    return None


def _ordinary(text: str, first: Word, key: Key) -> bool:
    """A common word where a sentence begins."""
    return len(key) == 1 and key[0] in _ORDINARY and text[max(0, first.start - 80) : first.start].rstrip()[-1:] in (
        "", *".!?:«\"“"
    )  # fmt: skip


def _whole(text: str, start: int, end: int) -> bool:
    return not _part(text[start - 1 : start]) and not _part(text[end : end + 1])


def _part(sign: str) -> bool:
    return sign.isdigit() or sign == "_"


def _key(word: str) -> str:
    return normalize("NFC", word).casefold()


def people(full: Iterable[str], own: str = "") -> Names:
    """The names of these people, and of one who may be called by the first name alone."""
    return names(tuple(full)) | (names((own,), first_alone=True) if own else Names())
