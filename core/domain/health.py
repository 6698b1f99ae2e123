"""Words about somebody's health, in bokmål, nynorsk and English: a short list, so that it is believed (law.md L30).

What is said of the house every day is left out even where it may be about health: medisin, psykologi, psykososialt,
terapi, rehabilitering, blind (sensur).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from core.domain.named import Word

_BEGINNINGS: Final = frozenset((
    "adhd", "alkoholi", "allergi", "anoreks", "anorexi", "antidepress", "asperger", "asthma", "astma", "autis",
    "bipolar", "blodprøv", "brannskad", "brannsår", "bulimi", "burnout", "cancer", "cerebral", "chemotherap", "crohn",
    "cøliak", "depresj", "depress", "deprim", "diabet", "diagnos", "disabilit", "dyscalculi", "dyskalkuli", "dysleks",
    "dyslex", "epilep", "fibromyalg", "funksjonshem", "funksjonsned", "gravid", "hepatitis", "hepatitt", "hjerneryst",
    "hjertefeil", "hjerteinfarkt", "hospitali", "hørselshem", "høyrselshem", "insomni", "kreftbehandl", "kreftsjuk",
    "kreftsyk", "legeattest", "legeerkl", "medication", "migrain", "migren", "miscarriage", "overdos", "panikkanfall",
    "pregnan", "psychiatr", "psychosis", "psychotic", "psykiatr", "psykisk", "psykose", "psykotisk", "rullestol",
    "rusavheng", "rusbehandl", "rusmisbr", "rusproblem", "ryggmargsbrokk", "schizo", "selvmord", "selvskad",
    "sjukmeld", "sjølvmord", "sjølvskad", "sovemedisin", "spiseforstyrr", "suicid", "svaksyn", "sykemeld", "sykmeld",
    "synshem", "søvnløs", "tourette", "ulcerøs", "utbrend", "utbrent", "wheelchair", "øresus",
))  # fmt: skip
"""How words begin that are counted with all their endings."""
_WHOLE: Final = frozenset((
    "angst", "angsten", "anxiety", "disease", "døv", "døve", "fastlege", "fastlegen", "hiv", "illness", "innlagt",
    "kols", "kreft", "kreften", "ocd", "psykolog", "psykologen", "ptsd", "sick", "sickness", "sjuk", "sjukdom",
    "sjukdommen", "sjuke", "smitta", "smittet", "syk", "sykdom", "sykdommen", "syke", "utslett",
))  # fmt: skip
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
