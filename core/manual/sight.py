"""Who sees what of each kind of case."""

from dataclasses import replace
from typing import Final

from core.domain.case import Case, State
from core.domain.policy import Actor, Relation, Standing, View, view
from core.manual import examples_complaint
from core.manual.examples import NOW, registered
from core.manual.table import table

NOTHING: Final = ("no",) * 4


def sight() -> str:
    case, complaint = registered().case, examples_complaint.registered().case
    head = ("of a deviation", "text", "reporter", "history", "mails")
    head_complaint = ("of a complaint", "decision, grades", "student", "history", "mails")
    rows = [(relation.value, *_cells(case, relation)) for relation in Relation]
    rows_complaint = [(relation.value, *_cells(complaint, relation)) for relation in Relation]
    return (
        "## Who sees what\n\n"
        f"{table(head, rows)}\n{table(head_complaint, [row for row in rows_complaint if row[1:] != NOTHING])}\n"
        "`own`: measures of one's own and their dates, or what one's office was asked; `dates`: what happened when,"
        " no words. The reporter and the excluded see nothing. A case rejected as whistleblowing is restricted: its"
        " contact alone. Nobody but those named knows of a complaint. Lists, search,"
        " counts, pickers and rehearsals obey the same rules.\n"
    )


def _cells(case: Case, relation: Relation) -> tuple[str, ...]:
    """What is seen under treatment, and whether before the gate as well."""
    stands = Standing(Actor("x", NOW.date()), {relation: None})
    before = view(case, stands)
    seen = view(replace(case, state=State.IN_PROGRESS), stands) if case.kind == "deviation" else before
    if seen is None:
        return NOTHING
    return _text(seen, before), _yes(seen.reporter), seen.history, _yes(seen.mails)


def _text(seen: View, before: View | None) -> str:
    return "yes" if before and before.text else "after the gate" if seen.text else "no"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
