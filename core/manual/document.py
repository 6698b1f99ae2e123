"""The manual's parts, each from the table that the program itself reads."""

from collections.abc import Iterable, Sequence

from core.domain.complaint.case import Decision
from core.domain.following import FOLLOWED
from core.domain.gate import QUESTIONS
from core.domain.workflow import ROWS, TABLE, Row
from core.manual import examples_complaint
from core.manual.acts import acts, acts_complaint
from core.manual.deadlines import deadlines
from core.manual.diploma import diploma
from core.manual.examples import Example, examples, registered
from core.manual.messages import messages
from core.manual.sight import sight
from core.manual.table import table
from core.words import say


def document() -> str:
    deviations, complaints = tuple(examples()), tuple(examples_complaint.examples())
    done = (Example("register", "", registered().case, registered()), *deviations, *complaints)
    parts = (
        _HEAD,
        _states(deviations),
        _gate(),
        acts(deviations),
        _links(),
        _phases(complaints),
        acts_complaint(complaints),
        diploma(),
        sight(),
        deadlines(done),
        messages(done),
    )
    return "\n".join(part.rstrip() + "\n" for part in parts)


_HEAD = """# Workflow

Printed from the tables in the code by `make docs`; a test keeps it true. What an act opens, ends and mails is what it
did when it was done to an invented case. Who may act and who sees what is tested cell by cell in
`tests/core/test_matrix.py`, `tests/core/test_policy.py` and their like for complaints.

There are two kinds of case on one head: deviations (A-26-0124) and complaints on grades (K-26-0007).

A *party* owes or receives: a person, a role at a unit, the reporter, or whoever handles the case: the handler if one
is assigned, else the faculty's contact; of a complaint its caseworker, else the faculty's. Whoever is away is stood in
for. The reporter and the excluded are left out, and the next in line takes their place: head of department, dean,
pro-rector. Beside them stand an office or an examiner with an address and no login. The installation itself (`system`)
may do every act.
"""


def _states(done: Sequence[Example]) -> str:
    lines = [_arrow("", "received", "register, import"), *_moves(done)]
    lines.append(_arrow("awaiting_closure", "in_progress", "measure, reassign"))
    return (
        "## States of a deviation\n\n```\n" + "\n".join(lines) + "\n```\n\n"
        "A case without measures may close from `in_progress`, with a reason. `transferred` is final once received.\n"
    )


def _phases(done: Sequence[Example]) -> str:
    lines = [_arrow("", "registered", "register, import"), *_moves(done)]
    return (
        "## States of a grade complaint\n\n```\n" + "\n".join(lines) + "\n```\n\n"
        "An act does the same from every other state it is open in. Each type ends in its own way: reasons are given,"
        " a formal error is decided, a grade is given. `finished` is «Ferdigbehandlet J»; its tasks live on. The"
        " decision is stored as "
        f"{', '.join(f'`{decision.value}`' for decision in Decision)}.\n"
    )


def _moves(done: Sequence[Example]) -> list[str]:
    """From where to where, and by which acts."""
    moves: dict[tuple[str, str], list[str]] = {}
    for each in done:
        was, now = each.before.state.value, each.change.case.state.value
        if was != now or each.change.case.faculty != each.before.faculty:
            moves.setdefault((was, now), []).append(f"{each.name} {each.way}".strip())
    return [_arrow(was, now, "; ".join(acts)) for (was, now), acts in moves.items()]


def _arrow(was: str, now: str, acts: str) -> str:
    return f"{was:<17} → {now:<17} {acts}"


def _gate() -> str:
    head = ("#", "question", "answers", "decisive answer → exit")
    rows = []
    for number, question in enumerate(QUESTIONS, 1):
        exits = ", ".join(f"{answer} → `{exit}`" for answer, exit in question.exits.items())
        asked = f"`{question.name}`: {say('en', f'question.{question.name}')}"
        rows.append((str(number), asked, ", ".join(question.answers), exits))
    return (
        "## The gate\n\nAsked in this order; the first decisive answer leaves one exit; without any: `approve`.\n\n"
        f"{table(head, rows)}\nActs that presuppose the gate: {_named(row for row in TABLE if row.gated)}.\n"
    )


def _links() -> str:
    followed = _named(ROWS[act] for act in FOLLOWED)
    return (
        "## Links and many cases at once\n\n"
        f"A duplicate is treated on its lead. Open on the duplicate itself: {_named(r for r in TABLE if r.following)}."
        f" Done to it when done to its lead, in one batch: {followed}; its reporter is written to under its own"
        " number. A recurrence points back and follows nothing.\n\n"
        f"To many cases at once, all or none, and taken back together: {_named(r for r in TABLE if r.bulk)}.\n"
    )


def _named(rows: Iterable[Row]) -> str:
    return ", ".join(f"`{row.name}`" for row in rows)
