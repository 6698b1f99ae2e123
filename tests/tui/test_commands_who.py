"""Who is acting: the owner as the installation, a person under --as, and no way out of a forced command."""

import os
from pathlib import Path

import pytest
from commands import GATE, avvik, here, program
from desk import ADMIN, CONTACT, OWNER, installation

from core.errors import Refused, Usage
from tui.commands.forced import whole

CASE = "A-26-0001"
FIXED = ["--config", "/etc/avvik/config.toml", "--as", "kari"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return installation(tmp_path)


def typed(text: str) -> dict[str, str]:
    return {"SSH_ORIGINAL_COMMAND": text, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("", []),
        ("case list", ["case", "list"]),
        ("avvik case list", ["case", "list"]),
        ("case note A-26-0001 'to ord'", ["case", "note", "A-26-0001", "to ord"]),
        ("case list; rm -rf /", ["case", "list;", "rm", "-rf", "/"]),
        ("case list $(id) `id` > x", ["case", "list", "$(id)", "`id`", ">", "x"]),
        ("--lang en case list", ["--lang", "en", "case", "list"]),
    ],
)
def test_what_was_typed_is_the_rest_and_never_a_shells(text: str, rest: list[str]) -> None:
    assert whole(FIXED, typed(text)) == ([*FIXED, *rest], True)


@pytest.mark.parametrize(
    "text",
    [
        "--as ola case list",
        "--as=ola case list",
        "case list --as ola",
        "-- --as ola",
        "case -- --as=ola",
        "'--as' ola case list",
        '"--"as ola case list',
        "\\--as ola",
        "avvik --as ola case list",
        "--config /tmp/x case list",
        "--config=/tmp/x",
        "case note A-26-0001 --config",
    ],
)
def test_what_was_typed_names_neither_person_nor_settings(text: str) -> None:
    with pytest.raises(Refused, match=r"who\.fixed"):
        whole(FIXED, typed(text))


@pytest.mark.parametrize("text", ["--a ola case list", "--asx ola", "--conf /tmp/x case list", "-as ola case list"])
def test_no_option_has_an_abbreviation(config: Path, text: str) -> None:
    done = here(["--config", str(config), "--as", CONTACT], typed(text))
    assert done.code == 2
    assert done.out == ""


def test_an_access_without_a_person_is_closed() -> None:
    with pytest.raises(Refused, match=r"who\.forced_without_as"):
        whole(["--config", "x"], typed("case list"))
    with pytest.raises(Usage, match=r"who\.malformed"):
        whole(FIXED, typed("case note 'A"))


def test_where_the_command_is_fixed_too_what_was_typed_counts_for_nothing() -> None:
    words = ["--as", "kari", "case", "list"]
    assert whole(words, typed("case close A-26-0001")) == (words, True)
    assert whole(words, {}) == (words, False)
    assert whole(["status"], typed("deploy now")) == (["status"], False)


def test_a_forced_command_acts_as_its_person_only(config: Path) -> None:
    fixed = ["--config", str(config), "--as", OWNER]
    assert here(fixed, typed("case list --json")).json == []
    assert here(fixed, typed(f"case approve {CASE} {' '.join(GATE)}")).code == 1
    assert here(["--config", str(config), "--as", CONTACT], typed(f"case show {CASE}")).code == 0
    told = program(*fixed, **typed("--as benefoss status"))
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1)


def test_behind_ssh_the_current_folder_is_not_looked_at(config: Path) -> None:
    assert program("case", "list", "--limit", "1", cwd=config.parent, HOME="/nonexistent").code == 0
    confined = program("--as", CONTACT, cwd=config.parent, HOME="/nonexistent", **typed("case list"))
    assert confined.code == 3
    assert "config.toml" in confined.err


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["doctor"],
        ["log"],
        ["config", "show"],
        ["config", "check"],
        ["init"],
        ["import", "x.csv"],
        ["import", "-"],
        ["directory", "import", "x.toml"],
        ["config", "check", "/etc/passwd"],
    ],
)
def test_a_contact_does_nothing_for_the_installation(config: Path, words: list[str]) -> None:
    done = avvik(config, *words, who=CONTACT)
    assert (done.code, done.out) == (1, "")


def test_an_administrator_does_what_needs_no_file(config: Path) -> None:
    assert "db/avvik.db" in avvik(config, "config", "show", who=ADMIN).out
    assert avvik(config, "config", "check", who=ADMIN).code == 0
    assert "needs_person" in avvik(config, "status", "--json", who=ADMIN).json
    assert avvik(config, "init", who=ADMIN).code == 1
    assert avvik(config, "directory", "import", "x.toml", who=ADMIN).code == 1
    assert avvik(config, "case", "show", CASE, who=ADMIN).code == 1


def test_without_as_only_the_owner_acts(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert avvik(config, "case", "show", CASE, "--json").json["reporter"]["name"]
    uid = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: uid + 1)
    for words in (["case", "list"], ["case", "show", CASE], ["status"], ["mail", "list"], ["init"], ["config", "show"]):
        done = avvik(config, *words)
        assert (done.code, done.out) == (1, ""), words
    assert avvik(config, "case", "show", CASE, who=CONTACT).code == 0


@pytest.mark.parametrize("login", ["", "nobody", "system", "Maikroys", "maikroys ", "../x"])
def test_nobody_else_is_somebody(config: Path, login: str) -> None:
    done = (
        avvik(config, "case", "list", who=login)
        if login
        else here(["--config", str(config), "--as", "", "case", "list"], {})
    )
    assert (done.code, done.out) == (1, "")
