"""JSON exports: one broken object is refused alone, and what was passed over is said."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.reports import read
from core.intake.rows import Known, RefusedRow
from core.intake.vocabulary import COLUMNS

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
KNOWN = Known(frozenset({"IE"}))
VALUES = (
    *("2026-10-12T09:30:00", "Tuva Lyngtjern", "tuva@stud.example.no", "student", "BITX", "TDT9105"),
    *("utdanningskvalitet", None, "IE", "Tittel", "Rommet er for lite.", "Faglærer", "nb"),
)


def item(number, **changes):
    return dict(zip(COLUMNS, (f"R-{number}", *VALUES), strict=True)) | changes


def said(text):
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return [
        (one.line, one.last_line, one.reason) if isinstance(one, RefusedRow) else one.reference
        for one in read(stream, {}, NOW, KNOWN)
    ]


def lines(*items):
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in items)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ('{"reference": "R-2", "title": "cut', "bad_json"),
        ("null", "bad_json"),
        ("[" * 100_000, "bad_json"),
        ('{"a":' * 100_000, "bad_json"),
        ('{"reference": ' + "9" * 5000 + "}", "bad_json"),
        (item(2, title=["x"]), "not_text"),
        (item(2, title=7), "not_text"),
        (item(2, title="\ud800"), "not_utf8"),
        ({"reference": "R-2"}, "missing_columns"),
        (json.dumps(item(2)).replace('"area"', '"unit"'), "repeated_column"),
        (item(2, title=None), "empty_title"),
    ],
)
def test_one_broken_object_is_refused_alone(broken, reason):
    assert said(lines(item(1), broken, item(3))) == ["R-1", (2, 2, reason), "R-3"]


def test_bytes_that_are_not_utf8_refuse_their_own_row():
    text = lines(item(1), item(2, title="TITTEL"), item(3)).encode().replace(b"TITTEL", b"P\xe5")
    assert said(text) == ["R-1", (2, 2, "not_utf8"), "R-3"]


def test_a_file_that_was_cut_short_says_so():
    whole = json.dumps([item(1), item(2)], indent=1)
    assert said(whole) == ["R-1", "R-2"]
    assert said(whole.removesuffix("\n]")) == ["R-1", "R-2", (whole.count("\n"), whole.count("\n"), "cut_short")]


def test_what_follows_the_array_is_refused():
    assert said("[" + json.dumps(item(1)) + "]\nrest\n") == ["R-1", (2, 2, "bad_json")]


def test_an_object_of_many_pieces_and_a_byte_order_mark():
    text = "\ufeff" + lines(item(1, description="å" * 150_000), item(2, description="å" * 250_000), item(3))
    assert said(text) == ["R-1", (2, 2, "too_long"), "R-3"]


def test_an_endless_object_is_given_up():
    assert said(lines(item(1), '{"x": "' + "y" * 5_000_000, item(3))) == ["R-1", (2, 2, "bad_json"), "R-3"]


def test_nested_objects_are_not_mistaken_for_rows_of_a_sound_file():
    assert said(json.dumps([item(1, title={"reference": "R-9"})], indent=1)) == [(2, 19, "not_text")]


@given(st.lists(st.text(), min_size=1, max_size=5), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_texts_survive_whatever_the_spacing(texts, indent, ascii):
    items = [item(number, description=f"x{text}") for number, text in enumerate(texts)]
    stream = io.BytesIO(json.dumps(items, indent=indent, ensure_ascii=ascii).encode())
    assert [row.description for row in read(stream, {}, NOW, KNOWN)] == [one["description"] for one in items]
