"""The settings file: found, read whole or refused whole, every error with its line."""

import os
from datetime import time, timedelta
from pathlib import Path

import pytest
from settings_files import LEAST, RULE, write, wrong

from core.config import find, load
from core.config.shown import show
from core.errors import Unusable
from core.words import tell


def test_three_keys_are_enough(tmp_path: Path) -> None:
    settings = load(write(tmp_path, LEAST))
    assert settings.database.path == tmp_path / "avvik.db"
    assert settings.log.path == tmp_path / "avvik.db.log"
    assert (settings.mail.security, settings.mail.port, settings.mail.domain) == ("starttls", 587, "example.org")
    assert settings.mail.hold == timedelta(seconds=30)
    assert settings.deadlines.send_at == time(6, 0)


def test_those_three_have_no_default(tmp_path: Path) -> None:
    keys = [(each.key, each.line, each.id) for each in wrong(write(tmp_path, "[database]\n[mail]\nport = 25\n"))]
    assert keys == [
        ("database.path", 1, "config.missing"),
        ("mail.host", 2, "config.missing"),
        ("mail.sender", 2, "config.missing"),
    ]
    assert [each.key for each in wrong(write(tmp_path, ""))] == ["database", "mail"]


EVERYTHING_WRONG = """\
[database]
path = "~/avvik.db"
[mail]
host = "smtp.example.org"
hosst = "x"
password = "swordfish"
sender = "kåre@example.org"
security = "none-loopback-only"
port = "25"
hold = "half a minute"
send_at = "07:00"
[deadlines]
timezone = "Europe/Olso"
closed = [
  2026-12-24,
  "swordfish",
]
[workflow.faculty.IE]
closed_by = ["dean"]
[[rule]]
id = "a b"
version = 0
kind = "followup"
valid_from = 2027-01-01T00:00:00
basis = ""
[[rule]]
id = "b"
version = 1
kind = "triage"
valid_from = 2027-01-01
basis = "b"
period = "4 fortnights"
[colours]
x = 1
"""

FOUND = [
    (2, "database.path", "config.path", None),
    (5, "mail.hosst", "config.unknown", "host"),
    (6, "mail.password", "config.unknown", "password_file"),
    (7, "mail.sender", "config.address", None),
    (8, "mail.security", "config.clear_text", None),
    (9, "mail.port", "config.wrong_kind", None),
    (10, "mail.hold", "config.duration", None),
    (11, "mail.send_at", "config.unknown", "deadlines.send_at"),
    (13, "deadlines.timezone", "config.timezone", None),
    (14, "deadlines.closed[2]", "config.wrong_kind", None),
    (19, "workflow.faculty.IE.closed_by[1]", "config.choice", None),
    (21, "rule[1].id", "config.rule_id", None),
    (22, "rule[1].version", "config.least", None),
    (23, "rule[1].kind", "config.rule_kind", None),
    (24, "rule[1].valid_from", "config.wrong_kind", None),
    (25, "rule[1].basis", "config.empty", None),
    (32, "rule[2].period", "config.period", None),
    (33, "colours", "config.unknown_known", None),
]


def test_every_error_at_once_with_its_line(tmp_path: Path) -> None:
    found = wrong(write(tmp_path, EVERYTHING_WRONG))
    assert [(each.line, each.key, each.id, each.values.get("near")) for each in found] == FOUND
    assert not any("swordfish" in each.tell("nb") for each in found)
    line = next(each.tell("en") for each in found if each.key == "mail.hosst")
    assert line == f"{tmp_path}/config.toml:5: mail.hosst: Unknown key. Did you mean host?"


@pytest.mark.parametrize(
    ("data", "id", "line"),
    [
        (b'[mail]\nhost = "\xf8"\n', "config.not_utf8", 2),
        (b"[mail]\n\nhost = = 1\n", "config.not_toml", 3),
        (b'[mail]\nhost = """', "config.not_toml", 2),
        (b"x = " + b"[" * 100_000, "config.beyond", None),
        (b"x = " + b"9" * 10_000, "config.beyond", None),
        (b"#" * 300_000, "config.too_large", None),
    ],
)
def test_a_file_that_is_no_settings_file(tmp_path: Path, data: bytes, id: str, line: int | None) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(data)
    (problem,) = wrong(file)
    assert (problem.id, problem.line) == (id, line)


def test_no_file_a_folder_a_pipe_a_name_that_cannot_be(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    names = {tmp_path / "none": "no_file", tmp_path: "not_a_file", tmp_path / "pipe": "not_a_file"}
    for file, id in (names | {Path("a\0b"): "unreadable"}).items():
        assert [each.id for each in wrong(file)] == [f"config.{id}"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_errors(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(
        b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode() + b'prot = """a\r\nb"""\r\n[desk]\r\nx = 1\r\n'
    )
    assert [(each.line, each.key) for each in wrong(file)] == [(6, "mail.prot"), (9, "desk.x")]


def test_the_digest_follows_what_is_in_force(tmp_path: Path) -> None:
    plain = load(write(tmp_path, LEAST)).digest()
    assert plain == load(write(tmp_path, f"# a comment\n{LEAST}port = 587\n")).digest()
    assert plain != load(write(tmp_path, f"{LEAST}port = 25\n")).digest()
    assert plain != load(write(tmp_path, LEAST + RULE.replace("follow_up", "promise"))).digest()


def test_what_is_shown_can_be_traced(tmp_path: Path) -> None:
    file = write(
        tmp_path, LEAST + 'hold = "90s"\n[import]\ncolumns = { "Sak nr" = "reference" }\n[keys]\n"case.triage" = "B"\n'
    )
    rows = {each.key: (each.value, each.source) for each in show(file, {})}
    assert rows["mail.hold"] == ("90s", f"{file}:6")
    assert rows["mail.port"] == (587, None)
    assert rows["import.columns.Sak nr"] == ("reference", f"{file}:8")
    assert rows["keys.case.triage"] == ("B", f"{file}:10")
    assert rows["deadlines.send_at"] == ("06:00", None)


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(write(tmp_path, LEAST)).mail.port = 25  # type: ignore[misc]


def test_which_file_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("core.config.place.SYSTEM", tmp_path / "etc" / "config.toml")
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    with pytest.raises(Unusable) as refused:
        find(None, environ)
    assert refused.value.id == "config.none"
    assert str(tmp_path / "etc" / "config.toml") in tell(refused.value, "nb")

    for file in ("etc/config.toml", "xdg/avvik/config.toml"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
        assert find(None, environ) == tmp_path / file
    (tmp_path / "config.toml").touch()
    assert find(None, environ) == Path("config.toml")
    assert find(None, environ, confined=True) == tmp_path / "xdg/avvik/config.toml"
    assert find(None, environ | {"AVVIK_CONFIG": "/not/there"}) == Path("/not/there")
    assert find(Path("given"), environ | {"AVVIK_CONFIG": "/not/there"}) == Path("given")

    (tmp_path / ".config/avvik").mkdir(parents=True)
    (tmp_path / ".config/avvik/config.toml").touch()
    relative = environ | {"XDG_CONFIG_HOME": "xdg", "AVVIK_CONFIG": ""}
    assert find(None, relative, confined=True) == tmp_path / ".config/avvik/config.toml"
