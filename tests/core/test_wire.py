"""Bytes written by hand, held against the standard library's parser over hostile text (faults.md §2.4, G13)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import parseaddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.intake.addresses import address
from core.messages.address import on_envelope
from core.messages.facts import FACTS
from core.messages.render import Text, render
from core.messages.samples import samples
from core.messages.wire import build, message_id
from core.messages.words import LANGUAGES
from core.text import one_line

SENDER = "avvik@example.no"
READER = "tuva.lyngtjernas@stud.example.no"
ID = message_id(b"hemmelig", "akt-1:M2:tuva", "example.no")
AT = datetime(2026, 11, 20, 9, 5, 7, tzinfo=timezone(timedelta(hours=1)))
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
]
HOSTILE = [
    "",
    " ",
    "Hei",
    " ledende og følgende ",
    "to  mellomrom",
    "æøå ÆØÅ – «sitat»",
    "👩🏽‍🎓" * 60,
    "e\u0301" * 90,
    "שלום \u202eabc\u202c عربي",
    "中文" * 200,
    "x" * 5000,
    "ord " * 400,
    "a\r\nBcc: alle@example.no",
    "a\nTo: alle@example.no\n\nkropp",
    "a\n Bcc: brettet@example.no",
    "a\rb\x0bc\x0cd\x1ce\x1df\x1eg\x85h\u2028i\u2029j",
    "\x00\x1b]0;eier\x07\x1b[2J",
    "\ud800 enslig \udcff",
    "=?utf-8?q?Bcc=3A_x=40example=2Eno?=",
    "=?utf-8?b?=?=",
    "ser =? slik ut?=",
    ".\n.\n..\nFrom her\n--\n-- \n",
    "blanke   \n\ttab\t\n \n\n\n",
    "{{7*7}} ${HOME} %s [MAT101]",
    "=3D =20=\n=",
]


def parse(data: bytes) -> EmailMessage:
    parsed = BytesParser(policy=default).parsebytes(data)
    assert isinstance(parsed, EmailMessage)
    return parsed


def mail(subject: str = "Hei", body: str = "Hei\n", bulk: bool = False) -> bytes:
    return build(Text(subject, body, "nb"), SENDER, READER, ID, AT, bulk)


def sound(data: bytes) -> EmailMessage:
    """What every mail must be, whatever stands in it; as the standard library reads it."""
    assert re.fullmatch(rb"(?:[^\r\n]{0,78}\r\n)+", data), "a line too long, or ended otherwise than by CRLF"
    assert data.isascii()
    assert not set(data) - {0x0A, 0x0D, 0x09, *range(0x20, 0x7F)}
    parsed = parse(data)
    assert [name for name in parsed if name != "Reply-To"] == HEADERS
    assert not parsed.defects
    assert all(not parsed[name].defects for name in HEADERS)
    assert parsed.get_all("To") == [READER]
    assert [address.addr_spec for address in parsed["To"].addresses] == [READER]
    assert [address.addr_spec for address in parsed["From"].addresses] == [SENDER]
    assert parsed.get_content_type() == "text/plain"
    assert parsed["Date"].datetime == AT
    assert parsed["Message-ID"] == ID
    return parsed


def expected_body(body: str) -> str:
    """Line ends made one, blanks at their ends dropped, what is no character replaced: the rest letter for letter."""
    kept = re.sub("[\ud800-\udfff]", "\ufffd", body.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")
    return "\n".join(line.rstrip(" \t") for line in kept.split("\n")) + "\n"


def read_body(parsed: EmailMessage) -> str:
    octets = parsed.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets.decode("utf-8").replace("\r\n", "\n")


@settings(max_examples=150, deadline=None)
@given(subject=st.text() | st.sampled_from(HOSTILE), body=st.text() | st.sampled_from(HOSTILE))
@example(subject="å" * 21 + "x" * 21, body="")
def test_any_text_arrives_as_it_was_and_nothing_else_does(subject: str, body: str) -> None:
    parsed = sound(mail(subject, body))
    assert read_body(parsed) == expected_body(body)
    assert parsed["Subject"] == one_line(subject).strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_the_corpus_arrives(text: str) -> None:
    parsed = sound(mail(text, text))
    assert read_body(parsed) == expected_body(text)
    assert parsed["Subject"] == one_line(text).strip()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", FACTS)
def test_every_mail_reads_the_same_on_the_wire(template: str, language: str) -> None:
    for facts in samples(template).values():
        text = render(template, language, facts)
        parsed = sound(build(text, SENDER, READER, ID, AT))
        assert parsed.get_content().replace("\r\n", "\n") == text.body
        assert parsed["Subject"] == text.subject
        assert parsed["Content-Language"] == language


NAMES = [
    "Avvik",
    "Studiekvalitet ved NMBU",
    "Avvik, NMBU",
    "avvik.no",
    "Avvik (drift)",
    'Den "nye" \\ avvik',
    "Avvik @ NMBU",
    "Ås – studiekvalitet",
    "Ingen <a@b.no>, Noen",
    "=?utf-8?q?Avvik?=",
    "to  mellomrom ",
    "x" * 64,
    "x" * 200,
    "\\" * 60,
    "å" * 21,
    "åse " * 40,
    "中文" * 60,
    " ",
]


def named(name: str, reply_to: tuple[str, str] | None = None) -> bytes:
    return build(Text("Hei", "Hei\n", "nb"), SENDER, READER, ID, AT, name=name, reply_to=reply_to)


def assert_named(name: str) -> None:
    """Read twice: the newer parser puts blanks between the encoded words of a name, against RFC 2047, 6.2."""
    data, expected = named(name, (name, "svar@example.no")), " ".join(name.split())
    parsed, older = sound(data), BytesParser(policy=compat32).parsebytes(data)
    for header, ours in (("From", SENDER), ("Reply-To", "svar@example.no")):
        assert not parsed[header].defects
        found = parsed[header].addresses
        assert [each.addr_spec for each in found] == [ours]
        assert found[0].display_name == expected or older[header].count("=?utf-8?b?") > 1
        written, bare = parseaddr(older[header])
        assert (str(make_header(decode_header(written))), bare) == (expected, ours)


@pytest.mark.parametrize("name", NAMES)
def test_names_arrive(name: str) -> None:
    assert_named(name)


@settings(max_examples=150, deadline=None)
@given(st.text().filter(str.isprintable) | st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_any_printable_name_arrives_and_nothing_else_does(name: str) -> None:
    assert_named(name)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.sampled_from("\r\n\0\t\x1b\x7f\x85\u2028\u202e\ud800"), st.text())
def test_a_name_that_is_not_one_printable_line_is_not_written(before: str, spoilt: str, after: str) -> None:
    name = before + spoilt + after
    with pytest.raises(ValueError, match="name"):
        named(name)
    with pytest.raises(ValueError, match="name"):
        named("Avvik", (name, "svar@example.no"))


def test_a_name_stands_before_the_address_only_where_there_is_one() -> None:
    assert b"\r\nReply-To:" not in mail()
    assert mail().startswith(b"From: avvik@example.no\r\n")
    data = named("Avvik", ("", "svar@example.no"))
    assert data.startswith(b"From: Avvik <avvik@example.no>\r\n")
    assert b"\r\nReply-To: svar@example.no\r\n" in data
    long = "a" * 60 + "@example.no"
    assert f"\r\nReply-To: Studiekvalitet\r\n <{long}>\r\n".encode() in named("Avvik", ("Studiekvalitet", long))


def test_says_that_a_machine_wrote_it() -> None:
    parsed = parse(mail())
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["X-Auto-Response-Suppress"] == "All"
    assert "Precedence" not in parsed
    assert parse(mail(bulk=True))["Precedence"] == "bulk"


def test_the_same_mail_is_the_same_bytes() -> None:
    assert mail("æ", "ø") == mail("æ", "ø")


@pytest.mark.parametrize("at", [AT, AT.astimezone(UTC), AT.astimezone(timezone(-timedelta(hours=9, minutes=30)))])
def test_dates_carry_their_zone(at: datetime) -> None:
    parsed = parse(build(Text("Hei", "Hei", "nb"), SENDER, READER, ID, at))
    assert parsed["Date"].datetime == at
    assert parsed["Date"].datetime.utcoffset() == at.utcoffset()


NOT_ONE_ADDRESS = [
    "",
    " ",
    "tuva",
    "tuva@",
    "@example.no",
    "tuva@@example.no",
    "a@example.no\r\nBcc: b@example.no",
    "a@example.no\n",
    "a@example.no\x00",
    "a@example.no\u2028",
    "a\x1b@example.no",
    "a@example.no,b@example.no",
    "a@example.no, b@example.no",
    "a@example.no;b@example.no",
    "a@example.no b@example.no",
    "alle: a@example.no, b@example.no;",
    "a(kommentar)@example.no",
    "Tuva <a@example.no>",
    "<a@example.no>",
    '"a b"@example.no',
    "a@[127.0.0.1]",
    "a..b@example.no",
    ".a@example.no",
    "a@-example.no",
    "a@example..no",
    "a" * 65 + "@example.no",
    "a@" + "b" * 60 + ".example.no" * 20,
]


@pytest.mark.parametrize("address", NOT_ONE_ADDRESS)
def test_what_is_not_one_address_is_not_written(address: str) -> None:
    for sender, recipient in ((SENDER, address), (address, READER)):
        with pytest.raises(ValueError) as refused:
            build(Text("Hei", "Hei", "nb"), sender, recipient, ID, AT, name="Avvik")
        assert address.strip() == "" or address not in str(refused.value), "an address in an error"
    with pytest.raises(ValueError):
        named("Avvik", ("Svar", address))


@pytest.mark.parametrize("address", ["tøva@example.no", "tuva@blåbær.no", "tuva@example.no\ud800"])
def test_an_address_beyond_ascii_is_refused_by_name(address: str) -> None:
    with pytest.raises(ValueError, match="SMTPUTF8"):
        build(Text("Hei", "Hei", "nb"), SENDER, address, ID, AT)


@pytest.mark.parametrize(
    "id", ["", "a@b.no", "<a@b.no>\r\nBcc: x@y.no", "<a@b.no", "<ab>", "<a b@c.no>", "<å@b.no>", ID * 2]
)
def test_what_is_not_one_message_id_is_not_written(id: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        build(Text("Hei", "Hei", "nb"), SENDER, READER, id, AT)


def test_a_date_without_a_zone_and_a_language_that_is_none_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        build(Text("Hei", "Hei", "nb"), SENDER, READER, ID, AT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="language"):
        build(Text("Hei", "Hei", "nb\r\nBcc: x@example.no"), SENDER, READER, ID, AT)


def test_a_message_id_is_the_same_on_every_try_and_tells_nothing() -> None:
    assert message_id(b"hemmelig", "akt-1:M2:tuva", "example.no") == ID
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.no>", ID)
    others = {
        message_id(b"annen", "akt-1:M2:tuva", "example.no"),
        message_id(b"hemmelig", "akt-2:M2:tuva", "example.no"),
        message_id(b"hemmelig", "akt-1:M2:tuva\udc80", "example.no"),
    }
    assert len(others | {ID}) == 4
    with pytest.raises(ValueError, match="domain"):
        message_id(b"hemmelig", "akt", "example.no>\r\n")
    with pytest.raises(ValueError, match="secret"):
        message_id(b"", "akt", "example.no")


@settings(max_examples=150, deadline=None)
@given(st.emails() | st.text(max_size=30) | st.text(max_size=10).map(lambda text: text + "@example.no"))
def test_what_is_accepted_can_be_written(text: str) -> None:
    kept = address(text)
    assert kept is None or on_envelope(kept) == kept
