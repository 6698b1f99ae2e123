"""One row of the table of acts: a verb, its rule, who may do it, in which states (workflow.md §2–4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from core.domain.case import Kind, State, TaskState
from core.domain.complaint.case import Phase, Type
from core.domain.policy import Relation
from core.domain.scene import Change, Scene

_VERBS: Final = {
    "reassign": "assign",
    "return_measure": "return",
    "withdraw_complaint": "withdraw",
    "accept_late": "accept-late",
}
"""Names that are not the word on the shell: another act has that name, or a name has no hyphen."""

Subject = Literal["case", "measure", "hearing", "deadline"]


@dataclass(frozen=True, slots=True)
class Row:
    """One act on one kind of case. `name` is its verb, `argument` the field the shell takes without a flag.

    `on` is what it is about: the case, or one of its measures, hearings (in one of the states `tasks`) or deadlines.
    `gated` acts presuppose that the gate has been answered: on a received case their refusal says so. `following`:
    open on a duplicate too, whose treatment is its lead's. `bulk`: may be done to many cases at once, and repeated.
    `types`: of a complaint, which types take it.
    """

    name: str
    act: type[Any]
    rule: Callable[[Scene, Any], Change]
    by: frozenset[Relation]
    states: frozenset[State | Phase]
    tasks: frozenset[TaskState] = frozenset()
    on: Subject = "case"
    kind: Kind = "deviation"
    types: frozenset[Type] = frozenset(Type)
    gated: bool = False
    following: bool = False
    bulk: bool = False
    argument: str = ""

    @property
    def group(self) -> str:
        """The command it stands under: `avvik case …`, `measure …`, `deadline …` or `complaint …`."""
        if self.kind == "complaint":
            return "complaint"
        return "case" if self.on == "hearing" else self.on

    @property
    def verb(self) -> str:
        """Its word on the shell."""
        return _VERBS.get(self.name, self.name)
