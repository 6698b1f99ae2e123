"""Copies while others write, verified, never over another file; restores that mask again (interface.md, G24, G25)."""

import asyncio
import shutil
import stat
from pathlib import Path

import pytest
from world import NOW, World, opened

from core.alive import Alive
from core.desk import backup as door
from core.domain.handling import Mask, Note
from core.errors import AvvikError, Refused, Unusable
from core.store import backup, masks, schema
from core.store.db import connect

SPAN = "Ola Nordmann"


def rows(path: Path, question: str) -> list[tuple[object, ...]]:
    db = connect(path)
    try:
        return [tuple(row) for row in db.execute(question)]
    finally:
        db.close()


def gone(database: Path, to: Path) -> None:
    """The disk took the database; the ledger beside it was kept."""
    to.mkdir()
    for file in database.parent.glob(f"{database.name}*"):
        if file.name != f"{database.name}.masks":
            file.rename(to / file.name)


async def test_a_copy_is_whole_private_and_has_no_log(world: World, tmp_path: Path) -> None:
    id = await world.received(title="Tittel")
    done = await asyncio.to_thread(backup.write, world.path, file := tmp_path / "copy.db")
    assert done.rows["cases"] == 1 and done.version == schema.scripts()[-1][0]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    assert rows(file, "SELECT id, title FROM cases") == [(id, "Tittel")]
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]


async def test_a_copy_is_one_moment_while_others_write(world: World, tmp_path: Path) -> None:
    """Each case has its act and its deadlines in every copy, and no writer has to wait or fails."""
    stop = asyncio.Event()

    async def write() -> None:
        while not stop.is_set():
            await world.received()

    writing = asyncio.create_task(write())
    try:
        for n in range(4):
            await asyncio.to_thread(backup.write, world.path, tmp_path / f"{n}.db")
    finally:
        stop.set()
        await writing
    sizes = []
    for n in range(4):
        whole = (
            'SELECT count(*), (SELECT count(*) FROM acts), (SELECT count(DISTINCT "case") FROM deadlines) FROM cases'
        )
        cases, acts, deadlines = rows(tmp_path / f"{n}.db", whole)[0]
        assert cases == acts == deadlines
        sizes.append(cases)
    assert sizes == sorted(sizes)


async def test_nothing_that_was_deleted_stands_in_a_copy(world: World, tmp_path: Path) -> None:
    world.change("PRAGMA secure_delete=OFF")
    id = await world.received()
    await world.desk.drafts.keep("contact", id, "note", SPAN * 200)
    await world.desk.drafts.forget("contact", id, "note")
    backup.write(world.path, tmp_path / "copy.db")
    assert SPAN.encode() not in (tmp_path / "copy.db").read_bytes()


async def test_a_copy_takes_no_other_files_place(world: World, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "half.part").write_text("", encoding="utf-8")
    for name, id in (("there", "backup.exists"), ("link", "backup.exists"), ("half", "backup.part")):
        with pytest.raises(Refused) as refused:
            backup.write(world.path, tmp_path / name)
        assert refused.value.id == id
    assert (tmp_path / "there").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(Unusable) as unusable:
        backup.write(world.path, tmp_path / "no folder" / "x")
    assert unusable.value.id == "backup.unwritable"


async def test_a_file_that_appears_meanwhile_is_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copy.db"
    sound = backup._require_sound

    def appears(copy: object, path: Path) -> None:
        file.write_text("mine", encoding="utf-8")
        sound(copy, path)  # type: ignore[arg-type]

    monkeypatch.setattr(backup, "_require_sound", appears)
    with pytest.raises(Refused) as refused:
        backup.write(world.path, file)
    assert refused.value.id == "backup.exists"
    assert file.read_text(encoding="utf-8") == "mine" and not list(tmp_path.glob("*.part*"))


async def test_a_copy_that_is_not_the_same_is_not_kept(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([{"cases": 1}, {"cases": 2}])
    monkeypatch.setattr(backup, "_rows", lambda _db: next(counts))
    with pytest.raises(Unusable) as unusable:
        backup.write(world.path, tmp_path / "copy.db")
    assert unusable.value.id == "backup.differs"
    assert not list(tmp_path.glob("copy*"))


async def test_a_database_comes_back_from_its_copy(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        id = await world.closed()
        before = await world.case(id)
        backup.write(world.path, tmp_path / "copy.db")
    gone(world.path, tmp_path / "old")
    done = door.restore(world.path, tmp_path / "copy.db")
    assert (done.cases, done.masks, done.masked, done.foreign, done.unreadable) == (1, None, 0, 0, 0)
    assert done.waiting == rows(world.path, "SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0] > 0
    assert stat.S_IMODE(world.path.stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part*"))
    async with opened(tmp_path) as again:
        assert await again.case(id) == before


async def masked_after_a_copy(tmp_path: Path) -> tuple[World, str]:
    """A case that names somebody in every way, copied, and then masked; the database is lost, its ledger is not."""
    async with opened(tmp_path) as world:
        id = await world.received(title=f"Om {SPAN}", description=f"{SPAN.upper()}s skyld, {SPAN}s. Åse sa A\u030ase.")
        await world.act("contact", id, Note(f"{SPAN.lower()} ringte. Olaf, nordmannen."))
        await world.desk.drafts.keep("contact", id, "note", f"Ring {SPAN}")
        backup.write(world.path, tmp_path / "copy.db")
        await world.act("contact", id, Mask((SPAN, "Åse"), "navn"))
    gone(world.path, tmp_path / "old")
    return world, id


async def test_a_restored_copy_is_masked_of_what_was_masked_since(tmp_path: Path) -> None:
    world, id = await masked_after_a_copy(tmp_path)
    assert SPAN.encode() in (tmp_path / "copy.db").read_bytes()
    done = door.restore(world.path, tmp_path / "copy.db")
    assert (done.masks, done.masked, done.foreign, done.unreadable) == (2, 1, 0, 0)
    data = world.path.read_bytes()
    for form in (SPAN, SPAN.lower(), SPAN.upper(), "Nordmann", "Åse", "A\u030ase"):
        assert form.encode() not in data, form
    async with opened(tmp_path) as again:
        shown = await again.desk.shows.case("contact", id)
        assert shown.case.title == "Om ▇▇▇" and shown.case.masked
        assert [line.note for line in shown.history if line.kind == "note"] == ["▇▇▇ ringte. Olaf, nordmannen."]
        last = shown.history[-1]
        assert (last.kind, last.actor, dict(last.values), last.version) == ("mask", "system", {"count": "2"}, 3)
        assert shown.case.version == 3
        from core.store.views import Filter

        assert not len(await again.desk.lists.keys("contact", Filter(), "nordm"))
        await again.act("contact", id, Note("videre"))


async def test_masks_of_a_case_that_the_copy_does_not_have_are_no_trouble(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        backup.write(world.path, tmp_path / "copy.db")
        id = await world.received(title=SPAN)
        await world.act("contact", id, Mask((SPAN,), "navn"))
    gone(world.path, tmp_path / "old")
    done = door.restore(world.path, tmp_path / "copy.db")
    assert (done.cases, done.masks, done.masked) == (0, 0, 0)


async def test_the_ledger_of_another_database_masks_nothing_and_is_told(tmp_path: Path) -> None:
    world, _ = await masked_after_a_copy(tmp_path)
    async with opened(tmp_path / "other") as other:
        id = await other.received(title=SPAN)
        backup.write(other.path, tmp_path / "other.db")
    done = door.restore(world.path, tmp_path / "other.db")
    assert (done.masks, done.foreign) == (0, 1)
    assert rows(world.path, "SELECT title FROM cases") == [(SPAN,)]
    assert id


async def test_lines_nobody_can_read_are_told_and_the_others_count(tmp_path: Path) -> None:
    world, _ = await masked_after_a_copy(tmp_path)
    ledger = masks.place(world.path)
    ledger.write_bytes(b'{"torn": \n\xff\n[]\n' + ledger.read_bytes())
    done = door.restore(world.path, tmp_path / "copy.db")
    assert (done.masks, done.unreadable) == (2, 3)


async def test_a_restore_overwrites_nothing(tmp_path: Path) -> None:
    world, _ = await masked_after_a_copy(tmp_path)
    for name in ("", "-wal", "-shm", "-journal"):
        left = world.path.with_name(world.path.name + name)
        left.write_text("mine", encoding="utf-8")
        with pytest.raises(Refused) as refused:
            door.restore(world.path, tmp_path / "copy.db")
        assert refused.value.id == "restore.exists" and left.read_text(encoding="utf-8") == "mine"
        left.unlink()


async def test_a_restore_wants_no_daemon_about(tmp_path: Path) -> None:
    world, _ = await masked_after_a_copy(tmp_path)
    held = Alive.take(world.path)
    assert held is not None
    with held, pytest.raises(Refused) as refused:
        door.restore(world.path, tmp_path / "copy.db")
    assert refused.value.id == "restore.daemon"


async def test_a_copy_that_is_none_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    world, _ = await masked_after_a_copy(tmp_path)
    good = (tmp_path / "copy.db").read_bytes()
    for name, data in (
        ("text", b"hello" * 1000),
        ("empty", b""),
        ("cut", good[: len(good) // 2]),
        ("spoilt", spoilt(good)),
    ):
        (tmp_path / name).write_bytes(data)
    shutil.copy(tmp_path / "copy.db", tmp_path / "newer")
    change(tmp_path / "newer", "PRAGMA user_version=99")
    shutil.copy(tmp_path / "copy.db", tmp_path / "foreign")
    change(tmp_path / "foreign", "PRAGMA application_id=1")
    shutil.copy(tmp_path / "copy.db", tmp_path / "raw")
    (tmp_path / "raw-wal").write_bytes(b"x")
    wanted = {
        "text": "restore.broken", "empty": "restore.not_ours", "cut": "restore.broken", "spoilt": "restore.broken",
        "newer": "database.newer", "foreign": "database.foreign", "raw": "restore.with_log", "nothing": "restore.none",
    }  # fmt: skip
    for name, id in wanted.items():
        with pytest.raises(AvvikError) as error:
            door.restore(world.path, tmp_path / name)
        assert error.value.id == id, name
        assert not world.path.exists() and not list(tmp_path.glob("avvik.db.part*")), name


def change(path: Path, pragma: str) -> None:
    db = connect(path)
    db.execute(pragma).fetchall()
    db.execute("PRAGMA journal_mode=DELETE").fetchall()
    db.close()


def spoilt(data: bytes) -> bytes:
    """Every page but the first with another beginning."""
    size = int.from_bytes(data[16:18], "big")
    return data[:size] + b"".join(b"\xaa" * 8 + data[at + 8 : at + size] for at in range(size, len(data), size))


async def test_a_copy_of_an_older_version_is_brought_up(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        backup.write(world.path, tmp_path / "copy.db")
    done = backup.restore(tmp_path / "again" / "avvik.db", tmp_path / "copy.db", NOW)
    latest = schema.scripts()[-1][0]
    assert (done.before, done.after) == (latest, latest)
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o700
