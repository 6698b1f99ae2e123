"""M16: the whistleblowing reception is told that a report stands in its channel, and nothing of it (workflow.md §6)."""

from dataclasses import replace
from pathlib import Path

import pytest
from world import NOW, UNITS, World, directory, opened

from core.domain.case import Party, unit_party
from core.domain.handling import Mask
from core.domain.triage import Reject, Reregistered
from core.errors import Refused
from tui import format as said
from tui import names
from tui.commands import as_json

OFFICE = unit_party("EN-VM")


async def registered(world: World, ref: str = "VARSEL-17") -> str:
    id = await world.received()
    await world.act("contact", id, Reject("whistleblowing", "Varsles."))
    await world.act("contact", id, Reregistered(NOW.date(), ref))
    return id


async def sent(world: World) -> list[tuple[str, str]]:
    """Recipient and body of every letter that leaves now."""
    world.later(minutes=10)
    batch = await world.desk.mail.claim(20)
    assert not batch.parked
    texts = [(letter, await world.desk.mail.show(None, letter.n)) for letter in batch.letters]
    return [(letter.recipient, text.body) for letter, text in texts if letter.template == "M16"]


async def test_it_goes_to_the_reception_of_the_faculty_in_bokmaal(world: World) -> None:
    id = await registered(world)
    ((recipient, body),) = await sent(world)
    assert recipient == "en-vm-post@example.org"
    assert all(words in body for words in (id, "VARSEL-17", "onsdag 18. november 2026", "faculty EN"))
    assert not any(words in body for words in ("Pensum", "Mari", "mari@", "Varsles.", "avvik open"))


@pytest.mark.parametrize("address", [None, ""])
async def test_without_a_reception_or_its_address_nobody_is_written_to(tmp_path: Path, address: str | None) -> None:
    staff = directory()
    units = {unit.code: unit for unit in UNITS if unit.code != OFFICE.id}
    if address is not None:
        units |= {OFFICE.id: replace(staff.units[OFFICE.id], email=address)}
    async with opened(tmp_path, replace(staff, units=units)) as world:
        await registered(world)
        assert await sent(world) == []
        assert (await world.desk.health.status()).mails["failed"] == 0


async def test_another_facultys_reception_is_not_told(world: World) -> None:
    id = await world.received(unit="TO-A")
    await world.act("to_contact", id, Reject("whistleblowing", "Varsles."))
    await world.act("to_contact", id, Reregistered(NOW.date()))
    assert "M16" not in [template for template, _ in world.mails(id)]


async def test_only_the_contact_knows_of_the_letter(world: World) -> None:
    """Its very being tells what the case is about: a restricted case is the contact's alone."""
    id = await registered(world)
    assert [row.to for row in await world.desk.mail.list("contact", case=id) if row.template == "M16"] == [OFFICE]
    for who in ("admin", "dean", "handler", "quality", "hse"):
        assert await world.desk.mail.list(who, case=id) == ()


async def test_the_reference_holds_no_identity_number_and_is_masked_with_the_rest(world: World) -> None:
    id = await world.received()
    await world.act("contact", id, Reject("whistleblowing", "Varsles."))
    with pytest.raises(Refused) as refused:
        await world.act("contact", id, Reregistered(NOW.date(), "01019912345"))
    assert (refused.value.id, refused.value.values) == ("privacy.identity_number", {"field": "ref"})
    await world.act("contact", id, Reregistered(NOW.date(), "sak om Kanarifugl"))
    await world.act("contact", id, Mask(("Kanarifugl",), "navn"))
    ((_, body),) = await sent(world)
    assert "Kanarifugl" not in body
    assert "sak om ▇▇▇" in body


def test_a_unit_is_called_by_its_name() -> None:
    staff = directory()
    assert names.party(OFFICE, staff, "nb") == "whistleblowing EN-VM"
    assert names.party(Party("unit", "GONE"), staff, "nb") == "GONE"
    assert said.who("nb", OFFICE) == as_json.party(OFFICE) == "EN-VM"
