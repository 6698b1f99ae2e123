"""The acts: how they are called, by whom and when, and what each does."""

from collections.abc import Iterable
from dataclasses import fields
from inspect import getdoc
from typing import Final

from core.domain.case import Case, Deadline, Due, Party, State
from core.domain.policy import Relation
from core.domain.workflow import TABLE, Row
from core.manual.examples import Example
from core.manual.table import table

_NAMED: Final = {"case": "ID", "measure": "ID/N", "hearing": "ID/N", "deadline": "ID:N"}
_PARTIES: Final = {"handles": "who handles the case", "reporter": "reporter"}


def acts(done: tuple[Example, ...]) -> str:
    head = ("act", "by", "case in", "task in", "what it is for")
    rows = [
        (f"`{_command(row)}`", _who(row), _states_of(row), ", ".join(sorted(row.tasks)), _purpose(row)) for row in TABLE
    ]
    effects = ("act", "leaves the case", "opens (owed by)", "ends or moves", "mails (to)")
    did = [
        (
            f"{each.name}: {each.way}" if each.way else each.name,
            each.change.case.state.value if each.change.case.state is not each.before.state else "",
            ", ".join(f"{d.kind} ({party(d.owner)})" for d in each.change.opened),
            ", ".join(f"{d.kind} {_became(d, each.before)}" for d in each.change.updated),
            ", ".join(f"{n.template} ({party(n.to)})" for n in each.change.notices),
        )
        for each in done
    ]
    return (
        f"## Acts\n\n{table(head, rows)}\n`avvik case undo` takes back one's last act until its first mail is claimed"
        f" or the hold is over; all but {_listed(each for each in done if not each.change.undoable)}.\n\n"
        f"### What an act does\n\n{table(effects, did)}"
    )


def _became(deadline: Deadline, before: Case) -> str:
    was = next(d for d in before.deadlines if d.id == deadline.id)
    if deadline.state is not Due.OPEN:
        return deadline.state.value
    return "gets another date" if deadline.raw_on != was.raw_on else "runs again"


def _listed(examples: Iterable[Example]) -> str:
    return ", ".join(f"`{name}`" for name in dict.fromkeys(["register", *(each.name for each in examples)]))


def _command(row: Row) -> str:
    words = [f"avvik {row.group} {row.verb} {_NAMED[row.on]}"]
    words += [row.argument.upper()] if row.argument else []
    words += [f"--{field.name.strip('_').replace('_', '-')}" for field in fields(row.act) if field.name != row.argument]
    return " ".join(words)


def _who(row: Row) -> str:
    return ", ".join(relation.value for relation in Relation if relation in row.by)


def _states_of(row: Row) -> str:
    return "any" if row.states == frozenset(State) else ", ".join(s.value for s in State if s in row.states)


def _purpose(row: Row) -> str:
    return " ".join((getdoc(row.act) or "").split("\n\n")[0].split())


def party(party: Party) -> str:
    if party.kind == "role":
        return party.id.partition("@")[0]
    return _PARTIES.get(party.kind, "owner" if party.id.startswith("owner") else party.id)
