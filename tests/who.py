"""Everybody who may stand near a case at EN-A, and the case: what the tests of rights ask about."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from world import NOW, REPORTER, ROLES, away, directory

from core.domain.case import Case, Deviation, Reporter, State, Task, TaskState, person
from core.domain.people import Absence, Directory, Role


@dataclass(frozen=True)
class Setting:
    """A directory, who asks, and what is altered of the case."""

    login: str | None
    directory: Directory
    case: dict[str, Any]


def staff(*absences: Absence, without: tuple[str, ...] = (), more: tuple[Role, ...] = ()) -> Directory:
    return directory(*absences, roles=(*(role for role in ROLES if role.role not in without), *more))


SUBSTITUTES = {
    "stand_in": "contact",
    "handler_sub": "handler",
    "owner_sub": "owner",
    "hse_sub": "hse",
    "head_sub": "head",
    "reader_sub": "to_contact",
}


@cache
def setting(who: str) -> Setting:
    plain = staff()
    if who in SUBSTITUTES:
        return Setting("substitute", staff(away(SUBSTITUTES[who], "substitute")), {})
    match who:
        case "hse2":
            return Setting("to_hse", plain, {})
        case "other_contact":
            return Setting("to_contact", plain, {"readers": ()})
        case "reporter":
            return Setting("contact", plain, {"reporter": Reporter("C", "CONTACT@example.org", "employee", "nb")})
        case "reporters_sub":
            reporter = Reporter("C", "contact@example.org", "employee", "nb")
            return Setting("substitute", staff(away("contact", "substitute")), {"reporter": reporter})
        case "excluded":
            return Setting("handler", plain, {"excluded": ("handler",)})
        case "excluded_owner":
            return Setting("owner", plain, {"excluded": ("owner",)})
        case "next_in_line":
            return Setting("dean", plain, {"reporter": Reporter("C", "contact@example.org", "employee", "nb")})
        case "line_of_away":
            return Setting("dean", staff(away("contact"), without=("handler",)), {})
        case "system":
            return Setting(None, plain, {})
    return Setting(who, plain, {})


def case_in(state: State, measure: TaskState, restricted: bool, **changes: Any) -> Case:
    """A case at EN-A that TO had first, with handler and two measures."""
    tasks = (
        Task("A-26-0001/1", 1, "measure", person("owner"), "Gjør noe", measure),
        Task("A-26-0001/2", 2, "measure", person("owner2"), "Gjør mer", TaskState.ACCEPTED),
    )
    to = "hse" if state is State.TRANSFERRED else ""
    case = Case(
        id="A-26-0001",
        n=1,
        reference="",
        state=state,
        faculty="EN",
        unit="EN-A",
        course="",
        programme="",
        title="x",
        language="nb",
        received_at=NOW,
        version=1,
        detail=Deviation("", "", "x", "", transferred_to=to),
        reporter=REPORTER,
        handler="handler",
        restricted=restricted,
        readers=("TO",),
        came_from=("TO-A",),
        tasks=tasks,
    )
    return replace(case, **changes)
