"""The exits of the gate, each named, with the fields of its own and its mail ready to read (workflow.md §2)."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from core.domain.gate import QUESTIONS
from core.domain.transfer import Transfer
from core.domain.triage import Approve, Reject
from tui.dialogs import mask, unit
from tui.dialogs.choice import Choice
from tui.dialogs.field import TextField
from tui.dialogs.form import Form, drafts_of
from tui.dialogs.matter import Matter

PERSONNEL: Final = "reject_personnel"


async def dialog(matter: Matter, exit: str, answers: Mapping[str, str]) -> Form:
    """The dialog of one exit: approve, reject_KIND, transfer_hse or transfer_faculty."""
    act, _, kind = exit.partition("_")
    match act, kind:
        case "approve", _:
            return Form(matter, "approve", Approve, fixed=answers, intro=_answered(matter, answers))
        case "reject", _:
            return await _reject(matter, kind)
        case _, "hse":
            return await _hse(matter)
    return await _faculty(matter)


async def _reject(matter: Matter, kind: str) -> Form:
    """The reason is sent to the reporter in full."""
    say = matter.say
    reason = (await drafts_of(matter, "reject", 1))[0]
    fields = [TextField("reason", say("desk.ask.field.reason_told"), reason, note=say("desk.ask.answer_note"))]
    refer = unit.any_unit(matter, "refer_to", say("desk.ask.field.refer_to"))
    return Form(
        matter,
        "reject",
        Reject,
        [*fields, refer],
        fixed={"kind": kind},
        intro=[say(f"desk.ask.exit_intro.{kind}")],
        title=say(f"desk.ask.exit_name.reject_{kind}"),
    )


async def _hse(matter: Matter) -> Form:
    """Danger goes first, masking after."""
    say = matter.say
    reason = (await drafts_of(matter, "transfer", 1))[0]
    return Form(
        matter,
        "transfer",
        Transfer,
        [TextField("reason", say("desk.ask.field.reason"), reason)],
        fixed={"to": "hse"},
        intro=[say("desk.ask.exit_intro.hse")],
        title=say("desk.ask.exit_name.transfer_hse"),
    )


async def _faculty(matter: Matter) -> Form:
    """Masking precedes it: what is sensitive is asked here, since the gate's last question was not reached."""
    say = matter.say
    reason = (await drafts_of(matter, "transfer", 1))[0]
    fields = [
        unit.receiving(matter, "to", say("desk.ask.field.transfer_to")),
        Sensitive("sensitive", say("question.sensitive"), sensitive_options(matter)),
        TextField("reason", say("desk.ask.field.reason"), reason),
    ]
    return ToFaculty(
        matter,
        "transfer",
        Transfer,
        fields,
        intro=[say("desk.ask.exit_intro.faculty")],
        title=say("desk.ask.exit_name.transfer_faculty"),
    )


class Sensitive(Choice):
    """no, masked when something was masked, or yes, which opens the masking."""


class ToFaculty(Form):
    """«Ja» to sensitive data opens the masking and comes back."""

    def on_field_changed(self) -> None:
        """Mask at once when there is something to mask."""
        field = self.query_one(Sensitive)
        if field.value == "yes":
            field.offer(sensitive_options(self.matter), None)
            self.matter.app.attempt(partial(self._mask, field), "mask")

    async def _mask(self, field: Sensitive) -> None:
        await self.keep_draft()
        act = await self.app.push_screen_wait(await mask.mask(self.matter))
        if act is not None and await self.matter.perform(act):
            field.offer(sensitive_options(self.matter), "masked")
        self._look()


def sensitive_options(matter: Matter) -> list[tuple[str, str]]:
    """The answers that the case bears out."""
    codes = ("no", "masked", "yes") if matter.case.masked else ("no", "yes")
    return [(code, matter.say(f"answer.{code}")) for code in codes]


def _answered(matter: Matter, answers: Mapping[str, str]) -> list[str]:
    """What was answered, to be looked over once before it is approved."""
    say = matter.say
    return [f"{n} {say(f'question.{q.name}')} {say(f'answer.{answers[q.name]}')}" for n, q in enumerate(QUESTIONS, 1)]
