"""The mails: to whom, when, and what each may say."""

from collections.abc import Sequence
from typing import Final

from core.manual.acts import party
from core.manual.examples import Example
from core.manual.table import table
from core.messages.facts import FACTS, GIVEN
from core.messages.render import render
from core.messages.samples import samples

ALSO_SENT: Final = {
    "M1": ("contact", "import: one for each contact and import; register, by another than the contact"),
    "M22": ("DOKU, FS-hjelp", "a task of theirs comes near or is over"),
    "M23": ("reporter", "import, of reports of the last 14 days unless `--receipts` says otherwise"),
    "M25": ("reporter, student", "the case's own answer is late by the second number of days of its rule"),
    "M31": ("examiner", "the day of a grading comes near"),
    "M34": ("student", "the date for a paper diploma comes near: once"),
    "digest": ("whoever owes it, who handles the case", "a deadline comes near or is over: lines of one mail a day"),
}
"""What is sent without an act of the table, in the place of one or beside it."""


def messages(done: Sequence[Example]) -> str:
    head = ("mail", "to", "when", "subject, as an example", "facts")
    return (
        f"## Messages\n\n{table(head, [_row(name, done) for name in sorted(FACTS, key=_place)])}\n"
        "In bokmål, nynorsk or English, by the recipient's language. Nobody is mailed about an act of their own. No"
        " mail holds a title, a description, tried channels, notes, measure texts or reports, a grade or a result;"
        " what is written to the reporter or the student goes in full: the answer (M7), the reason (M8, M30), the"
        " preliminary reply (M9). M17 goes only where `sensurvarsel` says that the student is told from here.\n"
    )


def _place(template: str) -> tuple[bool, int]:
    return (False, int(template[1:])) if template[1:].isdecimal() else (True, 0)


def _row(template: str, done: Sequence[Example]) -> tuple[str, ...]:
    sent = [
        (party(n.to, e.before.kind), f"{e.name} {e.way}".strip())
        for e in done
        for n in e.change.notices
        if n.template == template
    ]
    sent += [ALSO_SENT[template]] if template in ALSO_SENT else []
    to = ", ".join(dict.fromkeys(each for who, _ in sent for each in who.split(", ")))
    when = "; ".join(dict.fromkeys(when for _, when in sent))
    facts = next(iter(samples(template).values()))
    return template, to, when, render(template, "en", facts).subject, ", ".join(sorted(GIVEN[template]))
