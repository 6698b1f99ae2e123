"""Opening an ended case again, from each of its three ends (D10, workflow.md §2, §3, §5)."""

from datetime import date

import pytest
from world import PASS, World
from written import refused

from core.desk import obligations
from core.domain.handling import Close, Note
from core.domain.measure import Complete, Measure, ReturnMeasure
from core.domain.reopening import Reopen
from core.domain.replying import Reply
from core.domain.transfer import Receive, Transfer
from core.domain.triage import Reject, Reregistered
from core.store.views import Filter

FRIDAY = date(2026, 12, 18)
AGAIN = Reopen("Kom igjen", FRIDAY)


async def rejected(world: World, kind: str = "outside") -> str:
    id = await world.received()
    await world.act("contact", id, Reject(kind, "Gjelder noe annet."))  # type: ignore[arg-type]
    return id


def owed(world: World, id: str) -> dict[str, str]:
    asked = "SELECT kind, raw_on FROM deadlines WHERE \"case\" = ? AND state IN ('open', 'paused')"
    return {str(kind): str(day) for kind, day in world.ask(asked, id)}


async def test_a_closed_case_goes_on_where_it_was(world: World) -> None:
    id = await world.closed()
    case = await world.act("contact", id, AGAIN)
    assert (case.state, case.closed_at, owed(world, id)) == ("in_progress", None, {"follow_up": "2026-12-18"})
    facts = world.ask("SELECT facts FROM outbox WHERE template = 'M28'")[0][0]
    assert '"expected_on":"2026-12-18"' in facts and "Kom igjen" not in facts
    assert case.n in await world.desk.lists.keys("contact", Filter("mine"))
    await world.act("contact", f"{id}/1", ReturnMeasure("Mangler uke 3", FRIDAY))
    await world.act("owner", f"{id}/1", Complete("Nå er alt der"))
    assert (await world.act("contact", id, Close("x", "Alt er lagt ut."))).state == "closed"


async def test_a_rejected_case_is_assessed_anew(world: World) -> None:
    id = await rejected(world)
    case = await world.act("contact", id, AGAIN)
    assert (case.state, case.detail.rejection, case.detail.reason) == ("received", "", "")
    assert owed(world, id) == {"follow_up": "2026-12-18", "triage": "2026-11-25"}
    assert await refused(world, "contact", id, Measure("owner", "x")) == "act.not_assessed"
    assert (await world.act("contact", id, PASS)).state == "in_progress"


async def test_what_was_taken_for_whistleblowing_stays_restricted_until_it_is_approved(world: World) -> None:
    id = await rejected(world, "whistleblowing")
    assert await refused(world, "dean", id, AGAIN) == "case.unknown"
    case = await world.act("contact", id, AGAIN)
    assert case.restricted and "reregister" not in owed(world, id)
    for who in ("dean", "head", "quality", "handler"):
        assert await refused(world, who, id, Note("x")) == "case.unknown"
        assert case.n not in await world.desk.lists.keys(who, Filter())
    case = await world.act("contact", id, PASS)
    assert not case.restricted
    assert case.n in await world.desk.lists.keys("head", Filter())


async def test_rejected_as_whistleblowing_once_more_it_is_reregistered_once_more(world: World) -> None:
    id = await rejected(world, "whistleblowing")
    await world.act("contact", id, Reregistered(world.now.date(), "V-1"))
    await world.act("contact", id, AGAIN)
    case = await world.act("contact", id, Reject("whistleblowing", "Likevel."))
    assert case.restricted and owed(world, id) == {"reregister": "2026-11-19"}


@pytest.mark.parametrize("received", [False, True])
async def test_fetched_back_from_hse(world: World, received: bool) -> None:
    id = await world.received()
    await world.act("contact", id, Transfer("hse", "Løs ledning"))
    if received:
        await world.act("hse", id, Receive())
    assert await refused(world, "hse", id, AGAIN) == "act.not_you"
    case = await world.act("contact", id, AGAIN)
    assert (case.state, case.detail.transferred_to) == ("received", "")
    still = {} if received else {"preliminary_reply": "2026-12-18"}
    assert owed(world, id) == {"follow_up": "2026-12-18", "triage": "2026-11-25"} | still
    assert case.n not in await world.desk.lists.keys("hse", Filter())


async def test_an_answer_that_never_arrived_is_still_owed(world: World) -> None:
    """Only an answer meets the duty to reply within a month (workflow.md §5)."""
    id = await world.closed()
    world.change("UPDATE outbox SET state = 'failed', attempts = 1 WHERE template = 'M7'")
    row = next(r for r in await world.desk.mail.list("contact", case=id) if r.template == "M7")
    await world.desk.office.db.write(lambda tx: obligations.reopened(tx, row))
    await world.act("contact", id, AGAIN)
    assert owed(world, id) == {"follow_up": "2026-12-18", "preliminary_reply": "2026-12-18"}
    await world.act("contact", id, Reply("Vi ser på det igjen.", date(2026, 12, 21)))
    assert owed(world, id) == {"follow_up": "2026-12-21", "promise": "2026-12-21"}


async def test_what_a_reopening_may_not_be(world: World) -> None:
    id = await world.closed()
    for act, why in (
        (Reopen(" ", FRIDAY), "text.empty"),
        (Reopen("x", date(2026, 11, 17)), "date.past"),
        (Reopen("x", date(9999, 1, 1)), "date.out_of_range"),
    ):
        assert await refused(world, "contact", id, act) == why
    assert await refused(world, "owner", id, AGAIN) == "act.not_you"
    assert await refused(world, "contact", id, AGAIN, seen=1) == "case.changed"
    await world.act("contact", id, AGAIN)
    assert await refused(world, "contact", id, AGAIN) == "act.state"
