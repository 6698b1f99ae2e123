"""Search: what people type is data, rights are part of the question, and every save keeps the index true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from who import case_in
from world import NOW, World, directory

from core.domain.case import State, TaskState
from core.domain.handling import Close, Note, Rate
from core.domain.policy import Actor, Grant
from core.domain.scope import token, tokens_for, tokens_of
from core.domain.transfer import Transfer
from core.domain.triage import Assign, Reject
from core.store import engine, search
from core.store.engine import Tx
from core.store.views import Filter


async def hits(world: World, who: str | None, text: str, tab: str = "all") -> list[str]:
    keys = await world.desk.lists.keys(who, Filter(tab), text)
    rows = await world.desk.lists.rows(who, keys)
    return [rows[n].id for n in keys]


@pytest.mark.parametrize(
    "text",
    [
        "pensum",
        "PENSUM",
        "pens",
        "mangler pensum",
        "Pensumlisten",
        "referansegr",
        "EMN101",
        "A-26-0001",
        "SIFRA-7",
        "0001",
    ],
)
async def test_found_by_any_word_of_title_text_channels_and_number(world: World, text: str) -> None:
    id = await world.received(reference="SIFRA-7")
    assert await hits(world, "contact", text) == [id]


async def test_norwegian_letters_are_letters(world: World) -> None:
    id = await world.received(title="Ærlig øving på åpen dag")
    for text in ("ærlig", "ØVING", "åp", "på åpen"):
        assert await hits(world, "contact", text) == [id], text
    assert await hits(world, "contact", "apen") == [], "å is not a"


async def test_a_part_of_a_word_but_its_beginning_is_no_hit(world: World) -> None:
    await world.received()
    assert await hits(world, "contact", "ensum") == []
    assert await hits(world, "contact", "pensum finnes ikke") == []


HOSTILE = (
    *('"', "'", "*", "pensum*", 'pensum" OR "x', "NEAR(a b)", "title:pensum", "a AND", "-x", "^x", "(", "{scope} : x"),
    *("scope:hse454e", "login636f6e74616374", "hse454e", "\0", "\ud800", "%", ";DROP TABLE cases", "☃", "a" * 10_000),
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_is_typed_is_never_a_query(world: World, text: str) -> None:
    """No word of it is an operator, and none of it reaches the scope."""
    await world.received(title="Helt annet")
    found = await hits(world, "to_contact", text)
    assert found == []
    assert set(await hits(world, "contact", text)) <= {"A-26-0001"}


@given(st.text(max_size=40), st.none() | st.lists(st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True), max_size=3))
def test_every_question_is_one_the_engine_understands(text: str, scope: list[str] | None) -> None:
    question = search.match(text, scope)
    db = engine.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE search USING fts5 (number, title, body, scope)")
    if question is not None:
        assert db.execute("SELECT rowid FROM search WHERE search MATCH ?", (question,)).fetchall() == []
    db.close()


async def test_newest_first_and_within_the_tab(world: World) -> None:
    first, second = await world.received(), await world.approved()
    assert await hits(world, "contact", "pensum") == [second, first]
    assert await hits(world, "contact", "pensum", "inbox") == [first]


async def test_rights_follow_the_case(world: World) -> None:
    id = await world.received()
    assert await hits(world, "head", "pensum") == [], "not before the gate"
    assert await hits(world, "to_contact", "pensum") == []
    await world.act("contact", id, Transfer("TO-A", "x"))
    assert await hits(world, "to_contact", "pensum") == [id]
    assert await hits(world, "contact", "pensum") == [id]
    await world.desk.cases.undo("contact", id)
    assert await hits(world, "to_contact", "pensum") == []
    await world.act("contact", id, Reject("whistleblowing", "x"))
    for who in ("head", "dean", "quality", "handler", "hse", "to_contact"):
        assert await hits(world, who, "pensum") == []
        assert await hits(world, who, id) == []


async def test_internal_words_are_not_found_out_by_searching(world: World) -> None:
    """Whoever sees the text and not the assessment could guess at it word by word."""
    id = await world.approved()
    await world.act("contact", id, Assign("handler"))
    await world.act("handler", id, Rate("low", "hemmelighet"))
    await world.act("handler", id, Close("konklusjonen", "svaret", "grunnen"))
    for who in ("head", "quality", "dean"):
        for word in ("hemmelighet", "konklusjonen", "svaret", "grunnen"):
            assert await hits(world, who, word) == []


async def test_nothing_typed_asks_for_nothing_in_particular(world: World) -> None:
    id = await world.received()
    assert await hits(world, "contact", "  ") == [id]


def test_the_tokens_of_a_restricted_case_are_its_contacts_alone() -> None:
    """Also without a list's own WHERE clause nobody else would find it."""
    own = set(tokens_for(Actor("contact", NOW.date(), (Grant("contact", "EN"),))) or ())
    for state in State:
        case = case_in(state, TaskState.ASSIGNED, True)
        assert set(tokens_of(case, directory())) == own & {token("contact", "EN")}
    assert tokens_for(Actor(None, NOW.date())) is None


async def test_an_act_that_changes_nothing_findable_writes_nothing_to_be_searched(world: World) -> None:
    """A word that all cases have, like a faculty's scope, costs the more to take out the more cases there are."""
    id = await world.approved()

    def traced(tx: Tx, written: list[str]) -> None:
        tx.set_trace_callback(lambda sql: written.append(sql) if "INTO search " in sql else None)

    async def written(act: object) -> int:
        statements: list[str] = []
        await world.desk.office.db.write(lambda tx: traced(tx, statements))
        await world.act("contact", id, act)
        await world.desk.office.db.write(lambda tx: tx.set_trace_callback(None))
        return len(statements)

    assert await written(Note("x")) == 0
    assert await written(Assign("handler")) == 1, "one more may find it"
    assert await hits(world, "handler", "pensum") == [id]
