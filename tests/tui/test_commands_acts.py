"""Every act of the workflow's table is a command, with what the act needs and nothing more."""

import shlex
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import click
import pytest

from core.domain.handling import Close
from core.domain.hearing import Hear
from core.domain.linking import Link
from core.domain.proposal import Clear
from core.domain.replying import CorrectAddress
from core.domain.triage import Approve
from core.domain.workflow import TABLE, Row
from core.errors import Refused, Usage
from core.words import known
from tui.commands.acts import ActCommand, spread
from tui.commands.asking import fill
from tui.commands.call import Call
from tui.commands.fields import SUBJECTS, example_of, name_of
from tui.commands.helped import Command, Lazy
from tui.commands.root import root
from tui.fields import fields_of

ROWS = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)


def commands(group: click.Command = root, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command there is, with its words."""
    yield path, group
    if isinstance(group, Lazy):
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            yield from commands(found, f"{path} {name}".strip())


def command_of(row: Row) -> ActCommand:
    found = dict(commands())[f"{row.group} {row.verb}"]
    assert isinstance(found, ActCommand)
    return found


def parsed(row: Row, words: str) -> dict[str, object]:
    """What the words give, as the act's command hands it on."""
    command = command_of(row)
    context = command.make_context(row.verb, shlex.split(words), obj=Call({}))
    return context.params


@ROWS
def test_an_act_takes_what_its_dataclass_has(row: Row) -> None:
    names = {param.name for param in command_of(row).params} - {"id", "as_json"}
    assert names == {field.name for field in fields(row.act)}
    assert command_of(row).row is row


@ROWS
def test_the_example_is_the_act(row: Row) -> None:
    words = example_of(row).removeprefix(f"avvik {row.group} {row.verb} ")
    given = parsed(row, words)
    assert (given.pop("id"), given.pop("as_json")) == (SUBJECTS[row.on], False)
    act = row.act(**fill(Call({}), row, given))
    for field in fields_of(row.act):
        value = getattr(act, field.name)
        assert not field.choices or value is None or value in field.choices
        assert field.kind != "day" or value is None or isinstance(value, date)
        assert isinstance(value, tuple) == field.many
        assert field.kind != "flag" or value is False


@ROWS
def test_what_is_missing_is_named_where_nobody_can_be_asked(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.setattr("tui.commands.asking._can_ask", lambda: False)
    required = [field for field in fields_of(row.act) if field.required]
    if not required:
        assert fill(Call({}), row, {}) == {}
        return
    with pytest.raises(Refused if row.act is Approve else Usage) as refused:
        fill(Call({}), row, {})
    if row.act is Approve:
        assert (refused.value.id, refused.value.values) == ("gate.missing", {"question": "censurable"})
    else:
        names = str(refused.value.values["names"]).split(", ")
        assert names == [name_of(f, positional=f.name == row.argument) for f in required]


def test_parts_read_as_they_are_meant() -> None:
    """What the desk asks in pickers, boxes and lines follows from the annotations of an act."""

    def kinds(act: type[object]) -> dict[str, str]:
        return {field.name: field.kind + "+" * field.many for field in fields_of(act)}

    assert kinds(Hear) == {"ask": "whom+", "question": "words", "due": "day"}
    assert kinds(Link) == {"to": "case", "kind": "choice"}
    assert kinds(Clear) == {"with_": "login", "note": "words", "for_": "login", "how": "choice"}
    assert kinds(Close) == {"outcome": "words", "answer": "words", "no_measure": "words", "with_duplicates": "flag"}
    assert kinds(CorrectAddress) == {"email": "line", "why": "words"}
    assert [field.required for field in fields_of(Hear)] == [True, True, False]


def test_a_decisive_answer_asks_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    row = next(row for row in TABLE if row.act is Approve)
    assert fill(Call({}), row, {"censurable": "yes"})["hse"] == ""
    monkeypatch.setattr("tui.commands.asking._can_ask", lambda: False)
    with pytest.raises(Refused, match=r"gate\.missing") as refused:
        fill(Call({}), row, {"censurable": "no", "ours": "yes"})
    assert refused.value.values == {"question": "hse"}


def test_on_a_terminal_the_gate_is_asked_in_its_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = next(row for row in TABLE if row.act is Approve)
    said = iter(["no", "1", "", "maybe", "ja", "n", "no", "tried", "nei", "1"])
    asked: list[str] = []

    def read(prompt: str) -> str:
        asked.append(prompt.splitlines()[0])
        return next(said)

    monkeypatch.setattr("tui.commands.asking._can_ask", lambda: True)
    monkeypatch.setattr("tui.commands.asking._read", read)
    values = fill(Call({"LANG": "nb_NO"}), row, {})
    assert values["deviation"] == "no"
    assert values["channels"] == ""
    assert asked[0] == "Handler meldingen om kritikkverdige forhold (varsling)?"
    assert "yes, no" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "spread_out"),
    [
        ("A --span x y --why z", "A --span x --span y --why z"),
        ("A --span x --span y --why z", "A --span x --span y --why z"),
        ("--span x A --why z", "--span x A --why z"),
        ("A --why z --span x", "A --why z --span x"),
        ("--why z A --span x y z", "--why z A --span x --span y --span z"),
    ],
)
def test_a_flag_that_takes_several_takes_them_in_a_row(words: str, spread_out: str) -> None:
    assert spread(words.split(), ["--span"]) == spread_out.split()


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=lambda each: each if isinstance(each, str) else "")
def test_help_is_in_both_languages_and_has_an_example(path: str, command: click.Command) -> None:
    id = f"help.{path.replace(' ', '.') or 'avvik'}"
    for language, example in (("nb", "Eksempel"), ("en", "Example")):
        assert known(language, id)
        context = click.Context(root, info_name="avvik", obj=Call({"LANG": language}))
        for word in path.split():
            assert isinstance(context.command, Lazy)
            found = context.command.get_command(context, word)
            assert found is not None
            context = click.Context(found, parent=context, info_name=word)
        text = context.get_help()
        assert example in text
        assert isinstance(command, Command | Lazy)
        assert command.example.split(" -")[0] in " ".join(text.split())
        options = [param.name for param in command.params]
        assert all(
            any(known(language, f"{family}.{name.rstrip('_')}") for family in ("question", "option", "field"))
            for name in options
            if name
        ), options
