"""Finding and masking personal data in free text, and knowing where free text stands (D3, R4; law.md L30)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.identity import identity_numbers
from core.domain.privacy import FREE_TEXT, MASK, mask, require_no_identity_number
from core.errors import Refused
from core.store import masking
from core.store.create import create
from core.store.db import connect
from core.store.engine import Connection

NOT_FREE_TEXT = {
    "*": "state kind case act task version n at batch undoes hops masked restricted attempts losses lease_until",
    "secrets": "name",
    "counters": "kind",
    "units": "code parent kind name_nb name_nn name_en email",
    "subjects": "code kind unit name_nb name_en",
    "people": "login name email language",
    "roles": "unit role login course",
    "absences": "id login from_on to_on substitute source",
    "addresses": "address state reason at",
    "cases": "id reference faculty unit course programme language handler received_at closed_at next_due_on lead link",
    "deviations": "area category severity gate rejection transferred_to",
    "complaints": "type student_number term part announced received_on sent_on explanation_given formal_decided_on"
    " original_grade scale journal_number grades decision basis decided_on told_on appealed_on total_on protocol"
    " corrected_on postponed_until diploma_kind diploma_state diploma_issued_on diploma_known_on diploma_returned_on"
    " diploma_posted_on locks letters steps flags",
    "complaint_parts": "part grade",
    "commissions": "id number sent_on due_on",
    "examiners": "commission party",
    "parties": "id email email_key reporter_kind language",
    "participants": "who relation",
    "consultations": "with_login on_day result",
    "tasks": "id owner_kind owner cleared_with",
    "rules": "id faculty content",
    "deadlines": "id owner_kind owner raw_on due_on act_on opened_on rule trace next_on paused_on",
    "reminders": "deadline due_on stage at",
    "acts": "actor on_behalf_of how undo_until",
    "outbox": "key to_kind to_id template not_before message_id date digest answer sent_at created_at told_on",
    "outbox_lines": "deadline due_on stage role",
    "imports": "source reference",
    "drafts": "login field",
    "seen": "login",
    "search": "number scope",
}
"""Every other column: codes, logins, dates, numbers, choices, and what the directory or a mail server said. `reference`
and the addresses are the source's; `addresses.reason` and `outbox.answer` a mail server's words."""

TABLES = {
    "the case, while its retention lasts": "cases deviations complaints complaint_parts commissions examiners parties"
    " participants consultations tasks deadlines"
    " reminders acts outbox outbox_lines search imports",
    "the directory, as its source has it": "units subjects people roles absences",
    "until it is tried again": "addresses",
    "until the person has written it": "drafts",
    "what somebody has looked at": "seen",
    "no personal data": "secrets counters rules",
}
"""Why each table keeps what it keeps; a table that is not here has no purpose (faults.md G26)."""


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    create(tmp_path / "avvik.db")
    db = connect(tmp_path / "avvik.db")
    yield db
    db.close()


def tables(db: Connection) -> list[tuple[str, bool]]:
    """Our tables with whether they are STRICT; the search index has tables of its own beside it."""
    rows = db.execute("PRAGMA table_list").fetchall()
    ours = (r for r in rows if r["type"] in ("table", "virtual") and r["schema"] == "main")
    return [(r["name"], bool(r["strict"])) for r in ours if not r["name"].startswith("sqlite_")]


def test_every_column_is_free_text_or_something_else_by_name(db: Connection) -> None:
    everywhere = set(NOT_FREE_TEXT["*"].split())
    for table, _ in tables(db):
        columns = {r["name"]: r["type"] for r in db.execute(f'PRAGMA table_info("{table}")')}
        texts = {name for name, kind in columns.items() if kind in ("TEXT", "BLOB", "")}
        free = {column for t, column in FREE_TEXT if t == table}
        other = set(NOT_FREE_TEXT.get(table, "").split())
        assert not free & other, table
        assert free | other <= set(columns), (table, "names a column that is not there")
        binary = {name for name, kind in columns.items() if kind == "BLOB"} - free
        assert binary <= {"value", "hmac"}, "secrets and marks"
        assert texts - free - other - everywhere - binary == set(), (table, "is it free text?")
    assert {t for t, _ in FREE_TEXT} <= {t for t, _ in tables(db)}


def test_every_table_has_a_purpose_and_is_strict(db: Connection) -> None:
    known = {name for names in TABLES.values() for name in names.split()}
    assert {name for name, _ in tables(db)} == known
    assert [name for name, strict in tables(db) if not strict] == ["search"], "FTS5 knows no STRICT"


def test_masking_reaches_every_free_text_of_a_case(db: Connection) -> None:
    """What masking writes, what a save writes anew, what is dropped, and what is no text of the case."""
    kept = {(table, column.strip('"')) for table, _, columns, _ in masking._KEPT for column in columns}
    indexed = {("search", "title"), ("search", "body")}
    dropped = {("outbox", "bytes")}
    identity = {("parties", "name")}
    assert kept | indexed | dropped | identity == FREE_TEXT


@pytest.mark.parametrize(
    "number",
    ["01019912345", "010199 12345", "010199-12345", "41019912345", "01819912345", "01419912345", "010199.12345"],
)
def test_identity_numbers_are_found(number: str) -> None:
    assert identity_numbers(f"Student {number}, se over") == (number,)
    with pytest.raises(Refused) as refused:
        require_no_identity_number("answer", f"x {number}")
    assert number not in repr(refused.value.values)


@pytest.mark.parametrize("text", ["32019912345", "01139912345", "0101991234", "010199123456", "tlf 73 59 50 00", ""])
def test_other_numbers_are_not(text: str) -> None:
    assert identity_numbers(text) == ()


def test_a_mask_covers_every_way_it_is_written() -> None:
    text = "Per Ås og PER ÅS; per ås, Pers, person, PERSON"
    assert mask(text, ["Per Ås"]) == f"{MASK} og {MASK}; {MASK}, Pers, person, PERSON"
    assert mask(text, ["Per"]) == f"{MASK} Ås og {MASK} ÅS; {MASK} ås, {MASK}s, person, PERSON"
    assert mask("A\u030ase og Åse", ["Åse"]) == f"{MASK} og {MASK}", "composed and decomposed"
    assert mask("Ola Nordmann, Ola", ["Ola", "Ola Nordmann"]) == f"{MASK}, {MASK}", "the longest first"
    assert mask("a.b axb (1+1)", ["a.b", "(1+1)"]) == f"{MASK} axb {MASK}", "never a pattern"
    assert mask("PERS sak, pers", ["Per"]) == f"{MASK}S sak, {MASK}s", "with a genitive's -s"
    assert mask("x", []) == "x"
    assert mask("Per, PER, person, Persen", [], ["per"]) == f"{MASK}, {MASK}, person, Persen", "words of their own only"


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=5), max_size=4))
def test_nothing_of_a_span_is_left(text: str, spans: list[str]) -> None:
    masked = mask(text, spans)
    for span in spans:
        assert span not in masked.replace(MASK, "\0") or span in "\0"
