"""The parts of an act, read from its dataclass: the shell's options and the desk's forms both follow from them."""

from dataclasses import MISSING, dataclass, fields
from datetime import date
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin, get_type_hints

from core.words import known, word

Kind = Literal["line", "words", "login", "unit", "whom", "case", "day", "flag", "choice", "number"]
"""How a part is asked for: those of `core.domain.parts`, and what a plain type says by itself."""

FAMILIES: Final = {"what": "mail.name", "how": "desk.ask.how", "severity": "severity"}
"""Where the catalogue says the choices of a part in words, by the part's name; else under the act's own."""


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an act. `choices` are the only words it takes, when there are any; `many` takes several."""

    name: str
    required: bool
    kind: Kind = "line"
    choices: tuple[str, ...] = ()
    many: bool = False

    @property
    def word(self) -> str:
        """Its name without the underscore that keeps it from being Python's own word: with_ → with."""
        return self.name.rstrip("_")

    @property
    def flag(self) -> str:
        return "--" + self.word.replace("_", "-")

    @property
    def free(self) -> bool:
        """Whether any words will do."""
        return self.kind in ("line", "words") and not self.many


def fields_of(act: type[Any]) -> tuple[Field, ...]:
    """The parts of an act, in their order."""
    hints = get_type_hints(act, include_extras=True)
    return tuple(_field(each.name, hints[each.name], each.default is MISSING) for each in fields(act))


def choice_words(language: str, act: str, field: str, code: str) -> str:
    """A choice in words: «duplicate» of the act link as «dublett av den»; the code itself where there are none."""
    families = (f"desk.ask.{act}", FAMILIES.get(field, "answer"))
    family = next((family for family in families if known(language, f"{family}.{code}")), families[-1])
    return word(language, family, code)


def _field(name: str, hint: Any, required: bool) -> Field:
    hint = next((each for each in get_args(hint) if NoneType in get_args(hint) and each is not NoneType), hint)
    many = get_origin(hint) is tuple
    hint = get_args(hint)[0] if many else hint
    if get_origin(hint) is Literal:
        number = all(isinstance(each, int) for each in get_args(hint))
        return Field(name, required, "number" if number else "choice", tuple(map(str, get_args(hint))), many)
    if get_origin(hint) is Annotated:
        return Field(name, required, get_args(hint)[1], (), many)
    plain: dict[Any, Kind] = {date: "day", bool: "flag", int: "number"}
    return Field(name, required, plain.get(hint, "line"), (), many)
