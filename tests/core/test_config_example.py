"""config.example.toml shows every key with its default and why; every key is described where it is declared."""

import ast
import inspect
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core.config import Settings, load, mail, rule, settings
from core.config.section import Section

EXAMPLE = Path(inspect.getfile(settings)).parents[2] / "config.example.toml"
LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()

SECTIONS: dict[type[Section], tuple[str | int, ...]] = {
    Settings: (),
    settings.Database: ("database",),
    mail.Mail: ("mail",),
    settings.Log: ("log",),
    settings.Deadlines: ("deadlines",),
    rule.RuleEntry: ("rule", 0),
    settings.Workflow: ("workflow",),
    settings.FacultyWorkflow: ("workflow", "faculty", "IE"),
    settings.Offices: ("offices",),
    settings.Import: ("import",),
    settings.Desk: ("desk",),
}

# Their default is nothing, or follows from another table: the example shows how they are written.
SHOWN_ONLY = {"username", "password_file", "reply_to", "templates", "file", "faculty", "period", "doku", "fs_help"}


def taken_in() -> dict[str, Any]:
    """The example with every key that is commented out; the words between them stay comments."""
    return tomllib.loads("\n".join(re.sub(r'^# (?=\[+[a-z]|[a-z_]+ = |"[a-z.]+" = )', "", line) for line in LINES))


def at(data: Any, key: tuple[str | int, ...]) -> dict[str, Any]:
    for step in key:
        data = data[step]
    assert isinstance(data, dict)
    return data


def test_the_example_loads_and_changes_no_default() -> None:
    example = load(EXAMPLE)
    mail = {"host": example.mail.host, "sender": example.mail.sender}
    least = {"database": {"path": str(example.database.path)}, "mail": mail}
    assert example == Settings.model_validate(least)


def test_what_is_commented_out_is_right_too() -> None:
    Settings.model_validate(taken_in())


@pytest.mark.parametrize(("section", "key"), SECTIONS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_every_key_stands_in_the_example(section: type[Section], key: tuple[str | int, ...]) -> None:
    assert set(at(taken_in(), key)) == {field.alias or name for name, field in section.model_fields.items()}


@pytest.mark.parametrize("name", ["mail", "log", "deadlines", "workflow", "import", "desk"])
def test_a_default_in_the_example_is_the_default(name: str) -> None:
    defaults = load(EXAMPLE).model_dump(mode="json", by_alias=True)[name]
    shown = {key: value for key, value in taken_in()[name].items() if key not in SHOWN_ONLY}
    assert shown == {key: defaults[key] for key in shown} != {}


def test_the_rule_in_the_example_has_the_default_reminders() -> None:
    shown = rule.RuleEntry.model_validate(taken_in()["rule"][0])
    defaults = {name: field.default for name, field in rule.RuleEntry.model_fields.items() if not field.is_required()}
    assert {name: getattr(shown, name) for name in defaults if name not in SHOWN_ONLY} == {
        name: default for name, default in defaults.items() if name not in SHOWN_ONLY
    }


def test_every_key_has_its_line_above_it() -> None:
    key = re.compile(r"(# )?[a-z_]+ = ")
    bare = [line for above, line in pairwise(LINES) if key.match(line) and not re.match(r"# (?![a-z_]+ = |\[)", above)]
    assert bare == []


@pytest.mark.parametrize("section", [*SECTIONS, rule.RuleFile])
def test_every_key_is_described_where_it_is_declared(section: type[Section]) -> None:
    (declared,) = ast.parse(inspect.getsource(section)).body
    assert isinstance(declared, ast.ClassDef)
    fields = [(each, below) for each, below in pairwise(declared.body) if isinstance(each, ast.AnnAssign)]
    assert len(fields) == len(section.model_fields)
    for field, below in fields:
        assert isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant), ast.unparse(field)
