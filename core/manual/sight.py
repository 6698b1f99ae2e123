"""Who sees what of a case."""

from dataclasses import replace

from core.domain.case import State
from core.domain.policy import Actor, Relation, Standing, View, view
from core.manual.examples import NOW, registered
from core.manual.table import table


def sight() -> str:
    case = registered().case
    head = ("", "text", "reporter", "history", "mails")
    rows = []
    for relation in Relation:
        stands = Standing(Actor("x", NOW.date()), {relation: None})
        rows.append((relation.value, *_cells(view(replace(case, state=State.IN_PROGRESS), stands), view(case, stands))))
    return (
        "## Who sees what\n\n"
        f"{table(head, rows)}\n`own`: measures of one's own and their dates; `dates`: what happened when, no words."
        " The reporter and the excluded see nothing. A case rejected as whistleblowing is restricted: its contact"
        " alone. Lists, search, counts, pickers and rehearsals obey the same rules.\n"
    )


def _cells(seen: View | None, before: View | None) -> tuple[str, ...]:
    """What is seen under treatment, and whether before the gate as well."""
    if seen is None:
        return ("no",) * 4
    text = "yes" if before and before.text else "after the gate" if seen.text else "no"
    return text, _yes(seen.reporter), seen.history, _yes(seen.mails)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
