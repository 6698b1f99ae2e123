"""The gate at the desk: seven questions in order, one exit, nothing lost on the way back (workflow.md §2)."""

from pathlib import Path

import desk
import pytest
from piloted import Desked, golden, piloted
from textual.events import Key

from core.domain.transfer import Transfer
from core.domain.triage import Approve, Reject
from tui.ask import ask, carry_out
from tui.dialogs import gate
from tui.dialogs.form import Form
from tui.dialogs.gate import Gate

SCREENS = Path(__file__).parents[1] / "data" / "screens"
CASE = "A-26-0001"
HELD = gate.HELD


@pytest.fixture(autouse=True)
def quick_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot presses the same key twice in no time; one test asks for what a held key does."""
    monkeypatch.setattr(gate, "HELD", 0.0)


async def opened(at: Desked, ref: str = CASE) -> None:
    at.begin(ask(at.app, await at.shown(ref), "approve"))
    await at.until("Spørsmål 1 av 7")


async def answered(at: Desked, keys: str) -> None:
    """One key a question, each only when its question is asked."""
    for number, key in enumerate(keys, 1):
        await at.until(f"Spørsmål {number} av 7")
        await at.press(key)


async def test_no_decisive_answer_leaves_approval_with_its_mail_to_read(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        await opened(at)
        await answered(at, "nnjjjnn")
        await at.until("Meldingen din er tatt til behandling")
        assert "Godkjenn for behandling" in at.text()
        assert "Til: melder" in at.text()
        assert (await at.shown(CASE)).case.state == "received"
        await at.press("enter")
        assert await at.answer() == Approve("no", "no", "yes", "yes", "tried", "no", "no")


@pytest.mark.parametrize(
    ("keys", "title", "act"),
    [
        ("j", "Avvis som varsling", Reject("whistleblowing", "Fordi.")),
        ("nj", "Send til HMS-koordinator", Transfer("hse", "Fordi.")),
        ("nnjn", "Avvis: ikke et avvik", Reject("outside", "Fordi.")),
        ("nnjji", "Avvis: vanlige kanaler", Reject("channels", "Fordi.")),
    ],
)
async def test_a_decisive_answer_leaves_one_exit(tmp_path: Path, keys: str, title: str, act: object) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await answered(at, keys)
        await at.until(title)
        await at.write("Fordi.")
        await at.until("e-post")
        await at.press("ctrl+s")
        assert await at.answer() == act


async def test_another_faculty_is_picked_and_sensitive_data_asked_for(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        await opened(at)
        await answered(at, "nnn")
        await at.until("Til fakultet eller enhet")
        await at.write("naturvit")
        await at.press("tab", "1", "tab")
        await at.write("Deres emne.")
        await at.press("ctrl+s")
        act = await at.answer()
        assert isinstance(act, Transfer)
        assert (act.to, act.sensitive, act.reason) == ("NV", "no", "Deres emne.")


async def test_escape_goes_one_step_back_and_loses_nothing(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await answered(at, "nnjn")
        await at.until("Avvis: ikke et avvik")
        await at.write("Nesten ferdig")
        await at.press("escape")
        await at.until("Spørsmål 4 av 7   1 nei  2 nei  3 ja")
        await at.press("escape")
        await at.until("Spørsmål 3 av 7   1 nei  2 nei")
        await at.press("j")
        await at.until("Spørsmål 4 av 7")
        await at.press("n")
        await at.until("Nesten ferdig")


async def test_escape_from_the_first_question_leaves(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("escape")
        assert await at.answer() is None
        assert not isinstance(at.app.screen, Gate)


async def test_escape_leaves_whatever_was_pressed_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HELD", HELD)
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("x", "pagedown", "n")
        await at.until("Spørsmål 2 av 7")
        await at.press("escape")
        await at.until("Spørsmål 1 av 7")
        await at.press("left")
        assert await at.answer() is None


async def test_enter_and_other_keys_answer_no_question(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("enter", "b", "1", "tab", "x", "down", "pagedown")
        assert "Spørsmål 1 av 7" in at.text()


async def test_a_personnel_matter_is_consulted_first_and_comes_back_to_its_question(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        at.begin(carry_out(at.app, await at.shown(CASE), "approve"))
        await answered(at, "nnjjjj")
        await at.until("Konferert med")
        await at.press("tab", "1", "enter")
        await at.until("k  ja, og instituttleder er konferert")
        (done,) = (await at.shown(CASE)).case.consultations
        assert (done.on, done.result) == (desk.NOW.date(), "deviation")
        await at.press("k")
        await at.until("Spørsmål 7 av 7")
        await at.press("n")
        await at.until("Meldingen din er tatt til behandling")
        await at.press("enter")
        await at.answer()
        case = (await at.shown(CASE)).case
        assert case.state == "in_progress"
        assert dict(case.detail.gate)["personnel"] == "consulted"


async def test_after_the_consultation_a_personnel_matter_may_be_taken_outside(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        at.begin(carry_out(at.app, await at.shown(CASE), "reject"))
        await answered(at, "nnjjjj")
        await at.until("Konferert med")
        await at.press("tab", "2", "enter")
        await at.until("u  ja, og saken tas utenfor")
        await at.press("u")
        await at.until("Avvis: personalsak")
        await at.write("Følges opp utenfor.")
        await at.press("ctrl+s")
        await at.answer()
        case = (await at.shown(CASE)).case
        assert (case.state, case.detail.rejection) == ("rejected", "personnel")


async def test_sensitive_data_is_masked_first_and_comes_back_to_its_question(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office, size=(80, 40)) as at:
        word = (await at.shown(CASE)).case.title.split()[0]
        at.begin(carry_out(at.app, await at.shown(CASE), "approve"))
        await answered(at, "nnjjjnj")
        await at.until("Sladd personopplysninger")
        await at.press("space", "tab")
        await at.write("Navn i tittelen")
        await at.press("ctrl+s")
        await at.until("s  ja, og de er sladdet")
        case = (await at.shown(CASE)).case
        assert case.masked
        assert word not in case.title
        assert word not in at.dialog()
        await at.press("s")
        await at.until("Godkjenn for behandling")
        await at.press("enter")
        await at.answer()
        assert (await at.shown(CASE)).case.state == "in_progress"


async def test_what_was_typed_before_a_question_was_seen_answers_nothing(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        early = Key("j", "j")
        early.time = 0.0
        at.app.post_message(early)
        await at.pilot.pause()
        assert "Spørsmål 1 av 7" in at.text()
        await at.press("n")
        await at.until("Spørsmål 2 av 7")


async def test_a_held_key_answers_one_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "HELD", 60.0)
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await at.press("n", *"n" * 20)
        await at.until("Spørsmål 2 av 7")
        await at.press(*"n" * 20)
        assert "Spørsmål 2 av 7" in at.text()
        assert HELD > 0.1  # slower than any keyboard repeats


async def test_a_refusal_stands_in_the_dialog_and_no_word_is_lost(tmp_path: Path) -> None:
    async with desk.opened(tmp_path) as office, piloted(office) as at:
        await opened(at)
        await answered(at, "nnjn")
        await at.until("Avvis: ikke et avvik")
        await at.write("Student 01010112345 sa det.")
        await at.press("ctrl+s")
        await at.until("!! Det ser ut til å stå et fødselsnummer")
        assert "Student 01010112345 sa det." in at.text()
        assert isinstance(at.app.screen, Form)
        assert (await at.shown(CASE)).case.state == "received"


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_gate_as_it_looks(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    keys = "nnjjji" if language == "nb" else "nnyyte"
    async with desk.opened(tmp_path) as office, piloted(office, language=language, size=size) as at:
        at.begin(ask(at.app, await at.shown(CASE), "approve"))
        number = "Spørsmål {} av 7" if language == "nb" else "Question {} of 7"
        await at.until(number.format(1))
        await at.still()
        first = at.dialog()
        for n, key in enumerate(keys[:4], 1):
            await at.until(number.format(n))
            await at.press(key)
        await at.until(number.format(5))
        await at.still()
        fifth = at.dialog()
        await at.press(keys[5])
        await at.until("Avvis: vanlige kanaler" if language == "nb" else "Reject: ordinary channels")
        await at.write("Snakk med emneansvarlig.")
        await at.until("1 e-post går" if language == "nb" else "1 e-mail goes")
        await at.still()
        screens = f"\n{'=' * size[0]}\n".join((first, fifth, at.dialog()))
        assert all(len(line) <= size[0] for line in screens.splitlines())
        golden(SCREENS / f"gate-{language}-{size[0]}x{size[1]}.txt", screens)
