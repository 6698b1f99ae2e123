"""What the acts of a case's life tell becomes a letter: every fact its template wants is given (workflow.md §6)."""

from datetime import date

from world import NOW, World

from core.domain.clock import Move
from core.domain.handling import Close
from core.domain.hearing import Answer, Ask, Hear, Withdraw
from core.domain.informing import Inform, Lift
from core.domain.measure import Complete, Decline, Measure, Reassign
from core.domain.proposal import Propose
from core.domain.reopening import Reopen
from core.domain.replying import Reply
from core.domain.triage import Reject, Reregistered

SECRETS = (
    "Hva gjelder hos dere?",
    "Når skjedde det?",
    "Sett opp en tavle",
    "Pensumlisten",
    "Mari",
    "for stort for oss",
)


async def test_every_letter_can_be_written(world: World) -> None:
    id = await world.measured(handler="handler")
    for who, ref, act in (
        ("owner", f"{id}/1", Propose("Sett opp en tavle")),
        ("handler", id, Hear(("EN-B", "quality"), "Hva gjelder hos dere?", date(2026, 12, 9))),
        ("head2", f"{id}/2", Answer("Ingenting")),
        ("handler", f"{id}/3", Withdraw("Ikke lenger nødvendig")),
        ("handler", id, Ask("Når skjedde det?")),
        ("handler", id, Inform(("EN-B",))),
        ("handler", id, Lift("prorector", "for stort for oss")),
        ("handler", id, Reply("Vi venter på svar fra EN-B.", date(2027, 1, 15))),
        ("owner", f"{id}/1", Decline("Ikke meg")),
        ("handler", f"{id}/1", Reassign("owner2")),
        ("owner2", f"{id}/1", Complete("Lagt ut")),
        ("handler", id, Close("Ordnet", "Pensum er lagt ut.")),
        ("handler", id, Reopen("Skjedde igjen", date(2027, 2, 12))),
    ):
        await world.act(who, ref, act)
    other = await world.approved("handler")
    await world.act("handler", other, Measure("owner", "Legg ut pensum"))
    for due in (await world.case(other)).open_deadlines("acceptance", "measure"):
        await world.act("handler", due.id, Move(date(2026, 12, 10), "ferie"))
    await world.act("handler", other, Hear(("head",), "Hva gjelder hos dere?"))
    (asked,) = (await world.case(other)).open_deadlines("hearing")
    await world.act("handler", asked.id, Move(date(2026, 12, 10), "ferie"))
    third = await world.received()
    await world.act("contact", third, Reject("whistleblowing", "Varsles."))
    await world.act("contact", third, Reregistered(NOW.date()))

    world.later(minutes=10)
    batch = await world.desk.mail.claim(100)
    assert [why for _, why in batch.parked] == []
    texts = {letter.n: await world.desk.mail.show(None, letter.n) for letter in batch.letters}
    written = {letter.template for letter in batch.letters}
    assert {"M9", "M12", "M13", "M15", "M16", "M27", "M28", "M33"} <= written
    said = "\n".join(text.subject + text.body for text in texts.values())
    assert not [secret for secret in SECRETS if secret in said]
    (reply,) = (texts[letter.n] for letter in batch.letters if letter.template == "M9")
    assert "\nVi venter på svar fra EN-B.\n" in reply.body
