"""The mails: to whom, when, and what each may say."""

from typing import Final

from core.manual.acts import party
from core.manual.examples import Example
from core.manual.table import table
from core.messages.facts import FACTS, GIVEN
from core.messages.render import render
from core.messages.samples import samples

ALSO_SENT: Final = {
    "M1": ("contact", "import: one for each contact and import; register, by another than the contact"),
    "M23": ("reporter", "register; import, of reports of the last 14 days unless `--receipts` says otherwise"),
    "M25": ("reporter", "the case's own answer is late by the second number of days of its rule"),
    "digest": ("whoever owes it, who handles the case", "a deadline comes near or is over: lines of one mail a day"),
}
"""Mails that no act of the table sends."""


def messages(done: tuple[Example, ...]) -> str:
    head = ("mail", "to", "when", "subject, as an example", "facts")
    return (
        f"## Messages\n\n{table(head, [_row(name, done) for name in sorted(FACTS, key=_place)])}\n"
        "In bokmål, nynorsk or English, by the recipient's language. Nobody is mailed about an act of their own. No"
        " mail holds a title, a description, tried channels, notes, measure texts or reports; what is written to the"
        " reporter goes in full: the answer (M7), the reason (M8), the preliminary reply (M9).\n"
    )


def _place(template: str) -> tuple[bool, int]:
    return (False, int(template[1:])) if template[1:].isdecimal() else (True, 0)


def _row(template: str, done: tuple[Example, ...]) -> tuple[str, ...]:
    if template in ALSO_SENT:
        to, when = ALSO_SENT[template]
    else:
        sent = [
            (party(n.to), f"{e.name} {e.way}".strip()) for e in done for n in e.change.notices if n.template == template
        ]
        to, when = (", ".join(dict.fromkeys(each)) for each in zip(*sent, strict=True))
    facts = next(iter(samples(template).values()))
    return template, to, when, render(template, "en", facts).subject, ", ".join(sorted(GIVEN[template]))
