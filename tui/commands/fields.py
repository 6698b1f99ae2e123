"""The parts of an act as options: what a command takes is what the act's dataclass has, so none is written by hand."""

from collections.abc import Iterator
from typing import Any, Final

import click

from core.domain.workflow import Row
from tui.commands.usage import Choice, Day, Number, NumberChoice
from tui.fields import Field, fields_of

SAMPLES: Final = {
    "answer": "'Pensum er nå lagt ut.'",
    "ask": "IE-IDI",
    "cause": "'Uklart hvem som legger ut pensum'",
    "consequence": "'300 studenter uten pensum'",
    "email": "ola.student@example.org",
    "for": "kari",
    "grade": "B",
    "number": "1",
    "outcome": "'Ny rutine ved instituttet'",
    "owner": "ola",
    "question": "'Når ble pensum lagt ut?'",
    "ref": "VARSEL-17",
    "refer_to": "IE-IDI",
    "result": "handled",
    "span": "'Kari Nordmann'",
    "text": "'Legg ut pensum'",
    "to": "ola",
    "who": "ola",
    "with": "per",
}
"""What stands in the examples of help, by the name of the field."""

SAMPLE: Final = "'…'"
SAMPLE_DAY: Final = "2026-12-24"
SAMPLE_CASE: Final = "A-26-0117"
SUBJECTS: Final = {"case": "A-26-0124", "measure": "A-26-0124/1", "hearing": "A-26-0124/2", "deadline": "A-26-0124:2"}
"""What an act is about, as it is written on the shell."""
COMPLAINT: Final = "K-26-0007"


def params_of(row: Row) -> list[click.Parameter]:
    """What the command of an act takes: what it is about, and the parts of the act."""
    return [
        click.Argument(["id"], metavar="ID[,ID…]" if row.bulk else "HEARING" if row.on == "hearing" else "ID"),
        *(param_of(field, positional=row.argument == field.name) for field in fields_of(row.act)),
        click.Option(["--json", "as_json"], is_flag=True),
    ]


def param_of(field: Field, *, positional: bool = False) -> click.Parameter:
    """An option for a part of an act, or the word behind the case. None of them is required of click: see `asking`."""
    if field.kind == "flag":
        return click.Option([field.flag, field.name], is_flag=True)
    kind = _type_of(field)
    metavar = None if field.choices else {"day": "DATE", "whom": "LOGIN|UNIT", "number": "N"}.get(field.kind, "TEXT")
    if not positional:
        return click.Option([field.flag, field.name], default=None, type=kind, multiple=field.many, metavar=metavar)
    words = name_of(field, positional=True)
    if field.many:
        return click.Argument([field.name], required=False, nargs=-1, type=kind, metavar=f"{words} …")
    return click.Argument([field.name], required=False, default=None, type=kind, metavar=words)


def _type_of(field: Field) -> click.ParamType[Any] | None:
    if field.choices:
        return NumberChoice(field.choices) if field.kind == "number" else Choice(field.choices)
    plain: dict[str, click.ParamType[Any]] = {"day": Day(), "number": Number()}
    return plain.get(field.kind)


def name_of(field: Field, *, positional: bool) -> str:
    """A part as usage names it: LOGIN behind the case, or its flag."""
    if not positional:
        return field.flag
    return {"login": "LOGIN", "day": "DATE", "whom": "LOGIN|UNIT", "number": "N"}.get(field.kind, field.word.upper())


def example_of(row: Row) -> str:
    """A whole command, with every part that must be there."""
    subject = COMPLAINT if row.kind == "complaint" else SUBJECTS[row.on]
    return " ".join(["avvik", row.group, row.verb, subject, *_parts(row)])


def _parts(row: Row) -> Iterator[str]:
    for field in fields_of(row.act):
        if field.required:
            yield sample_of(field) if row.argument == field.name else f"{field.flag} {sample_of(field)}"


def sample_of(field: Field) -> str:
    """What could be given for a part."""
    if field.choices:
        return field.choices[0]
    return {"day": SAMPLE_DAY, "case": SAMPLE_CASE, "number": "1"}.get(field.kind) or SAMPLES.get(field.word, SAMPLE)
