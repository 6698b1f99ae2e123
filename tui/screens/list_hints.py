"""What the last line of the list offers: the acts open on the case pointed at, or those on all that are marked."""

from typing import TYPE_CHECKING, Final

from tui import keys

if TYPE_CHECKING:
    from tui.app import DeskApp

HINTS: Final = (
    "case.triage", "case.assign", "case.status", "case.why", "case.note", "list.mark", "desk.undo", "list.search",
)  # fmt: skip


def hints(desk: "DeskApp", open: frozenset[str] | None = None) -> list[str]:
    """`open` are the acts open on the case; None: they have not been looked for yet, and all are offered."""
    rows = [keys.BY_ID[id] for id in HINTS]
    return [desk.hint(row) for row in rows if open is None or row.act is None or row.act in {"status", *open}]


def without_case(desk: "DeskApp") -> list[str]:
    """What can be done where there is no case."""
    return [desk.hint(row) for id in HINTS if (row := keys.BY_ID[id]).place != "act"]


def of_marked(desk: "DeskApp") -> list[str]:
    """The acts on many cases, in the order of the table of keys, and how to take the marks away."""
    from core.domain import workflow

    bulk = [row.name for row in workflow.TABLE if row.bulk]
    acts = [desk.hint(key) for key in keys.TABLE if key.act in bulk or key.id == "case.take"]
    return [*acts, desk.hint(keys.BY_ID["desk.undo"]), desk.say("desk.hint.unmark")]
