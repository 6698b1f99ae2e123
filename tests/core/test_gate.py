"""The gate: its order, its exits, and that nothing passes without being asked (workflow.md §2)."""

from dataclasses import replace
from itertools import product

import pytest
from world import PASS, World

from core.domain import gate
from core.domain.handling import Close, Mask, Rate
from core.domain.measure import Measure
from core.domain.triage import Approve, Assign, Consult
from core.errors import AvvikError, Refused

ORDER = ("censurable", "hse", "ours", "deviation", "channels", "personnel", "sensitive")
DECISIVE = {
    "censurable": ("yes", "reject_whistleblowing"),
    "hse": ("yes", "transfer_hse"),
    "ours": ("no", "transfer_faculty"),
    "deviation": ("no", "reject_outside"),
    "channels": ("neither", "reject_channels"),
    "personnel": ("yes", "consult"),
    "sensitive": ("yes", "mask"),
}
HARMLESS = {
    "censurable": ("no",),
    "hse": ("no",),
    "ours": ("yes",),
    "deviation": ("yes",),
    "channels": ("tried", "hard"),
    "personnel": ("no", "consulted"),
    "sensitive": ("no", "masked"),
}


def test_the_order_of_the_questions() -> None:
    assert tuple(question.name for question in gate.QUESTIONS) == ORDER
    for question in gate.QUESTIONS:
        assert set(question.answers) == {DECISIVE[question.name][0], *HARMLESS[question.name]}


@pytest.mark.parametrize("place", range(7))
def test_the_first_decisive_answer_leaves_one_exit(place: int) -> None:
    """Whatever is answered to the questions after it, even decisively: whistleblowing waits for nothing (D20)."""
    before = {name: HARMLESS[name][0] for name in ORDER[:place]}
    decisive, exit = DECISIVE[ORDER[place]]
    after = [(*HARMLESS[name], DECISIVE[name][0]) for name in ORDER[place + 1 :]]
    for answers in product(*after):
        given = before | {ORDER[place]: decisive} | dict(zip(ORDER[place + 1 :], answers, strict=True))
        assert gate.exit_of(given) == (exit, None)
    assert gate.exit_of(before | {ORDER[place]: decisive}) == (exit, None)


@pytest.mark.parametrize("place", range(7))
def test_what_is_not_answered_is_asked_next(place: int) -> None:
    answers = {name: HARMLESS[name][0] for name in ORDER if name != ORDER[place]}
    assert gate.exit_of(answers) == (None, ORDER[place])


def test_only_harmless_answers_lead_to_approval() -> None:
    for answers in product(*HARMLESS.values()):
        assert gate.exit_of(dict(zip(ORDER, answers, strict=True))) == ("approve", None)


def test_no_other_words_are_answers() -> None:
    with pytest.raises(Refused) as refused:
        gate.exit_of({"censurable": "maybe"})
    assert refused.value.id == "gate.answer"


@pytest.mark.parametrize("place", range(7))
async def test_a_decisive_answer_never_approves(world: World, place: int) -> None:
    id = await world.received()
    name = ORDER[place]
    with pytest.raises(Refused) as refused:
        await world.act("contact", id, replace(PASS, **{name: DECISIVE[name][0]}))
    assert refused.value.id == f"gate.exit.{DECISIVE[name][1]}"
    assert (await world.case(id)).state == "received"


async def test_consulted_and_masked_are_borne_out_by_the_case(world: World) -> None:
    id = await world.received()
    said = Approve("no", "no", "yes", "yes", "tried", "consulted", "masked")
    for refusal, act in (
        ("gate.not_consulted", Consult("head", "conferred")),
        ("gate.not_masked", Mask(("Pensumlisten",), "personvern")),
    ):
        with pytest.raises(Refused) as refused:
            await world.act("contact", id, said)
        assert refused.value.id == refusal
        await world.act("contact", id, act)
    assert (await world.act("contact", id, said)).state == "in_progress"


@pytest.mark.parametrize("act", [Assign("handler"), Rate("low", "x"), Measure("owner", "x"), Close("x", "y", "z")])
async def test_acts_that_presuppose_the_gate_say_so(world: World, act: object) -> None:
    id = await world.received()
    with pytest.raises(AvvikError) as refused:
        await world.act("contact", id, act)
    assert refused.value.id == "act.not_assessed"
