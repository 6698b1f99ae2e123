"""`avvik mail …`: the outbox, each within what one may see of it (workflow.md §7)."""

import sys
from typing import Any, Final

import click

from core.desk.mail import MailRow, MailText
from core.words import known, shown, word
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.helped import Command, Lazy
from tui.commands.json_case import mail_json
from tui.commands.usage import Choice, Number
from tui.format import indented, labelled, table, title_width, who

STATES: Final = ("waiting", "held", "sent", "unknown", "failed", "cancelled")
VERBS: Final = ("retry", "hold", "release", "send", "cancel")


@click.command("list", cls=Command, example="avvik mail list --state failed")
@click.option("--state", type=Choice(STATES))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def mail_list(call: Call, state: str | None, as_json: bool) -> None:
    rows = call.work(lambda desk: desk.mail.list(call.who, state))
    if as_json:
        call.out(dumps([_json(call, row) for row in rows]))
    elif rows:
        heads = [
            call.say(f"label.{name}") for name in ("id", "not_before", "state", "case", "to", "template", "answer")
        ]
        call.out(table(heads, [_cells(call, row) for row in rows], last=title_width(sys.stdout)))
    else:
        call.note("cmd.none")


def _json(call: Call, row: MailRow) -> dict[str, Any]:
    return mail_json(row, call.settings.deadlines.timezone)


def _cells(call: Call, row: MailRow) -> list[str]:
    language = call.language
    return [
        str(row.id),
        shown(language, row.sent_at or row.not_before),
        word(language, "mail.state", row.state),
        row.case or "",
        who(language, row.to, row.case),
        word(language, "mail.name", row.template),
        _answer(call, row.answer),
    ]


def _answer(call: Call, answer: str) -> str:
    """Why a mail did not leave: a sentence of ours, or what the server said."""
    return call.say(answer) if answer.startswith("mail.") and known(call.language, answer) else answer


@click.command("show", cls=Command, example="avvik mail show 17")
@click.argument("mail", type=Number(), metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def mail_show(call: Call, mail: int, as_json: bool) -> None:
    found = call.work(lambda desk: desk.mail.show(call.who, mail))
    if as_json:
        text = {"subject": found.subject, "body": found.body, "exact": found.exact}
        call.out(dumps(_json(call, found.row) | text))
    else:
        call.out(_text(call, found))


def _text(call: Call, found: MailText) -> str:
    names = ("id", "not_before", "state", "case", "to", "template", "answer")
    pairs = [(call.say(f"label.{name}"), cell) for name, cell in zip(names, _cells(call, found.row), strict=True)]
    parts = [labelled([*pairs, (call.say("label.subject"), found.subject)]), indented(found.body.rstrip("\n"))]
    if not found.exact:
        parts.append(call.say("cmd.mail_rewritten"))
    return "\n\n".join(parts)


class Change(Command):
    """One of the five things one may do to a mail."""

    def __init__(self, verb: str) -> None:
        params = [
            click.Argument(["mail"], type=Number(), metavar="ID"),
            click.Option(["--json", "as_json"], is_flag=True),
        ]
        super().__init__(verb, params=params, callback=click.pass_obj(self._perform), example=f"avvik mail {verb} 17")

    def _perform(self, call: Call, mail: int, as_json: bool) -> None:
        row = call.work(lambda desk: getattr(desk.mail, self.name or "")(call.who, mail))
        call.out(dumps(_json(call, row)) if as_json else call.say(f"cmd.mail_{self.name}", id=mail))


retry, hold, release, send, cancel = map(Change, VERBS)

TABLE: Final = {
    "list": "tui.commands.mail:mail_list",
    "show": "tui.commands.mail:mail_show",
    **{verb: f"tui.commands.mail:{verb}" for verb in VERBS},
}


@click.command("mail", cls=Lazy, table=TABLE, example="avvik mail list --state failed")
def mail() -> None:
    pass
