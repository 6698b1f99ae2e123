"""Whose name is whose: the columns of another system's export and ours (interface.md, `[import] columns`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from core.errors import Refused, Unusable
from core.intake.vocabulary import COLUMNS


def check(columns: Mapping[str, str]) -> None:
    """Unusable when the settings map a name to one that we do not have."""
    for theirs, ours in columns.items():
        if ours not in COLUMNS:
            near = get_close_matches(ours, COLUMNS, 1)
            raise Unusable("intake.unknown_our_column", theirs=theirs, ours=ours, near=near[0] if near else "")


def places(names: Sequence[str], columns: Mapping[str, str], ours: Collection[str] = COLUMNS) -> dict[str, int]:
    """Where each of `ours` stands among `names`.

    A mapped name goes before one that merely looks like ours: their `title` may be a job title. Other columns of
    theirs are passed by. Missing ones and ones that stand there twice are left to `check_header`.
    """
    found = {name: place for place, name in enumerate(names) if name in ours and name not in columns}
    mapped = {columns[name]: place for place, name in enumerate(names) if name in columns}
    return found | mapped


def check_header(names: Sequence[str], columns: Mapping[str, str], ours: Collection[str] = COLUMNS) -> dict[str, int]:
    """`places`, or Refused: nothing of the file is read by a header that leaves a doubt."""
    for name in ours:
        wanted = [theirs for theirs in names if columns.get(theirs) == name]
        if len(wanted or [theirs for theirs in names if theirs == name and theirs not in columns]) > 1:
            raise Refused("intake.repeated_column", column=name)
    found = places(names, columns, ours)
    if missing := [name for name in ours if name not in found]:
        others = [name for place, name in enumerate(names) if place not in found.values()]
        if near := ", ".join(_nearest(missing, others)):
            raise Refused("intake.missing_columns_near", missing=", ".join(missing), near=near)
        raise Refused("intake.missing_columns", missing=", ".join(missing))
    return found


def _nearest(missing: Iterable[str], others: Iterable[str]) -> Iterable[str]:
    """`theirs → ours` for each missing column that another one of the file is nearly called."""
    names = {name.casefold(): name for name in others}
    for ours in missing:
        if near := get_close_matches(ours, names, 1, cutoff=0.7):
            yield f"{names[near[0]]} → {ours}"
