"""What pydantic says of a directory file, as problems of ours: a message id each, never the value that was refused."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic import ValidationError

from core.intake import directory_models as models
from core.intake.directory_checks import Problem

_TABLES: Final[dict[str, type[models.Table]]] = {
    "": models.DirectoryTables,
    "meta": models.MetaTable,
    "unit": models.UnitTable,
    "programme": models.SubjectTable,
    "course": models.SubjectTable,
    "person": models.PersonTable,
    "role": models.RoleTable,
}
_IDS: Final = {
    "missing": "directory.missing_key",
    "literal_error": "directory.not_one_of",
    "string_pattern_mismatch": "directory.bad_code",
    "invalid_email": "directory.invalid_email",
}


def shapes(error: ValidationError) -> Iterator[Problem]:
    """A Problem for each thing pydantic found, in its order."""
    for detail in error.errors(include_url=False, include_input=False):
        table, index, key = _place(detail["loc"])
        if detail["type"] == "extra_forbidden":
            yield _unknown(table, index, key)
            continue
        values: dict[str, object] = {"key": key or table}
        if detail["type"] == "literal_error":
            values["allowed"] = detail["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
        yield Problem(_IDS.get(detail["type"], "directory.bad_value"), table, index, key, values)


def _place(loc: Sequence[int | str]) -> tuple[str, int, str]:
    """(table, index, key); what is wrong with a table as a whole has the table's name and no key."""
    index = next((part for part in loc if isinstance(part, int)), 0)
    names = [part for part in loc if isinstance(part, str)]
    return names[0], index, names[1] if len(names) > 1 else ""


def _unknown(table: str, index: int, key: str) -> Problem:
    """A key that the table has not, or (without a key) a table that the file has not."""
    fields = _TABLES[table if key else ""].model_fields
    unknown = key or table
    if near := get_close_matches(unknown, [field.alias or name for name, field in fields.items()], 1):
        return Problem("directory.unknown_key_near", table, index, key, {"key": unknown, "near": near[0]})
    return Problem("directory.unknown_key", table, index, key, {"key": unknown})
