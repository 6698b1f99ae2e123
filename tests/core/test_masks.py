"""The ledger of masks holds nothing of what was masked and forgets none; the files hold nothing either (G25)."""

import json
import stat
from contextlib import closing
from pathlib import Path
from unicodedata import normalize

import pytest
from exports import row, text_of
from hypothesis import given, settings
from hypothesis import strategies as st
from world import PASS, World

from core.domain.handling import Mask, Note, Rate
from core.domain.privacy import forms, mask
from core.errors import Unusable
from core.store import masks, residue
from core.store.create import create
from core.store.db import Database, connect
from core.store.views import Filter

SPAN = "Ola Nordmann"


def standing(path: Path, *words: str) -> list[str]:
    """Which of these words stand in a file beside the database, in any letters."""
    data = {file.name: file.read_bytes().lower() for file in path.parent.iterdir() if file.is_file()}
    wanted = {form for word in words for form in forms(word, word.lower(), word.upper())}
    return [f"{form} in {name}" for name in data for form in wanted if form.lower().encode() in data[name]]


async def test_the_ledger_is_private_and_says_nothing_of_what_was_masked(world: World) -> None:
    id = await world.received(title=f"{SPAN} og Åse")
    await world.act("contact", id, Mask((SPAN, "Åse"), "navn"))
    ledger = masks.place(world.path)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    (line,) = ledger.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert found.keys() == {"at", "case", "database", "marks"} and found["case"] == id
    assert sorted(length for length, _, _ in found["marks"]) == [3, 4, 12], "Åse as it may be composed"
    assert standing(world.path, SPAN, "Nordmann", "Åse") == []
    assert not residue.expected(world.path)


async def test_the_same_name_in_two_cases_leaves_two_marks(world: World) -> None:
    for _ in range(2):
        await world.act("contact", await world.received(title=SPAN), Mask((SPAN,), "navn"))
    lines = masks.place(world.path).read_text(encoding="utf-8").splitlines()
    hashes = [each for line in lines for _, *both in json.loads(line)["marks"] for each in both]
    assert len(set(hashes)) == 4


async def test_nothing_is_masked_that_cannot_be_written_down(world: World) -> None:
    masks.place(world.path).mkdir()
    id = await world.received(title=SPAN)
    with pytest.raises(Unusable) as unusable:
        await world.act("contact", id, Mask((SPAN,), "navn"))
    assert unusable.value.id == "masks.unwritable"
    assert (await world.case(id)).title == SPAN
    assert [line.kind for line in (await world.desk.shows.case("contact", id)).history] == ["register"]


async def test_a_line_that_a_crash_tore_stays_its_own(world: World) -> None:
    id = await world.received(title=f"{SPAN} Per")
    await world.act("contact", id, Mask((SPAN,), "navn"))
    ledger = masks.place(world.path)
    ledger.write_bytes(ledger.read_bytes() + b'{"at": "2026')
    await world.act("contact", id, Mask(("Per",), "navn"))
    read = await world.desk.office.db.read(lambda tx: masks.read(tx, world.path))
    assert read is not None and read.unreadable == 1
    assert len(read.marks[id]) == 2


async def test_nothing_is_left_with_a_reader_open_in_another_program(world: World) -> None:
    """After acts that could be undone, an undo, a rendered mail that waits, and words that were moved about."""
    id = await world.approved(title=f"Om {SPAN}", description=f"{SPAN} " * 300)
    await world.act("contact", id, Rate("low", f"{SPAN} " * 400))
    await world.desk.cases.undo("contact", id)
    await world.act("contact", id, Rate("low", f"{SPAN} er borte"))
    for n in range(30):
        await world.act("contact", id, Note(f"{SPAN} " * n + "ringte"))
    await world.desk.drafts.keep("contact", id, "note", SPAN * 50)
    world.later(minutes=1)
    letters = (await world.desk.mail.claim(10)).letters
    await world.desk.mail.hand_back(letters)
    async with Database.open(world.path) as daemon:
        await daemon.read(lambda tx: tx.execute("SELECT * FROM acts").fetchall())
        await world.act("contact", id, Mask((SPAN,), f"{SPAN} er en person"))
        assert standing(world.path, SPAN, "Nordmann") == []
        assert world.path.with_name("avvik.db-wal").stat().st_size == 0
        assert (await daemon.read(lambda tx: tx.execute("SELECT title FROM cases").fetchone()))[0] == "Om ▇▇▇"


async def test_a_word_that_stood_there_often_is_found_no_more(world: World) -> None:
    """FTS5 forgets to delete a word that stands 64 times where a row is written anew."""
    id = await world.received(description="ordmannen " * 300)
    await world.act("contact", id, Note("noe"))
    await world.act("contact", id, Mask(("ordmannen",), "navn"))
    assert not len(await world.desk.lists.keys("contact", Filter(), "ordmannen"))
    assert standing(world.path, "ordmannen") == []


async def test_no_copy_is_left_where_the_engine_moved_rows_about(world: World) -> None:
    """Balancing a tree leaves copies between the rows of a page, which `secure_delete` does not clear.

    When it does is the engine's affair, so a copy is left there by a deletion without it.
    """
    id, copy = await world.received(title=SPAN), "Zebulon Quistgaard"
    with closing(connect(world.path)) as db:
        db.execute("PRAGMA secure_delete=OFF").fetchall()
        db.execute("INSERT INTO drafts VALUES ('contact', 'x', 'note', ?, '')", (copy,))
        db.execute("DELETE FROM drafts")
    assert standing(world.path, copy)
    await world.act("contact", id, Mask((SPAN,), "navn"))
    assert standing(world.path, copy, SPAN) == []


async def test_behind_somebody_who_reads_it_is_said_and_done_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residue, "PATIENCE", 0.05)
    id = await world.received(title=SPAN)
    reading = connect(world.path)
    reading.execute("BEGIN")
    reading.execute("SELECT * FROM cases").fetchall()
    done = await world.desk.cases.act("contact", id, Mask((SPAN,), "navn"))
    assert done.warnings == (("mask.trace", {}),)
    assert done.case.title == "▇▇▇" and residue.expected(world.path)
    reading.close()
    async with Database.open(world.path):
        assert not residue.expected(world.path)
        assert standing(world.path, SPAN) == []


async def test_a_write_in_hand_elsewhere_keeps_nobody_from_opening(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(residue, "PATIENCE", 0.05)
    residue.expect(world.path)
    queue = world.desk.office.db._queue
    queue.take()
    async with Database.open(world.path):
        assert residue.expected(world.path)
    queue.free()


async def test_importing_the_same_again_brings_nothing_back(world: World, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(
        text_of([row(1, title=f"Om {SPAN}", description=f"{SPAN} kom ikke", unit="EN-A")]), encoding="utf-8"
    )
    assert (await world.desk.intake.take(file)).imported == 1
    (id,) = [id for (id,) in world.ask("SELECT id FROM cases")]
    await world.act("contact", id, Mask((SPAN,), "navn"))
    file.rename(tmp_path.parent / f"{tmp_path.name}.csv")  # not in the folder that is looked through
    before = world.ask("SELECT * FROM cases")
    again = await world.desk.intake.take(tmp_path.parent / f"{tmp_path.name}.csv")
    assert (again.imported, again.unchanged, again.refused) == (0, 1, [])
    assert world.ask("SELECT * FROM cases") == before
    assert standing(world.path, SPAN, "Nordmann") == []
    assert not len(await world.desk.lists.keys("contact", Filter(), "nordm"))


async def test_what_is_masked_in_a_case_that_is_worked_on(world: World) -> None:
    id = await world.received(title=SPAN)
    await world.act("contact", id, PASS)
    await world.act("contact", id, Mask((SPAN,), "navn"))
    assert standing(world.path, SPAN) == []


LETTERS = st.text(alphabet="aAbBåÅ\u030asS1_ .é", min_size=1, max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aAbBåÅ\u030asS1_ .é", max_size=25), st.lists(LETTERS, min_size=1, max_size=3))
def test_a_copy_is_masked_as_the_text_itself_was(text: str, spans: list[str]) -> None:
    """Whatever stood in the text: what the ledger recognises masks the older copy exactly as the spans themselves."""
    key = b"k" * 32
    marks = [
        masks.Mark(len(f), masks._hash(key, masks.EXACT, f), masks._hash(key, masks.FOLDED, masks.fold(f)))
        for f in forms(*spans)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "_key", lambda _tx, _case: key)
        exact, words = masks.recognise(None, "x", marks, [text])  # type: ignore[arg-type]
    assert normalize("NFC", mask(text, exact, words)) == normalize("NFC", mask(text, spans))


def test_the_ledger_of_no_database_is_none(tmp_path: Path) -> None:
    create(tmp_path / "avvik.db")
    db = connect(tmp_path / "avvik.db")
    assert masks.read(db, tmp_path / "avvik.db") is None
    db.close()
