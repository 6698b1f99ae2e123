"""The dialogs of the acts: each act of the table can be asked for, what is written is kept, what is refused is said."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import desk
import pytest
from desk import CONTACT, OWNER
from piloted import Desked, piloted

from core.desk import Desk
from core.domain import workflow
from core.domain.clock import Extend, Move, Pause, Resume
from core.domain.exclusion import Exclude, Include
from core.domain.handling import Close, Mask, Note, Rate
from core.domain.hearing import Answer, Answered, Ask, Hear, Withdraw
from core.domain.informing import Inform, Lift
from core.domain.linking import Link, Unlink
from core.domain.measure import Accept, Cancel, Complete, Decline, Measure, Reassign, ReturnMeasure
from core.domain.proposal import Clear, Propose
from core.domain.reopening import Reopen
from core.domain.replying import CorrectAddress, Reply, Told
from core.domain.transfer import Receive, Return, Transfer
from core.domain.triage import Approve, Assign, Consult, Reject, Reregistered
from tui.ask import ask, carry_out, choose, keep_drafts
from tui.dialogs import gate
from tui.dialogs.day import read_day
from tui.dialogs.form import Form
from tui.dialogs.pick import Entry
from tui.dialogs.words import Marks

CASE = "A-26-0001"
HANDLER = "dagokrin"
"""Handles cases at IE in tests/data/directory.toml."""
PASS = Approve("no", "no", "yes", "yes", "tried", "no", "no")
Prepare = Callable[[Desk], Awaitable[None]]


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HELD", 0.0)


def done(*acts: tuple[str | None, str, object]) -> Prepare:
    """Do these acts first: by whom, on the case, a part of it or another case, what."""

    async def prepare(office: Desk) -> None:
        for who, ref, act in acts:
            await office.cases.act(who, ref if ref.startswith("A-") else CASE + ref, act)

    return prepare


APPROVED = (CONTACT, "", PASS)
GIVEN = (APPROVED, (CONTACT, "", Measure(OWNER, "Rett det")))
FINISHED = (*GIVEN, (OWNER, "/1", Complete("Gjort.")))
OTHER = (CONTACT, "A-26-0002", PASS)
HEARD = (APPROVED, (CONTACT, "", Hear((OWNER,), "Hva vet du?")))
RATED = (APPROVED, (CONTACT, "", Rate("low", "Liten")))

ASKED: dict[str, tuple[Prepare, str, str, list[str], object]] = {
    "approve": (done(), CONTACT, "", ["n", "n", "j", "j", "j", "n", "n", "enter"], PASS),
    "reject": (done(), CONTACT, "", ["n", "n", "j", "n", "=Nei.", "ctrl+s"], Reject("outside", "Nei.")),
    "reregistered": (
        done((CONTACT, "", Reject("whistleblowing", "Varsel."))), CONTACT, "",
        ["tab", "=V7", "ctrl+s"], Reregistered(desk.NOW.date(), "V7"),
    ),
    "transfer": (done(), CONTACT, "", ["n", "j", "=Fare.", "ctrl+s"], Transfer("hse", "Fare.")),
    "receive": (done((CONTACT, "", Transfer("hse", "Fare."))), "hse", "", ["enter"], Receive()),
    "return": (
        done((CONTACT, "", Transfer("hse", "Fare."))), "hse", "", ["=Ikke HMS.", "ctrl+s"], Return("Ikke HMS."),
    ),
    "consult": (done(), CONTACT, "", ["tab", "4", "enter"], Consult("", "unclear")),
    "mask": (done(), CONTACT, "", ["x", "tab", "=Navn", "ctrl+s"], Mask((), "Navn")),
    "assign": (done(APPROVED), CONTACT, "", ["=dag", "enter"], Assign(HANDLER)),
    "rate": (
        done(APPROVED), CONTACT, "", ["3", "tab", "=Mange", "tab", "=Rot", "ctrl+s"], Rate("high", "Mange", "Rot"),
    ),
    "measure": (
        done(APPROVED), CONTACT, "",
        ["=tara", "tab", "=Rydd opp", "tab", "=+3d", "enter"], Measure(OWNER, "Rydd opp", date(2026, 11, 23)),
    ),
    "note": (done(), CONTACT, "", ["=Husk dette", "ctrl+s"], Note("Husk dette")),
    "close": (
        done(*RATED), CONTACT, "",
        ["=Ordnet", "tab", "=Takk.", "tab", "=Rettet straks", "ctrl+s"], Close("Ordnet", "Takk.", "Rettet straks"),
    ),
    "accept": (done(*GIVEN), OWNER, "/1", ["enter"], Accept()),
    "decline": (done(*GIVEN), OWNER, "/1", ["=Feil person", "ctrl+s"], Decline("Feil person")),
    "complete": (
        done(*GIVEN), CONTACT, "/1", ["=Gjort", "tab", "1", "enter"], Complete("Gjort", OWNER, "phone"),
    ),
    "reassign": (done(*GIVEN), CONTACT, "/1", ["=dag", "enter"], Reassign(HANDLER)),
    "return_measure": (
        done(*FINISHED), CONTACT, "/1",
        ["=Mer", "tab", "=+2u", "enter"], ReturnMeasure("Mer", date(2026, 12, 4)),
    ),
    "cancel": (done(*GIVEN), CONTACT, "/1", ["=Trengs ikke", "ctrl+s"], Cancel("Trengs ikke")),
    "propose": (done(*GIVEN), OWNER, "/1", ["=Et forslag", "ctrl+s"], Propose("Et forslag")),
    "clear": (
        done(*GIVEN), CONTACT, "/1", ["=dag", "tab", "=Avklart", "tab", "3", "enter"],
        Clear(HANDLER, "Avklart", OWNER, "meeting"),
    ),
    "exclude": (done(), CONTACT, "", ["=dag", "tab", "=Gift", "ctrl+s"], Exclude(HANDLER, "Gift")),
    "include": (
        done((CONTACT, "", Exclude(HANDLER, "Gift"))), CONTACT, "", ["1", "tab", "=Feil", "ctrl+s"],
        Include(HANDLER, "Feil"),
    ),
    "link": (done(APPROVED, OTHER), CONTACT, "", ["=A-26-0002", "tab", "2", "enter"], Link("A-26-0002", "recurrence")),
    "unlink": (done(APPROVED, OTHER, (CONTACT, "", Link("A-26-0002", "recurrence"))), CONTACT, "", ["enter"], Unlink()),
    "hear": (
        done(APPROVED), CONTACT, "", ["=dag", "comma", "=tara", "tab", "=Hva vet dere", "tab", "=+1u", "enter"],
        Hear((HANDLER, OWNER), "Hva vet dere", date(2026, 11, 27)),
    ),
    "ask": (done(APPROVED), CONTACT, "", ["=Hvem", "tab", "=+1u", "enter"], Ask("Hvem", date(2026, 11, 27))),
    "answered": (
        done(APPROVED, (CONTACT, "", Ask("Hvilken dag?"))), CONTACT, "", ["=Tirsdag", "ctrl+s"], Answered("Tirsdag"),
    ),
    "inform": (done(APPROVED), CONTACT, "", ["=tara", "enter"], Inform((OWNER,))),
    "lift": (done(APPROVED), CONTACT, "", ["=tara", "tab", "=Stort", "ctrl+s"], Lift(OWNER, "Stort")),
    "reply": (done(APPROVED), CONTACT, "", ["=Mye", "tab", "=+2u", "enter"], Reply("Mye", date(2026, 12, 4))),
    "told": (done(APPROVED), CONTACT, "", ["1", "tab", "2", "enter"], Told("M2", "post", desk.NOW.date())),
    "reporter": (
        done(), CONTACT, "", ["ctrl+u", "=ny@example.org", "tab", "=Ringte", "ctrl+s"],
        CorrectAddress("ny@example.org", "Ringte"),
    ),
    "reopen": (
        done((CONTACT, "", Reject("outside", "Nei."))), CONTACT, "", ["=Likevel", "tab", "=+2u", "enter"],
        Reopen("Likevel", date(2026, 12, 4)),
    ),
    "answer": (done(*HEARD), OWNER, "/1", ["=Vi vet det", "ctrl+s"], Answer("Vi vet det")),
    "withdraw": (done(*HEARD), CONTACT, "/1", ["=Trengs ikke", "ctrl+s"], Withdraw("Trengs ikke")),
    "move": (done(APPROVED), CONTACT, ":2", ["=+6u", "tab", "=Ferie", "ctrl+s"], Move(date(2027, 1, 1), "Ferie")),
    "extend": (
        done(*HEARD), CONTACT, ":4", ["=+3u", "tab", "=Bedt om", "ctrl+s"], Extend(date(2026, 12, 11), "Bedt om"),
    ),
    "pause": (done(APPROVED), CONTACT, ":2", ["1", "enter"], Pause("reporter")),
    "resume": (done(APPROVED, (CONTACT, ":2", Pause("reporter"))), CONTACT, ":2", ["3", "enter"], Resume("over")),
}  # fmt: skip


def test_every_act_of_the_table_is_asked_for_here() -> None:
    assert ASKED.keys() == workflow.BY_NAME.keys()


async def press(at: Desked, keys: list[str]) -> None:
    for key in keys:
        screen = at.app.screen
        before = at.text()
        if key.startswith("="):
            await at.write(key[1:])
        else:
            await at.press(key)
        if isinstance(screen, gate.Gate):  # the next question, or the dialog of the exit
            await at.until(lambda before=before: at.text() != before)


@pytest.mark.parametrize("name", ASKED)
async def test_the_dialog_of_an_act_fills_it_in(tmp_path: Path, name: str) -> None:
    prepare, who, part, keys, wanted = ASKED[name]
    async with desk.opened(tmp_path) as office:
        await prepare(office)
        who = (await office.people.directory()).holders("hse_coordinator", "IE")[0] if who == "hse" else who
        async with piloted(office, who) as at:
            shown = await at.shown(CASE)
            at.begin(ask(at.app, shown, name, part))
            await at.until(lambda: len(at.app.screen_stack) == 2)
            await press(at, keys)
            act = await at.answer()
    assert type(act) is workflow.BY_NAME[name].act
    if isinstance(act, Consult):
        assert act.result == "unclear"
        assert act.with_
    elif isinstance(act, Mask):
        assert act == Mask((shown.case.title.split()[0].rstrip(":"),), "Navn")
    else:
        assert act == wanted


async def test_the_act_is_done_and_its_draft_forgotten(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(carry_out(at.app, await at.shown(CASE), "note"))
        await at.until("Internt notat")
        await at.write("Ringte melder")
        await at.press("ctrl+s")
        assert await at.answer()
        assert (await at.shown(CASE)).history[-1].note == "Ringte melder"
        assert await office.drafts.of(CONTACT) == ()


async def test_words_survive_leaving_and_a_new_start(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office:
        await done(*RATED)(office)
        async with piloted(office) as at:
            at.begin(ask(at.app, await at.shown(CASE), "close"))
            await at.until("Utfall (internt)")
            await at.write("Halvferdig")
            await at.press("tab")
            await at.write("Kjære melder")
            await at.press("escape")
            assert await at.answer() is None
        async with piloted(office) as at:
            at.begin(ask(at.app, await at.shown(CASE), "close"))
            await at.until("Utfall (internt)")
            assert "Halvferdig" in at.text()
            assert "Kjære melder" in at.text()


async def test_a_dropped_line_keeps_the_words_of_the_dialog_that_is_open(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(ask(at.app, await at.shown(CASE), "note"))
        await at.until("Internt notat")
        await at.write("Midt i et ord")
        await keep_drafts(at.app)
        (draft,) = await office.drafts.of(CONTACT)
        assert (draft.case, draft.field, draft.text) == (CASE, "note", "Midt i et ord")


async def test_what_another_did_meanwhile_is_refused_and_the_words_are_kept(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(carry_out(at.app, await at.shown(CASE), "note"))
        await at.until("Internt notat")
        await at.write("Mitt")
        await office.cases.act(None, CASE, Note("En annens"))
        await at.press("ctrl+s")
        await at.until(lambda: not isinstance(at.app.screen, Form))
        await at.press("escape")
        assert await at.answer() is None
        (draft,) = await office.drafts.of(CONTACT)
        assert draft.text == "Mitt"


async def test_closing_names_what_is_missing_and_opens_what_mends_it(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        await done(*GIVEN)(office)
        at.begin(carry_out(at.app, await at.shown(CASE), "close"))
        await at.until("alvorlighetsgraden mangler")
        await at.press("enter")
        await at.until("1 [ ] lav")
        await at.press("2", "tab")
        await at.write("Noen")
        await at.press("ctrl+s")
        await at.until("et tiltak er åpent")
        await at.press("enter")
        await at.until("Hva kan gjøres")
        await at.press("j", "j")
        await at.until("> ")
        await at.press("escape")
        await at.until("et tiltak er åpent")
        await at.press("escape")
        assert await at.answer() is None
        case = (await at.shown(CASE)).case
        assert (case.state, case.detail.severity) == ("in_progress", "medium")


async def test_a_closed_act_says_why(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(100, 40)) as at:
        at.begin(choose(at.app, await at.shown(CASE)))
        await at.until("Hva kan gjøres")
        assert "Saken er ikke vurdert ennå" in at.text()
        await at.press(*"j" * 12)
        await at.press("enter")
        assert "Hva kan gjøres" in at.text()
        await at.press("k", *"k" * 12, "enter")
        assert await at.answer() == ("approve", "")


async def test_what_is_open_stands_before_what_is_closed(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, OWNER, size=(100, 40)) as at:
        await done(*GIVEN)(office)
        at.begin(choose(at.app, await at.shown(CASE)))
        await at.until("Hva kan gjøres")
        assert "> " in next(line for line in at.text().splitlines() if "Godta tiltaket" in line)
        assert at.text().index("Meld tiltaket gjennomført") < at.text().index("Godkjenn for behandling")


async def test_ctrl_s_confirms_from_a_picker_too(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(APPROVED)(office)
        at.begin(ask(at.app, await at.shown(CASE), "assign"))
        await at.until("Tildel behandler")
        await at.write("dag")
        await at.press("ctrl+s")
        assert await at.answer() == Assign(HANDLER)


async def test_a_measure_is_not_offered_to_who_has_it_already(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        await done(*GIVEN, (OWNER, "/1", Decline("Ikke meg.")))(office)
        at.begin(ask(at.app, await at.shown(CASE), "reassign", "/1"))
        await at.until("Gi tiltaket til en annen")
        await at.press("enter")
        assert (answer := await at.answer()) is not None
        assert answer.to != OWNER


async def test_who_was_picked_last_is_first_the_next_time(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await done(APPROVED)(office)
        picked = []
        for typed in ("", "pern", ""):
            at.begin(ask(at.app, await at.shown(CASE), "assign"))
            await at.until("Tildel behandler")
            await at.write(typed)
            await at.press("enter")
            picked.append(await at.answer())
        assert picked[0] != picked[1] == picked[2]


async def test_a_measure_is_offered_first_to_whom_the_course_points_to(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        await done(APPROVED)(office)
        course = (await at.shown(CASE)).case.course
        roles = (await office.people.directory()).roles
        responsible = [role.login for role in roles if role.role == "course_responsible" and role.course == course]
        assert responsible
        at.begin(ask(at.app, await at.shown(CASE), "measure"))
        await at.until("Tiltaksansvarlig")
        await at.press("tab")
        await at.write("Noe")
        await at.press("ctrl+s")
        act = await at.answer()
        assert act == Measure(responsible[0], "Noe")


async def test_a_mail_is_read_to_its_end_before_it_is_sent(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        at.begin(ask(at.app, await at.shown(CASE), "reject"))
        for number, key in enumerate("nnjn", 1):
            await at.until(f"Spørsmål {number} av 7")
            await at.press(key)
        await at.until("Avvis: ikke et avvik")
        await at.write("Nei.")
        await at.until("1 e-post går om 30 s")
        await at.press("tab", "tab", "end")
        await at.until("Hilsen")
        assert "Enter Avvis: ikke et avvik" in at.text()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None), ("+3d", date(2026, 11, 23)), ("+2u", date(2026, 12, 4)), ("+ 2 w", date(2026, 12, 4)),
        ("+1m", date(2026, 12, 20)), ("+5v", date(2026, 11, 27)), ("+7", date(2026, 11, 27)),
        ("17.12", date(2026, 12, 17)),
        ("17.12.", date(2026, 12, 17)), ("3.1", date(2027, 1, 3)), ("17.12.27", date(2027, 12, 17)),
        ("2026-12-17", date(2026, 12, 17)), ("20.11", date(2026, 11, 20)),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(typed: str, day: date | None) -> None:
    assert read_day(typed, date(2026, 11, 20)) == day


@pytest.mark.parametrize("typed", ["i morgen", "+3x", "31.2", "32.1", "+0d", "2026-13-01", "٣.١", "17"])
def test_what_is_no_date_is_said_to_be_none(typed: str) -> None:
    with pytest.raises((ValueError, StopIteration)):
        read_day(typed, date(2026, 11, 20))


def test_a_person_is_found_by_the_beginning_of_words_or_by_initials() -> None:
    entry = Entry("olahan", ("Ola Bjørn Hansen", "behandler"), "Ola Bjørn Hansen olahan behandler IE-IDI")
    assert all(entry.answers(typed) for typed in ("ol", "han", "OBH", "bjø ha", "idi", "behand", ""))
    assert not any(entry.answers(typed) for typed in ("la", "ansen", "ol x", "["))


def test_neighbouring_words_are_one_span_and_punctuation_is_left() -> None:
    marks = Marks(["Kari Nordmann sa det.", "Ring Kari Nordmann, på kari@example.no eller 010101 12345."])
    marks.mark_all(["010101 12345"])
    marks.cursor = 0
    marks.toggle()
    marks.move(1)
    marks.toggle()
    marks.cursor = next(
        n for n, w in enumerate(marks.words) if marks.texts[w.text][w.start : w.end] == "kari@example.no"
    )
    marks.toggle()
    assert marks.spans == ("Kari Nordmann", "kari@example.no", "010101 12345")
    marks.toggle()
    assert marks.spans == ("Kari Nordmann", "010101 12345")
