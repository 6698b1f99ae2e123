"""The parts of an act as options: what a command takes is what the act's dataclass has, so none is written by hand."""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import date
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import click

from core.domain.workflow import Row
from tui.commands.usage import Choice, Day

SAMPLES: Final = {
    "answer": "'Pensum er nå lagt ut.'",
    "cause": "'Uklart hvem som legger ut pensum'",
    "consequence": "'300 studenter uten pensum'",
    "for": "kari",
    "outcome": "'Ny rutine ved instituttet'",
    "owner": "ola",
    "ref": "VARSEL-17",
    "refer_to": "IE-IDI",
    "result": "handled",
    "span": "'Kari Nordmann'",
    "text": "'Legg ut pensum'",
    "to": "ola",
    "with": "per",
}
"""What stands in the examples of help, by the name of the field."""

SAMPLE: Final = "'…'"
SAMPLE_DAY: Final = "2026-12-24"


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an act. `choices` are the only words it takes, when there are any; `many` takes several."""

    name: str
    required: bool
    choices: tuple[str, ...] = ()
    day: bool = False
    many: bool = False

    @property
    def word(self) -> str:
        """Its name without the underscore that keeps it from being Python's own word: with_ → with."""
        return self.name.rstrip("_")

    @property
    def flag(self) -> str:
        return "--" + self.word.replace("_", "-")

    @property
    def sample(self) -> str:
        if self.choices:
            return self.choices[0]
        return SAMPLE_DAY if self.day else SAMPLES.get(self.word, SAMPLE)


def fields_of(act: type[Any]) -> tuple[Field, ...]:
    """The parts of an act, in their order."""
    hints = get_type_hints(act)
    return tuple(_field(each.name, hints[each.name], each.default is MISSING) for each in fields(act))


def _field(name: str, hint: Any, required: bool) -> Field:
    if get_origin(hint) is tuple:
        return Field(name, required, many=True)
    for kind in (hint, *(each for each in get_args(hint) if each is not NoneType)):
        if get_origin(kind) is Literal:
            return Field(name, required, choices=get_args(kind))
        if kind is date:
            return Field(name, required, day=True)
    return Field(name, required)


def params_of(row: Row) -> list[click.Parameter]:
    """What the command of an act takes: which case or measure, and the parts of the act."""
    return [
        click.Argument(["id"], metavar="ID"),
        *(param_of(field, positional=row.argument == field.name) for field in fields_of(row.act)),
        click.Option(["--json", "as_json"], is_flag=True),
    ]


def param_of(field: Field, *, positional: bool = False) -> click.Parameter:
    """An option for a part of an act, or the word behind the case. None of them is required of click: see `asking`."""
    kind = Choice(field.choices) if field.choices else Day() if field.day else None
    metavar = None if field.choices else "DATE" if field.day else "TEXT"
    if positional:
        return click.Argument([field.name], required=False, default=None, type=kind, metavar=field.word.upper())
    return click.Option([field.flag, field.name], default=None, type=kind, multiple=field.many, metavar=metavar)


def example_of(row: Row) -> str:
    """A whole command, with every part that must be there."""
    return " ".join(["avvik", row.group, row.verb, "A-26-0124/1" if row.tasks else "A-26-0124", *_parts(row)])


def _parts(row: Row) -> Iterator[str]:
    for field in fields_of(row.act):
        if field.required:
            yield field.sample if row.argument == field.name else f"{field.flag} {field.sample}"
