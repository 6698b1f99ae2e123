"""The dialogs of measures: given to somebody, answered and reported by them or for them (workflow.md §1, §3)."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.errors import AvvikError
from tui.dialogs import person
from tui.dialogs.choice import Choice
from tui.dialogs.day import Day
from tui.dialogs.field import Field, TextField
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.matter import Matter

HOW: Final = ("phone", "mail", "meeting")


async def dialog(matter: Matter, name: str) -> Form:
    """The dialog of an act on a measure, with the words of its draft."""
    return await DIALOGS[name](matter)


async def measure(matter: Matter) -> Form:
    """A new one: who, what, by when. Whoever the case's course and unit point to comes first."""
    say = matter.say
    text = (await drafts_of(matter, "measure", 1))[0]
    owner = await person.person(matter, "owner", say("desk.ask.field.owner"), person.owners(matter))
    return Form(matter, "measure", Measure, [
        owner, TextField("text", say("desk.ask.field.measure"), text), _due(matter, required=False),
    ])  # fmt: skip


async def reassign(matter: Matter) -> Form:
    """Another owner; text and number are kept. Whoever has it, or declined it, is not offered."""
    now = matter.task.owner.id if matter.task else ""
    say, rank = matter.say, person.owners(matter)
    owner = await person.person(matter, "to", say("desk.ask.field.owner"), rank, only=lambda one: one.login != now)
    return Form(matter, "reassign", Reassign, [owner, _due(matter, required=False)], intro=_text(matter))


async def accept(matter: Matter) -> Form:
    """Taking it on."""
    return await _answer(matter, "accept", Accept, None)


async def decline(matter: Matter) -> Form:
    """Saying that it is for somebody else."""
    return await _answer(matter, "decline", Decline, "reason")


async def complete(matter: Matter) -> Form:
    """Reporting what was done."""
    return await _answer(matter, "complete", Complete, "report")


async def return_measure(matter: Matter) -> Form:
    """What is missing, and by when."""
    text = (await drafts_of(matter, "return_measure", 1))[0]
    reason = TextField("reason", matter.say("desk.ask.field.reason"), text)
    return Form(matter, "return_measure", ReturnMeasure, [reason, _due(matter, required=True)], intro=_text(matter))


async def cancel(matter: Matter) -> Form:
    """Why it is called off."""
    text = (await drafts_of(matter, "cancel", 1))[0]
    reason = TextField("reason", matter.say("desk.ask.field.reason"), text)
    return Form(matter, "cancel", Cancel, [reason], intro=_text(matter))


async def _answer(matter: Matter, name: str, make: type[Any], text: str | None) -> Form:
    """The owner's own answer, or one given for the owner: then also how it was agreed."""
    fields: list[Field] = []
    if text is not None:
        words = (await drafts_of(matter, name, 1))[0]
        fields.append(TextField(text, matter.say(f"desk.ask.field.{text}"), words))
    if not await _for_owner(matter, make, text):
        return Form(matter, name, make, fields, intro=_text(matter))
    owner = matter.task.owner.id if matter.task else ""
    how = [(code, matter.say(f"desk.ask.how.{code}")) for code in HOW]
    fields.append(Choice("how", matter.say("desk.ask.field.how", name=matter.person(owner)), how))
    return Form(matter, name, make, fields, fixed={"for_": owner}, intro=_text(matter))


async def _for_owner(matter: Matter, make: type[Any], text: str | None) -> bool:
    """Whether the rule wants to know how it was agreed: the person acting is neither the owner nor stands in."""
    try:
        await matter.rehearse(make(**({text: "–"} if text else {})))
    except AvvikError as error:
        return error.id == "measure.how"
    return False


def _due(matter: Matter, *, required: bool) -> Day:
    note = matter.say("desk.ask.due_note" if required else "desk.ask.due_default")
    return Day("due", matter.say("desk.ask.field.due"), matter, required=required, note=note)


def _text(matter: Matter) -> list[str]:
    task = matter.task
    return [] if task is None else [matter.say("desk.ask.measure_intro", owner=matter.person(task.owner.id)), task.text]


DIALOGS: Final[dict[str, Callable[[Matter], Awaitable[Form]]]] = {
    "accept": accept,
    "decline": decline,
    "complete": complete,
    "reassign": reassign,
    "return_measure": return_measure,
    "cancel": cancel,
}
"""Every act on a measure."""
