"""Everybody who may stand near a case at EN-A, and the case: what the tests of rights ask about."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from world import NOW, REPORTER, ROLES, away, directory

from core.domain.case import REPORTER as THE_REPORTER
from core.domain.case import Case, Deviation, Party, Reporter, State, Task, TaskState, person, role_at
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
    "asked_sub": "to_owner",
    "asked_role_sub": "to_head",
}
"""Whom somebody else stands in for, who is away."""

REPORTERS = {
    "reporter": "contact",
    "reporter_handler": "handler",
    "reporter_owner": "owner",
    "reporter_head": "head",
    "reporter_leader": "leader",
    "reporter_dean": "dean",
    "reporter_asked": "to_owner",
    "reporter_hse": "hse",
}
"""Members of staff who reported the case themselves."""

EXCLUDED = {
    "excluded": "handler",
    "excluded_owner": "owner",
    "excluded_asked": "to_owner",
    "excluded_contact": "contact",
}


def reported_by(login: str) -> dict[str, Any]:
    return {"reporter": Reporter("X", f"{login.upper()}@example.org", "employee", "nb")}


@cache
def setting(who: str) -> Setting:
    plain = staff()
    if who in SUBSTITUTES:
        return Setting("substitute", staff(away(SUBSTITUTES[who], "substitute")), {})
    if who in REPORTERS:
        return Setting(REPORTERS[who], plain, reported_by(REPORTERS[who]))
    if who in EXCLUDED:
        return Setting(EXCLUDED[who], plain, {"excluded": (EXCLUDED[who],)})
    found = _informed(who, plain) or _of_the_line(who, plain)
    if found:
        return found
    match who:
        case "asked":
            return Setting("to_owner", plain, {})
        case "asked_role":
            return Setting("to_head", plain, {})
        case "handler_elsewhere":
            return Setting("to_handler", plain, {"handler": "to_handler"})
        case "hse2":
            return Setting("to_hse", plain, {})
        case "other_contact":
            return Setting("to_contact", plain, {"readers": ()})
        case "central_contact":
            return Setting("quality", plain, {"faculty": "QA", "unit": "QA"})
        case "reporters_sub":
            return Setting("substitute", staff(away("contact", "substitute")), reported_by("contact"))
        case "system":
            return Setting(None, plain, {})
    return Setting(who, plain, {})


def _informed(who: str, plain: Directory) -> Setting | None:
    """Whoever the case was made known to: a person, whoever answers for a unit, the level it was lifted to."""
    match who:
        case "informed":
            return Setting("to_handler", plain, {"informed": ("to_handler",)})
        case "informed_sub":
            return Setting("substitute", staff(away("to_handler", "substitute")), {"informed": ("to_handler",)})
        case "informed_unit":
            return Setting("head2", plain, {"informed": ("head_of_department@EN-B",)})
        case "lifted":
            return Setting("to_dean", plain, {"informed": ("dean@TO",)})
        case "excluded_informed":
            return Setting("to_handler", plain, {"informed": ("to_handler",), "excluded": ("to_handler",)})
    return None


def _of_the_line(who: str, plain: Directory) -> Setting | None:
    """Whoever somebody's duty falls to (D9, D18)."""
    match who:
        case "next_in_line":
            return Setting("dean", plain, reported_by("contact"))
        case "next_above":
            return Setting("prorector", plain, {"excluded": ("contact", "dean")})
        case "line_of_away":
            return Setting("dean", staff(away("contact"), without=("handler",)), {})
        case "owner_line":
            return Setting("head", staff(away("owner")), {})
        case "asked_role_line":
            return Setting("to_dean", staff(without=("head_of_department",)), {})
    return None


def case_in(state: State, work: TaskState, restricted: bool, **changes: Any) -> Case:
    """A case at EN-A that TO had first, with handler, two measures, two questions to TO-A, one to the reporter."""
    tasks = (
        _task(1, "measure", person("owner"), work),
        _task(2, "measure", person("owner2"), work),
        _task(3, "hearing", person("to_owner"), work),
        _task(4, "hearing", role_at("head_of_department", "TO-A"), work),
        _task(5, "question", THE_REPORTER, work),
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


def _task(number: int, kind: str, owner: Party, state: TaskState) -> Task:
    return Task(f"A-26-0001/{number}", number, kind, owner, "Gjør noe", state)
