"""Words about somebody's health, in bokmål, nynorsk and English: a short list, so that it is believed (law.md L30).

What is said of the house every day is left out even where it may be about health: medisin, psykologi, psykososialt,
terapi, rehabilitering, blind (sensur).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from core.domain.named import Word

_BEGINNINGS: Final = frozenset(
    [
        "adhd",
        "alkoholi",
        "allergi",
        "anoreks",
        "anorexi",
        "antidepress",
        "asperger",
        "astma",
        "asthma",
        "autis",
        "bipolar",
        "blodprøv",
        "brannskad",
        "brannsår",
        "bulimi",
        "burnout",
        "cancer",
        "cerebral",
        "chemotherap",
        "crohn",
        "cøliak",
        "deprim",
        "depresj",
        "depress",
        "diabet",
        "diagnos",
        "disabilit",
        "dysleks",
        "dyslex",
        "dyskalkuli",
        "dyscalculi",
        "epilep",
        "fibromyalg",
        "funksjonshem",
        "funksjonsned",
        "gravid",
        "hepatitt",
        "hepatitis",
        "hjerneryst",
        "hjertefeil",
        "hjerteinfarkt",
        "hørselshem",
        "høyrselshem",
        "hospitali",
        "insomni",
        "kreftbehandl",
        "kreftsjuk",
        "kreftsyk",
        "legeattest",
        "legeerkl",
        "medication",
        "migren",
        "migrain",
        "miscarriage",
        "overdos",
        "panikkanfall",
        "pregnan",
        "psykiatr",
        "psychiatr",
        "psykisk",
        "psykose",
        "psykotisk",
        "psychosis",
        "psychotic",
        "rullestol",
        "rusavheng",
        "rusbehandl",
        "rusmisbr",
        "rusproblem",
        "ryggmargsbrokk",
        "schizo",
        "selvmord",
        "selvskad",
        "sjukmeld",
        "sjølvmord",
        "sjølvskad",
        "sovemedisin",
        "spiseforstyrr",
        "suicid",
        "sykemeld",
        "sykmeld",
        "svaksyn",
        "synshem",
        "søvnløs",
        "tourette",
        "ulcerøs",
        "utbrend",
        "utbrent",
        "wheelchair",
        "øresus",
    ]
)
"""How words begin that are counted with all their endings."""
_WHOLE: Final = frozenset(
    [
        "angst",
        "angsten",
        "anxiety",
        "disease",
        "døv",
        "døve",
        "fastlege",
        "fastlegen",
        "hiv",
        "illness",
        "innlagt",
        "kols",
        "kreft",
        "kreften",
        "ocd",
        "ptsd",
        "psykolog",
        "psykologen",
        "sick",
        "sickness",
        "sjuk",
        "sjuke",
        "sjukdom",
        "sjukdommen",
        "smitta",
        "smittet",
        "syk",
        "syke",
        "sykdom",
        "sykdommen",
        "utslett",
    ]
)
_PAIRS: Final = frozenset(
    {
        ("panic", "attack"), ("panic", "attacks"), ("sick", "leave"), ("mental", "health"), ("eating", "disorder"),
        ("emergency", "ward"), ("emergency", "room"),
    }
)  # fmt: skip
_NEXT: Final = 3
"""Signs between the words of a pair, at most."""
_SHORTEST: Final = min(map(len, _BEGINNINGS))
_LONGEST: Final = max(map(len, _BEGINNINGS))


def find(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where such words stand; «Crohns sykdom» is one find."""
    start = end = -1
    for at, word in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else word
        pair = (word.key, after.key) in _PAIRS and after.start - word.end <= _NEXT
        if not (pair or word.key in _WHOLE or _begins(word.key)):
            continue
        if end < 0 or word.start - end > 1:
            if end >= 0:
                yield start, end
            start = word.start
        end = max(end, after.end if pair else word.end)
    if end >= 0:
        yield start, end


def _begins(key: str) -> bool:
    return any(key[:length] in _BEGINNINGS for length in range(_SHORTEST, min(_LONGEST, len(key)) + 1))
