"""The one table of keys: every key works everywhere, has a name, is in help, and can be moved (desk.md §3)."""

import importlib
import inspect
import pkgutil

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import tui
from core.errors import Unusable
from core.words import say
from tui import keys
from tui.screens.help import choices
from tui.widgets.text_box import TextBox


def _classes() -> list[type[DOMNode]]:
    found: dict[str, type[DOMNode]] = {}
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if module.name.startswith("tui.commands") or module.name == "tui.__main__":
            continue
        for name, value in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(value, DOMNode) and value.__module__.startswith("tui."):
                found[f"{value.__module__}.{name}"] = value
    return list(found.values())


CLASSES = _classes()
BINDINGS = [(cls, binding) for cls in CLASSES for binding in cls.__dict__.get("BINDINGS", ())]


def test_the_walk_finds_the_desk() -> None:
    assert {"DeskApp", "ListScreen", "MailScreen", "CaseScreen"} <= {cls.__name__ for cls in CLASSES}


@pytest.mark.parametrize(("cls", "binding"), BINDINGS, ids=lambda each: getattr(each, "id", None) or each.__name__)
def test_every_binding_has_an_id_and_keys_that_arrive_everywhere(cls: type[DOMNode], binding: Binding) -> None:
    assert isinstance(binding, Binding) and binding.id, (cls, binding)
    assert all(keys.allowed(key) for key in keys.split(binding.key)), (cls, binding)


def test_what_is_never_bound() -> None:
    for key in (*"[]{}@$~^\\`", "ctrl+a", "ctrl+b", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+space", "alt+x"):
        assert not keys.allowed(key), key
    for key in ("f10", "f11", "f12", "shift+enter", "ctrl+enter", "æ", "ø", "å", "Å", " "):
        assert not keys.allowed(key), key
    assert all(not keys.allowed(key) for key in keys.NEVER)


def test_no_class_of_ours_inherits_keys_of_textual() -> None:
    ours = {binding.id for _, binding in BINDINGS}
    for cls in CLASSES:
        if cls.__name__ not in ("Dialog", "Shell") and not issubclass(cls, TextBox):
            merged = cls._merge_bindings()
            foreign = {key for key, bound in merged for bound in [bound] if bound.id not in ours}
            assert not {key for key in foreign if not keys.allowed(key) and key not in ("ctrl+c", "super+c")}, cls


def test_the_table_names_each_key_once_and_each_id_once() -> None:
    assert len(keys.BY_ID) == len(keys.TABLE)
    keys.remap({row.id: row.keys for row in keys.TABLE if row.id not in keys.FIXED})  # no two acts on one key


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_key_has_a_name_in_both_languages(language: str) -> None:
    names = [say(language, row.name) for row in keys.TABLE]
    assert all(name and not name.startswith("desk.key") for name in names)


def test_bindings_of_widgets_stand_in_the_table_as_they_are() -> None:
    for cls, binding in BINDINGS:
        row = keys.BY_ID.get(binding.id or "")
        if row is not None:
            assert (row.keys, row.action) == (binding.key, binding.action), cls


def test_the_keys_of_a_list_a_case_and_a_reading_pane_are_in_the_table() -> None:
    for cls, binding in BINDINGS:
        if cls.__name__ in ("LineList", "Reading", "CaseScreen", "ListScreen", "MailScreen", "DeskApp"):
            marks = binding.id in ("list.mark", "list.mark_all")  # for acts on many cases, which do not exist yet
            assert marks or binding.id in keys.BY_ID, (cls, binding.id)


class _Desk:
    def __init__(self) -> None:
        self.keymap = {"case.assign": "T"}

    def say(self, id: str, /, **values: object) -> str:
        return say("nb", id, **values)

    def tell(self, error: object) -> str:
        return str(error)


def test_every_key_of_the_table_is_in_help_under_the_key_it_has_now() -> None:
    places = tuple(dict.fromkeys(row.place for row in keys.TABLE))
    shown = list(choices(_Desk(), {}, places))  # type: ignore[arg-type]
    assert {entry.also for entry in shown} == set(keys.BY_ID)
    assert next(entry.key for entry in shown if entry.also == "case.assign") == "T"


def test_keys_of_the_settings() -> None:
    assert keys.remap({"case.assign": "T", "list.snapshot": "F9"[0].lower() + "9"}) == {
        "case.assign": "T", "list.snapshot": "f9",
    }  # fmt: skip
    assert keys.remap({"case.note": ","}) == {"case.note": "comma"}


@pytest.mark.parametrize(
    ("wanted", "id"),
    [
        ({"case.asign": "T"}, "keys.unknown"),
        ({"case.assign": "alt+t"}, "keys.never"),
        ({"case.assign": "å"}, "keys.never"),
        ({"case.assign": "ctrl+b"}, "keys.never"),
        ({"case.assign": "c"}, "keys.twice"),
        ({"case.assign": "j"}, "keys.twice"),
        ({"case.assign": "enter"}, "keys.twice"),  # nothing that sends sits on Enter
        ({"list.open": "o"}, "keys.fixed"),
    ],
)
def test_keys_that_cannot_be_are_refused_with_the_reason(wanted: dict[str, str], id: str) -> None:
    with pytest.raises(Unusable) as refused:
        keys.remap(wanted)
    assert refused.value.id == id
    line = say("nb", refused.value.id, **refused.value.values)
    assert next(iter(wanted)) in line and "\n" not in line
    if id == "keys.unknown":
        assert "case.assign" in line
