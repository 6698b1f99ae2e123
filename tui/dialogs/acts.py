"""The dialogs of acts on a case, each a form of the act's own fields."""

from collections.abc import Awaitable, Callable
from typing import Final

from core.domain.handling import Note, Rate
from core.domain.transfer import Receive, Return
from core.domain.triage import Assign, Consult, Reregistered
from tui.dialogs import person
from tui.dialogs.choice import Choice
from tui.dialogs.close import close
from tui.dialogs.day import Day
from tui.dialogs.field import TextField
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.mask import mask
from tui.dialogs.matter import Matter
from tui.dialogs.measure import measure

RESULTS: Final = ("deviation", "outside", "both", "unclear")
"""What a consultation may end in (R42): a code, and no words about the person."""

SEVERITIES: Final = ("low", "medium", "high", "critical")


async def dialog(matter: Matter, name: str) -> Form:
    """The dialog of an act on the case, with the words of its draft."""
    return await DIALOGS[name](matter)


async def assign(matter: Matter) -> Form:
    """To a local handler."""
    who = await person.person(matter, "to", matter.say("desk.ask.field.assign_to"), person.handlers)
    return Form(matter, "assign", Assign, [who])


async def consult(matter: Matter) -> Form:
    """With whom, and with what result; the day is today."""
    say, rank = matter.say, person.leaders(matter)
    leader = await person.person(matter, "with_", say("desk.ask.field.with"), rank, only=person.leads)
    result = Choice(
        "result", say("desk.ask.field.result"), [(code, say(f"desk.ask.result.{code}")) for code in RESULTS]
    )
    intro = [say("desk.ask.consult_intro", day=matter.shown.today)]
    return Form(matter, "consult", Consult, [leader, result], intro=intro)


async def rate(matter: Matter) -> Form:
    """Severity, consequence, cause; what is there already is there to be changed."""
    say, detail = matter.say, matter.case.detail
    texts = await drafts_of(matter, "rate", 2)
    severity = detail.severity.value if detail.severity else None
    return Form(matter, "rate", Rate, [
        Choice("severity", say("desk.ask.field.severity"), [(s, say(f"severity.{s}")) for s in SEVERITIES], severity),
        TextField("consequence", say("desk.ask.field.consequence"), texts[0] or detail.consequence),
        TextField("cause", say("desk.ask.field.cause"), texts[1] or detail.cause, note=say("desk.ask.optional")),
    ])  # fmt: skip


async def note(matter: Matter) -> Form:
    """For the history, seen by whoever handles the case."""
    text = (await drafts_of(matter, "note", 1))[0]
    return Form(matter, "note", Note, [TextField("text", matter.say("desk.ask.field.note"), text)])


async def reregistered(matter: Matter) -> Form:
    """The day it was put into the whistleblowing channel, today unless another is written."""
    say, today = matter.say, matter.shown.today
    text = (await drafts_of(matter, "reregistered", 1))[0]
    day = Day("on", say("desk.ask.field.on"), matter, required=True, text=today.isoformat())
    ref = TextField("ref", say("desk.ask.field.ref"), text, note=say("desk.ask.optional"))
    return Form(matter, "reregistered", Reregistered, [day, ref])


async def receive(matter: Matter) -> Form:
    """Nothing to say but that it is received."""
    return Form(matter, "receive", Receive)


async def return_(matter: Matter) -> Form:
    """Why it goes back."""
    text = (await drafts_of(matter, "return", 1))[0]
    return Form(matter, "return", Return, [TextField("reason", matter.say("desk.ask.field.reason"), text)])


DIALOGS: Final[dict[str, Callable[[Matter], Awaitable[Form]]]] = {
    "assign": assign,
    "consult": consult,
    "rate": rate,
    "note": note,
    "reregistered": reregistered,
    "receive": receive,
    "return": return_,
    "mask": mask,
    "close": close,
    "measure": measure,
}
"""Every act on a case that is not an exit of the gate."""
