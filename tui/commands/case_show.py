"""`avvik case show ID`: the whole case as the person acting may see it (workflow.md §7)."""

from collections.abc import Iterator

import click

from core.desk.shown import Shown
from core.domain.case import Case, Due, Party, Task, staff
from core.domain.deadline import last_day
from core.words import shown as shown_value
from core.words import word
from tui.commands.as_json import dumps
from tui.commands.call import Call
from tui.commands.document import document
from tui.commands.helped import Command
from tui.format import indented, labelled, table, who


@click.command("show", cls=Command, example="avvik case show A-26-0124")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def case_show(call: Call, id: str, as_json: bool) -> None:
    shown = call.work(lambda desk: desk.shows.case(call.who, id))
    show(call, shown, as_json)


@click.command("show", cls=Command, example="avvik complaint show K-26-0007")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def complaint_show(call: Call, id: str, as_json: bool) -> None:
    show(call, call.work(lambda desk: desk.shows.case(call.who, id)), as_json)


def show(call: Call, shown: Shown, as_json: bool) -> None:
    """A case of either kind, for a program or for people."""
    if as_json:
        call.out(dumps(document(shown, call.settings)))
    elif shown.case.complaint:
        from tui.commands.complaint_text import parts

        call.out("\n\n".join((*parts(call, shown), *_rest(call, shown))))
    else:
        call.out("\n\n".join((*_parts(call, shown), *_rest(call, shown))))


def _parts(call: Call, shown: Shown) -> Iterator[str]:
    detail = shown.case.detail
    yield labelled(_head(call, shown))
    for name, text in (("description", detail.description), ("tried_channels", detail.tried_channels)):
        if text:
            yield f"{call.say(f'label.{name}')}\n{indented(text)}"
    for name, text in (("outcome", detail.outcome), ("answer", detail.answer)):
        if text:
            yield f"{call.say(f'label.{name}').capitalize()}\n{indented(text)}"


def _rest(call: Call, shown: Shown) -> Iterator[str]:
    """What every kind of case has."""
    for name, lines in (
        ("measures", _measures(call, shown.case)),
        ("hearings", _hearings(call, shown.case)),
        ("deadlines", _deadlines(call, shown)),
        ("history", _history(call, shown)),
        ("mails", _mails(call, shown)),
    ):
        if lines:
            yield f"{call.say(f'label.{name}')}\n{indented(lines)}"


def _head(call: Call, shown: Shown) -> Iterator[tuple[str, str]]:
    case, detail, language = shown.case, shown.case.detail, call.language
    state = word(language, "state", case.state.value)
    reporter = f"{case.reporter.name} <{case.reporter.email}>" if case.reporter.name else ""
    yield case.id, case.title
    for name, value in (
        ("state", f"{state} ({call.say('label.restricted')})" if case.restricted else state),
        ("unreached", "!" if shown.unreached else ""),
        ("reference", case.reference),
        ("unit", case.unit),
        ("course", case.course),
        ("programme", case.programme),
        ("area", detail.area),
        ("category", detail.category),
        ("received_at", shown_value(language, case.received_at)),
        ("closed_at", shown_value(language, case.closed_at) if case.closed_at else ""),
        ("reporter", f"{reporter} ({word(language, 'reporter', case.reporter.kind)})".strip()),
        ("contact", ", ".join(_name(shown, login) for login in shown.contact)),
        ("handler", _name(shown, case.handler or "")),
        ("severity", word(language, "severity", detail.severity.value) if detail.severity else ""),
        ("consequence", detail.consequence),
        ("cause", detail.cause),
        ("links", _links(call, case)),
        ("informed", ", ".join(_whom(call, shown, staff(id)) for id in case.informed)),
        ("excluded", ", ".join(_name(shown, login) for login in case.excluded)),
        ("rejection", word(language, "rejection", detail.rejection) if detail.rejection else ""),
    ):
        yield call.say(f"label.{name}"), value


def _name(shown: Shown, login: str) -> str:
    name = shown.names.get(login)
    return f"{name} ({login})" if name else login


def _whom(call: Call, shown: Shown, party: Party) -> str:
    return _name(shown, party.id) if party.kind == "person" else who(call.language, party)


def _links(call: Call, case: Case) -> str:
    found = [call.say(f"label.link.{case.link}", case=case.lead)] if case.lead else []
    for name, cases in (("duplicates", case.duplicates), ("recurrences", case.recurrences)):
        found += [call.say(f"label.link.{name}", cases=cases)] if cases else []
    return "; ".join(found)


def _measures(call: Call, case: Case) -> str:
    rows = []
    for task in case.measures:
        state = word(call.language, "state", task.state.value)
        rows.append([task.id, state, _due(call, task, case), who(call.language, task.owner), task.text])
        for name, text in (("proposal", task.proposal), ("cleared_with", task.cleared_with)):
            if text:
                rows.append(["", "", "", call.say(f"label.{name}"), text])
    return _table(call, ("id", "state", "due_on", "owner", "text"), rows)


def _hearings(call: Call, case: Case) -> str:
    rows = []
    for task in case.asked:
        state = call.say(f"desk.asked.{task.state.value}")
        rows.append([task.id, state, _due(call, task, case), who(call.language, task.owner), task.text])
        if task.report:
            rows.append(["", "", "", call.say("label.answer"), task.report])
    return _table(call, ("id", "state", "due_on", "asked", "question"), rows)


def _due(call: Call, task: Task, case: Case) -> str:
    found = (last_day(each) for each in case.owed("measure", "hearing") if each.task == task.id)
    return shown_value(call.language, next(found, None))


def _deadlines(call: Call, shown: Shown) -> str:
    case, language = shown.case, call.language
    rows = []
    for each in case.owed():
        over = "!! " if shown.days.get(each.id, 0) < 0 else ""
        day = shown_value(language, last_day(each))
        due = call.say("cmd.still", since=each.paused_on) if each.state is Due.PAUSED else over + day
        owes = ", ".join(shown.owes[each.id]) or who(language, case.meant(each.owner), case.id)
        rows.append([each.id, due, owes, word(language, "kind", each.kind)])
    return _table(call, ("id", "due_on", "owner", "kind"), rows)


def _history(call: Call, shown: Shown) -> str:
    rows = []
    for line in shown.history:
        actor = _name(shown, line.actor)
        if line.on_behalf_of:
            actor = call.say("cmd.on_behalf", who=actor, other=_name(shown, line.on_behalf_of))
        rows.append([shown_value(call.language, line.at), actor, word(call.language, "event", line.kind), line.note])
    return table(["", "", "", ""], rows).lstrip("\n") if rows else ""


def _mails(call: Call, shown: Shown) -> str:
    rows = [
        [
            str(mail.id),
            shown_value(call.language, mail.sent_at or mail.not_before),
            word(call.language, "mail.state", mail.state),
            who(call.language, mail.to, shown.case.id),
            word(call.language, "mail.name", mail.template),
        ]
        for mail in shown.mails
    ]
    return _table(call, ("id", "not_before", "state", "to", "template"), rows)


def _table(call: Call, names: tuple[str, ...], rows: list[list[str]]) -> str:
    return table([call.say(f"label.{name}") for name in names], rows) if rows else ""
