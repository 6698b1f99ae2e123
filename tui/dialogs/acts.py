"""The dialog of every act: a form made of the act's own parts. By hand only where a dialog does more than ask."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from core.domain import workflow
from core.domain.deadline import last_day
from core.words import Said
from tui.dialogs.choice import Choice
from tui.dialogs.close import close
from tui.dialogs.field import Field
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.mask import mask
from tui.dialogs.matter import Matter
from tui.dialogs.parts import field_of
from tui.fields import Field as Part
from tui.fields import choice_words, fields_of

BY_HAND: Final[dict[str, Callable[[Matter], Awaitable[Form]]]] = {"mask": mask, "close": close}
"""Those that walk through a text, or ask only what this case lacks. The gate's three are the gate's (tui.ask)."""
FOR_OWNER: Final = ("for_", "how")
"""Parts that are asked of whoever acts for somebody else (workflow.md §1)."""


async def dialog(matter: Matter, name: str) -> Form:
    """The dialog of an act, with the words of its draft."""
    if name in BY_HAND:
        return await BY_HAND[name](matter)
    row = workflow.BY_NAME[name]
    parts = fields_of(row.act)
    others = FOR_OWNER if any(part.name == "for_" for part in parts) else ()
    asked = [part for part in parts if part.name not in others]
    words = iter(await drafts_of(matter, name, len(asked)))
    fields = [await field_of(matter, name, part, next(words) if part.kind in ("words", "line") else "")
              for part in asked]  # fmt: skip
    fixed: dict[str, object] = {}
    if others and matter.task and matter.task.id not in matter.shown.owns:
        fixed["for_"] = matter.task.owner.id
        fields.append(_how(matter, name, parts))
    return Form(matter, name, row.act, fields, fixed=fixed, intro=_intro(matter, name))


def _how(matter: Matter, name: str, parts: Sequence[Part]) -> Field:
    """How it was agreed with whoever owes it."""
    how = next(part for part in parts if part.name == "how")
    options = [(code, choice_words(matter.app.language, name, "how", code)) for code in how.choices]
    owner = matter.party(matter.task.owner) if matter.task else ""
    return Choice("how", matter.say("desk.ask.field.how", name=owner), options)


def _intro(matter: Matter, name: str) -> list[str]:
    """What the act is about, to be read before it is done."""
    say, case = matter.say, matter.case
    match name:
        case "consult":
            return [say("desk.ask.consult_intro", day=matter.today)]
        case "exclude" | "include":
            return [say(f"desk.ask.{name}_intro")]
        case "unlink":
            return [say(f"desk.ask.unlink_intro.{case.link}", lead=case.lead)] if case.link else []
        case "inform" if case.informed:
            return [say("desk.ask.informed", who=tuple(matter.staff(id) for id in case.informed))]
        case "answered" if case.question:
            return [case.question.text]
    if task := matter.task:
        return [say(f"desk.ask.{task.kind}_intro", owner=matter.party(task.owner)), task.text]
    if clock := matter.deadline:
        what, day = Said(f"kind.{clock.kind}"), last_day(clock)
        who = matter.party(clock.owner)
        return [say("desk.ask.opens", what=what, who=who, weekday=Said(f"weekday.{day.isoweekday()}"), day=day)]
    return []
