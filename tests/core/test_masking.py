"""Masking leaves nothing: not in the file, the log beside it, the index, mail, drafts or what undo keeps (G25)."""

from pathlib import Path

import pytest
from world import NOW, PASS, World

from core.domain.handling import Close, Mask, Note, Rate
from core.domain.measure import Complete, Decline, Measure, Reassign
from core.domain.triage import Reject
from core.errors import Refused
from core.store.views import Filter

SPAN = "Ola Nordmann"
FORMS = (SPAN, SPAN.upper(), SPAN.lower(), "Nordmann", "nordmann")


def left(path: Path) -> list[str]:
    """The forms of the span that stand in any file of the database."""
    found = []
    for file in sorted(path.parent.glob(f"{path.name}*")):
        data = file.read_bytes()
        found += [f"{form} in {file.name}" for form in FORMS if form.encode() in data]
    return found


async def everywhere(world: World) -> str:
    """A case that says the span in every place a person can write in."""
    id = await world.received(
        title=f"Om {SPAN}",
        description=f"Foreleser {SPAN} kom ikke. {SPAN.upper()} svarer ikke. " + "Lang tekst. " * 2000 + SPAN,
        tried_channels=f"Skrev til {SPAN.lower()}",
    )
    await world.act("contact", id, Note(f"{SPAN} ringte"))
    await world.act("contact", id, PASS)
    await world.act("contact", id, Rate("low", f"{SPAN} er borte", f"{SPAN} er syk"))
    await world.act("contact", id, Measure("owner", f"Snakk med {SPAN}"))
    await world.act("owner", f"{id}/1", Decline(f"{SPAN} er sjefen min"))
    await world.act("contact", f"{id}/1", Reassign("owner2"))
    await world.act("owner2", f"{id}/1", Complete(f'Snakket med "{SPAN}"\n'))
    await world.act("contact", id, Close(f"{SPAN} tar det", f"Vi har snakket med {SPAN}."))
    await world.desk.drafts.keep("contact", id, "note", f"Ring {SPAN}")
    await world.desk.drafts.keep("owner2", f"{id}/1", "report", f"Om {SPAN}")
    return id


async def test_not_a_byte_of_it_is_left(world: World) -> None:
    id = await everywhere(world)
    world.change("UPDATE outbox SET bytes = ?, subject = ? WHERE template = 'M7'", SPAN.encode(), f"Om {SPAN}")
    world.ask("PRAGMA wal_checkpoint(TRUNCATE)")
    assert len(left(world.path)) >= 4, "it stood there before"
    keys = await world.desk.lists.keys("contact", Filter(), "nordm")
    assert len(keys) == 1

    case = await world.act("contact", id, Mask((SPAN,), f"{SPAN} er en person"))

    assert case == await world.case(id), "what is answered is masked as well"
    assert left(world.path) == []
    assert len(await world.desk.lists.keys("contact", Filter(), "nordm")) == 0
    shown = await world.desk.shows.case("contact", id)
    assert SPAN not in repr(shown)
    assert shown.case.title == "Om ▇▇▇"
    assert shown.case.tasks[0].report == 'Snakket med "▇▇▇"'
    assert shown.case.detail.answer == "Vi har snakket med ▇▇▇."
    drafts = {d.text for login in ("contact", "owner2") for d in await world.desk.drafts.of(login)}
    assert drafts == {"Ring ▇▇▇", "Om ▇▇▇"}
    assert world.ask("PRAGMA integrity_check") == [("ok",)]


async def test_mail_that_waits_says_it_masked(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Reject("outside", f"{SPAN} svarer for dette."))
    world.later(minutes=1)
    letter = (await world.desk.mail.claim(10)).letters
    assert any(b"Nordmann" in each.data for each in letter)
    await world.desk.mail.hand_back(letter)

    await world.act("contact", id, Mask((SPAN,), "navn"))

    again = (await world.desk.mail.claim(10)).letters
    assert len(again) == len(letter)
    assert not any(b"Nordmann" in each.data for each in again)
    assert {each.message_id for each in again} == {each.message_id for each in letter}


@pytest.mark.parametrize(
    "span", ["no", "tried", '"', ",", "e", "a", "1", "A-26", "contact", "2026", "answer", "[", "\\"]
)
async def test_masking_a_small_word_spoils_no_structure(world: World, span: str) -> None:
    """The span may be a word of our own, a sign of JSON or a part of a number."""
    id = await world.received(description=f'Han sa {span} og gikk "\\ hjem', title="Bare et emne")
    await world.act("contact", id, PASS)
    await world.act("contact", id, Measure("owner", "Noe"))
    await world.act("contact", id, Mask((span,), "prøve"))
    shown = await world.desk.shows.case("contact", id)
    assert [line.kind for line in shown.history][-1] == "mask"
    assert dict(shown.history[1].values) == {
        "censurable": "no",
        "hse": "no",
        "ours": "yes",
        "deviation": "yes",
        "channels": "tried",
        "personnel": "no",
        "sensitive": "no",
    }
    world.later(minutes=1)
    batch = await world.desk.mail.claim(10)
    assert batch.parked == ()
    assert len(batch.letters) == 4


async def test_what_undo_kept_is_masked_and_undo_is_over(world: World) -> None:
    id = await world.approved()
    await world.act("contact", id, Rate("low", f"{SPAN} er borte"))
    await world.act("contact", id, Rate("low", "Noe annet"))
    with pytest.raises(Refused) as refused:
        await world.act("contact", id, Mask((SPAN,), "x"))
    assert refused.value.id == "mask.no_such_span", "the case does not say it any more"
    await world.act("contact", id, Rate("low", f"{SPAN} er borte"))
    await world.act("contact", id, Mask((SPAN,), "x"))
    assert left(world.path) == []
    with pytest.raises(Refused) as refused:
        await world.desk.cases.undo("contact", id)
    assert refused.value.id == "undo.nothing"


async def test_what_stands_in_a_note_alone_can_be_masked(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Note(f"{SPAN} ringte"))
    assert (await world.desk.rehearsals.of("contact", id, Mask((SPAN,), "navn"))).mails == ()
    await world.act("contact", id, Mask((SPAN,), "navn"))
    assert left(world.path) == []
    assert (await world.desk.shows.case("contact", id)).history[1].note == "▇▇▇ ringte"


async def test_other_cases_keep_their_words(world: World) -> None:
    first, second = await world.received(title=SPAN), await world.received(title=SPAN)
    await world.desk.drafts.keep("contact", f"{second}/1", "x", SPAN)
    await world.act("contact", first, Mask((SPAN,), "x"))
    assert (await world.case(second)).title == SPAN
    assert [d.text for d in await world.desk.drafts.of("contact")] == [SPAN]


async def test_a_measures_number_like_another_cases_is_no_prefix(world: World) -> None:
    """A-26-0001 is masked; A-26-00010 would begin the same."""
    id = await world.received(title=SPAN)
    await world.desk.drafts.keep("contact", f"{id}0/1", "x", SPAN)
    await world.act("contact", id, Mask((SPAN,), "x"))
    assert [d.text for d in await world.desk.drafts.of("contact")] == [SPAN]


async def test_the_mask_is_in_the_history_without_what_it_hides(world: World) -> None:
    id = await world.received(title=SPAN)
    await world.act("contact", id, Mask((SPAN,), f"Navnet {SPAN} er personopplysning"))
    line = (await world.desk.shows.case("contact", id)).history[-1]
    assert (line.kind, line.note, dict(line.values), line.at) == (
        "mask",
        "Navnet ▇▇▇ er personopplysning",
        {"count": "1"},
        NOW,
    )
