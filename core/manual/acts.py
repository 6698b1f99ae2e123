"""The acts of each kind of case: how they are called, by whom and when, and what each does."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from inspect import getdoc
from typing import Final

from core.domain.case import Case, Deadline, Due, Kind, Party, State
from core.domain.complaint.case import Phase, Type
from core.domain.complaint.workflow import TABLE as COMPLAINTS
from core.domain.policy import Relation
from core.domain.workflow import TABLE, Row
from core.manual.examples import Example
from core.manual.table import table

_NAMED: Final = {"case": "ID", "measure": "ID/N", "hearing": "ID/N", "deadline": "ID:N"}
_REPORTER: Final[dict[Kind, str]] = {"deviation": "reporter", "complaint": "student"}


def acts(done: Sequence[Example]) -> str:
    """What may be done to a deviation."""
    head = ("act", "by", "case in", "task in", "what it is for")
    rows = [
        (f"`{_command(row)}`", _who(row), _states_of(row), ", ".join(sorted(row.tasks)), _purpose(row)) for row in TABLE
    ]
    return f"## Acts on a deviation\n\n{table(head, rows)}\n{_undo('case', done)}\n\n{_effects('deviation', done)}"


def acts_complaint(done: Sequence[Example]) -> str:
    """What may be done to a grade complaint."""
    head = ("act", "by", "case in", "types", "what it is for")
    rows = [(f"`{_command(row)}`", _who(row), _states_of(row), _types_of(row), _purpose(row)) for row in COMPLAINTS]
    return (
        f"## Acts on a grade complaint\n\n{table(head, rows)}\n{_undo('complaint', done)} `avvik complaint import`"
        " takes over what runs in FS by the same acts, each on its day and without its mail.\n\n"
        f"{_effects('complaint', done)}"
    )


def _undo(group: str, done: Iterable[Example]) -> str:
    lasting = dict.fromkeys(["register", *(each.name for each in done if not each.change.undoable)])
    return (
        f"`avvik {group} undo` takes back one's last act until its first mail is claimed or the hold is over; all but"
        f" {', '.join(f'`{name}`' for name in lasting)}."
    )


def _effects(kind: Kind, done: Iterable[Example]) -> str:
    head = ("act", "leaves the case", "opens (owed by)", "ends or moves", "mails (to)")
    rows = [
        (
            f"{each.name}: {each.way}" if each.way else each.name,
            each.change.case.state.value if each.change.case.state is not each.before.state else "",
            _each(f"{_named(d, each)} ({party(d.owner, kind)})" for d in each.change.opened),
            _each(f"{_named(d, each)} {_became(d, each.before)}" for d in each.change.updated),
            _each(f"{n.template} ({party(n.to, kind)})" for n in each.change.notices),
        )
        for each in done
    ]
    return f"### What an act on a {kind} does\n\n{table(head, rows)}"


def _each(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(texts))


def _named(deadline: Deadline, example: Example) -> str:
    """The kind of a deadline; of a task, what is asked."""
    task = next((task for task in example.change.case.tasks if task.id == deadline.task), None)
    return f"task `{task.text}`" if task and deadline.kind == "task" else deadline.kind


def _became(deadline: Deadline, before: Case) -> str:
    was = next(d for d in before.deadlines if d.id == deadline.id)
    if deadline.state is not Due.OPEN:
        return deadline.state.value
    return "gets another date" if deadline.raw_on != was.raw_on else "runs again"


def _command(row: Row) -> str:
    words = [f"avvik {row.group} {row.verb} {_NAMED[row.on]}"]
    words += [row.argument.upper()] if row.argument else []
    words += [f"--{field.name.strip('_').replace('_', '-')}" for field in fields(row.act) if field.name != row.argument]
    return " ".join(words)


def _who(row: Row) -> str:
    return ", ".join(relation.value for relation in Relation if relation in row.by)


def _states_of(row: Row) -> str:
    states: tuple[State | Phase, ...] = tuple(State if row.kind == "deviation" else Phase)
    return "any" if row.states == frozenset(states) else ", ".join(s.value for s in states if s in row.states)


def _types_of(row: Row) -> str:
    return "any" if row.types == frozenset(Type) else ", ".join(type.value for type in Type if type in row.types)


def _purpose(row: Row) -> str:
    return " ".join((getdoc(row.act) or "").split("\n\n")[0].split()).replace("<", "\\<")


def party(party: Party, kind: Kind) -> str:
    """Who a party is, as the manual calls it."""
    match party.kind:
        case "role":
            return party.id.partition("@")[0]
        case "handles":
            return "who handles the case"
        case "reporter":
            return _REPORTER[kind]
        case "named" if ":examiner:" in party.id:
            return "examiner"
    return "owner" if party.id.startswith("owner") else party.id
