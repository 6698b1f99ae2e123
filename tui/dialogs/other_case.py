"""Picking another case: those that are likely about the same matter first, any other by its number."""

from typing import TYPE_CHECKING

from core.errors import Forbidden
from tui.dialogs.matter import Matter
from tui.dialogs.pick import Entry, Pick

if TYPE_CHECKING:
    from core.desk.alike import Alike


class OtherCase(Pick):
    """What is typed counts as it stands where it finds none of those suggested."""

    @property
    def value(self) -> str | None:
        """A number or reference."""
        found = self.found
        return found.key if found else self.typed or None


async def other_case(matter: Matter, key: str, label: str) -> OtherCase:
    """Whoever may link the case is shown the suggestions; the others write a number."""
    say = matter.say
    try:
        likely = await matter.app.desk.alike.of(matter.app.who, matter.case.id)
    except Forbidden:
        likely = ()
    note = say("desk.ask.alike" if likely else "desk.ask.alike_none")
    return OtherCase(
        key, label, [_entry(matter, one) for one in likely], first=False, shares=(10, 26, 11, 15), note=note,
        none=say("desk.ask.other_case"), hint=say("desk.ask.case_number"),
    )  # fmt: skip


def _entry(matter: Matter, one: "Alike") -> Entry:
    say = matter.say
    why = ", ".join(say(f"alike.{reason}") for reason in one.why)
    state = say(f"desk.state.{one.state}")
    return Entry(one.id, (one.id, one.title, say("desk.ask.alike_day", day=one.received_on), state),
                 f"{one.id} {one.title}", why)  # fmt: skip
