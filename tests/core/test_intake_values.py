"""What is asked of each value of a report: times, addresses, texts, references."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake.addresses import address
from core.intake.checks import blank, fingerprint
from core.intake.received import received
from core.intake.reference import reference, shown
from core.intake.rows import RawRow, Refusal
from core.intake.vocabulary import COLUMNS

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-10-12T09:30:00", "2026-10-12T07:30:00"),
        ("2026-01-12 09:30", "2026-01-12T08:30:00"),
        ("2026-10-12T09:30:00Z", "2026-10-12T09:30:00"),
        ("2026-10-12T09:30:00.25+0530", "2026-10-12T04:00:00.25"),
        ("2026-10-12T09:30:00,250+05", "2026-10-12T04:30:00.25"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00"),
        ("2026-11-21T12:00:00", "2026-11-21T11:00:00"),
    ],
)
def test_times_that_are_read(text, utc):
    assert received(text, NOW) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "bad_date_format"),
        ("2026-10-12", "bad_date_format"),
        ("12.10.2026 09:30", "bad_date_format"),
        ("2026-10-12T09", "bad_date_format"),
        ("٢٠٢٦-10-12T09:30:00", "bad_date_format"),
        ("2026-02-29T10:00:00", "impossible_date"),
        ("2026-10-12T24:30:00", "impossible_date"),
        ("2026-10-12T09:30:60", "impossible_date"),
        ("0001-01-01T00:00:00+23:00", "impossible_date"),
        ("0001-01-01T00:00:00", "impossible_date"),
        ("9999-12-31T23:59:59-23:00", "impossible_date"),
        ("0026-10-12T09:30:00", "impossible_date"),
        ("2026-03-29T02:00:00", "nonexistent_local_time"),
        ("2026-03-29T02:59:59", "nonexistent_local_time"),
        ("2026-11-21T12:00:01", "future_date"),
    ],
)
def test_times_that_are_refused(text, reason):
    with pytest.raises(Refusal) as refusal:
        received(text, NOW)
    assert refusal.value.reason == reason


def test_only_the_doubled_hour_is_ambiguous():
    for text, warning in (
        ("2026-10-25T01:59:59", None),
        ("2026-10-25T02:00:00", "ambiguous_local_time"),
        ("2026-10-25T02:59:59", "ambiguous_local_time"),
        ("2026-10-25T03:00:00", None),
    ):
        assert received(text, NOW)[1] == warning


@pytest.mark.parametrize(
    ("text", "envelope"),
    [
        ("Tuva.L+x@Stud.Example.NO", "Tuva.L+x@stud.example.no"),
        ("o'brien@example.no", "o'brien@example.no"),
        ("a@blåbær.no", "a@xn--blbr-roah.no"),
        ("tuva.example.no", None),
        ("tuva@@example.no", None),
        ("tuva@example", None),
        ("tuva@example.test", None),
        ("tuva..l@example.no", None),
        (".tuva@example.no", None),
        ("tuva@-example.no", None),
        ("tuva@[127.0.0.1]", None),
        ('"a b"@example.no', None),
        ("Tuva <tuva@example.no>", None),
        ("tuva@example.no\r\nBcc: a@example.no", None),
        ("tuva@example.no\n", None),
        ("tuva\0@example.no", None),
        ("tuvå@example.no", None),
        ("a" * 64 + "@example.no", "a" * 64 + "@example.no"),
        ("a" * 65 + "@example.no", None),
        ("a@" + "b." * 130 + "no", None),
    ],
)
def test_addresses(text, envelope):
    assert address(text) == envelope


ADDRESS_PARTS = st.text("ab.-+_A9'å @", max_size=12)


@given(ADDRESS_PARTS, st.text("ab.-A9å", max_size=12).map(lambda domain: domain + ".no"))
def test_the_short_way_is_as_strict_as_the_whole_one(local, domain):
    from email_validator import EmailNotValidError, validate_email

    text = f"{local}@{domain}"
    try:
        wanted = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email
    except EmailNotValidError:
        wanted = None
    assert address(text) == wanted


@pytest.mark.parametrize("text", ["", "  \t", "\u00a0\u2003\u3000", "\u200b\u200e\ufeff", "\0\x1b\r\n", "\u00ad"])
def test_nothing_to_read(text):
    assert blank(text)


@pytest.mark.parametrize("text", ["x", "  å", "中", "👩‍🔬", "\u200b!", "="])
def test_something_to_read(text):
    assert not blank(text)


def test_references():
    assert reference(" SIFRA-2026-00107 ") == "SIFRA-2026-00107"
    for text, reason in (("", "empty_reference"), ("\u00a0", "empty_reference"), ("Tuva L", "bad_reference")):
        with pytest.raises(Refusal) as refusal:
            reference(text)
        assert refusal.value.reason == reason
    for text in ("--as", "a\x1b[2J", "a" * 65, "tuva@example.no", "a\u202eb"):
        with pytest.raises(Refusal):
            reference(text)
    assert shown("tuva@example.no") is None


@given(st.lists(st.text("ab:1", max_size=3), min_size=14, max_size=14), st.data())
def test_two_rows_have_one_fingerprint_only_when_they_are_alike(values, data):
    others = data.draw(st.permutations(values))
    one, other = (RawRow(1, 1, dict(zip(COLUMNS, row, strict=True))) for row in (values, others))
    assert (fingerprint(one) == fingerprint(other)) == (values == others)
