"""Completing an act: texts from standard input, and what is missing asked on a terminal."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.domain import gate
from core.domain.triage import Approve
from core.domain.workflow import Row
from core.errors import Refused, Usage
from core.words import known, word
from tui.commands.call import Call
from tui.commands.fields import name_of
from tui.fields import Field, choice_words, fields_of

LONGEST: Final = 1_000_000
"""Bytes of one text from standard input."""
TRIES: Final = 3


def fill(call: Call, row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an act. At the gate Refused("gate.missing") with the first question that has no answer."""
    fields = fields_of(row.act)
    if row.act is Approve:
        return _at_the_gate(call, fields, _given(fields, given))
    return complete(call, fields, given, row)


def complete(call: Call, fields: Sequence[Field], given: Mapping[str, Any], row: Row | None = None) -> dict[str, Any]:
    """What was given, `-` read from standard input, the missing parts asked for; parts that need not be are left out.

    `row`: whose parts they are, where they are an act's.
    Raises: Usage("usage.missing") where nobody can be asked.
    """
    values = _given(fields, given)
    missing = [field for field in fields if field.required and field.name not in values]
    if missing and not _can_ask():
        argument = row.argument if row else ""
        words = (name_of(field, positional=argument == field.name) for field in missing)
        raise Usage("usage.missing", names=", ".join(words))
    for field in missing:
        values[field.name] = _ask(call, field, row.name if row else "")
    return values


def _at_the_gate(call: Call, fields: Sequence[Field], values: dict[str, Any]) -> dict[str, Any]:
    """Ask in the order of the gate, no further than the first decisive answer; its rule says where that one leads."""
    by_name = {field.name: field for field in fields}
    while (missing := gate.exit_of(values)[1]) is not None:
        if not _can_ask():
            raise Refused("gate.missing", question=missing)
        values[missing] = _ask(call, by_name[missing], "approve")
    return {name: values.get(name, "") for name in by_name}


def _given(fields: Sequence[Field], given: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in given.items() if value not in (None, (), False)}
    free = [field.name for field in fields if field.free and values.get(field.name) == "-"]
    if len(free) > 1:
        raise Usage("usage.stdin_twice")
    for name in free:
        data = sys.stdin.buffer.read(LONGEST + 1)
        try:
            values[name] = data.decode("utf-8-sig").removesuffix("\n")
        except UnicodeDecodeError:
            raise Usage("usage.stdin") from None
        if len(data) > LONGEST:
            raise Usage("usage.stdin")
    return values


def _can_ask() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(call: Call, field: Field, act: str) -> Any:
    """Ask until the answer can be used, three times at most. The question goes to stderr: stdout is the answer's."""
    for _ in range(TRIES):
        text = _read(_prompt(call, field, act))
        if field.kind == "number" and (number := _number(text, field.choices)):
            return number
        if text and field.kind not in ("choice", "day", "number"):
            return tuple(text.split()) if field.many else text
        if field.kind == "choice" and (choice := _chosen(call, field, act, text)):
            return choice
        if field.kind == "day" and (day := _day(text)):
            return day
        if field.choices:
            call.note("cmd.ask_again", allowed=field.choices)
    raise Usage("usage.missing", names=field.flag)


def _prompt(call: Call, field: Field, act: str) -> str:
    if known(call.language, f"question.{field.word}"):
        said = word(call.language, "question", field.word)
    else:
        said = call.say("cmd.ask", field=field.word)
    if field.kind == "number":
        return f"{said} {'/'.join(field.choices)} "
    told = (choice_words(call.language, act, field.word, each) for each in field.choices)
    choices = [f"{n}) {words} [{each}]" for n, (words, each) in enumerate(zip(told, field.choices, strict=True), 1)]
    return "\n".join([said, *choices, "> "] if choices else [said + " "])


def _read(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        raise KeyboardInterrupt  # ctrl+d: the person leaves
    return line.strip()


def _chosen(call: Call, field: Field, act: str, text: str) -> str | None:
    """An answer by its number, its code, or its words."""
    for n, choice in enumerate(field.choices, 1):
        words = choice_words(call.language, act, field.word, choice)
        if text.casefold() in (str(n), choice.casefold(), words.casefold()):
            return choice
    return None


def _number(text: str, choices: Sequence[str]) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return int(text) if not choices or str(int(text)) in choices else None


def _day(text: str) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
