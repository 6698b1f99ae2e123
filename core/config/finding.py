"""What pydantic found wrong, as problems: one a key, each on its line, with the nearest name for an unknown one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, get_args

from core.config.problem import Problem
from core.config.section import Section
from core.config.source import Key, Source
from core.words import Said

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_KINDS: Final = {
    "string": "config.kind_text",
    "int": "config.kind_number",
    "bool": "config.kind_truth",
    "date": "config.kind_date",
    "tuple": "config.kind_list",
    "dict": "config.kind_table",
    "model": "config.kind_table",
}


def problems(error: "ValidationError", model: type[Section], source: Source) -> Iterator[Problem]:
    """One problem for each finding of `error`, which came from reading `source` as a `model`."""
    for each in error.errors(include_url=False, include_input=False):
        key = each["loc"]
        id, values = _sentence(each, model)
        yield Problem(source.file, source.line(key), written(key), id, values)


def written(key: Key) -> str:
    """A key as people write it: ("rule", 1, "period") is `rule[2].period`."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in key)
    return text.removeprefix(".")


def _sentence(found: "ErrorDetails", model: type[Section]) -> tuple[str, dict[str, object]]:
    kind, values = found["type"], dict(found.get("ctx", {}))
    match kind.split("_"):
        case _ if kind.startswith("config."):
            return kind, values
        case ["missing"]:
            return "config.missing", {}
        case ["extra", "forbidden"]:
            return _unknown(found["loc"], model)
        case [of, "type", *_] if of in _KINDS:
            return "config.wrong_kind", {"kind": Said(_KINDS[of])}
        case ["literal", "error"]:
            return "config.choice", {"expected": values["expected"].replace(" or ", ", ").replace("'", "")}
        case ["greater", "than", "equal"]:
            return "config.least", {"least": values["ge"]}
        case ["less", "than", "equal"]:
            return "config.most", {"most": values["le"]}
        case ["string" | "too", *_, "short"]:
            return "config.empty", {}
        case ["string" | "too", *_, "long"]:
            return "config.long", {"most": values["max_length"]}
    return "config.wrong", {"reason": found["msg"]}


def _unknown(key: Key, model: type[Section]) -> tuple[str, dict[str, object]]:
    from difflib import get_close_matches

    *table, name = key
    names = _names(_within(model, table))
    near = [f"{step}.{name}" for step in _names(model) if name in _names(_within(model, [step]))]
    near = near or get_close_matches(str(name), names, 1)
    return ("config.unknown", {"near": near[0]}) if near else ("config.unknown_known", {"known": sorted(names)})


def _names(section: Any) -> dict[str, Any]:
    """What may stand in a section: its keys, and for each what may stand there."""
    if not (isinstance(section, type) and issubclass(section, Section)):
        return {}
    return {field.alias or name: field.annotation for name, field in section.model_fields.items()}


def _within(section: Any, key: list[str | int]) -> Any:
    """What may stand under `key`: a section, or whatever else; lists and tables of sections are stepped through."""
    for step in key:
        names = _names(section)
        section = names.get(str(step)) if names else next((each for each in get_args(section) if _names(each)), None)
    return section
