"""The database: made and upgraded in one transaction, refused by name where it cannot be used, read by its indexes."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.domain.case import Party
from core.errors import NotFound, Unusable
from core.store import acts, cases, create, db, engine, outbox, owing, reminders, schema, search, views
from core.store.db import Database, connect
from core.store.reach import Reach, otherwise
from core.store.views import Filter

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "house" / "avvik.db"
    create.create(path)
    return path


async def refused(path: Path) -> str:
    with pytest.raises(Unusable) as error:
        async with Database.open(path):
            pass
    assert error.value.exit_code == 3
    return error.value.id


def run(path: Path, *statements: str) -> None:
    raw = engine.connect(path, isolation_level=None)
    for statement in statements:
        raw.execute(statement)
    raw.close()


def test_made_for_its_owner_alone_and_harmless_to_repeat(path: Path) -> None:
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    latest = schema.scripts()[-1][0]
    before = run_query(path, "SELECT value FROM secrets WHERE name = 'hmac'")
    assert create.create(path) == (latest, latest)
    assert run_query(path, "SELECT value FROM secrets WHERE name = 'hmac'") == before


def run_query(path: Path, question: str) -> list[tuple[object, ...]]:
    opened = connect(path)
    try:
        return [tuple(row) for row in opened.execute(question).fetchall()]
    finally:
        opened.close()


def test_pragmas(path: Path) -> None:
    opened = connect(path)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0}
    assert {name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    opened.close()


async def test_newer_than_the_program(path: Path) -> None:
    run(path, "PRAGMA user_version = 9999")
    assert await refused(path) == "database.newer"
    with pytest.raises(Unusable, match=r"database\.newer"):
        create.create(path)


async def test_older_is_upgraded_by_init_alone(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    more = migrations(tmp_path, "CREATE TABLE more (x TEXT) STRICT; INSERT INTO more VALUES (';');")
    monkeypatch.setattr(schema, "MIGRATIONS", more)
    assert await refused(path) == "database.older"
    before, after = create.create(path)
    assert after == before + 1
    assert run_query(path, "SELECT x FROM more") == [(";",)]
    async with Database.open(path) as opened:
        assert await opened.read(lambda tx: tx.execute("SELECT count(*) FROM more").fetchone()[0]) == 1


def migrations(tmp_path: Path, script: str) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for _, file in schema.scripts():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / f"{schema.scripts()[-1][0] + 1:04d}_more.sql").write_text(script)
    return folder


BROKEN = ("SELECT no_such_thing;", "CREATE TABLE more (y TEXT) STRICT;", "INSERT INTO cases VALUES (1);", "INSERT")


@pytest.mark.parametrize("last", BROKEN)
def test_a_failing_migration_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last: str
) -> None:
    """What came before it in the script is undone, and the version with it."""
    script = f"CREATE TABLE more (x TEXT) STRICT; INSERT INTO counters VALUES ('x', 1, 1); {last}"
    monkeypatch.setattr(schema, "MIGRATIONS", migrations(tmp_path, script))
    question = "SELECT (SELECT count(*) FROM sqlite_master), (SELECT count(*) FROM counters)"
    before, version = run_query(path, question), run_query(path, "PRAGMA user_version")
    with pytest.raises(engine.Error):
        create.create(path)
    assert (run_query(path, question), run_query(path, "PRAGMA user_version")) == (before, version)


async def test_another_programs_database_is_left_as_it_is(tmp_path: Path) -> None:
    for name, version in (("a", 0), ("b", 3)):
        path = tmp_path / f"{name}.db"
        run(path, "CREATE TABLE theirs (x)", f"PRAGMA user_version = {version}")
        before = path.read_bytes()
        assert await refused(path) == "database.foreign"
        with pytest.raises(Unusable, match=r"database\.foreign"):
            create.create(path)
        assert path.read_bytes() == before
        assert sorted(file.name for file in tmp_path.glob(f"{name}.db*")) == [f"{name}.db"]


async def test_nothing_there_and_nothing_in_it(tmp_path: Path) -> None:
    assert await refused(tmp_path / "none.db") == "database.none"
    (tmp_path / "empty.db").touch()
    assert await refused(tmp_path / "empty.db") == "database.older"
    assert await refused(tmp_path) == "database.none"


async def test_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_bytes(b"Dette er ikke en database. " * 500)
    assert await refused(path) == "database.corrupt"


async def test_a_damaged_one(path: Path) -> None:
    """The first page is whole, a later one is not: found when it is read."""
    run(path, "PRAGMA journal_mode = DELETE")
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(Unusable) as error:
        async with Database.open(path) as opened:
            await opened.read(lambda tx: tx.execute("SELECT count(*) FROM cases").fetchone()[0])
    assert error.value.id == "database.corrupt"


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Asked as an ordinary user: the administrator of the machine may write everything."""
    if os.geteuid():
        yield
        return
    os.setreuid(65534, 0)
    yield
    os.setreuid(0, 0)


def test_a_file_one_may_only_read(as_nobody: None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "avvik.db"
        path.touch()
        for mode, writable in ((0o444, False), (0o666, True)):
            path.chmod(mode)
            if writable:
                schema.check_place(path)
                continue
            with pytest.raises(Unusable, match=r"database\.readonly"):
                schema.check_place(path)


MOUNTS = """22 28 0:21 / /proc rw shared:5 - proc proc rw
28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 28 0:50 / {place} rw,relatime shared:2 - {kind} server:/export rw
31 28 0:51 / {place}/here rw - ext4 /dev/sdb rw
"""


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "lustre"])
async def test_a_network_file_system_is_refused_by_name(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS.format(place=path.parent, kind=kind))
    real = schema.file_system
    monkeypatch.setattr(schema, "file_system", lambda place: real(place, mounts))
    assert await refused(path) == "database.network"
    with pytest.raises(Unusable, match=r"database\.network"):
        create.create(path)
    mounts.write_text(MOUNTS.format(place=str(path.parent) + "x", kind=kind))
    async with Database.open(path):
        pass


def test_the_nearest_mount_counts_and_spaces_are_spaces(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    place = tmp_path / "a b"
    mounts.write_text(MOUNTS.format(place=str(place).replace(" ", "\\040"), kind="nfs4"))
    found = [schema.file_system(place / name, mounts) for name in ("x.db", "here/x.db")]
    assert found == ["nfs4", "ext4"]
    assert schema.file_system(tmp_path / "a", mounts) == "ext4"
    assert schema.file_system(place, tmp_path / "no such file") == ""


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.51.3", True),
        ("3.53.4", True),
        ("4.0.0", True),
        ("3.51.2", False),
        ("3.50.7", True),
        ("3.50.6", False),
        ("3.49.9", False),
        ("3.44.6", True),
        ("3.44.5", False),
        ("3.40.1", False),
        ("3.7.0", False),
    ],
)
def test_an_engine_with_the_wal_reset_fault_is_refused(version: str, safe: bool) -> None:
    if safe:
        engine.check(version)
        return
    with pytest.raises(Unusable) as error:
        engine.check(version)
    assert (error.value.id, error.value.values) == ("engine.unsafe", {"version": version})


async def test_no_way_in_past_the_engines_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsafe() -> None:
        raise Unusable("engine.unsafe", version="3.40.1")

    monkeypatch.setattr(engine, "check", unsafe)
    assert await refused(path) == "engine.unsafe"
    with pytest.raises(Unusable):
        create.create(path.with_name("new.db"))
    assert not path.with_name("new.db").exists()


async def test_a_full_disk_is_one_clear_line_and_nothing_is_lost(path: Path) -> None:
    async with Database.open(path) as opened:
        pages = await opened.read(lambda tx: tx.execute("PRAGMA page_count").fetchone()[0])
        await opened.write(lambda tx: tx.execute("INSERT INTO counters VALUES ('kept', 1, 1)").rowcount)
        await opened._writer.run(lambda tx: tx.execute(f"PRAGMA max_page_count = {pages}").fetchall())
        big = "INSERT INTO secrets VALUES (:name, zeroblob(100000))"
        with pytest.raises(Unusable) as error:
            await opened.write(lambda tx: tx.execute(big, {"name": "big"}).rowcount)
        assert error.value.id == "database.full"
        await opened._writer.run(lambda tx: tx.execute("PRAGMA max_page_count = 100000").fetchall())
        assert await opened.write(lambda tx: tx.execute(big, {"name": "big"}).rowcount) == 1
        assert await opened.read(lambda tx: tx.execute("SELECT value FROM counters").fetchone()[0]) == 1


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("database is locked", "database.busy"),
        ("database or disk is full", "database.full"),
        ("attempt to write a readonly database", "database.readonly"),
        ("unable to open database file", "database.unreadable"),
        ("database disk image is malformed", "database.corrupt"),
        ("file is not a database", "database.corrupt"),
        ("disk I/O error", "database.disk"),
    ],
)
def test_what_the_engine_says_in_our_words(text: str, id: str, tmp_path: Path) -> None:
    assert db.translate(engine.OperationalError(text), tmp_path).id == id


def test_an_io_error_where_there_is_no_room_is_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_room(place: Path) -> os.statvfs_result:
        found = list(real(place))
        found[4] = 0  # f_bavail
        return os.statvfs_result(found)

    real = os.statvfs
    monkeypatch.setattr(os, "statvfs", no_room)
    error = engine.OperationalError("disk I/O error")
    assert db.translate(error, tmp_path / "avvik.db").id == "database.full"


def test_what_has_no_words_stays_a_bug(tmp_path: Path) -> None:
    with pytest.raises(engine.OperationalError):
        db.translate(engine.OperationalError("no such column: x"), tmp_path)


def test_opening_needs_no_more_than_it_does() -> None:
    """A plain list starts without calendars, templates and mail."""
    program = "import sys, core.desk; print(sorted({'holidays', 'jinja2', 'email', 'textual'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Watched:
    """A transaction that tells how the engine goes about what it is asked first."""

    def __init__(self, tx: engine.Connection) -> None:
        self.tx = tx
        self.plan = ""

    def execute(self, question: str, values: dict[str, object] | None = None) -> object:
        if not self.plan:
            rows = self.tx.execute(f"EXPLAIN QUERY PLAN {question}", values or {}).fetchall()
            self.plan = "\n".join(row["detail"] for row in rows)
        return self.tx.execute(question, values or {})


NOW = datetime(2026, 11, 18, tzinfo=UTC)
REACH = Reach(contact=("EN",), logins=("contact",), roles=("contact@EN",), email="x@example.org")

QUICK = {
    "the inbox": (
        lambda tx: views.keys(tx, Filter("inbox"), REACH),
        ("cases_order", "parties_email", "tasks_declined"),
    ),
    "mine": (lambda tx: views.keys(tx, Filter("mine"), REACH), ("cases_order", "deadlines_owner")),
    "a page": (
        lambda tx: views.rows(tx, [1], REACH),
        ("SEARCH c USING INTEGER PRIMARY KEY", "deadlines_case", "tasks_case"),
    ),
    "the excluded": (lambda tx: otherwise(tx, ["a"], [], []), ("participants_who",)),
    "the reports of staff": (lambda tx: otherwise(tx, [], ["a"], []), ("parties_email",)),
    "search": (lambda tx: search.find(tx, '"pensum"', 10), ("VIRTUAL TABLE INDEX",)),
    "a case by name": (lambda tx: _find(tx), ("cases_reference",)),
    "its history": (lambda tx: acts.of_case(tx, "A-26-0001"), ("acts_case",)),
    "the next day something is due": (reminders.next_on, ("deadlines_next",)),
    "what is due": (lambda tx: reminders.due(tx, NOW.date(), 10), ("deadlines_next",)),
    "what somebody owes": (lambda tx: owing.owed_by(tx, [Party("person", "owner")], [], {}), ("deadlines_owner",)),
    "mail that may leave": (lambda tx: outbox.claim(tx, NOW, 10), ("outbox_due",)),
    "whether an act was mailed": (lambda tx: outbox.untouched(tx, 1), ("outbox_act",)),
    "what can no longer be taken back": (acts.forget_at, ("acts_before",)),
}


IN_ORDER = ("the inbox", "mine", "search", "mail that may leave")
"""What comes out of its index in the order it is wanted."""


@pytest.mark.parametrize("question", QUICK)
def test_goes_by_its_index(path: Path, question: str) -> None:
    """Nothing that grows with the database is walked through, but the one index that is a list's order."""
    opened = connect(path)
    watched = Watched(opened)
    ask, indexes = QUICK[question]
    try:
        ask(watched)
    finally:
        opened.close()
    for index in indexes:
        assert index in watched.plan, watched.plan
    if question in IN_ORDER:
        assert "FOR ORDER BY" not in watched.plan
    walked = [line for line in watched.plan.splitlines() if line.startswith("SCAN")]
    few = ("COVERING INDEX", "VIRTUAL TABLE", "CONSTANT ROW", "outbox_due")
    assert all(any(word in line for word in few) for line in walked), walked


def _find(tx: engine.Connection) -> None:
    with pytest.raises(NotFound):
        cases.find(tx, "A-26-0001")
